//! Text of others: cleaned before a model reads it, and unable to move a number where a tool is given it.

use analysis::answer::ToolName;
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
    for text in &injections() {
        let called = call(&text.chars().take(2_000).collect::<String>());
        assert_eq!(called.object.to_string(), plain.object.to_string(), "{text:?}");
        assert_eq!((called.clean, called.detailed), (plain.clean.clone(), plain.detailed.clone()), "{text:?}");
    }
}

#[test]
fn no_argument_that_injects_reaches_more_than_its_own_field() {
    let tools = tools(None);
    let call =
        |tool: &str, arguments: &serde_json::Value| wait(tools.call(tool, &arguments.to_string(), Caller::Model));
    let market = json!({ "pair": "BTC/USD", "timeframe": "1h" });
    // A receipt is of the whole question, so it alone may differ.
    let numbers = |mut object: serde_json::Value| {
        object["receipt_id"].take();
        object.to_string()
    };
    let plain = call("get_confidence_score", &json!({ "signal": "BUY", "market_data": market })).unwrap();
    let plain = numbers(plain.object);
    for text in &injections() {
        for tool in ToolName::ALL {
            let arguments = match tool {
                ToolName::GetConfidenceScore => json!({ "signal": text, "pair": text }),
                ToolName::AnalyzeMarket | ToolName::GenerateSignal | ToolName::AssessRisk => json!({ "pair": text }),
            };
            let fault = call(tool.name(), &arguments).expect_err(text);
            assert!(fault.is_of_the_caller(), "{tool:?} {text:?}: {fault:?}");
            assert!(!fault.what.chars().any(char::is_control), "{tool:?} {text:?}: {fault:?}");
        }
        // Beside what is asked for, it says nothing: a refusal, or the same numbers.
        let beside = json!({ "signal": "BUY", "market_data": { "pair": "BTC/USD", "timeframe": "1h", "note": text } });
        match call("get_confidence_score", &beside) {
            Ok(called) => assert_eq!(numbers(called.object), plain, "{text:?}"),
            Err(fault) => assert!(fault.is_of_the_caller(), "{text:?}: {fault:?}"),
        }
    }
}
