use analysis::{Direction, Gate};
use serde_json::{Value, json};

use super::Command;
use crate::journal::Decision;

fn read(value: Value) -> Result<Command, serde_json::Error> {
    serde_json::from_value(value)
}

#[test]
fn commands_are_read_as_the_window_writes_them() {
    let ask =
        json!({ "command": "ask", "pair": "btc/usd", "timeframe": null, "direction": "long_only", "gate": "rule" });
    let command = read(ask.clone()).unwrap();
    assert_eq!(
        command,
        Command::Ask { pair: "btc/usd".to_owned(), timeframe: None, direction: Direction::LongOnly, gate: Gate::Rule }
    );
    assert_eq!(serde_json::to_value(command).unwrap(), ask);
    assert_eq!(read(json!({ "command": "cancel" })).unwrap(), Command::Cancel);
    assert_eq!(read(json!({ "command": "dismiss" })).unwrap(), Command::Dismiss);
    let decide = json!({ "command": "decide", "receipt": "er1_a", "decision": "skipped", "why": "" });
    let command = read(decide.clone()).unwrap();
    let expected = Command::Decide { receipt: "er1_a".to_owned(), decision: Decision::Skipped, why: String::new() };
    assert_eq!(command, expected);
    assert_eq!(serde_json::to_value(command).unwrap(), decide);
}

#[test]
fn anything_else_is_refused() {
    let asked = |more: Value| {
        let mut ask = json!({ "command": "ask", "pair": "A", "timeframe": null, "direction": "both", "gate": "rule" });
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        read(ask)
    };
    assert!(asked(json!({})).is_ok());
    assert!(asked(json!({ "place_order": true })).is_err());
    assert!(asked(json!({ "gate": "open" })).is_err());
    assert!(asked(json!({ "pair": 7 })).is_err());
    for wrong in [
        json!({}),
        json!("cancel"),
        json!({ "command": "order" }),
        json!({ "command": "cancel", "all": 1 }),
        json!({ "command": "decide", "receipt": "er1_a", "decision": "bought", "why": "" }),
        json!({ "command": "decide", "receipt": "er1_a", "decision": "took" }),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}
