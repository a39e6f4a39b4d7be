use serde_json::{Value, json};

use super::{BadJson, Calls, MOST_ARGUMENTS, MOST_RAW, ToolCall, is_leaked};
use crate::fault::Class;

fn assembled(deltas: &[Value]) -> Vec<ToolCall> {
    let mut calls = Calls::default();
    for delta in deltas {
        calls.push(delta).unwrap();
    }
    calls.end()
}

/// Name, name of the tool, and arguments as JSON; `None` where they cannot be read.
fn seen(deltas: &[Value]) -> Vec<(String, String, Option<Value>)> {
    let calls = assembled(deltas).into_iter();
    calls.map(|call| (call.id, call.name, call.arguments.ok().map(Value::Object))).collect()
}

fn one(id: &str, name: &str, arguments: &Value) -> Vec<(String, String, Option<Value>)> {
    vec![(id.to_owned(), name.to_owned(), Some(arguments.clone()))]
}

fn with_arguments(arguments: &Value) -> Vec<Value> {
    vec![json!([{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":arguments}}])]
}

#[test]
fn a_call_streams_in_pieces() {
    // As llama-server wrote it, cut anywhere.
    let text = r#"{"symbol":"BTC/USD","limit":3}"#;
    for size in 1..=text.len() {
        let mut deltas =
            vec![json!([{"index":0,"id":"ByY5","type":"function","function":{"name":"f","arguments":""}}])];
        let bytes: Vec<char> = text.chars().collect();
        deltas.extend(
            bytes
                .chunks(size)
                .map(|piece| json!([{"index":0,"function":{"arguments":piece.iter().collect::<String>()}}])),
        );
        assert_eq!(seen(&deltas), one("ByY5", "f", &json!({"symbol":"BTC/USD","limit":3})), "pieces of {size}");
    }
}

#[test]
fn arguments_come_as_text_as_object_as_text_in_text_and_not_at_all() {
    let object = json!({"pair":"BTC/USD","n":3});
    for arguments in [
        json!(object.to_string()),
        object.clone(),
        json!(Value::String(object.to_string()).to_string()),
        json!(format!(" {object}\n")),
    ] {
        assert_eq!(seen(&with_arguments(&arguments)), one("a", "f", &object), "{arguments}");
    }
    for nothing in [json!(""), json!("  "), json!(null), json!({}), json!("{}"), json!("null")] {
        assert_eq!(seen(&with_arguments(&nothing)), one("a", "f", &json!({})), "{nothing}");
    }
    assert_eq!(seen(&[json!([{"index":0,"id":"a","function":{"name":"f"}}])]), one("a", "f", &json!({})));
}

#[test]
fn arguments_that_are_no_single_object_are_kept_as_they_came() {
    for bad in [
        r#"{"symbol":"ETHUSDT","limit":6"#,
        r#"{"a":1}{"b":2}"#,
        r#"{"a":1} and more"#,
        "[1]",
        "7",
        "\"text\"",
        r#"{"a":1e400}"#,
        "{a:1}",
    ] {
        let calls = assembled(&with_arguments(&json!(bad)));
        assert_eq!(calls[0].arguments, Err(BadJson { raw: bad.to_owned() }), "{bad}");
    }
    let long = format!("{{{}", "€".repeat(2000));
    let BadJson { raw } = assembled(&with_arguments(&json!(long)))[0].arguments.clone().unwrap_err();
    assert!(raw.len() <= MOST_RAW && long.starts_with(&raw) && raw.len() > MOST_RAW - 3, "{}", raw.len());
}

#[test]
fn several_calls_in_order_interleaved_and_under_one_index() {
    let expected = [("a", "f", json!({"n":1})), ("b", "g", json!({"n":2}))];
    let expected: Vec<_> =
        expected.into_iter().map(|(id, name, n)| (id.to_owned(), name.to_owned(), Some(n))).collect();
    let begin = |index: u64, id, name| json!([{"index":index,"id":id,"function":{"name":name,"arguments":"{\"n\""}}]);
    let go_on = |index: u64, text| json!([{"index":index,"function":{"arguments":text}}]);
    assert_eq!(seen(&[begin(0, "a", "f"), go_on(0, ":1}"), begin(1, "b", "g"), go_on(1, ":2}")]), expected, "in order");
    assert_eq!(
        seen(&[begin(0, "a", "f"), begin(1, "b", "g"), go_on(0, ":1}"), go_on(1, ":2}")]),
        expected,
        "interleaved"
    );
    assert_eq!(
        seen(&[begin(0, "a", "f"), go_on(0, ":1}"), begin(0, "b", "g"), go_on(0, ":2}")]),
        expected,
        "one index"
    );
    let without = json!([{"function":{"arguments":":2}"}}]);
    assert_eq!(
        seen(&[begin(0, "a", "f"), go_on(0, ":1}"), begin(1, "b", "g"), without]),
        expected,
        "no index: the last"
    );
    let whole = json!([{"index":0,"id":"a","function":{"name":"f","arguments":"{\"n\":1}"}},
        {"index":1,"id":"b","function":{"name":"g","arguments":{"n":2}}}]);
    assert_eq!(seen(&[whole]), expected, "at once");
}

#[test]
fn a_name_is_said_once_and_repeats_change_nothing() {
    let deltas = [
        json!([{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]),
        json!([{"index":0,"id":"","function":{"name":"","arguments":"}"}}]),
        json!([{"index":0,"id":"a","function":{"name":"f","arguments":null}}]),
    ];
    assert_eq!(seen(&deltas), one("a", "f", &json!({})));
}

#[test]
fn a_call_without_a_name_of_its_own_gets_one() {
    let nameless = |index: u64, id: Value| json!([{"index":index,"id":id,"function":{"name":"f","arguments":"{}"}}]);
    let ids = |deltas: &[Value]| assembled(deltas).into_iter().map(|call| call.id).collect::<Vec<_>>();
    let given =
        [nameless(0, json!("")), nameless(1, json!(null)), nameless(2, json!("call_1")), nameless(3, json!("x"))];
    assert_eq!(ids(&given), ["call_2", "call_3", "call_1", "x"]);
    assert_eq!(ids(&[nameless(0, json!("x")), nameless(1, json!("x"))]), ["x", "call_1"], "each is answered by name");
}

#[test]
fn an_empty_list_is_no_call() {
    let mut calls = Calls::default();
    for nothing in [json!([]), json!(null), json!({}), json!("[]")] {
        assert_eq!(calls.push(&nothing), Ok(false), "{nothing}");
    }
    assert!(calls.end().is_empty());
}

#[test]
fn there_is_an_end_to_calls_and_to_arguments() {
    let call = |index: u64| json!([{"index":index,"id":format!("c{index}"),"function":{"name":"f","arguments":"{}"}}]);
    let mut calls = Calls::default();
    assert!((0..16).all(|index| calls.push(&call(index)) == Ok(true)), "nine of one call have been seen");
    assert_eq!(calls.push(&call(16)).unwrap_err().class, Class::TooLarge);
    let piece = |length| json!([{"index":0,"function":{"arguments":"x".repeat(length)}}]);
    let mut calls = Calls::default();
    assert_eq!(calls.push(&piece(MOST_ARGUMENTS)), Ok(true));
    assert_eq!(calls.push(&piece(1)).unwrap_err().class, Class::TooLarge);
}

#[test]
fn markup_of_a_call_is_recognised_in_a_text() {
    for leak in [
        "<tool_call>{\"name\":\"f\"}</tool_call>",
        "I will ask. [TOOL_REQUEST]{\"name\": \"f\"}[END_TOOL_REQUEST]",
        "<|tool_call_start|>[f()]",
        "<|tool_call>call:f{}",
        "<function=f>",
        "<invoke name=\"f\">",
        "[TOOL_CALL]{}",
        " {\"name\":\"f\",\"arguments\":{}} ",
    ] {
        assert!(is_leaked(leak, &["f"]), "{leak}");
    }
    for text in ["call f for more", "{\"name\":\"g\"}", "{\"a\":1}", "<b>", ""] {
        assert!(!is_leaked(text, &["f"]), "{text}");
    }
}
