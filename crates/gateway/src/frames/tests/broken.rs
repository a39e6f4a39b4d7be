//! Frames that nobody should say.

use super::super::*;

fn fault(text: &str) -> String {
    hear(text, LONGEST).unwrap_err().to_string()
}

#[test]
fn a_fault_names_what_and_where() {
    let cases = [
        "",
        "not json",
        "[1,2]",
        "\u{feff}{\"type\":\"event\",\"event\":\"tick\"}",
        r#"{"type":"event","event":"tick"} x"#,
        r#"{"id":"1"}"#,
        r#"{"type":7}"#,
        r#"{"type":"res","ok":true}"#,
        r#"{"type":"res","id":7,"ok":true}"#,
        r#"{"type":"res","id":"1"}"#,
        r#"{"type":"res","id":"1","ok":"yes"}"#,
        r#"{"type":"res","type":"res","id":"1","ok":true}"#,
        r#"{"type":"event","event":"connect.challenge"}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"ts":1}}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"","ts":1}}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"a|b","ts":1}}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":-1}}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":"secret"}}"#,
        r#"{"type":"event","event":"node.invoke.request","payload":{"id":"i","nodeId":"n"}}"#,
        r#"{"type":"event","event":"node.invoke.cancel","payload":{}}"#,
        r#"{"type":"message"}"#,
        "{\"type\":\"x\\ud800\"}",
    ];
    let told: Vec<_> = cases.iter().map(|text| format!("{text}\n    {}", fault(text))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_fault_never_repeats_what_stood_in_the_frame() {
    for text in [
        r#"{"type":"res","id":"1","ok":"NOT-A-REAL-TOKEN"}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":"NOT-A-REAL-TOKEN"}}"#,
        r#"{"type":"event","event":"connect.challenge","payload":"NOT-A-REAL-TOKEN"}"#,
        r#"{"type":"event","event":"connect.challenge","payload":{"nonce":["NOT-A-REAL-TOKEN"],"ts":1}}"#,
    ] {
        let fault = fault(text);
        assert!(!fault.contains("NOT-A-REAL-TOKEN"), "{fault}");
    }
}

#[test]
fn depth_is_counted_outside_of_texts_and_bounded_to_the_bracket() {
    let nested = |depth: usize| {
        format!(r#"{{"type":"event","event":"x","payload":{}{}}}"#, "[".repeat(depth), "]".repeat(depth))
    };
    assert!(hear(&nested(DEEPEST - 1), LONGEST).is_ok());
    assert!(matches!(hear(&nested(DEEPEST), LONGEST), Err(WireFault::TooDeep { at: 101 })));
    assert!(matches!(hear(&nested(100_000), LONGEST), Err(WireFault::TooDeep { .. })));
    let quoted = format!(r#"{{"type":"event","event":"x","payload":"\"{}"}}"#, "[".repeat(1_000));
    assert!(hear(&quoted, LONGEST).is_ok());
}

#[test]
fn length_is_bounded_to_the_byte() {
    let text = r#"{"type":"event","event":"tick"}"#;
    assert!(hear(text, text.len()).is_ok());
    assert_eq!(hear(text, text.len() - 1).unwrap_err(), WireFault::TooLong { bytes: text.len(), most: text.len() - 1 });
}

#[test]
fn what_is_not_needed_is_not_built() {
    let keys: Vec<_> = (0..200_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let text = format!(r#"{{"type":"event","event":"tick","extra":{{{}}},"n":1e999}}"#, keys.join(","));
    assert!(matches!(hear(&text, LONGEST), Ok(Heard::Tick)));
}

#[test]
fn a_strangers_text_is_shown_on_one_line_without_tricks() {
    assert_eq!(shown("  a\nb\u{7}\u{202e}c\u{200b}\t"), "a bc");
    let long = "é".repeat(100);
    assert_eq!(shown(&long), "é".repeat(61));
    assert_eq!(shown(""), "");
}
