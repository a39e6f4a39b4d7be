use analysis::Side;

use super::positions;

#[test]
fn a_list_is_read() {
    let text = r#"[{"pair": "eth/usd", "side": "long", "units": 2.5, "stop": 2900},
        {"pair": "AAPL", "side": "short", "units": 10, "stop": null}]"#;
    let [first, second] = positions(text.as_bytes(), "p.json").unwrap().try_into().unwrap();
    assert_eq!((first.pair.as_str(), first.side, first.units), ("ETH/USD", Side::Long, 2.5));
    assert_eq!((first.stop, second.stop, second.side), (Some(2900.0), None, Side::Short));
    assert_eq!(positions(b"[]", "p.json").unwrap(), []);
}

#[test]
fn what_is_wrong_is_told_by_its_place() {
    let one = r#"{"pair": "AAPL", "side": "long", "units": 1}"#;
    let after = |second: &str| format!("[{one},\n {second}]");
    let cases = [
        (String::new(), "/holdings", "p.json, line 1, column 1: this is no JSON."),
        (format!("[{one},\n oops]"), "/holdings", "p.json, line 2, column 2: this is no JSON."),
        ("{\"pair\": 1}".to_owned(), "/holdings", "p.json, line 1, column 1: expected a list such as [{"),
        (after("7"), "/holdings/1", "p.json, position 2: expected an object with pair, side, units, stop."),
        (
            after(r#"{"pair": "X", "size": 3}"#),
            "/holdings/1",
            "p.json, position 2: it has only pair, side, units, stop; got \"size\".",
        ),
        (after(r#"{"pair": "X", "side": "long"}"#), "/holdings/1/units", "p.json, position 2: units is missing."),
        (after(r#"{"side": "long", "units": 1}"#), "/holdings/1/pair", "p.json, position 2: pair is missing."),
        (
            after(r#"{"pair": "b~d", "side": "long", "units": 1}"#),
            "/holdings/1/pair",
            "p.json, position 2: pair must be such as \"ETH/USD\"; got \"b~d\".",
        ),
        (
            after(r#"{"pair": "X", "side": "up", "units": 1}"#),
            "/holdings/1/side",
            "p.json, position 2: side must be \"long\" or \"short\"; got \"up\".",
        ),
        (
            after(r#"{"pair": "X", "side": "long", "units": -1}"#),
            "/holdings/1/units",
            "p.json, position 2: units must be a number above 0; got -1.",
        ),
        (
            after(r#"{"pair": "X", "side": "long", "units": 1, "stop": "5"}"#),
            "/holdings/1/stop",
            "p.json, position 2: stop must be a number above 0; got \"5\".",
        ),
    ];
    for (text, field, what) in cases {
        let fault = positions(text.as_bytes(), "p.json").unwrap_err();
        assert_eq!(fault.field.as_deref(), Some(field), "{text}: {fault}");
        assert!(fault.text().starts_with(what), "{text}: {fault}");
    }
    assert!(positions(format!("[{}]", [one; 101].join(",")).as_bytes(), "p.json").is_err());
}
