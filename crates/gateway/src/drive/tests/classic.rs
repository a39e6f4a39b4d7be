//! The classic dialect, from the first header to the last answer.

use super::{peer::bench_with, *};
use crate::link::Dialect;

fn classic(dialect: Dialect) -> Bench {
    bench_with(Config { dialect, address: "ws://127.0.0.1:18789/ws".parse().unwrap(), ..config(node()) })
}

#[tokio::test(start_paused = true)]
async fn the_upgrade_carries_what_the_first_engram_sent() {
    let mut bench = classic(Dialect::Classic);
    bench.handle.enable().await.unwrap();
    let peer = bench.accept_echoing(Some("clawdbot-v1")).await;
    assert_eq!(peer.path, "/ws");
    for (header, is) in [
        ("Sec-WebSocket-Protocol", "clawdbot-v1"),
        ("User-Agent", "Engram-Agent/1.0"),
        ("X-Agent-ID", "engram"),
        ("X-Agent-Version", "0.1.0"),
        ("Authorization", "Bearer NOT-A-REAL-TOKEN"),
    ] {
        assert_eq!(peer.headers[header], is);
    }
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_drops_the_subprotocol_is_dialled_once_more_without() {
    let mut bench = classic(Dialect::Classic);
    bench.handle.enable().await.unwrap();
    bench.accept().await;
    let peer = bench.accept().await;
    assert!(peer.headers.get("Sec-WebSocket-Protocol").is_none());
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
}

#[tokio::test(start_paused = true)]
async fn everything_is_answered_in_the_order_of_the_questions() {
    let mut bench = classic(Dialect::Classic);
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept_echoing(Some("clawdbot-v1")).await;
    peer.say(json!({"type": "hello"})).await;
    peer.say(json!({"type": "hello"})).await;
    assert_eq!(peer.hear().await["agent"]["id"], "engram");
    peer.say(json!({"type": "ping", "data": [1, "x"]})).await;
    assert_eq!(peer.hear().await, json!({"type": "pong", "data": [1, "x"], "timestamp": "2026-11-22T12:00:03Z"}));
    peer.say(json!({"type": "foo"})).await;
    assert_eq!(peer.hear().await, json!({"type": "error", "error": "Unknown message type: foo"}));

    peer.say(json!({"type": "message", "content": "one", "context": {"user": "u"}, "id": 7})).await;
    peer.say(json!({"type": "health_check"})).await;
    peer.say(json!({"type": "message", "content": "two"})).await;
    let (one, health, two) =
        (bench.taken.recv().await.unwrap(), bench.taken.recv().await.unwrap(), bench.taken.recv().await.unwrap());
    assert_eq!(one.work.command, "classic.message");
    assert_eq!(one.work.params, r#"{"content":"one","context":{"user":"u"}}"#);
    assert_eq!(
        (health.work.command.as_str(), two.work.params.as_str()),
        ("classic.health_check", r#"{"content":"two","context":null}"#)
    );
    two.answer("2".to_owned());
    health.answer(r#"{"status":"degraded","lmstudio":false}"#.to_owned());
    tokio::time::sleep(SECOND).await;
    one.answer("1".to_owned());
    let at = "2026-11-22T12:00:03Z";
    assert_eq!(
        peer.hear().await,
        json!({"type": "response", "content": "1", "agent": "engram", "timestamp": at, "id": 7})
    );
    let details = json!({"status": "degraded", "lmstudio": false});
    assert_eq!(peer.hear().await, json!({"type": "health_response", "status": "degraded", "details": details}));
    assert_eq!(peer.hear().await, json!({"type": "response", "content": "2", "agent": "engram", "timestamp": at}));
}

#[tokio::test(start_paused = true)]
async fn auto_sends_no_token_in_a_header_and_knows_classic_by_its_first_frame() {
    let mut bench = classic(Dialect::Auto);
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    for header in ["Authorization", "Sec-WebSocket-Protocol", "X-Agent-ID"] {
        assert!(peer.headers.get(header).is_none(), "{header}");
    }
    peer.say(json!({"type": "ping"})).await;
    assert_eq!(peer.hear().await["type"], "pong");
    bench.until(|standing| matches!(standing, Standing::Ready { terms, .. } if terms.protocol.is_none())).await;
    // A classic gateway has no requests.
    let asked = bench.handle.request("health", &json!({}), SECOND).await;
    assert!(matches!(asked, Err(crate::requests::RequestFault::Offline)));
}

#[tokio::test(start_paused = true)]
async fn to_openclaw_alone_classic_frames_mean_nothing() {
    let mut bench = classic(Dialect::OpenClaw);
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    peer.say(json!({"type": "hello"})).await;
    peer.say(json!({"type": "message", "content": "x"})).await;
    peer.challenge().await;
    assert_eq!(peer.hear().await["method"], "connect");
}

#[tokio::test(start_paused = true)]
async fn a_challenge_on_a_classic_socket_makes_it_openclaws() {
    let mut bench = classic(Dialect::Classic);
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept_echoing(Some("clawdbot-v1")).await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    peer.greet(4, &[]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { terms, .. } if terms.protocol == Some(4))).await;
}
