//! A real gateway, started for one test in a folder of its own, on loopback.
#![expect(clippy::disallowed_methods, reason = "it starts a program and writes its settings")]

use std::{
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub(crate) const TOKEN: &str = "NOT-A-REAL-TOKEN-0123456789";

/// A real gateway. It ends with the test.
pub(crate) struct Gateway {
    pub(crate) port: u16,
    pub(crate) run: TempDir,
    child: Child,
    /// How its own command line is started.
    pub(crate) program: [PathBuf; 2],
}

/// Where the gateways are, if they are.
pub(crate) fn peers() -> Option<PathBuf> {
    let peers = std::env::var_os("ENGRAM_PEERS").map(PathBuf::from);
    if peers.is_none() {
        eprintln!("skipped: ENGRAM_PEERS does not name a folder with the real gateways");
    }
    peers
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// `settings` come beside the usual ones, as members of `gateway`.
pub(crate) async fn openclaw(peers: &Path, settings: &str) -> Gateway {
    let mut gateway = start_openclaw(peers, settings);
    gateway.is_ready("/readyz", "\"ready\":true").await;
    gateway
}

/// With a certificate that it makes for itself, and no device approved by itself. Whether it listens is all that can be asked in the clear.
pub(crate) async fn openclaw_tls(peers: &Path) -> Gateway {
    let own =
        r#", "tls": { "enabled": true, "autoGenerate": true }, "nodes": { "pairing": { "autoApproveLocal": false } }"#;
    let mut gateway = start_openclaw(peers, own);
    gateway.is_ready("/readyz", "").await;
    gateway
}

fn start_openclaw(peers: &Path, settings: &str) -> Gateway {
    let (run, port) = (folder(), free_port());
    write(&run.path().join("state/openclaw.json"), &run, port, settings);
    let program =
        [peers.join("node24/node_modules/node/bin/node"), peers.join("openclaw/node_modules/openclaw/openclaw.mjs")];
    let mut command = Command::new(&program[0]);
    command.arg(&program[1]).args(["gateway", "run"]);
    openclaw_home(&mut command, &run);
    let child = start(command, &run, port);
    Gateway { port, run, child, program }
}

pub(crate) async fn clawdbot(peers: &Path, settings: &str) -> Gateway {
    let (run, port) = (folder(), free_port());
    let config = run.path().join("state/clawdbot.json");
    write(&config, &run, port, settings);
    let program =
        [peers.join("node22/node_modules/node/bin/node"), peers.join("clawdbot/node_modules/clawdbot/dist/entry.js")];
    let mut command = Command::new(&program[0]);
    command
        .arg(&program[1])
        .arg("gateway")
        .envs([("CLAWDBOT_STATE_DIR", run.path().join("state")), ("CLAWDBOT_CONFIG_PATH", config)]);
    for name in [
        "SKIP_CHANNELS",
        "SKIP_BROWSER_CONTROL_SERVER",
        "SKIP_CANVAS_HOST",
        "SKIP_GMAIL_WATCHER",
        "SKIP_CRON",
        "DISABLE_BONJOUR",
        "NO_RESPAWN",
    ] {
        command.env(format!("CLAWDBOT_{name}"), "1");
    }
    let child = start(command, &run, port);
    let mut gateway = Gateway { port, run, child, program };
    // Any path answers with the page once it listens.
    gateway.is_ready("/", "HTTP/1.1 200").await;
    gateway
}

pub(crate) fn openclaw_home(command: &mut Command, run: &TempDir) {
    let state = run.path().join("state");
    command
        .env("OPENCLAW_CONFIG_PATH", state.join("openclaw.json"))
        .env("OPENCLAW_STATE_DIR", state)
        .env("HOME", run.path().join("home"))
        .envs([("OPENCLAW_DISABLE_BONJOUR", "1"), ("OPENCLAW_NO_RESPAWN", "1"), ("NODE_NO_WARNINGS", "1")]);
}

fn folder() -> TempDir {
    let run = TempDir::new().unwrap();
    for name in ["state", "home", "ws"] {
        std::fs::create_dir(run.path().join(name)).unwrap();
    }
    run
}

fn write(config: &Path, run: &TempDir, port: u16, settings: &str) {
    let path = |name: &str| run.path().join(name).display().to_string();
    let text = format!(
        r#"{{ "gateway": {{ "mode": "local", "port": {port}, "bind": "loopback", "auth": {{ "mode": "token", "token": "{TOKEN}" }} {settings} }},
             "agents": {{ "defaults": {{ "workspace": "{}" }} }}, "logging": {{ "file": "{}" }}, "update": {{ "checkOnStart": false }} }}"#,
        path("ws"),
        path("gateway.log")
    );
    std::fs::write(config, text).unwrap();
}

fn start(mut command: Command, run: &TempDir, port: u16) -> Child {
    let output = std::fs::File::create(run.path().join("output")).unwrap();
    command
        .args(["--port", &port.to_string(), "--bind", "loopback", "--auth", "token", "--token", TOKEN])
        .env("HOME", run.path().join("home"))
        .env("NODE_NO_WARNINGS", "1")
        .stdin(Stdio::null())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        // It has children; they end with it.
        .process_group(0)
        .spawn()
        .unwrap()
}

impl Gateway {
    /// Waits until it answers as it should: 11 s on a quiet machine, minutes on a busy one.
    async fn is_ready(&mut self, path: &str, is: &str) {
        for _ in 0..900 {
            if self.answers(path).await.is_some_and(|answer| answer.contains(is)) {
                return;
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("it ended with {status}:\n{}", self.output());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("it is not ready after three minutes:\n{}", self.output());
    }

    async fn answers(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = vec![];
        stream.read_to_end(&mut answer).await.ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    fn output(&self) -> String {
        std::fs::read_to_string(self.run.path().join("output")).unwrap_or_default()
    }

    /// Ends it, and waits until it has.
    pub(crate) async fn end(&mut self, signal: Signal) {
        self.signal(signal);
        while self.child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Starts an `OpenClaw` that was ended, in the same folder and on the same port.
    pub(crate) async fn start_again(&mut self) {
        let mut command = Command::new(&self.program[0]);
        command.arg(&self.program[1]).args(["gateway", "run"]);
        openclaw_home(&mut command, &self.run);
        self.child = start(command, &self.run, self.port);
        self.is_ready("/readyz", "\"ready\":true").await;
    }

    fn signal(&self, signal: Signal) {
        let group = Pid::from_child(&self.child);
        // It may have ended already.
        kill_process_group(group, signal).ok();
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
        self.child.wait().ok();
    }
}
