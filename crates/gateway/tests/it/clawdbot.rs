//! `ClawdBot` 2026.1.24-3.

use gateway::{
    Offer, Role,
    identity::Identity,
    link::{Approval, Standing, TokenFault},
};
use serde_json::json;

use crate::{
    peer,
    support::{desk, operator, with_token},
};

fn offer() -> Role {
    let commands = vec!["engram.generate_signal".to_owned()];
    Role::Node(Offer { caps: vec!["engram".to_owned()], commands, tools: vec![] })
}

const ALLOWS: &str = r#", "nodes": { "allowCommands": ["engram.generate_signal"] }"#;

#[tokio::test]
async fn a_node_serves_a_call_twice_with_the_same_bytes() {
    let Some(peers) = peer::peers() else { return };
    let gateway = peer::clawdbot(&peers, ALLOWS).await;
    let address = format!("ws://127.0.0.1:{}", gateway.port);
    // A wrong token is known by the words of the refusal.
    let stranger = desk(&address, vec![], offer(), 3, "wrong");
    stranger.handle.enable().await.unwrap();
    stranger.until(|standing| *standing == Standing::NeedsToken { fault: TokenFault::Refused }).await;

    let mut node = with_token(&address, offer(), 1);
    node.handle.enable().await.unwrap();
    let ready = |standing: &Standing| matches!(standing, Standing::Ready { approval: Approval::NotNeeded, terms, .. } if terms.protocol == Some(3));
    node.until(ready).await;
    let owner = with_token(&address, operator(), 2);
    owner.handle.enable().await.unwrap();
    owner.until(|standing| matches!(standing, Standing::Ready { .. })).await;

    let id = Identity::from_seed(&[1; 32]).device_id().to_owned();
    let invoke = json!({"nodeId": id, "command": "engram.generate_signal", "params": {"pair": "BTC/USD"},
        "timeoutMs": 5_000, "idempotencyKey": "k-1"});
    let work = async {
        let taken = node.taken.recv().await.unwrap();
        assert_eq!(taken.work.params, r#"{"pair":"BTC/USD"}"#);
        taken.answer(r#"{"signal":"HOLD","confidence":0.42}"#.to_owned());
    };
    let (first, ()) = tokio::join!(owner.ask("node.invoke", invoke.clone()), work);
    assert_eq!(first["payloadJSON"], r#"{"signal":"HOLD","confidence":0.42}"#);
    // The gateway delivers the same key again; nobody works again.
    let second = owner.ask("node.invoke", invoke).await;
    assert_eq!(second["payloadJSON"], first["payloadJSON"]);
    assert!(node.taken.try_recv().is_err());

    // Off and on again: the gateway still routes to the new socket.
    node.handle.disable().await.unwrap();
    node.handle.enable().await.unwrap();
    node.until(ready).await;
    let described = owner.ask("node.describe", json!({"nodeId": id})).await;
    assert_eq!(described["connected"], true, "{described}");
}
