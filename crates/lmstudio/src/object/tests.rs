use proptest::prelude::*;
use serde_json::{Value, json};

use super::last;

#[test]
fn it_is_found_in_whatever_stands_around_it() {
    let object = r#"{"a":"}{ \" \\","b":[{"c":1}]}"#;
    for text in [
        object.to_owned(),
        format!("```json\n{object}\n```"),
        format!("Here it is: {object} I hope it helps."),
        format!("{{\"draft\":1}} better: {object}"),
        format!("plan {{x}} then {object}"),
        format!("an open {{ brace, then {object}"),
        format!("\"quoted\" it's {object}"),
        format!("{object}<|return|>"),
    ] {
        assert_eq!(last(&text), Some(object), "{text}");
    }
}

#[test]
fn half_an_object_is_none() {
    for text in ["", "no object", "{", "}", "{\"a\":1", "{\"a\":\"}", "[1,2]", "{\"a\":\"\\\"}"] {
        assert_eq!(last(text), None, "{text}");
    }
    assert_eq!(last("{\"a\":1} {\"b\":"), Some("{\"a\":1}"), "the last whole one");
}

#[test]
fn brackets_that_do_not_fit_are_no_object() {
    for text in ["{\n][", "{\"a\":1]", "{\"a\":[1}", "{[}]"] {
        assert_eq!(last(text), None, "{text}");
    }
    for text in ["{draft] {\"a\":1}", "{\"draft\":[1} {\"a\":1}", "{draft: {\"a\":1} ]", "{\"a\":1} {draft]"] {
        assert_eq!(last(text), Some("{\"a\":1}"), "{text}");
    }
}

#[test]
fn there_is_an_end_to_its_size_and_depth() {
    let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(last(&nested(16)).is_some());
    assert_eq!(last(&nested(17)), None);
    let long = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
    assert!(last(&long(64 << 10)).is_some());
    assert_eq!(last(&long((64 << 10) + 1)), None);
    assert_eq!(last(&"{".repeat(64 << 10)), None, "and to the looking");
}

proptest! {
    #[test]
    fn any_object_is_found_behind_any_prose(words in "[a-z\",.' ]{0,40}", key in ".{0,8}", text in ".{0,40}", more in "[a-z\",.' ]{0,20}") {
        let object = json!({ key: [Value::String(text), json!({"n": 1})] }).to_string();
        let whole = format!("{words}{object}{more}");
        prop_assert_eq!(last(&whole), Some(object.as_str()));
    }
}
