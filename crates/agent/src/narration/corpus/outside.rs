//! Text of others: cleaned before a model reads it, and unable to move a number where a tool is given it.

use serde_json::json;

use super::injections::{MARKS, injections};
use crate::{
    narration::law::cleaned,
    testing::{tools, wait},
    tools::Caller,
};

#[test]
fn nothing_that_steers_a_model_is_left_of_it() {
    for text in injections() {
        let clean = cleaned(&text, 600);
        let within = clean.strip_prefix("<data>").and_then(|rest| rest.strip_suffix("</data>")).unwrap();
        let tight: String = within.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
        for mark in MARKS {
            assert!(!tight.contains(mark), "{mark} is left of {text:?}: {clean:?}");
        }
        assert!(!within.contains(['\n', '\r', '\0']) && within.chars().count() <= 601, "{clean:?}");
        assert!(!within.is_empty(), "what it says stays: {text:?}");
    }
    let news = "Fed holds rates at 4.25 %; S&P 500 < 6,000 [Reuters].";
    assert_eq!(cleaned(news, 600), format!("<data>{news}</data>"), "harmless text stays as it is");
}

#[test]
fn no_context_moves_a_number() {
    let tools = tools(None);
    let call = |context: &str| {
        let arguments = json!({ "pair": "DEMO/USD", "timeframe": "1h", "context": context }).to_string();
        wait(tools.call("generate_signal", &arguments, Caller::Model)).unwrap()
    };
    let plain = call("");
    // Each dress once: a whole answer is computed for each.
    for text in injections().iter().step_by(10) {
        let called = call(&text.chars().take(2_000).collect::<String>());
        assert_eq!(called.object.to_string(), plain.object.to_string(), "{text:?}");
        assert_eq!((called.clean, called.detailed), (plain.clean.clone(), plain.detailed.clone()), "{text:?}");
    }
}
