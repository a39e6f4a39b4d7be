use std::{sync::Arc, time::Instant};

use gateway::{
    frames::classic,
    invokes::{Cause, Failure, Work},
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::{MCP, config, offer, serve::Serving};
use crate::{
    Settings,
    in_force::{InForce, Pause},
    snapshot::LinkView,
    testing,
};

/// Does a piece of work and gives its answer as it goes back.
fn done(command: &str, params: &str) -> String {
    done_while(None, command, params)
}

fn done_while(pause: Option<Pause>, command: &str, params: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let in_force = Arc::new(InForce::new(Arc::new(Settings::default())));
    in_force.set_pause(pause);
    let serving = Serving {
        in_force,
        records: Arc::default(),
        journal: None,
        clock: testing::now,
        runtime: runtime.handle().clone(),
        slots: Arc::new(Semaphore::new(1)),
    };
    let work = Work {
        command: command.to_owned(),
        params: params.to_owned(),
        session: None,
        #[expect(clippy::disallowed_methods, reason = "nobody looks at it")]
        due: Instant::now(),
    };
    runtime.block_on(serving.done(&work))
}

fn object(command: &str, params: &Value) -> Value {
    serde_json::from_str(&done(command, &params.to_string())).unwrap()
}

#[test]
fn an_agents_call_is_answered_with_the_object_and_the_words() {
    let arguments = json!({ "pair": "BTC/USD", "timeframe": "1h" });
    let answer = object(MCP, &json!({ "server": "engram", "tool": "generate_signal", "arguments": arguments }));
    assert_eq!(answer["isError"], false);
    let signal = &answer["structuredContent"];
    assert_eq!((&signal["tool"], &signal["pair"]), (&"generate_signal".into(), &"BTC/USD".into()));
    let words = answer["content"][0]["text"].as_str().unwrap();
    assert!(words.starts_with(&format!("Signal: {}", signal["signal"].as_str().unwrap())), "{words}");
    // The same call by name, without an agent: the object itself, and the words beside it.
    let direct = object("engram.generate_signal", &arguments);
    assert_eq!(
        (&direct["receipt_id"], &direct["views"]["clean"]),
        (&signal["receipt_id"], &answer["content"][0]["text"])
    );
    assert_eq!(direct["views"]["detailed"], answer["_meta"]["engram/detailed"]);
}

#[test]
fn a_failure_is_content_that_an_agent_can_read() {
    let call = |tool: &str, arguments: Value| {
        object(MCP, &json!({ "server": "engram", "tool": tool, "arguments": arguments }))
    };
    let wrong = call("analyze_market", json!({ "pair": 5 }));
    assert_eq!(
        (&wrong["isError"], &wrong["structuredContent"]["error_code"]),
        (&true.into(), &"INVALID_PARAMS".into())
    );
    assert!(wrong["content"][0]["text"].as_str().unwrap().contains("pair must be a text; got 5."), "{wrong}");
    for unknown in [call("place_order", json!({})), object(MCP, &json!({ "server": "files", "tool": "read" }))] {
        assert_eq!(unknown["structuredContent"]["error_code"], "UNKNOWN_TOOL", "{unknown}");
    }
    assert_eq!(object(MCP, &json!([1]))["structuredContent"]["error_code"], "INVALID_PARAMS");
    assert_eq!(object("engram.buy", &json!({}))["error_code"], "UNKNOWN_TOOL");
    assert_eq!(object("system.run", &json!({"command": "ls"}))["error_code"], "UNKNOWN_TOOL");
    // What the link itself cannot do is told in the same two shapes.
    let busy = Failure::of(Cause::Busy);
    let told: Value = serde_json::from_str(&super::serve::failed(MCP, &busy, testing::now())).unwrap();
    assert_eq!((&told["isError"], &told["structuredContent"]["error_code"]), (&true.into(), &"BUSY".into()));
    let told: Value = serde_json::from_str(&super::serve::failed("engram.x", &busy, testing::now())).unwrap();
    assert_eq!(told["error_code"], "BUSY");
}

#[test]
fn a_classic_question_is_answered_in_words_by_code() {
    let say = |content: &str| done(classic::MESSAGE, &json!({ "content": content, "context": {} }).to_string());
    assert!(say("/help").contains("No orders are placed by Engram."));
    assert!(say("/analyze eth 4h").starts_with("Market: ETH/USD 4h\n"));
    assert!(say("What do you think of eur/usd, today?").starts_with("Market: EUR/USD "));
    assert!(say("Is BTC going up?").starts_with("Market: BTC/USD "));
    assert!(say("hello there").starts_with("/help"), "without a pair it says what can be asked");
    assert_eq!(say("/x"), "Unknown command: /x\nType /help for available commands.");
    let health = object(classic::HEALTH, &json!({}));
    assert_eq!((&health["status"], &health["tools_registered"]), (&"degraded".into(), &4.into()));
}

#[test]
fn four_tools_are_offered_and_each_would_be_taken() {
    let offer = offer();
    assert_eq!(offer.tools.len(), 4);
    for tool in &offer.tools {
        tool.check().unwrap();
        assert!(tool.name.starts_with("engram_") && tool.command == MCP);
    }
    assert_eq!(offer.commands.len(), 5);
    assert!(!offer.commands.iter().any(|command| command.starts_with("system.")));
}

#[test]
fn a_host_that_is_none_is_said_and_a_plain_link_leads_no_further_than_this_machine() {
    let mut settings = Settings::default();
    settings.gateway.host = "not a host".to_owned();
    let fault = config(&settings, testing::now).unwrap_err();
    assert!(LinkView::rejected(&fault.to_string()).sentence.starts_with("The gateway cannot be used: "), "{fault}");
    settings.gateway.host = "gateway.example.com".to_owned();
    let config = config(&settings, testing::now).unwrap();
    assert!(config.address.admit(false).is_err());
}

#[test]
fn paused_calls_are_answered_paused_until_the_pause_is_over() {
    let call = json!({ "server": "engram", "tool": "generate_signal", "arguments": { "pair": "BTC/USD" } }).to_string();
    let later = testing::now() + jiff::SignedDuration::from_mins(60);
    for pause in [Pause::Restart, Pause::Until(later)] {
        let answer: Value = serde_json::from_str(&done_while(Some(pause), MCP, &call)).unwrap();
        assert_eq!((&answer["isError"], &answer["structuredContent"]["error_code"]), (&true.into(), &"PAUSED".into()));
        assert_eq!(answer["structuredContent"]["retryable"], true);
        let said = done_while(Some(pause), classic::MESSAGE, &json!({ "content": "BTC/USD" }).to_string());
        assert!(said.contains("paused"), "{said}");
    }
    for pause in [None, Some(Pause::Until(testing::now()))] {
        let answer: Value = serde_json::from_str(&done_while(pause, MCP, &call)).unwrap();
        assert_eq!(answer["isError"], false, "{pause:?}");
    }
}
