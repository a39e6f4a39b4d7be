//! A link as an application would have it.

use std::{sync::Arc, time::Duration};

use gateway::{
    Config, Credentials, Given, Handle, Offer, Presentation, Role, SecretText, Taken, World,
    address::Address,
    frames::{Descriptor, McpTool, classic::Greeter},
    identity::Identity,
    invokes::Failure,
    link::{Dialect, Pace, Standing},
    spawn,
    tls::Fingerprint,
};
use serde_json::json;
use tokio::{
    runtime,
    sync::{mpsc, watch},
};

use crate::peer::TOKEN;

pub(crate) struct Desk {
    pub(crate) handle: Handle,
    pub(crate) taken: mpsc::Receiver<Taken>,
}

pub(crate) fn mcp_node() -> Role {
    let tool = |name: &str| Descriptor {
        plugin_id: "engram".to_owned(),
        name: format!("engram_{name}"),
        description: "A tool for a test.".to_owned(),
        parameters: json!({"type": "object", "additionalProperties": false, "properties": {"pair": {"type": "string"}}}),
        command: "mcp.tools.call.v1".to_owned(),
        mcp: Some(McpTool { server: "engram".to_owned(), tool: name.to_owned() }),
    };
    let tools = ["analyze_market", "generate_signal", "get_confidence_score", "assess_risk"].map(tool).to_vec();
    Role::Node(Offer { caps: vec!["engram".to_owned()], commands: vec!["mcp.tools.call.v1".to_owned()], tools })
}

pub(crate) fn operator() -> Role {
    let scopes = ["operator.read", "operator.write", "operator.pairing"].map(str::to_owned).to_vec();
    Role::Operator { scopes, caps: vec![] }
}

/// Whoever holds the shared token, on the gateway's own machine.
pub(crate) fn owner() -> Role {
    let scopes = ["operator.admin", "operator.write", "operator.pairing"].map(str::to_owned).to_vec();
    Role::Owner { scopes }
}

pub(crate) fn desk(address: &str, pins: Vec<Fingerprint>, role: Role, seed: u8, token: &str) -> Desk {
    let address: Address = address.parse().unwrap();
    let config = Config {
        address: address.clone(),
        pins,
        dialect: Dialect::Auto,
        pace: Pace::default(),
        ping: Duration::from_secs(10),
        role,
        presentation: Presentation {
            display_name: format!("Engram (test {seed})"),
            version: "0.1.0".to_owned(),
            user_agent: "engram/0.1.0".to_owned(),
            platform: "linux".to_owned(),
            device_family: "Linux".to_owned(),
        },
        greeter: Greeter {
            id: "engram".to_owned(),
            name: "Engram".to_owned(),
            version: "0.1.0".to_owned(),
            capabilities: vec![],
        },
        subprotocol: None,
        tell: Arc::new(|_: &str, failure: &Failure| failure.tool_result("2026-11-22T12:00:03Z")),
        rests_until: None,
    };
    let given = Some(Given::Token(SecretText::new(token)));
    let (_, credentials) = watch::channel(Credentials { origin: address.origin().clone(), given, device: None });
    let world = World::real(&config, false, || "2026-11-22T12:00:03Z".to_owned()).unwrap();
    let identity = Identity::from_seed(&[seed; 32]);
    let (handle, taken) = spawn(config, identity, credentials, world, &runtime::Handle::current());
    Desk { handle, taken }
}

pub(crate) fn with_token(address: &str, role: Role, seed: u8) -> Desk {
    desk(address, vec![], role, seed, TOKEN)
}

impl Desk {
    pub(crate) async fn until(&self, mut is: impl FnMut(&Standing) -> bool) -> Standing {
        let mut standing = self.handle.watch();
        let found = tokio::time::timeout(Duration::from_mins(2), standing.wait_for(|now| is(now))).await;
        match found {
            Ok(Ok(standing)) => standing.clone(),
            _ => panic!("it stands at {:?}", self.handle.standing()),
        }
    }

    pub(crate) async fn ask(&self, method: &str, params: serde_json::Value) -> serde_json::Value {
        let answer = self.handle.request(method, &params, Duration::from_secs(20)).await;
        let answer = answer.unwrap_or_else(|fault| panic!("{method}: {fault}"));
        serde_json::from_str(answer.get()).unwrap()
    }
}
