//! A real gateway in a folder of its own, on loopback. It ends with the test.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use super::super::free_port;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    OpenClaw,
    ClawdBot,
}

pub(super) struct Peer {
    product: Product,
    folder: tempfile::TempDir,
    peers: PathBuf,
    pub(super) port: u16,
    pub(super) token: String,
    more: String,
    child: Option<Child>,
}

impl Peer {
    /// One that is ready; `None`, with a word, where there is none on this machine. `more` stands at the end of its
    /// settings.
    pub(super) fn start(product: Product, more: &str) -> Option<Self> {
        let Some(peers) = std::env::var_os("ENGRAM_PEERS").map(PathBuf::from) else {
            println!("skipped: ENGRAM_PEERS does not name a folder with the real gateways (cargo xtask peers)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        for name in ["state", "home", "ws"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let token = "NOT-A-REAL-TOKEN-0123456789".to_owned();
        let mut peer = Self { product, folder, peers, port: free_port(), token, more: more.to_owned(), child: None };
        peer.configure();
        peer.up();
        Some(peer)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn config(&self) -> PathBuf {
        self.path(match self.product {
            Product::OpenClaw => "state/openclaw.json",
            Product::ClawdBot => "state/clawdbot.json",
        })
    }

    fn configure(&self) {
        let text = format!(
            r#"{{ "gateway": {{ "mode": "local", "port": {}, "bind": "loopback", "auth": {{ "mode": "token", "token": "{}" }} }},
                 "logging": {{ "file": "{}" }}, "update": {{ "checkOnStart": false }}{} }}"#,
            self.port,
            self.token,
            self.path("log").display(),
            self.more.replace("WORKSPACE", &self.path("ws").display().to_string()),
        );
        fs::write(self.config(), text).unwrap();
    }

    /// Another token, for the next start.
    pub(super) fn takes(&mut self, token: &str) {
        let before = fs::read_to_string(self.config()).unwrap();
        fs::write(self.config(), before.replace(&self.token, token)).unwrap();
        self.token = token.to_owned();
    }

    fn command(&self) -> Command {
        let (node, program, prefix) = match self.product {
            Product::OpenClaw => ("node24", "openclaw/node_modules/openclaw/openclaw.mjs", "OPENCLAW"),
            Product::ClawdBot => ("node22", "clawdbot/node_modules/clawdbot/dist/entry.js", "CLAWDBOT"),
        };
        let mut command = Command::new(self.peers.join(node).join("node_modules/node/bin/node"));
        command.arg(self.peers.join(program)).env("HOME", self.path("home")).env("NODE_NO_WARNINGS", "1");
        command.env(format!("{prefix}_STATE_DIR"), self.path("state"));
        command.env(format!("{prefix}_CONFIG_PATH"), self.config());
        for switch in ["DISABLE_BONJOUR", "NO_RESPAWN", "SKIP_CHANNELS", "SKIP_CRON", "SKIP_GMAIL_WATCHER"] {
            command.env(format!("{prefix}_{switch}"), "1");
        }
        for switch in ["SKIP_BROWSER_CONTROL_SERVER", "SKIP_CANVAS_HOST"] {
            command.env(format!("{prefix}_{switch}"), "1");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Starts it, and waits until it takes clients.
    pub(super) fn up(&mut self) {
        let mut command = self.command();
        match self.product {
            Product::OpenClaw => command.args(["gateway", "run"]),
            Product::ClawdBot => command.arg("gateway"),
        };
        self.child = Some(command.process_group(0).spawn().unwrap());
        let began = Instant::now();
        while !self.is_ready() {
            assert!(began.elapsed() < Duration::from_mins(3), "the gateway is ready in time");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn is_ready(&self) -> bool {
        let path = match self.product {
            Product::OpenClaw => "/readyz",
            Product::ClawdBot => "/",
        };
        get(self.port, path).is_some_and(|answer| match self.product {
            Product::OpenClaw => answer.contains("\"ready\":true"),
            // Any path answers with the page once it listens.
            Product::ClawdBot => answer.starts_with("HTTP/1.1 200"),
        })
    }

    /// Tells the gateway and its children.
    pub(super) fn signal(&self, signal: Signal) {
        let id = self.child.as_ref().unwrap().id();
        kill_process_group(Pid::from_raw(i32::try_from(id).unwrap()).unwrap(), signal).unwrap();
    }

    /// Ends it, one way or the other.
    pub(super) fn end(&mut self, signal: Signal) {
        self.signal(signal);
        self.child.take().unwrap().wait().unwrap();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.end(Signal::KILL);
        }
    }
}

/// What is said at a path, if anything is.
fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.take(1 << 16).read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// Whether the gateways are there; a folder without them is a mistake worth a word.
#[test]
fn the_named_folder_holds_the_gateways() {
    let Some(peers) = std::env::var_os("ENGRAM_PEERS").map(PathBuf::from) else { return };
    for part in ["node22", "node24", "openclaw", "clawdbot"] {
        assert!(Path::new(&peers).join(part).is_dir(), "{}: run cargo xtask peers", peers.join(part).display());
    }
}
