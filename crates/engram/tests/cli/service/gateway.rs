//! The whole program at real gateways, from an unknown device to tools that are called, and through their faults.
//!
//! `cargo xtask peers` installs them; `ENGRAM_PEERS` says where. Without it these tests say that they were skipped.
//! `ENGRAM_FULL=1` makes them longer: 20 restarts instead of one, and a gateway that stands still for a minute.

mod clawdbot;
mod openclaw;
mod owner;
mod peer;
mod without;

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{Home, Run, Service, ran};
use owner::Owner;
use peer::Peer;

/// What may be back after a gateway is, by the promise.
const BACK: Duration = Duration::from_secs(10);

fn is_full() -> bool {
    std::env::var_os("ENGRAM_FULL").is_some_and(|set| set == "1")
}

/// An Engram that knows a gateway and its token.
struct Desk {
    home: Home,
    token: String,
}

impl Desk {
    fn at(gateway: &Peer) -> Self {
        let home = Home::new();
        let desk = Self { home, token: gateway.token.clone() };
        desk.says(gateway, "");
        desk
    }

    /// Its settings, and more.
    fn says(&self, gateway: &Peer, more: &str) {
        self.home.says(&format!(
            "[platforms.http]\nenabled = true\nport = {}\n[gateway]\nport = {}\noperator = \"on\"\n{more}\n",
            self.home.port, gateway.port
        ));
    }

    fn service(&self) -> Service {
        let mut service = self.home.service();
        service.env("CLAWDBOT_TOKEN", &self.token);
        let mut service = Service::start(service);
        service.until("engram is ready");
        service
    }

    /// Runs the program beside the service.
    fn run(&self, words: &str) -> Run {
        let mut program = self.home.program(words);
        program.env("CLAWDBOT_TOKEN", &self.token).env("ENGRAM_STATE_DIR", self.home.state());
        ran(program)
    }

    fn is_ready(&self) -> bool {
        self.run("healthcheck --ready").code == 0
    }

    /// Waits until the tools may be called; gives how long that took.
    fn back(&self) -> Duration {
        let began = Instant::now();
        self.until("ready", Self::is_ready);
        began.elapsed()
    }

    fn until(&self, what: &str, is: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !is(self) {
            let late = began.elapsed() > Duration::from_secs(90);
            assert!(!late, "{what} in time: {:?}", self.run("gateway status"));
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The gateway reaches this Engram, and by its only socket.
    fn is_reached(&self, owner: &Owner) {
        let pinged = self.run("gateway ping");
        assert_eq!(pinged.code, 0, "{pinged:?}");
        assert_eq!(owner.node(&self.node())["connected"], true);
    }

    /// Its device id, out of the key.
    fn node(&self) -> String {
        let key = std::fs::read_to_string(self.home.state().join("device/node.key")).unwrap();
        owner::device_id(key.trim())
    }
}

/// The 95th of a hundred; of few, the slowest.
fn p95(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() * 95).div_ceil(100) - 1]
}
