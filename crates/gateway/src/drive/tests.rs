//! The whole link over pipes in memory, with a clock that stands still until everybody waits.

mod classic;
mod endurance;
mod faults;
mod peer;
mod wire;
mod work;

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::link::{Approval, Retryable, TokenFault};
use peer::{Bench, Peer, SEED, bench, config, node};

/// What any link may be given.
pub(crate) fn test_config() -> Config {
    config(node())
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn from_off_to_ready_and_back() {
    let mut bench = bench(node());
    assert_eq!(bench.handle.standing(), Standing::Off);
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    assert_eq!(peer.path, "/");
    for header in ["Sec-WebSocket-Protocol", "Origin", "Authorization", "Cookie"] {
        assert!(peer.headers.get(header).is_none(), "{header}");
    }
    peer.challenge().await;
    let connect = peer.hear().await;
    let params = &connect["params"];
    assert_eq!((&connect["method"], &params["role"]), (&json!("connect"), &json!("node")));
    assert_eq!((&params["minProtocol"], &params["maxProtocol"]), (&json!(3), &json!(4)));
    assert_eq!(params["client"]["id"], "node-host");
    assert_eq!(params["scopes"], json!([]));
    assert_eq!(params["auth"], json!({"token": "NOT-A-REAL-TOKEN"}));
    let id = Identity::from_seed(&SEED);
    assert_eq!(params["device"]["id"], id.device_id());
    peer::verify(params);

    peer.welcome(&connect, 4, &["node.pluginTools.update"]).await;
    let publication = peer.hear().await;
    assert_eq!(publication["method"], "node.pluginTools.update");
    assert_eq!(publication["params"]["tools"][0]["name"], "engram_generate_signal");
    peer.answer(&publication, json!({"tools": publication["params"]["tools"]})).await;
    bench.until(|standing| matches!(standing, Standing::Ready { approval: Approval::Given, .. })).await;

    bench.handle.disable().await.unwrap();
    assert_eq!(bench.handle.standing(), Standing::Off);
    assert_eq!(peer.end().await, Some(1000));
}

#[tokio::test(start_paused = true)]
async fn approval_is_waited_for_on_the_same_socket() {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    peer.greet(4, &["node.pluginTools.update"]).await;
    let first = peer.hear().await;
    peer.answer(&first, json!({"tools": []})).await;
    bench.until(|standing| matches!(standing, Standing::NeedsApproval { request: None, .. })).await;
    let request = crate::link::RequestId::new("r-1");
    bench.handle.seen(crate::link::Seen::Unapproved { request }).await.unwrap();
    let told = |standing: &Standing| matches!(standing, Standing::NeedsApproval { command, .. } if command == "openclaw nodes approve r-1");
    bench.until(told).await;

    // Somebody else's approval is not ours.
    peer.event("node.pair.resolved", json!({"nodeId": "other", "decision": "approved"})).await;
    let id = Identity::from_seed(&SEED).device_id().to_owned();
    peer.event("node.pair.resolved", json!({"nodeId": id, "decision": "approved"})).await;
    let second = peer.hear().await;
    peer.answer(&second, json!({"tools": [{"name": "engram_generate_signal"}]})).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
}

#[tokio::test(start_paused = true)]
async fn off_is_at_once_in_the_middle_of_a_dial() {
    let mut bench = bench(node());
    bench.hang_dials();
    bench.handle.enable().await.unwrap();
    bench.until(|standing| *standing == Standing::Dialing).await;
    assert_eq!(bench.dials_on_their_way(), 1);
    let began = tokio::time::Instant::now();
    bench.handle.disable().await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!((bench.dials_on_their_way(), bench.handle.standing()), (0, Standing::Off));
}

#[tokio::test(start_paused = true)]
async fn off_is_at_once_while_nothing_is_said() {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    let peer = bench.accept().await;
    bench.until(|standing| *standing == Standing::Greeting).await;
    let began = tokio::time::Instant::now();
    // The other side does not even take the farewell.
    bench.handle.disable().await.unwrap();
    assert!(began.elapsed() <= Duration::from_millis(250), "{:?}", began.elapsed());
    drop(peer);
}

#[tokio::test(start_paused = true)]
async fn a_dial_that_hangs_and_a_gateway_that_says_nothing_are_given_up() {
    let mut bench = bench(node());
    bench.hang_dials();
    bench.handle.enable().await.unwrap();
    let began = tokio::time::Instant::now();
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Silent { times: 1 }, .. })).await;
    assert_eq!((began.elapsed(), bench.dials_on_their_way()), (Duration::from_secs(10), 0));
    bench.until(|standing| *standing == Standing::Dialing).await;

    let mut bench = self::bench(node());
    bench.handle.enable().await.unwrap();
    let _mute = bench.accept().await;
    let began = tokio::time::Instant::now();
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Silent { times: 1 }, .. })).await;
    assert!((Duration::from_secs(15)..Duration::from_secs(16)).contains(&began.elapsed()));
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_over_as_soon_as_the_gateway_is_back() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    peer.event("tick", json!({})).await;
    bench.refuse_dials(20);
    drop(peer);
    let began = tokio::time::Instant::now();
    bench.until(|standing| matches!(standing, Standing::Waiting { .. })).await;
    let mut peer = bench.accept().await;
    peer.greet(4, &[]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    // Twenty refused dials, none of them more than 5 s after the one before.
    assert!(began.elapsed() <= Duration::from_secs(100), "{:?}", began.elapsed());
    assert_eq!(bench.dialled(), 22);
}

#[tokio::test(start_paused = true)]
async fn silence_is_noticed_within_twenty_seconds() {
    let mut bench = bench(node());
    let peer = bench.ready().await;
    let began = tokio::time::Instant::now();
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Unheard, .. })).await;
    assert!(began.elapsed() <= Duration::from_millis(20_250), "{:?}", began.elapsed());
    bench.accept().await;
    assert!(began.elapsed() <= Duration::from_millis(21_250), "{:?}", began.elapsed());
    drop(peer);
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_answers_pings_and_says_nothing_else_is_given_up_after_two_ticks() {
    let mut bench = bench(node());
    let peer = bench.ready().await;
    let began = tokio::time::Instant::now();
    let end = tokio::spawn(peer.pong_until_the_end());
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Unheard, .. })).await;
    assert_eq!(began.elapsed(), Duration::from_mins(1));
    assert_eq!(end.await.unwrap(), Some(4000));
}

#[tokio::test(start_paused = true)]
async fn a_link_that_is_heard_stays() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_secs(9)).await;
        peer.event("tick", json!({})).await;
    }
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
    assert_eq!(bench.dialled(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_for_one_gateway_and_is_read_afresh() {
    let mut bench = bench(node());
    let mut secrets = bench.secrets.borrow().clone();
    secrets.origin = "ws://127.0.0.1:9".parse::<crate::address::Address>().unwrap().origin().clone();
    bench.secrets.send_replace(secrets.clone());
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    peer.challenge().await;
    let connect = peer.hear().await;
    assert_eq!(connect["params"].get("auth"), None);
    peer::verify(&connect["params"]);
    peer.refuse(&connect, json!({"code": "AUTH_TOKEN_MISSING"})).await;
    bench.until(|standing| *standing == Standing::NeedsToken { fault: TokenFault::Missing }).await;

    secrets.origin = config(node()).address.origin().clone();
    secrets.given = Some(Given::Password(SecretText::new("NOT-A-REAL-PASSWORD")));
    bench.secrets.send_replace(secrets);
    let mut peer = bench.accept().await;
    peer.challenge().await;
    let connect = peer.hear().await;
    assert_eq!(connect["params"]["auth"], json!({"password": "NOT-A-REAL-PASSWORD"}));
    // A password is not signed.
    peer::verify(&connect["params"]);
}

#[tokio::test(start_paused = true)]
async fn an_issued_token_is_told_used_and_forgotten() {
    let mut bench = bench(node());
    let tokens = bench.handle.device_token();
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    peer.challenge().await;
    let connect = peer.hear().await;
    peer.welcome_with(&connect, json!({"deviceToken": "NOT-A-REAL-DEVICE-TOKEN"})).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    assert!(*tokens.borrow() == DeviceToken::Keep(SecretText::new("NOT-A-REAL-DEVICE-TOKEN")));

    peer.close(4001, "gateway auth changed").await;
    let mut peer = bench.accept().await;
    peer.challenge().await;
    let connect = peer.hear().await;
    assert_eq!(connect["params"]["auth"], json!({"token": "NOT-A-REAL-DEVICE-TOKEN"}));
    peer::verify(&connect["params"]);
    peer.refuse(&connect, json!({"code": "AUTH_DEVICE_TOKEN_MISMATCH"})).await;
    bench.until(|standing| matches!(standing, Standing::NeedsToken { .. })).await;
    assert!(*tokens.borrow() == DeviceToken::Forget);
}

#[tokio::test(start_paused = true)]
async fn a_caller_gets_an_answer_or_is_told_why_not() {
    use crate::requests::RequestFault;
    let mut bench = bench(node());
    let handle = bench.handle.clone();
    let ask = |patience: Duration| {
        let handle = handle.clone();
        tokio::spawn(async move { handle.request("health", &json!({"a": 1}), patience).await })
    };
    assert!(matches!(ask(SECOND).await.unwrap(), Err(RequestFault::Offline)));

    let mut peer = bench.ready().await;
    let (one, two) = (ask(SECOND), ask(SECOND));
    let (first, second) = (peer.hear().await, peer.hear().await);
    assert_eq!((&first["method"], &first["params"]), (&json!("health"), &json!({"a": 1})));
    // In whichever order.
    peer.answer(&second, json!({"n": 2})).await;
    peer.answer(&first, json!({"n": 1})).await;
    assert_eq!(one.await.unwrap().unwrap().get(), r#"{"n":1}"#);
    assert_eq!(two.await.unwrap().unwrap().get(), r#"{"n":2}"#);

    let refused = ask(SECOND);
    let request = peer.hear().await;
    peer.refuse(&request, json!({"code": "MISSING_SCOPE"})).await;
    let refused = refused.await.unwrap();
    assert!(
        matches!(&refused, Err(RequestFault::Refused(refusal)) if refusal.details.code.as_deref() == Some("MISSING_SCOPE"))
    );

    let began = tokio::time::Instant::now();
    assert!(matches!(ask(SECOND).await.unwrap(), Err(RequestFault::TimedOut)));
    assert_eq!(began.elapsed(), SECOND);

    let cut = ask(Duration::from_mins(1));
    peer.hear().await;
    peer.hear().await;
    drop(peer);
    assert!(matches!(cut.await.unwrap(), Err(RequestFault::Offline)));

    let mut peer = bench.accept().await;
    peer.greet(3, &[]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    let long = handle.request("health", &json!({"a": "x".repeat(524_288)}), SECOND).await;
    assert!(matches!(long, Err(RequestFault::TooLong { most: 524_288, .. })), "{long:?}");
}

#[tokio::test(start_paused = true)]
async fn an_operator_hears_what_happens_and_how_much_it_missed() {
    use tokio::sync::broadcast::error::RecvError;
    let scopes = vec!["operator.read".to_owned()];
    let mut bench = bench(crate::Role::Operator { scopes, caps: vec!["tool-events".to_owned()] });
    bench.handle.enable().await.unwrap();
    let mut peer = bench.accept().await;
    peer.challenge().await;
    let connect = peer.hear().await;
    let params = &connect["params"];
    assert_eq!((&params["client"]["id"], &params["client"]["mode"]), (&json!("gateway-client"), &json!("ui")));
    assert_eq!((&params["scopes"], params.get("commands")), (&json!(["operator.read"]), None));
    peer::verify(params);
    peer.welcome(&connect, 4, &["node.pluginTools.update"]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { approval: Approval::NotNeeded, .. })).await;

    let mut events = bench.handle.events().unwrap();
    peer.event("tick", json!({})).await;
    peer.event("node.pair.requested", json!({"requestId": "r-1"})).await;
    let event = events.recv().await.unwrap();
    assert_eq!((event.name.as_str(), event.payload.unwrap().get()), ("node.pair.requested", r#"{"requestId":"r-1"}"#));
    for n in 0..100 {
        peer.event("presence", json!({"n": n})).await;
    }
    tokio::time::sleep(SECOND).await;
    assert!(matches!(events.recv().await, Err(RecvError::Lagged(36))));
    assert_eq!(events.recv().await.unwrap().payload.unwrap().get(), r#"{"n":36}"#);
}

#[tokio::test(start_paused = true)]
async fn when_nobody_holds_it_any_more_it_says_goodbye() {
    let mut bench = bench(node());
    let peer = bench.ready().await;
    let Bench { handle, .. } = bench;
    drop(handle);
    assert_eq!(peer.end().await, Some(1000));
}
