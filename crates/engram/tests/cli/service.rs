//! The service as a supervisor meets it: signals, notifications, exit codes, and probes.

mod asked;
mod container;
mod gateway;
mod notify;
mod place;
mod probes;

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::PathBuf,
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::support::{Run, program};

/// What a stop may take, by the promise.
const PROMISED: Duration = Duration::from_secs(2);

/// Folders and a settings file of its own.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    port: u16,
}

/// A service that runs; killed when it is dropped.
pub(crate) struct Service {
    child: Option<Child>,
    err: BufReader<ChildStderr>,
    heard: String,
}

/// How a service ended.
#[derive(Debug)]
struct Ended {
    status: ExitStatus,
    after: Duration,
    err: String,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), port: free_port() };
        home.says(&format!(
            "[platforms.http]\nenabled = true\nport = {}\n[platforms.websocket]\nenabled = false\n",
            home.port
        ));
        home
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("settings.toml")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn says(&self, text: &str) {
        fs::write(self.file(), text).unwrap();
    }

    /// The program with these settings.
    fn program(&self, words: &str) -> Command {
        let mut program = program();
        program.args(words.split_whitespace()).arg("--config").arg(self.file());
        program.stdin(Stdio::null()).env("HOME", self.folder.path());
        program
    }

    /// The service, about to run.
    fn service(&self) -> Command {
        let mut service = self.program("run");
        service.arg("--state-dir").arg(self.state());
        service
    }

    /// A service that is ready.
    fn ready(&self) -> Service {
        let mut service = Service::start(self.service());
        service.until("engram is ready");
        service
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

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Service {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child: Some(child), err, heard: String::new() }
    }

    fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Reads what it says until it says this; gives that line.
    fn until(&mut self, words: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.err.read_line(&mut line).unwrap(), 0, "it ended without {words:?}:\n{}", self.heard);
            self.heard.push_str(&line);
            if line.contains(words) {
                return line;
            }
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for its end, which must come in time.
    fn ended(mut self) -> Ended {
        let begun = Instant::now();
        let mut child = self.child.take().unwrap();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait().unwrap()));
        let status = told.recv_timeout(Duration::from_secs(20)).expect("it ends");
        let after = begun.elapsed();
        self.err.read_to_string(&mut self.heard).unwrap();
        Ended { status, after, err: std::mem::take(&mut self.heard) }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

#[test]
fn it_ends_in_order_when_it_is_told_to() {
    for signal in [Signal::TERM, Signal::INT] {
        let home = Home::new();
        let service = home.ready();
        assert_eq!(home.run("healthcheck").code, 0);
        service.signal(signal);
        let ended = service.ended();
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        assert!(ended.after < PROMISED && ended.err.contains("engram has stopped"), "{ended:?}");
        let log = fs::read_to_string(home.state().join("logs/engram.log")).unwrap();
        assert!(log.contains("engram is ready") && log.contains("engram has stopped"), "{log}");
        assert_eq!(fs::read_to_string(home.state().join("engram.lock")).unwrap(), "");
        assert_eq!(home.run("healthcheck").code, 1);
    }
}

#[test]
fn a_second_one_is_told_who_the_first_is() {
    let home = Home::new();
    let first = home.ready();
    let second = ran(home.service());
    assert_eq!(second.code, 75, "{second:?}");
    assert!(second.err.starts_with(&format!("engram run (process {}) already uses ", first.id())), "{second:?}");
    // The twin: another folder and port, and both run.
    let other = Home::new();
    let _other = other.ready();
    assert_eq!((home.run("healthcheck").code, other.run("healthcheck").code), (0, 0));
}

#[test]
fn one_that_was_killed_keeps_nobody_out() {
    let home = Home::new();
    for _ in 0..3 {
        let service = home.ready();
        service.signal(Signal::KILL);
        assert_eq!(service.ended().status.code(), None);
    }
    assert_eq!(home.run("healthcheck").code, 1);
    drop(home.ready());
}

#[test]
fn a_busy_port_is_named_with_its_program() {
    let home = Home::new();
    let _other = TcpListener::bind(("127.0.0.1", home.port)).unwrap();
    let refused = ran(home.service());
    assert_eq!(refused.code, 78, "{refused:?}");
    assert!(refused.err.contains(&format!("Port {} is used by ", home.port)), "{refused:?}");
    if cfg!(target_os = "linux") {
        assert!(refused.err.contains(&format!("(process {})", std::process::id())), "{refused:?}");
    }
}

#[test]
fn a_wrong_setting_at_the_start_is_refused() {
    let home = Home::new();
    home.says("[platforms.http]\nport = 0\n");
    let refused = ran(home.service());
    assert_eq!(refused.code, 78, "{refused:?}");
    assert!(refused.err.contains("platforms.http.port: 0 is not allowed.\nFrom: settings.toml, line 2"), "{refused:?}");
    assert!(!home.state().exists(), "nothing was begun");
    // Also where it was typed: a supervisor must not try it again and again.
    let mut typed = home.service();
    home.says("");
    typed.args(["--set", "platforms.http.port=0"]);
    assert_eq!(ran(typed).code, 78);
}

#[test]
fn settings_are_read_again_and_what_changed_is_done() {
    let home = Home::new();
    let mut service = home.ready();
    let moved = free_port();
    let text = format!(
        "[platforms.http]\nenabled = true\nport = {moved}\nmetrics = true\n[platforms.websocket]\nenabled = false\n[logging]\nlevel = \"DEBUG\"\nformat = \"json\"\n\
         [agent]\nresponse_format = \"detailed\"\n[market]\nsource = \"file\"\npath = \"/nonexistent/candles\"\n"
    );
    home.says(&text);
    service.signal(Signal::HUP);
    let line = service.until("the settings were read again");
    assert!(line.starts_with('{'), "the log is written as it says now: {line}");
    service.until("unhealthy: market:file: ");
    let told = home.run("health --format json");
    assert_eq!(told.code, 1, "{told:?}");
    let told = told.object();
    assert_eq!((&told["response_format"], &told["status"]), (&"detailed".into(), &"unhealthy".into()), "{told:#}");
    assert!(told["error"].as_str().unwrap().starts_with("market:file: "), "{told:#}");
    assert_eq!(home.run(&format!("health --port {}", home.port)).code, 69, "the old port is closed");
    // The same port, and the endpoints closed.
    home.says("");
    service.signal(Signal::HUP);
    service.until("the settings were read again");
    assert_eq!(home.run(&format!("health --port {moved}")).code, 69);
    service.signal(Signal::TERM);
    assert_eq!(service.ended().status.code(), Some(0));
}

#[test]
fn bad_settings_are_told_of_and_the_old_ones_stay() {
    let home = Home::new();
    let mut service = home.ready();
    for bad in ["not = [toml", "[platforms.http]\nport = 70000\n", "[platforms.http]\nprot = 1\n"] {
        home.says(bad);
        service.signal(Signal::HUP);
        let line = service.until("The settings in force stay.");
        assert!(line.contains("settings.toml, line "), "{line}");
        assert_eq!(home.run(&format!("healthcheck --port {}", home.port)).code, 0);
        assert_eq!(fs::read_to_string(home.file()).unwrap(), bad, "the file is not touched");
    }
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    home.says(&format!("[platforms.http]\nenabled = true\nport = {port}\n"));
    service.signal(Signal::HUP);
    service.until("The health endpoints stay as they were.");
    assert_eq!(home.run(&format!("healthcheck --port {}", home.port)).code, 0);
    // Once the port is free, the same file is carried out.
    drop(busy);
    service.signal(Signal::HUP);
    service.until("the settings were read again");
    service.signal(Signal::TERM);
    assert_eq!(service.ended().status.code(), Some(0));
}
