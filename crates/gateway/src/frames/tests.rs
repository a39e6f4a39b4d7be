//! Frames as two real gateways said them: `OpenClaw` 2026.9.6 and `ClawdBot` 2026.1.24-3, November 2026.

mod broken;
mod operator;
mod said;

use std::time::Duration;

use super::{classic::Classic, *};

fn heard(text: &str) -> Heard {
    hear(text, LONGEST).unwrap()
}

#[test]
fn a_challenge_of_either_gateway_says_which_one_it_is() {
    let open_claw = heard(
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"9055017f-9c93-4700-8cbf-6b0814f2d121","ts":1795350943098,"capabilities":["model-catalog-snapshot"]}}"#,
    );
    let Heard::Challenge(challenge) = open_claw else { panic!("{open_claw:?}") };
    assert_eq!(challenge.nonce, "9055017f-9c93-4700-8cbf-6b0814f2d121");
    assert_eq!(challenge.at, 1_795_350_943_098);
    assert!(challenge.names_capabilities);

    let clawd_bot =
        heard(r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"e071de70","ts":1795350950501}}"#);
    assert!(matches!(clawd_bot, Heard::Challenge(Challenge { names_capabilities: false, .. })), "{clawd_bot:?}");
}

fn granted(text: &str) -> Granted {
    let Heard::Answer(Answer { outcome: Ok(payload), .. }) = heard(text) else { panic!("no answer") };
    hear::payload("hello-ok", &payload).unwrap()
}

#[test]
fn hello_ok_of_openclaw() {
    let granted = granted(
        r#"{"type":"res","id":"c1","ok":true,"payload":{"type":"hello-ok","protocol":4,
            "server":{"version":"2026.9.6","connId":"f0a1b232","buildId":"b","bootId":"c"},
            "features":{"methods":["health","node.pluginTools.update"],"events":["tick"],"capabilities":[]},
            "snapshot":{"presence":[],"health":{},"stateVersion":{},"uptimeMs":123},
            "auth":{"method":"token","role":"node","scopes":[],"deviceToken":"NOT-A-REAL-TOKEN","issuedAtMs":1},
            "policy":{"maxPayload":26214400,"maxBufferedBytes":52428800,"tickIntervalMs":30000,"attachments":{}}}}"#,
    );
    assert_eq!(granted.terms.protocol, Some(4));
    assert_eq!(granted.terms.version.as_deref(), Some("2026.9.6"));
    assert!(granted.terms.offers("node.pluginTools.update"));
    assert!(!granted.terms.offers("node.pluginTools"));
    assert_eq!(granted.terms.longest, 26_214_400);
    assert_eq!(granted.terms.tick, Some(Duration::from_secs(30)));
    assert_eq!(granted.device_token.unwrap().expose(), "NOT-A-REAL-TOKEN");
}

#[test]
fn hello_ok_of_clawdbot_without_a_device_has_no_token() {
    let granted = granted(
        r#"{"type":"res","id":"c1","ok":true,"payload":{"type":"hello-ok","protocol":3,
            "server":{"version":"dev","host":"vm","connId":"1"},"features":{"methods":["node.invoke.result"]},
            "policy":{"maxPayload":524288,"maxBufferedBytes":1572864,"tickIntervalMs":30000}}}"#,
    );
    assert_eq!((granted.terms.protocol, granted.terms.longest), (Some(3), 524_288));
    assert!(granted.device_token.is_none());
}

#[test]
fn a_policy_that_cannot_be_lived_by_is_drawn_into_what_can() {
    let terms = |policy: &str| {
        granted(&format!(r#"{{"type":"res","id":"c","ok":true,"payload":{{"protocol":4,"policy":{policy}}}}}"#)).terms
    };
    let secs = |secs| Some(Duration::from_secs(secs));
    for (policy, tick, longest) in [
        ("null", secs(30), 524_288),
        ("[]", secs(30), 524_288),
        (r#"{"maxPayload":0,"tickIntervalMs":0}"#, secs(30), 524_288),
        (r#"{"maxPayload":-1,"tickIntervalMs":-1}"#, secs(30), 524_288),
        (r#"{"maxPayload":1,"tickIntervalMs":1}"#, secs(1), 65_536),
        (r#"{"maxPayload":1e18,"tickIntervalMs":1e300}"#, secs(300), 26_214_400),
        (r#"{"maxPayload":"x","tickIntervalMs":"x"}"#, secs(30), 524_288),
    ] {
        let terms = terms(policy);
        assert_eq!((terms.tick, terms.longest), (tick, longest), "{policy}");
    }
}

#[test]
fn work_is_heard_with_all_that_came_with_it() {
    let Heard::Invoke(invoke) = heard(
        r#"{"type":"event","event":"node.invoke.request","payload":{"id":"2ca38f21","nodeId":"9af9bec9","command":"engram.generate_signal","paramsJSON":"{\"pair\":\"ETH/USD\"}","timeoutMs":29997,"idempotencyKey":"rpc-delegated-1795350948268","sessionKey":"agent:main:main"}}"#,
    ) else {
        panic!("no work")
    };
    assert_eq!(invoke.id, InvokeId("2ca38f21".to_owned()));
    assert_eq!(invoke.params.as_deref(), Some(r#"{"pair":"ETH/USD"}"#));
    assert_eq!(invoke.timeout, Some(Duration::from_millis(29_997)));
    assert_eq!(invoke.key.as_deref(), Some("rpc-delegated-1795350948268"));
    assert_eq!(invoke.session.as_deref(), Some("agent:main:main"));
}

#[test]
fn work_without_arguments_deadline_and_key_is_work() {
    let Heard::Invoke(invoke) = heard(
        r#"{"type":"event","event":"node.invoke.request","payload":{"id":"i","nodeId":"n","command":"c","paramsJSON":null}}"#,
    ) else {
        panic!("no work")
    };
    assert_eq!((invoke.params, invoke.timeout, invoke.key, invoke.session), (None, None, None, None));
}

#[test]
fn a_deadline_that_is_no_time_is_absent_and_one_without_end_is_the_longest() {
    for (told, is) in [
        ("0", None),
        ("-1", None),
        ("\"x\"", None),
        ("null", None),
        ("1", Some(Duration::from_millis(1))),
        ("2147483648", Some(Duration::from_millis(2_147_483_648))),
        ("1e300", Some(Duration::MAX)),
        ("1e999", None),
    ] {
        let text = format!(
            r#"{{"type":"event","event":"node.invoke.request","payload":{{"id":"i","nodeId":"n","command":"c","timeoutMs":{told}}}}}"#
        );
        let Heard::Invoke(invoke) = heard(&text) else { panic!("no work") };
        assert_eq!(invoke.timeout, is, "{told}");
    }
}

#[test]
fn work_is_taken_back_by_its_id() {
    let text = r#"{"type":"event","event":"node.invoke.cancel","payload":{"invokeId":"653f413e","nodeId":"9af9bec9"}}"#;
    assert!(matches!(heard(text), Heard::Cancel(InvokeId(id)) if id == "653f413e"));
}

#[test]
fn a_shutdown_tells_when_the_gateway_is_back_or_does_not() {
    for (payload, is) in [
        (r#"{"reason":"gateway restarting","restartExpectedMs":1500}"#, Some(Duration::from_millis(1500))),
        (r#"{"reason":"gateway stopping","restartExpectedMs":null}"#, None),
        (r#"{"reason":"gateway stopping"}"#, None),
        (r#"{"restartExpectedMs":"soon"}"#, None),
        ("null", None),
    ] {
        let text = format!(r#"{{"type":"event","event":"shutdown","payload":{payload},"seq":175}}"#);
        let Heard::Shutdown { back_in } = heard(&text) else { panic!("{payload}") };
        assert_eq!(back_in, is, "{payload}");
    }
}

#[test]
fn the_owners_decision() {
    let said = |decision: &str| {
        let text = format!(
            r#"{{"type":"event","event":"node.pair.resolved","payload":{{"requestId":"168888b8","nodeId":"9af9bec9","decision":"{decision}","ts":1795350944170}}}}"#
        );
        let Heard::Resolved(resolved) = heard(&text) else { panic!("{decision}") };
        resolved.decision
    };
    assert_eq!(said("approved"), Decision::Approved);
    assert_eq!(said("rejected"), Decision::Rejected);
    assert_eq!(said("superseded"), Decision::Other);
}

#[test]
fn a_refusal_is_read_with_its_details_and_without() {
    let refused = |text: &str| {
        let Heard::Answer(Answer { outcome: Err(refusal), .. }) = heard(text) else { panic!("{text}") };
        refusal
    };
    let open_claw = refused(
        r#"{"type":"res","id":"c1","ok":false,"error":{"code":"NOT_PAIRED","message":"pairing required: device is not approved yet (requestId: 55ce)","retryable":false,"details":{"code":"PAIRING_REQUIRED","reason":"not-paired","requestId":"55ce","pauseReconnect":true,"recommendedNextStep":"wait_then_retry"}}}"#,
    );
    assert_eq!(open_claw.details.code.as_deref(), Some("PAIRING_REQUIRED"));
    assert_eq!(open_claw.details.request_id.as_deref(), Some("55ce"));
    assert_eq!(open_claw.details.pause_reconnect, Some(true));

    let unapproved = refused(
        r#"{"type":"res","id":"r2","ok":false,"error":{"code":"UNAVAILABLE","message":"node pairing changed while invocation was active","retryable":true,"details":{"code":"PAIRING_CHANGED"}}}"#,
    );
    assert!(unapproved.is_unapproved() && !open_claw.is_unapproved());

    let clawd_bot = refused(
        r#"{"type":"res","id":"c1","ok":false,"error":{"code":"INVALID_REQUEST","message":"unauthorized: gateway token mismatch (provide gateway auth token)"}}"#,
    );
    assert_eq!(clawd_bot.details, Details::default());

    let starting = refused(
        r#"{"type":"res","id":"c1","ok":false,"error":{"code":"UNAVAILABLE","message":"gateway starting","retryable":true,"retryAfterMs":500,"details":{"reason":"startup-sidecars"}}}"#,
    );
    assert_eq!(starting.again_after(), Some(Duration::from_millis(500)));
    assert_eq!(refused(r#"{"type":"res","id":"x","ok":false}"#), Refusal::default());
    assert_eq!(refused(r#"{"type":"res","id":"x","ok":false,"error":{"details":7}}"#), Refusal::default());
}

#[test]
fn the_published_tools_come_back_and_what_waits_is_listed() {
    let echo = r#"{"nodeId":"9af9","tools":[{"pluginId":"engram","name":"engram_assess_risk","x":1},{"pluginId":"engram","name":"engram_generate_signal"}]}"#;
    let names: Vec<_> = accepted(echo).unwrap().into_iter().map(|tool| tool.name).collect();
    assert_eq!(names, ["engram_assess_risk", "engram_generate_signal"]);
    assert!(accepted("{}").is_err());

    let surface = pending(r#"{"pending":[{"requestId":"168888b8","nodeId":"9af9","commands":["mcp.tools.call.v1"]}]}"#);
    assert_eq!(surface.unwrap()[0].commands, ["mcp.tools.call.v1"]);
    let device = pending(r#"{"pending":[{"requestId":"55ce","deviceId":"9af9","role":"node"}],"paired":[]}"#);
    assert_eq!(device.unwrap()[0].device_id, "9af9");
}

#[test]
fn events_of_no_use_are_passed_by_and_unknown_kinds_counted() {
    let text = r#"{"type":"event","event":"voicewake.changed","payload":{"triggers":["openclaw"]},"seq":3,"stateVersion":{"presence":2},"recipientProfileId":"gateway-owner"}"#;
    assert!(matches!(heard(text), Heard::Event(Event { name, .. }) if name == "voicewake.changed"));
    assert!(matches!(heard(r#"{"type":"tick2","x":[1]}"#), Heard::Unknown { kind } if kind == "tick2"));
    assert!(matches!(heard(r#"{"type":"event","event":"tick","payload":{"ts":1}}"#), Heard::Tick));
}

#[test]
fn classic_frames_are_told_from_openclaws_by_their_keys() {
    assert!(matches!(heard(r#"{"type":"hello","server":"x"}"#), Heard::Classic(Classic::Hello)));
    assert!(matches!(
        heard(r#"{"type":"event","event_type":"agent_registered","data":{}}"#),
        Heard::Classic(Classic::Event { name }) if name == "agent_registered"
    ));
    let Heard::Classic(Classic::Ping { data }) = heard(r#"{"type":"ping","data":{"n":[1.50,"x"]}}"#) else {
        panic!("no ping")
    };
    assert_eq!(data.unwrap().get(), r#"{"n":[1.50,"x"]}"#);
    let Heard::Classic(Classic::Message(message)) =
        heard(r#"{"type":"message","content":"Analyze BTC/USD","context":{"user":"u"},"id":7}"#)
    else {
        panic!("no message")
    };
    assert_eq!(message.content, "Analyze BTC/USD");
    assert_eq!(message.id.unwrap().get(), "7");
    assert!(matches!(heard(r#"{"type":"health_check"}"#), Heard::Classic(Classic::HealthCheck { id: None })));
}
