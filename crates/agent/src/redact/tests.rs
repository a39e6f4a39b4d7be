#![expect(clippy::disallowed_methods, reason = "asks how long to look")]

pub(crate) mod cases;

use std::path::Path;

use proptest::prelude::*;

use super::{HIDDEN, Redaction};
use crate::Secret;
use cases::{HARMLESS, HOME, TEMPLATES, all, leaks};

pub(crate) fn redaction() -> Redaction {
    Redaction::default().of_home(Path::new(HOME))
}

#[test]
fn no_case_leaks() {
    let cases = all();
    assert!(cases.len() >= 400, "{}", cases.len());
    let mut leaked = Vec::new();
    for (text, secret) in &cases {
        let clean = redaction().clean(text).into_owned();
        if leaks(&clean, secret) {
            leaked.push(format!("{text}\n  -> {clean}"));
        }
        // Cleaning twice is cleaning once.
        assert!(!leaks(&redaction().clean(&clean), secret), "{clean}");
    }
    assert!(leaked.is_empty(), "{} of {} leak:\n{}", leaked.len(), cases.len(), leaked.join("\n"));
}

/// The twin: without the control each of them is found.
#[test]
fn every_case_would_leak() {
    for (text, secret) in all() {
        assert!(leaks(&text, &secret), "{text}");
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in HARMLESS {
        assert_eq!(redaction().clean(text), *text);
    }
}

#[test]
fn what_stands_around_a_secret_stays() {
    for (text, clean) in [
        ("GET /v1?token=abc123&pair=BTC-USD HTTP/1.1", "GET /v1?token=[hidden]&pair=BTC-USD HTTP/1.1"),
        (r#"{"token":"a\"b","port":1}"#, r#"{"token":"[hidden]","port":1}"#),
        (r#"said {\"token\":\"abc\",\"port\":1}"#, r#"said {\"token\":\"[hidden]\",\"port\":1}"#),
        (r#"Config { token: Some("abc"), port: 1 }"#, "Config { token: [hidden], port: 1 }"),
        ("Authorization: Bearer abc.def\r\nHost: x", "Authorization: [hidden]\r\nHost: x"),
        ("wss://user:pw@host:1/path?x=1", "wss://[hidden]@host:1/path?x=1"),
        ("wss://user:p/w?x@host:1/path", "wss://[hidden]@host:1/path"),
        ("the gateway said: bearer abcdef is wrong", "the gateway said: bearer [hidden] is wrong"),
        ("--token abc --port 1", "--token [hidden] --port 1"),
        ("token=abc, port=1", "token=[hidden], port=1"),
        ("(password: hunter2)", "(password: [hidden])"),
        ("/home/anna/.config/engram and /home/annabel", "~/.config/engram and /home/annabel"),
        ("file:///home/anna", "file://~"),
        ("token=/home/anna/x next", "token=[hidden] next"),
    ] {
        assert_eq!(redaction().clean(text), clean);
    }
}

#[test]
fn a_known_secret_is_hidden_whatever_it_is_called() {
    let known = redaction().knowing(Secret::new("correct horse battery")).knowing(Secret::new("short"));
    assert_eq!(known.clean("it is correct horse battery."), "it is [hidden].");
    assert_eq!(known.clean("a short word"), "a short word", "too short to be told from a word");
    assert_eq!(format!("{known:?}"), "Redaction { known: 1, .. }");
}

#[test]
fn a_field_is_judged_by_its_name() {
    let redaction = redaction();
    for name in ["token", "gateway.token", "apiKey", "auth", "x-api-key", "deviceSignature", "PASSWORD"] {
        assert_eq!(redaction.field(name, "plain words here"), HIDDEN, "{name}");
    }
    for (name, value) in
        [("pair", "BTC/USD"), ("author", "Anna"), ("tokens", "512"), ("token", "None"), ("turn", "key")]
    {
        assert_eq!(redaction.field(name, value), value, "{name}");
    }
    assert_eq!(redaction.field("what", "token=abc"), "token=[hidden]");
    assert_eq!(redaction.field("tokens", "abc"), HIDDEN);
}

#[test]
fn the_root_is_nobodys_home_and_windows_writes_it_in_three_ways() {
    for root in ["/", "", "C:\\"] {
        assert_eq!(Redaction::default().of_home(Path::new(root)).clean("/etc/x C:\\x"), "/etc/x C:\\x");
    }
    let windows = Redaction::default().of_home(Path::new(r"C:\Users\anna"));
    assert_eq!(windows.clean(r#"C:\Users\anna\x "C:\\Users\\anna\\x" C:/Users/anna/x"#), r#"~\x "~\\x" ~/x"#);
}

/// Whether a place has quotes of its own, so that any character may be in the secret.
fn is_quoted(template: &str) -> bool {
    template.contains("\"{}\"")
}

/// A place, and a secret as a program makes it, or as a person thinks it up.
fn hidden_somewhere() -> impl Strategy<Value = (&'static str, String)> {
    prop::sample::select(TEMPLATES).prop_flat_map(|template| {
        let plain = "[A-Za-z0-9_-]{8,64}".boxed();
        let any = prop_oneof!["[A-Za-z0-9+/]{22,86}={0,2}", "[0-9a-f]{32,128}", "[!-~]{8,32}", "\\PC{8,20}"];
        let secret = if is_quoted(template) { prop_oneof![plain, any].boxed() } else { plain };
        (Just(template), secret)
    })
}

#[test]
fn random_secrets_do_not_leak() {
    let cases = if std::env::var_os("ENGRAM_FULL").is_some() { 100_000 } else { 20_000 };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases, ..ProptestConfig::default() });
    let ran = runner.run(&hidden_somewhere(), |(template, secret)| {
        let escaped = || secret.replace('\\', "\\\\").replace('"', "\\\"");
        let written = if is_quoted(template) { escaped() } else { secret };
        let clean = redaction().clean(&template.replace("{}", &written)).into_owned();
        prop_assert!(!clean.contains(&written), "{template} {written}\n{clean}");
        Ok(())
    });
    ran.unwrap();
}

proptest! {
    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}|[\\[\\](){}\"'`=:@/\\\\&,;<> a-cé\n-]{0,80}") {
        let clean = redaction().clean(&text).into_owned();
        prop_assert!(clean.len() <= text.len() + HIDDEN.len() * (1 + text.matches(['=', ':', '@', '-']).count() * 2));
    }
}
