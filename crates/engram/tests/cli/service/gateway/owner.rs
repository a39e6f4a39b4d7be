//! The gateway's owner, as a test needs one: with the shared token, and every right.

use std::{sync::Arc, time::Duration};

use gateway::{
    Config, Credentials, Given, Handle, Presentation, Role, SecretText, World,
    address::Address,
    frames::classic::Greeter,
    identity::Identity,
    invokes::Failure,
    link::{Dialect, Pace, Standing},
};
use serde_json::{Value, json};
use tokio::{runtime::Runtime, sync::watch};

use super::peer::Peer;

pub(super) struct Owner {
    runtime: Runtime,
    handle: Handle,
}

/// The id of the device with this key, 64 hex digits.
pub(super) fn device_id(seed: &str) -> String {
    let bytes: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&seed[2 * n..2 * n + 2], 16).unwrap()).collect();
    Identity::from_seed(&bytes.try_into().unwrap()).device_id().to_owned()
}

impl Owner {
    pub(super) fn of(gateway: &Peer) -> Self {
        let scopes = ["admin", "read", "write", "pairing"].map(|right| format!("operator.{right}")).to_vec();
        Self::with(gateway, Role::Owner { scopes }, [0; 32])
    }

    /// Somebody else with the key of a device.
    pub(super) fn with(gateway: &Peer, role: Role, seed: [u8; 32]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let address: Address = format!("ws://127.0.0.1:{}", gateway.port).parse().unwrap();
        let config = Config {
            address: address.clone(),
            pins: vec![],
            dialect: Dialect::Auto,
            pace: Pace::default(),
            ping: Duration::from_secs(10),
            role,
            presentation: Presentation {
                display_name: "The owner".to_owned(),
                version: "0.1.0".to_owned(),
                user_agent: "test/0.1.0".to_owned(),
                platform: "linux".to_owned(),
                device_family: "Linux".to_owned(),
            },
            greeter: Greeter { id: String::new(), name: String::new(), version: String::new(), capabilities: vec![] },
            subprotocol: None,
            tell: Arc::new(|_: &str, failure: &Failure| failure.object("2026-11-22T12:00:03Z")),
            rests_until: None,
        };
        let given = Some(Given::Token(SecretText::new(&gateway.token)));
        let (_, credentials) = watch::channel(Credentials { origin: address.origin().clone(), given, device: None });
        let world = World::real(&config, false, || "2026-11-22T12:00:03Z".to_owned()).unwrap();
        let (handle, _) = gateway::spawn(config, Identity::from_seed(&seed), credentials, world, runtime.handle());
        let owner = Self { runtime, handle };
        owner.runtime.block_on(owner.handle.enable()).unwrap();
        owner.stands();
        owner
    }

    fn stands(&self) {
        let mut standing = self.handle.watch();
        let is_in = |standing: &Standing| matches!(standing, Standing::Ready { .. } | Standing::NeedsApproval { .. });
        let waits = async {
            tokio::time::timeout(Duration::from_mins(1), standing.wait_for(is_in)).await.is_ok_and(|seen| seen.is_ok())
        };
        assert!(self.runtime.block_on(waits), "the owner stands at {:?}", self.handle.standing());
    }

    pub(super) fn ask(&self, method: &str, params: &Value) -> Value {
        self.stands();
        let asked = self.runtime.block_on(self.handle.request(method, params, Duration::from_mins(1)));
        serde_json::from_str(asked.unwrap_or_else(|fault| panic!("{method}: {fault}")).get()).unwrap()
    }

    pub(super) fn node(&self, node: &str) -> Value {
        self.ask("node.describe", &json!({ "nodeId": node }))
    }

    /// Calls a tool as an agent would.
    pub(super) fn calls(&self, tool: &str, arguments: &Value) -> Value {
        self.ask("tools.invoke", &json!({ "name": tool, "args": arguments }))
    }

    /// Changes the gateway's settings.
    pub(super) fn patches(&self, change: &Value) {
        let hash = self.ask("config.get", &json!({}))["hash"].clone();
        self.ask("config.patch", &json!({ "raw": change.to_string(), "baseHash": hash, "restartDelayMs": 200 }));
    }

    pub(super) fn leaves(self) {
        self.runtime.block_on(self.handle.disable()).unwrap();
    }
}
