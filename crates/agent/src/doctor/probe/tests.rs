//! Every layer with what can be wrong with it, for real, and with nothing wrong.
#![expect(clippy::disallowed_methods, reason = "serves, damages and writes files to be looked at")]

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use keyring_core::{CredentialStore, Error, mock};

use super::{Subject, examine};
use crate::{
    Secret, Vault,
    doctor::{
        Checkup, Part,
        Verdict::{self, Fail, Off, Ok as Fine, Skipped, Unknown, Warn},
    },
    home::State,
    lock::{Holder, Lock},
    secret::Keychain,
    settings::{
        Resolved, Whose,
        files::{Ours, Places},
        read_toml,
    },
};

/// A place of its own for everything.
struct World {
    folder: tempfile::TempDir,
    settings: String,
    token: Option<&'static str>,
    keychain: Keychain,
}

impl World {
    fn new() -> Self {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let keychain = Keychain::new(move || Ok(Arc::clone(&store)), Duration::from_secs(5));
        let world = Self { folder: tempfile::tempdir().unwrap(), settings: String::new(), token: None, keychain };
        fs::create_dir(world.state()).unwrap();
        world
    }

    fn with(settings: &str) -> Self {
        Self { settings: settings.to_owned(), ..Self::new() }
    }

    fn state(&self) -> std::path::PathBuf {
        self.folder.path().join("state")
    }

    fn subject(&self) -> Arc<Subject> {
        let path = self.folder.path().join("settings.toml");
        fs::write(&path, &self.settings).unwrap();
        let read = read_toml("settings.toml", &self.settings, Whose::Ours).map_err(|fault| vec![fault]);
        let token = self.token.map(Secret::new);
        Arc::new(Subject {
            places: Places { ours: Some(Ours { path, named: true }), managed: "/nonexistent".into() },
            settings: read.and_then(Resolved::of),
            state: Ok(State::Folder(self.state())),
            keychain: self.keychain.clone(),
            vault: Box::new(move |keychain| Vault::new(|_| None, keychain, None, token.as_ref())),
            program: None,
            now: jiff::Timestamp::now(),
        })
    }

    fn looked(&self, parts: &[Part]) -> Checkup {
        looked(&self.subject(), parts, Duration::from_secs(20))
    }

    /// The layers of one part.
    fn of(&self, part: Part) -> Vec<Verdict> {
        verdicts(&self.looked(&[part]), part)
    }

    fn what(&self, part: Part, layer: &str) -> String {
        what(&self.looked(&[part]), part, layer)
    }
}

fn looked(subject: &Arc<Subject>, parts: &[Part], within: Duration) -> Checkup {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let checkup = runtime.block_on(examine(subject, parts, within, |_| {}));
    runtime.shutdown_background();
    checkup
}

fn verdicts(checkup: &Checkup, part: Part) -> Vec<Verdict> {
    let examined = checkup.parts.iter().find(|one| one.part == part).unwrap();
    examined.findings.iter().map(|finding| finding.verdict).collect()
}

fn what(checkup: &Checkup, part: Part, layer: &str) -> String {
    let examined = checkup.parts.iter().find(|one| one.part == part).unwrap();
    examined.findings.iter().find(|finding| finding.layer == layer).unwrap().what.clone()
}

/// A server that says what it was told to say to each path, and remembers all it heard.
struct Server {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Server {
    fn new(says: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let hears = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, mut piece, mut request) = (stream.unwrap(), [0; 1024], String::new());
                while !request.contains("\r\n\r\n") {
                    match stream.read(&mut piece) {
                        Ok(read) if read > 0 => request.push_str(std::str::from_utf8(&piece[..read]).unwrap()),
                        // A call that says nothing looks whether the port is open.
                        _ => break,
                    }
                }
                hears.lock().unwrap().push_str(&request);
                let path = request.split(' ').nth(1).unwrap_or_default();
                // Whoever has heard enough may be gone.
                drop(stream.write_all(says(path).as_bytes()));
            }
        });
        Self { port, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

fn http(code: u16, body: &str) -> String {
    format!("HTTP/1.1 {code} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// A port that nobody has.
fn closed() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn gateway(port: u16) -> World {
    World::with(&format!("[gateway]\nhost = \"127.0.0.1\"\nport = {port}\n"))
}

fn lmstudio(port: u16) -> World {
    World::with(&format!("[lmstudio]\nhost = \"127.0.0.1\"\nport = {port}\nmodel = \"glm\"\n"))
}

#[test]
fn a_gateway_that_is_well_and_each_that_is_not() {
    let answers = |path: &str| match path {
        "/healthz" => http(200, r#"{"ok":true,"status":"live"}"#),
        "/readyz" => http(200, r#"{"ready":true,"failing":[]}"#),
        _ => http(404, ""),
    };
    let well = Server::new(answers);
    assert_eq!(
        gateway(well.port).of(Part::Gateway),
        [Fine, Fine, Fine, Off, Fine, Fine, Unknown, Unknown, Unknown, Unknown]
    );
    let say = |text: &'static str| gateway(Server::new(move |_| text.to_owned()).port).of(Part::Gateway);
    // What only a link tells stands together.
    let up =
        |[http, ready, way_in]: [Verdict; 3]| [[Fine, Fine, Fine, Off, http, ready].as_slice(), &[way_in; 4]].concat();
    assert_eq!(say("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"), up([Warn, Unknown, Unknown]));
    assert_eq!(say("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"), up([Warn, Unknown, Unknown]));
    assert_eq!(say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"), up([Unknown, Unknown, Unknown]));
    assert_eq!(say("220 mail.example ESMTP\r\n"), up([Fail, Skipped, Skipped]));
    assert_eq!(say("\x15\x03\x01\x00\x02\x02\x46"), up([Fail, Skipped, Skipped]), "as a TLS port answers");
    assert_eq!(say(""), up([Fail, Skipped, Skipped]), "it closes without a word");
    assert_eq!(say("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nhalf"), up([Fail, Skipped, Skipped]));
}

#[test]
fn a_closed_port_and_a_name_that_is_not_found() {
    let refused = gateway(closed());
    assert_eq!(refused.of(Part::Gateway), [[Fine, Fine, Fail].as_slice(), &[Skipped; 7]].concat());
    assert_eq!(refused.what(Part::Gateway, "tcp"), "nothing listens there");
    let lost = World::with("[gateway]\nhost = \"gateway.invalid\"\n");
    assert_eq!(lost.of(Part::Gateway), [[Fine, Fail].as_slice(), &[Skipped; 8]].concat());
    let off = World::with("[platforms.websocket]\nenabled = false\n");
    assert_eq!(off.of(Part::Gateway), [Off; 10]);
}

#[test]
fn a_port_that_is_open_and_silent_is_left_after_its_time() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let world = gateway(silent.local_addr().unwrap().port());
    let checkup = world.looked(&[Part::Gateway]);
    assert_eq!(verdicts(&checkup, Part::Gateway), [[Fine, Fine, Fine, Off, Fail].as_slice(), &[Skipped; 5]].concat());
    assert_eq!(what(&checkup, Part::Gateway, "http"), "the port is open, and nothing is said within 3 s");
    // And there is a time for everything together.
    let late = looked(&world.subject(), &[Part::Gateway, Part::Disk], Duration::from_millis(300));
    assert_eq!(verdicts(&late, Part::Gateway)[..2], [Fail, Skipped]);
    assert_eq!(verdicts(&late, Part::Disk), [Fine], "what was done in time is told");
}

#[test]
fn lm_studio_that_is_well_and_each_that_is_not() {
    let list = |loaded: &'static str| {
        move |path: &str| match path {
            "/lmstudio-greeting" => http(200, r#"{"lmstudio":true}"#),
            "/v1/models" => http(200, &format!(r#"{{"data":[{{"id":"glm","state":"{loaded}"}}]}}"#)),
            _ => http(404, r#"{"error":"Unexpected endpoint"}"#),
        }
    };
    let of = |server: Server| lmstudio(server.port).of(Part::LmStudio);
    let up = |rest: [Verdict; 3]| [[Fine, Fine, Fine, Off].as_slice(), &rest].concat();
    assert_eq!(of(Server::new(list("loaded"))), up([Fine, Fine, Fine]));
    assert_eq!(of(Server::new(list("not-loaded"))), up([Fine, Fine, Warn]));
    assert_eq!(of(Server::new(|_| http(401, ""))), up([Fine, Unknown, Unknown]));
    assert_eq!(of(Server::new(|_| http(404, ""))), up([Fail, Skipped, Skipped]));
    assert_eq!(of(Server::new(|_| "garbage\r\n\r\n".to_owned())), up([Fail, Skipped, Skipped]));
    assert_eq!(lmstudio(closed()).of(Part::LmStudio)[2], Fail);
}

#[test]
fn no_token_is_ever_sent() {
    let server = Server::new(|_| http(401, ""));
    let mut world = World::with(&format!(
        "[gateway]\nhost = \"127.0.0.1\"\nport = {0}\n[lmstudio]\nhost = \"127.0.0.1\"\nport = {0}\n",
        server.port
    ));
    world.token = Some("canary-7f3a9");
    let checkup = world.looked(&[Part::Secrets, Part::Gateway, Part::LmStudio]);
    let heard = server.heard();
    assert!(heard.contains("GET /healthz") && heard.contains("GET /lmstudio-greeting"), "{heard}");
    let heard = heard.to_ascii_lowercase();
    assert!(!heard.contains("canary") && !heard.contains("authorization") && !heard.contains("cookie"), "{heard}");
    // It is there to be sent, and is not shown either.
    assert_eq!(what(&checkup, Part::Secrets, "gateway-token"), "set, 12 characters, from the settings file");
    assert!(!checkup.text().contains("canary") && !checkup.object().to_string().contains("canary"));
}

#[test]
fn a_state_folder_with_each_thing_wrong() {
    let world = World::new();
    assert_eq!(world.of(Part::State), [Fine, Fine, Fine, Fine]);
    let lock = Lock::take(&world.state(), &Holder::here("engram run")).unwrap();
    assert_eq!(world.of(Part::State), [Fine, Fine, Fine, Warn]);
    let held = format!("engram run (process {}) already uses {}", std::process::id(), world.state().display());
    assert_eq!(world.what(Part::State, "lock"), held);
    drop(lock);
    assert_eq!(world.of(Part::State), [Fine, Fine, Fine, Fine], "it is free again");
    // A holder that was killed has left its line behind.
    fs::write(world.state().join("engram.lock"), "4711 engram run\n").unwrap();
    assert_eq!(world.of(Part::State), [Fine, Fine, Fine, Fine]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = |mode| fs::set_permissions(world.state(), fs::Permissions::from_mode(mode)).unwrap();
        open(0o777);
        assert_eq!(world.of(Part::State), [Fine, Fail, Skipped, Skipped]);
        open(0o700);
    }
    fs::remove_dir_all(world.state()).unwrap();
    assert_eq!(world.of(Part::State), [Fine, Fine, Fine, Fine]);
    assert!(!world.state().exists(), "it is not made");
    fs::write(world.state(), "a file").unwrap();
    assert_eq!(world.of(Part::State), [Fail, Skipped, Skipped, Skipped]);
}

#[test]
fn a_journal_with_each_thing_wrong() {
    let world = World::new();
    let file = world.state().join("journal.db");
    assert_eq!(world.of(Part::Journal), [Fine, Off, Off, Off]);
    drop(crate::journal::Journal::open(&file).unwrap());
    assert_eq!(world.of(Part::Journal), [Fine, Fine, Fine, Fine]);
    let sound = fs::read(&file).unwrap();
    let mut bytes = sound.clone();
    bytes[..100].fill(0x5a);
    fs::write(&file, &bytes).unwrap();
    assert!(world.of(Part::Journal).contains(&Fail));
    let mut bytes = sound;
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    fs::write(&file, &bytes).unwrap();
    assert_eq!(world.of(Part::Journal)[2..], [Fail, Skipped]);
    assert_eq!(fs::read(&file).unwrap(), bytes, "it is left as it is");
}

#[test]
fn a_key_store_with_each_thing_wrong() {
    let broken = |error: fn() -> Error| World {
        keychain: Keychain::new(move || Err(error()), Duration::from_secs(5)),
        ..World::new()
    };
    assert_eq!(World::new().of(Part::Secrets), [Fine, Off, Off]);
    assert_eq!(broken(|| Error::PlatformFailure("no bus".into())).of(Part::Secrets), [Off, Off, Off]);
    assert_eq!(broken(|| Error::NoStorageAccess("prompt".into())).of(Part::Secrets), [Warn, Unknown, Unknown]);
    let (_held, never) = mpsc::channel::<()>();
    let never = Arc::new(Mutex::new(never));
    let hanging = move || {
        // For as long as the test lives.
        assert!(never.lock().unwrap().recv().is_err());
        Err(Error::NoDefaultStore)
    };
    let world = World { keychain: Keychain::new(hanging, Duration::from_millis(30)), ..World::new() };
    assert_eq!(world.of(Part::Secrets), [Warn, Unknown, Unknown]);
}

/// Hourly candles up to this many hours ago.
fn candles(folder: &Path, ago: i64) -> String {
    let hour = jiff::Timestamp::now().as_second() / 3600 - ago;
    let row = |back: i64| format!("{},1,2,1,{},1\n", (hour - back) * 3600, 1.0 + (back % 3) as f64 / 4.0);
    let rows: String = (1..=100).rev().map(row).collect();
    let file = folder.join("BTC_USD-1h.csv");
    fs::write(&file, format!("time,open,high,low,close,volume\n{rows}")).unwrap();
    format!("[market]\nsource = \"file\"\npath = {:?}\n", file.display().to_string())
}

#[test]
fn candles_that_are_fresh_stale_torn_ahead_and_away() {
    let folder = tempfile::tempdir().unwrap();
    let both = |settings: &str| {
        let checkup = World::with(settings).looked(&[Part::Candles, Part::Clock]);
        (verdicts(&checkup, Part::Candles), verdicts(&checkup, Part::Clock))
    };
    let (fresh, clock) = both(&candles(folder.path(), 0));
    assert_eq!((fresh, clock), (vec![Fine; 5], vec![Fine, Fine, Unknown]));
    let (stale, _) = both(&candles(folder.path(), 50));
    assert_eq!(stale, [Fine, Fine, Fine, Warn, Fine]);
    let (ahead, clock) = both(&candles(folder.path(), -30));
    assert_eq!((ahead[3], clock[1]), (Fine, Warn), "some have closed, and the newest cannot be yet");
    let settings = candles(folder.path(), 0);
    fs::write(folder.path().join("BTC_USD-1h.csv"), "time,open,high,low,close\nnow,1,2,3,4\n").unwrap();
    let (torn, clock) = both(&settings);
    assert_eq!((torn, clock), (vec![Fine, Fine, Fail, Skipped, Skipped], vec![Fine, Skipped, Unknown]));
    fs::remove_file(folder.path().join("BTC_USD-1h.csv")).unwrap();
    assert_eq!(both(&settings).0, [Fail, Skipped, Skipped, Skipped, Skipped]);
    assert_eq!(both("").0, [Fine, Fine, Fine, Off, Off], "the demo");
}

#[test]
fn a_clock_behind_what_was_written_fails() {
    let world = World::new();
    let subject = Arc::into_inner(world.subject()).unwrap();
    let behind = Arc::new(Subject { now: subject.now - jiff::SignedDuration::from_hours(1), ..subject });
    let checkup = looked(&behind, &[Part::Clock], Duration::from_secs(20));
    assert_eq!(verdicts(&checkup, Part::Clock)[0], Fail);
    assert_eq!(world.of(Part::Clock)[0], Fine, "the twin");
}

#[test]
fn bad_settings_are_told_whatever_is_asked_and_hide_what_rests_on_them() {
    let checkup = World::with("[gateway]\nport = 0\n").looked(&[Part::Gateway, Part::Disk]);
    let parts: Vec<_> = checkup.parts.iter().map(|one| one.part).collect();
    assert_eq!(parts, [Part::Settings, Part::Disk, Part::Gateway]);
    assert_eq!(verdicts(&checkup, Part::Settings), [Fine, Fail]);
    assert_eq!(verdicts(&checkup, Part::Gateway), [Skipped; 10]);
    assert_eq!(verdicts(&checkup, Part::Disk), [Fine]);
}

#[test]
fn what_is_left_is_told_as_it_shrinks() {
    let subject = World::new().subject();
    let mut told = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let parts = [Part::Disk, Part::State];
    runtime.block_on(examine(&subject, &parts, Duration::from_secs(20), |left| told.push(left.len())));
    assert_eq!(told, [2, 1, 0]);
}
