//! The service at a real OpenClaw: from an unknown device to a tool that is called through the gateway.
//!
//! `cargo xtask peers` installs it; `ENGRAM_PEERS` says where. Without it this test says that it was skipped.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Home, Service, free_port};

const TOKEN: &str = "NOT-A-REAL-TOKEN-0123456789";

/// A gateway that ends with the test.
struct Gateway {
    folder: tempfile::TempDir,
    peers: PathBuf,
    port: u16,
    child: Child,
}

impl Gateway {
    fn start(peers: &Path) -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        for name in ["state", "home", "ws"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let path = |name: &str| folder.path().join(name).display().to_string();
        let settings = format!(
            r#"{{ "gateway": {{ "mode": "local", "port": {port}, "bind": "loopback", "auth": {{ "mode": "token", "token": "{TOKEN}" }} }},
                 "agents": {{ "defaults": {{ "workspace": "{}" }} }}, "logging": {{ "file": "{}" }}, "update": {{ "checkOnStart": false }} }}"#,
            path("ws"),
            path("log")
        );
        fs::write(folder.path().join("state/openclaw.json"), settings).unwrap();
        let mut command = openclaw(peers, folder.path());
        let child = command.args(["gateway", "run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        Self { folder, peers: peers.to_path_buf(), port, child }
    }

    /// Runs the gateway's own command line.
    fn says(&self, words: &[&str]) -> String {
        let done = openclaw(&self.peers, self.folder.path()).args(words).output().unwrap();
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{words:?}: {text}{}", String::from_utf8_lossy(&done.stderr));
        text
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn openclaw(peers: &Path, folder: &Path) -> Command {
    let mut command = Command::new(peers.join("node24/node_modules/node/bin/node"));
    command
        .arg(peers.join("openclaw/node_modules/openclaw/openclaw.mjs"))
        .env("OPENCLAW_CONFIG_PATH", folder.join("state/openclaw.json"))
        .env("OPENCLAW_STATE_DIR", folder.join("state"))
        .env("HOME", folder.join("home"))
        .envs([("OPENCLAW_DISABLE_BONJOUR", "1"), ("OPENCLAW_NO_RESPAWN", "1"), ("NODE_NO_WARNINGS", "1")])
        .stdin(Stdio::null());
    command
}

fn until(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(90), "{what} in time");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_tool_is_called_through_the_real_gateway_and_its_end_is_told() {
    let Some(peers) = std::env::var_os("ENGRAM_PEERS").map(PathBuf::from) else {
        println!("skipped: ENGRAM_PEERS does not name a folder with the real gateways (cargo xtask peers)");
        return;
    };
    let gateway = Gateway::start(&peers);
    until("the gateway listens", || TcpStream::connect(("127.0.0.1", gateway.port)).is_ok());
    let home = Home::new();
    home.says(&format!(
        "[platforms.http]\nenabled = true\nport = {}\n[gateway]\nport = {}\n[market]\nseed = 1\n",
        home.port, gateway.port
    ));
    let mut service = home.service();
    service.env("CLAWDBOT_TOKEN", TOKEN);
    let mut service = Service::start(service);
    service.until("state=needs_approval");
    let status = home.run("gateway status");
    assert_eq!(status.code, 1, "{status:?}");
    assert!(status.out.starts_with("Connection: connected\nApproval: connected, tools not yet approved"), "{status:?}");
    assert_eq!(home.run("healthcheck --ready").code, 1, "connected is not approved");

    let pending: Value = serde_json::from_str(&gateway.says(&["nodes", "pending", "--json"])).unwrap();
    let text = pending.to_string();
    let request = text.split("\"requestId\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a request");
    gateway.says(&["nodes", "approve", request]);
    service.until("state=ready");
    assert_eq!((home.run("gateway status").code, home.run("healthcheck --ready").code), (0, 0));

    let arguments = r#"{"name":"engram_generate_signal","args":{"pair":"BTC/USD","timeframe":"1h"}}"#;
    let called = gateway.says(&["gateway", "call", "tools.invoke", "--params", arguments]);
    let called: Value = serde_json::from_str(&called[called.find('{').unwrap()..]).unwrap();
    let object = &called["output"]["details"]["structuredContent"];
    assert_eq!((&called["ok"], &object["tool"]), (&true.into(), &"generate_signal".into()), "{called}");
    assert_eq!(object["journal"], "stored");
    // What the agent was told computes again, byte for byte.
    let id = object["receipt_id"].as_str().unwrap();
    let journal = home.state().join("journal.db");
    assert_eq!(home.run(&format!("verify {id} --journal {}", journal.display())).code, 0);

    // A gateway that dies is not green, and the service lives.
    drop(gateway);
    service.until("state=waiting");
    assert_eq!((home.run("gateway status").code, home.run("healthcheck --live").code), (1, 0));
    assert_eq!(home.run("healthcheck --ready").code, 1);
}
