//! `OpenClaw` 2026.9.6.

use std::time::Duration;

use gateway::{
    identity::Identity,
    link::{Approval, RequestId, Seen, Standing, TokenFault},
    tls::TlsFault,
};
use rustix::process::Signal;
use serde_json::json;

use crate::{
    peer,
    support::{desk, mcp_node, operator, owner, with_token},
};

/// From a device that nobody knows to a tool that an agent calls, and a restart on the way.
#[tokio::test]
async fn a_node_is_approved_serves_a_call_and_comes_back_after_a_restart() {
    let Some(peers) = peer::peers() else { return };
    let mut gateway = peer::openclaw(&peers, "").await;
    let address = format!("ws://127.0.0.1:{}", gateway.port);
    // A wrong token is offered once.
    let stranger = desk(&format!("ws://localhost:{}", gateway.port), vec![], mcp_node(), 3, "wrong");
    stranger.handle.enable().await.unwrap();
    stranger.until(|standing| *standing == Standing::NeedsToken { fault: TokenFault::Refused }).await;

    let mut node = with_token(&address, mcp_node(), 1);
    node.handle.enable().await.unwrap();
    node.until(|standing| matches!(standing, Standing::NeedsApproval { request: None, .. })).await;

    let owner = with_token(&address, operator(), 2);
    owner.handle.enable().await.unwrap();
    owner.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    let list = owner.handle.request("node.pair.list", &json!({}), Duration::from_secs(10)).await.unwrap();
    let pending = gateway::frames::pending(list.get()).unwrap();
    let id = Identity::from_seed(&[1; 32]).device_id().to_owned();
    let ours = pending.iter().find(|pending| pending.device_id == id).expect("a request of ours");
    assert_eq!(ours.commands, ["mcp.tools.call.v1"]);
    let request = RequestId::new(&ours.request_id);
    node.handle.seen(Seen::Unapproved { request }).await.unwrap();
    let command = format!("openclaw nodes approve {}", ours.request_id);
    node.until(|standing| matches!(standing, Standing::NeedsApproval { command: told, .. } if *told == command)).await;
    owner.ask("node.pair.approve", json!({"requestId": ours.request_id})).await;
    let ready = |standing: &Standing| matches!(standing, Standing::Ready { approval: Approval::Given, terms, .. } if terms.protocol == Some(4));
    node.until(ready).await;

    let serve = async |node: &mut crate::support::Desk| {
        let call = owner.ask("tools.invoke", json!({"name": "engram_generate_signal", "args": {"pair": "BTC/USD"}}));
        let work = async {
            let taken = node.taken.recv().await.unwrap();
            assert_eq!(taken.work.command, "mcp.tools.call.v1");
            assert_eq!(
                taken.work.params,
                r#"{"server":"engram","tool":"generate_signal","arguments":{"pair":"BTC/USD"}}"#
            );
            let answer =
                json!({"content": [{"type": "text", "text": "HOLD"}], "structuredContent": {"signal": "HOLD"}});
            taken.answer(answer.to_string());
        };
        let (called, ()) = tokio::join!(call, work);
        assert_eq!(called["ok"], true, "{called}");
        assert!(called.to_string().contains("HOLD"), "{called}");
    };
    serve(&mut node).await;

    // A call that the node does not answer is answered for it, before the gateway gives up.
    let invoke = json!({"nodeId": id, "command": "mcp.tools.call.v1", "params": {"server": "engram", "tool": "x", "arguments": {}},
        "timeoutMs": 2_000, "idempotencyKey": "k-1"});
    let late = owner.ask("node.invoke", invoke).await;
    assert!(late["payloadJSON"].as_str().unwrap().contains("TIMEOUT"), "{late}");
    let taken = node.taken.recv().await.unwrap();
    taken.cancel.cancelled().await;
    drop(taken);

    // Another socket with the same key, and the surface still is approved.
    owner.handle.disable().await.unwrap();
    node.handle.retry_now().await.unwrap();
    node.until(|standing| *standing == Standing::Dialing).await;
    node.until(ready).await;
    owner.handle.enable().await.unwrap();
    owner.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    serve(&mut node).await;

    // Stopped, it says so; nothing is approved anew.
    gateway.end(Signal::TERM).await;
    node.until(|standing| matches!(standing, Standing::Restarting { .. })).await;
    gateway.start_again().await;
    node.until(ready).await;
}

/// A gateway that makes its own certificate, and lets no device in by itself.
#[tokio::test]
async fn a_stranger_is_believed_by_its_pin_and_approved_by_its_owner() {
    let Some(peers) = peer::peers() else { return };
    let gateway = peer::openclaw_tls(&peers).await;
    let address = format!("wss://127.0.0.1:{}", gateway.port);
    let node = desk(&address, vec![], mcp_node(), 4, peer::TOKEN);
    node.handle.enable().await.unwrap();
    let stopped = node.until(|standing| matches!(standing, Standing::Rejected { .. })).await;
    let Standing::Rejected { cause: gateway::link::Fatal::Tls(TlsFault::Untrusted(presented)) } = stopped else {
        panic!("{stopped:?}")
    };
    let is_in =
        |standing: &Standing| matches!(standing, Standing::NeedsPairing { .. } | Standing::NeedsApproval { .. });
    for pin in [presented.certificate, presented.key] {
        let node = desk(&address, vec![pin], mcp_node(), 4, peer::TOKEN);
        node.handle.enable().await.unwrap();
        node.until(is_in).await;
        node.handle.disable().await.unwrap();
    }
    let node = desk(&address, vec![presented.key], mcp_node(), 5, peer::TOKEN);
    node.handle.enable().await.unwrap();
    let waits = node.until(|standing| matches!(standing, Standing::NeedsPairing { .. })).await;
    let Standing::NeedsPairing { request: Some(request), command, .. } = waits else { panic!("{waits:?}") };
    assert_eq!(command, format!("openclaw devices approve {request}"));
    let owner = desk(&address, vec![presented.key], owner(), 6, peer::TOKEN);
    owner.handle.enable().await.unwrap();
    owner.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    owner.ask("device.pair.approve", json!({ "requestId": request })).await;
    node.handle.retry_now().await.unwrap();
    node.until(|standing| matches!(standing, Standing::NeedsApproval { .. })).await;
    let id = Identity::from_seed(&[5; 32]).device_id().to_owned();
    let described = owner.ask("node.describe", json!({ "nodeId": id })).await;
    let request = RequestId::new(described["pendingRequestId"].as_str().unwrap());
    node.handle.seen(Seen::Unapproved { request }).await.unwrap();
    let waits = node.until(|standing| matches!(standing, Standing::NeedsApproval { request: Some(_), .. })).await;
    let Standing::NeedsApproval { request: Some(request), command, .. } = waits else { panic!("{waits:?}") };
    assert_eq!(command, format!("openclaw nodes approve {request}"));
    owner.ask("node.pair.approve", json!({ "requestId": request })).await;
    node.until(|standing| matches!(standing, Standing::Ready { approval: Approval::Given, .. })).await;
}
