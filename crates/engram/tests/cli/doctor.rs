//! A preflight as a user meets it: words, exit codes, and that it changes nothing.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::support::{Run, program};

/// A home of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn program(&self, words: &str) -> Command {
        let mut program = program();
        program.args(words.split_whitespace()).stdin(Stdio::null()).env("HOME", self.0.path());
        program.env("XDG_CONFIG_HOME", self.0.path().join("config")).env("ENGRAM_STATE_DIR", self.state());
        program
    }

    fn state(&self) -> std::path::PathBuf {
        self.0.path().join("state")
    }

    fn says(&self, text: &str) {
        fs::create_dir_all(self.0.path().join("config/engram")).unwrap();
        fs::write(self.0.path().join("config/engram/settings.toml"), text).unwrap();
    }

    fn run(&self, words: &str) -> Run {
        ran(self.program(words))
    }
}

fn ran(mut program: Command) -> Run {
    let done = program.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { out: text(done.stdout), err: text(done.stderr), code: done.status.code().unwrap() }
}

/// Every file below a folder, with its bytes.
fn below(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(below(&path));
            all.push((path, Vec::new()));
        } else {
            all.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
}

fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn without_any_set_up_nothing_fails_and_nothing_is_changed() {
    let home = Home::new();
    home.says(&format!("[lmstudio]\nport = 1234\n# {}\n", closed_port()));
    let before = below(home.0.path());
    // Whatever listens on the ports that are usual is none of this test's.
    let run = home.run("doctor --only settings,state,journal,disk,clock,candles,secrets");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(below(home.0.path()), before);
    assert!(!home.state().exists());
    assert!(run.err.is_empty(), "no progress where nobody watches: {run:?}");
    assert!(run.out.contains("state:folder            ok       none at "), "{}", run.out);
    assert!(run.out.contains("clock:other-clock       unknown  not compared with another clock"), "{}", run.out);
    assert!(run.out.ends_with("Nothing was changed, and no token was sent.\n"), "{}", run.out);
    // And once there is something, it is left as it is.
    assert_eq!(home.run("signal BTC/USD -t 1d -f json").code, 0);
    let before = below(&home.state());
    let run = home.run("doctor --only state,journal");
    assert_eq!((run.code, below(&home.state()) == before), (0, true), "{run:?}");
    assert!(run.out.contains("journal:chain     ok       3 entries, 2 receipts, none altered"), "{}", run.out);
}

#[test]
fn what_was_set_and_is_not_there_fails() {
    let home = Home::new();
    home.says(&format!("[gateway]\nport = {}\n", closed_port()));
    let run = home.run("doctor --only gateway --format json");
    assert_eq!(run.code, 1, "{run:?}");
    let object = run.object();
    assert_eq!(object["fails"], Value::Bool(true));
    let layers = object["parts"][0]["layers"].as_array().unwrap();
    assert_eq!((&layers[2]["layer"], &layers[2]["verdict"]), (&"tcp".into(), &"fail".into()), "{object:#}");
    assert!(layers[2]["hint"].as_str().unwrap().contains("platforms.websocket.enabled"), "{object:#}");
    let off = home.run("doctor --only gateway --set platforms.websocket.enabled=false");
    assert_eq!((off.code, off.out.matches("  off      ").count()), (0, 10), "{off:?}");
}

#[test]
fn bad_settings_are_told_and_end_with_their_code() {
    let home = Home::new();
    home.says("[gateway]\nport = 0\n");
    let run = home.run("doctor --only gateway");
    assert_eq!(run.code, 78, "{run:?}");
    assert!(run.out.contains("settings:values   fail     Setting gateway.port: 0 is not allowed"), "{}", run.out);
    assert!(run.out.contains("gateway:tcp       skipped  not looked at: the settings are not valid"), "{}", run.out);
    assert_eq!(home.run("doctor --only moon").code, 64);
    assert_eq!(home.run("doctor --timeout 0").code, 64);
}

#[test]
fn a_journal_that_is_damaged_and_a_file_in_the_way_fail() {
    let home = Home::new();
    assert_eq!(home.run("signal BTC/USD -t 1d -f json").code, 0);
    let journal = home.state().join("journal.db");
    let mut bytes = fs::read(&journal).unwrap();
    bytes[..100].fill(0x5a);
    fs::write(&journal, &bytes).unwrap();
    let run = home.run("doctor --only journal");
    assert!(run.code == 1 && run.out.contains("  fail     "), "{run:?}");
    assert_eq!(fs::read(&journal).unwrap(), bytes, "only `engram journal check` mends it");
    fs::remove_dir_all(home.state()).unwrap();
    fs::write(home.state(), "a file").unwrap();
    let run = home.run("doctor --only state,journal,disk");
    assert!(run.code == 1 && run.out.contains("state:folder      fail     "), "{run:?}");
}

/// On Linux a disk of its own can be had, which is full or may not be written.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_or_read_only_fails() {
    let cases = [
        ("ro,mode=0700", "true", "Read-only file system"),
        ("size=64k,mode=0700", "head -c 60000 /dev/zero > $STATE/fill", "No space left on device"),
        ("size=64k,mode=0700", "true", ""),
    ];
    for (options, then, why) in cases {
        let home = Home::new();
        fs::create_dir(home.state()).unwrap();
        let state = home.state().display().to_string();
        let mount = format!("mount -t tmpfs -o {options} none {state}");
        let allowed = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).stderr(Stdio::null()).status();
        if !allowed.is_ok_and(|status| status.success()) {
            println!("skipped: this system does not let a test mount a disk of its own (unshare -rm)");
            return;
        }
        let doctor = home.program("doctor --only state,disk");
        let mut within = Command::new("unshare");
        let then = then.replace("$STATE", &state);
        within.args(["-rm", "sh", "-c", &format!("{mount} && {then} && exec \"$0\" \"$@\"")]);
        within.arg(doctor.get_program()).args(doctor.get_args());
        within.env("ENGRAM_STATE_DIR", home.state()).env("HOME", home.0.path());
        let run = ran(within);
        let fails = run.out.contains("state:writable  fail     nothing can be written there: ");
        assert_eq!((run.code, fails), (i32::from(!why.is_empty()), !why.is_empty()), "{run:?}");
        assert!(run.out.contains(why), "{run:?}");
        let is_low = options.starts_with("size") && run.out.contains("disk:free       warn     0 MiB left");
        assert!(is_low || options.starts_with("ro"), "{run:?}");
    }
}

/// A key store that never answers, a gateway that is silent: Ctrl-C ends it at once.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_in_order() {
    use std::{io::Read, sync::mpsc, thread, time::Duration};

    use rustix::process::{Pid, Signal, kill_process};

    let home = Home::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut doctor = home.program("doctor --timeout 300");
    doctor.args(["--set", &format!("gateway.port={port}"), "--set", "gateway.host=127.0.0.1"]);
    let mut child = doctor.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It calls twice: to see that the port is open, and to ask. Then it waits.
    let mut calls = [silent.accept().unwrap().0, silent.accept().unwrap().0];
    assert!(calls[1].read(&mut [0; 16]).unwrap() > 0);
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let status = child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        tell.send((status.code(), said, out))
    });
    let (code, said, out) = told.recv_timeout(Duration::from_secs(2)).expect("it ends");
    assert_eq!((code, said.as_str(), out.as_str()), (Some(130), "Stopped. Nothing was changed.\n", ""));
}
