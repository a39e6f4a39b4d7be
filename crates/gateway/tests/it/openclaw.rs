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
    support::{desk, mcp_node, operator, with_token},
};

/// From a device that nobody knows to a tool that an agent calls, and a restart on the way.
#[tokio::test]
async fn a_node_is_approved_serves_a_call_and_comes_back_after_a_restart() {
    let Some(peers) = peer::peers() else { return };
    let gateway = peer::openclaw(&peers, "").await;
    let address = format!("ws://127.0.0.1:{}", gateway.port);
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
}

/// Nothing is approved anew, and the trader is told that it restarts.
#[tokio::test]
async fn a_gateway_that_is_stopped_and_one_that_is_killed_are_found_again() {
    let Some(peers) = peer::peers() else { return };
    let mut gateway = peer::openclaw(&peers, "").await;
    let node = with_token(&format!("ws://127.0.0.1:{}", gateway.port), mcp_node(), 7);
    node.handle.enable().await.unwrap();
    node.until(|standing| matches!(standing, Standing::NeedsApproval { .. })).await;
    for signal in [Signal::TERM, Signal::KILL] {
        gateway.end(signal).await;
        let restarts = |standing: &Standing| match signal {
            Signal::TERM => matches!(standing, Standing::Restarting { .. }),
            _ => matches!(standing, Standing::Waiting { .. }),
        };
        node.until(restarts).await;
        gateway.start_again().await;
        node.until(|standing| matches!(standing, Standing::NeedsApproval { .. })).await;
    }
}

#[tokio::test]
async fn a_wrong_token_is_offered_once() {
    let Some(peers) = peer::peers() else { return };
    let gateway = peer::openclaw(&peers, "").await;
    let node = desk(&format!("ws://localhost:{}", gateway.port), vec![], mcp_node(), 3, "wrong");
    node.handle.enable().await.unwrap();
    node.until(|standing| *standing == Standing::NeedsToken { fault: TokenFault::Refused }).await;
}

#[tokio::test]
async fn its_own_certificate_is_shown_and_believed_once_it_is_pinned() {
    let Some(peers) = peer::peers() else { return };
    let gateway = peer::openclaw_tls(&peers).await;
    let address = format!("wss://127.0.0.1:{}", gateway.port);
    let node = desk(&address, vec![], mcp_node(), 4, peer::TOKEN);
    node.handle.enable().await.unwrap();
    let stopped = node.until(|standing| matches!(standing, Standing::Rejected { .. })).await;
    let Standing::Rejected { cause: gateway::link::Fatal::Tls(TlsFault::Untrusted(presented)) } = stopped else {
        panic!("{stopped:?}")
    };
    for pin in [presented.certificate, presented.key] {
        let node = desk(&address, vec![pin], mcp_node(), 4, peer::TOKEN);
        node.handle.enable().await.unwrap();
        node.until(|standing| matches!(standing, Standing::NeedsApproval { .. })).await;
        node.handle.disable().await.unwrap();
    }
}

#[tokio::test]
async fn a_device_that_is_not_paired_waits_for_its_owner() {
    let Some(peers) = peer::peers() else { return };
    let gateway = peer::openclaw(&peers, r#", "nodes": { "pairing": { "autoApproveLocal": false } }"#).await;
    let address = format!("ws://127.0.0.1:{}", gateway.port);
    let node = with_token(&address, mcp_node(), 5);
    node.handle.enable().await.unwrap();
    let waits = node.until(|standing| matches!(standing, Standing::NeedsPairing { .. })).await;
    let Standing::NeedsPairing { request: Some(request), command, .. } = waits else { panic!("{waits:?}") };
    assert_eq!(command, format!("openclaw devices approve {request}"));
    // What is shown is what helps, both times.
    gateway.owner_runs(command).await;
    node.handle.retry_now().await.unwrap();
    node.until(|standing| matches!(standing, Standing::NeedsApproval { .. })).await;
    let said = gateway.owner_runs("openclaw nodes pending --json".to_owned()).await;
    let pending: serde_json::Value = serde_json::from_str(&said).unwrap();
    let request = RequestId::new(pending[0]["requestId"].as_str().unwrap());
    node.handle.seen(Seen::Unapproved { request }).await.unwrap();
    let waits = node.until(|standing| matches!(standing, Standing::NeedsApproval { request: Some(_), .. })).await;
    let Standing::NeedsApproval { command, .. } = waits else { panic!("{waits:?}") };
    gateway.owner_runs(command).await;
    node.until(|standing| matches!(standing, Standing::Ready { approval: Approval::Given, .. })).await;
}
