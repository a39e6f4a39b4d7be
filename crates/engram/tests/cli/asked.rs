//! Questions in words: with a model that behaves, with one that does not, and with none.

use std::time::{Duration, Instant};

use lmstudio::testing::{Held, Script, World};
use serde_json::Value;

use crate::{
    lmstudio_server::{Server, run},
    support::{Run, engram_with},
};

const QUESTION: &str = "should I buy BTC/USD on the 4h?";

const MODEL: &str = "glm-4.7-flash";

fn world(scripts: Vec<Script>) -> World {
    let model = Held { loaded: Some(16_384), ..Held::loaded(MODEL) };
    World { models: vec![model], chats: scripts.into(), ..World::default() }
}

/// An answer that agrees with nothing in particular.
fn unsure(rationale: &str) -> Script {
    let reply = format!(
        r#"{{"evidence_for":[],"evidence_against":[],"rationale":"{rationale}","stance":"unsure","self_confidence":40,"key_levels":[],"invalidation_level":"none"}}"#
    );
    Script::said(MODEL, &[&reply])
}

#[test]
fn numbers_come_first_and_checked_words_after_them() {
    let server = Server::with(world(vec![unsure("The record shows no edge. It will reach 123456.78 soon.")]));
    let asked = server.run(&["ask", QUESTION, "--as-of", "2026-11-20"]);
    assert_eq!(asked.code, 0, "{asked:?}");
    let (report, words) = asked.out.split_once("\n\nModel (").unwrap();
    assert!(report.starts_with("Signal: ") && report.contains("\nTimeframe: 4h\n"), "{asked:?}");
    assert_eq!(words, "glm-4.7-flash): unsure. The record shows no edge.\n");
    assert!(!asked.out.contains("123456"), "{asked:?}");
    // The question reached the model as data, and no tool was offered.
    let body = server.fake.seen().last().unwrap().text();
    assert!(body.contains("<data>") && body.contains("should I buy BTC/USD") && !body.contains("\"tools\""), "{body}");
}

/// Nobody watches a program that is asked by another one: a model that hangs holds the numbers back no longer than that.
#[test]
fn a_model_that_hangs_holds_a_program_back_for_eight_seconds() {
    let server = Server::with(world(vec![Script::silence()]));
    let began = Instant::now();
    let asked = server.run(&["ask", QUESTION, "--as-of", "2026-11-20", "-f", "json"]);
    assert_eq!(asked.code, 0, "{asked:?}");
    assert!(asked.object().get("signal").is_some(), "{asked:?}");
    assert!(asked.err.contains("No words of a model"), "{asked:?}");
    // Its patience would be minutes; starting, computing and a busy machine are in this bound.
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

/// When it was computed is no number of a market, and a receipt's id hashes it.
fn without_clock(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("timestamp");
            fields.remove("receipt_id");
            fields.values_mut().for_each(without_clock);
        }
        Value::Array(all) => all.iter_mut().for_each(without_clock),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The question as of a day, for programs, and nothing kept of it.
const AS_OF: [&str; 7] = ["ask", QUESTION, "--as-of", "2026-11-20", "--no-journal", "-f", "json"];

/// A report without the model's part of it, and without when it was computed.
fn numbers(run: &Run) -> String {
    let mut object = run.object();
    for path in ["/llm", "/signal/llm", "/signal/llm_view"] {
        *object.pointer_mut(path).unwrap() = Value::Null;
    }
    without_clock(&mut object);
    object.to_string()
}

#[test]
fn the_numbers_are_the_same_with_any_model_and_with_none() {
    let without = numbers(&engram_with(&[AS_OF.as_slice(), &["--no-model"]].concat()));
    for reply in [
        unsure("All is well with this market."),
        Script::said(MODEL, &["BUY NOW at 1,000,000!"]),
        Script::said(MODEL, &[""]),
    ] {
        let server = Server::with(world(vec![reply.clone(), reply.clone(), reply]));
        assert!(numbers(&server.run(&AS_OF)) == without);
    }
}

/// `ENGRAM_TEST_LLM_URL` is the origin of any server that speaks as `OpenAI`'s does, such as `http://127.0.0.1:8080`.
#[test]
fn the_numbers_are_the_same_with_a_real_server() {
    let Ok(url) = std::env::var("ENGRAM_TEST_LLM_URL") else {
        println!("skipped: ENGRAM_TEST_LLM_URL does not name a server");
        return;
    };
    let (host, port) = url.trim_start_matches("http://").trim_end_matches('/').split_once(':').unwrap();
    let host = format!("lmstudio.host={host}");
    let asked = |words: &[&str]| run(port.parse().unwrap(), &[words, &["--set", &host]].concat());
    let tried = asked(&["model", "test"]);
    assert!(tried.out.contains("\nAnswer   "), "{tried:?}");
    let with = asked(&AS_OF);
    assert_eq!(with.code, 0, "{with:?}");
    let state = with.object()["llm"].clone();
    println!("the model's part: {state}");
    assert!(["ok", "rejected", "unavailable"].iter().any(|known| state == *known), "it was asked: {state}");
    assert!(numbers(&with) == numbers(&engram_with(&[AS_OF.as_slice(), &["--no-model"]].concat())));
    let clean = asked(&["ask", QUESTION, "--as-of", "2026-11-20", "--no-journal"]);
    assert!(clean.code == 0 && clean.out.starts_with("Signal: "), "{clean:?}");
}

#[test]
fn without_a_model_the_report_speaks_and_says_why_there_are_no_words() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let silent = run(free, &["ask", QUESTION]);
    assert!(silent.code == 0 && silent.out.starts_with("Signal: ") && !silent.out.contains("Model ("), "{silent:?}");
    assert!(silent.err.contains("No words of a model: No server answers"), "{silent:?}");
    let off = engram_with(&["ask", QUESTION, "--no-model"]);
    assert!(off.code == 0 && !off.err.contains("No words"), "{off:?}");
    let switched_off = engram_with(&["ask", QUESTION, "-f", "json", "--set", "lmstudio.enabled=false"]);
    assert_eq!(switched_off.object()["llm"], "off");
}

#[test]
fn raw_shows_the_reply_as_it_came_and_nothing_else_does() {
    let nonsense = || Script::said(MODEL, &["<think>hm</think>BUY at 1,000,000"]);
    for (format, is_shown) in [("raw", true), ("detailed", false), ("clean", false), ("json", false)] {
        let server = Server::with(world((0..3).map(|_| nonsense()).collect()));
        let asked = server.run(&["ask", QUESTION, "-f", format]);
        assert_eq!(asked.out.contains("BUY at 1,000,000"), is_shown, "{format}: {asked:?}");
        assert_eq!(asked.code, 0);
    }
}

#[test]
fn a_question_that_names_two_markets_or_a_market_that_is_not_there_is_told_so() {
    let two = engram_with(&["ask", "btc or eth?", "--no-model"]);
    assert_eq!((two.code, two.out.as_str()), (64, ""), "{two:?}");
    assert!(two.err.contains("Which market do you mean: BTC/USD or ETH/USD?"), "{two:?}");
    let named = engram_with(&["ask", "btc or eth?", "--no-model", "--pair", "ETH/USD"]);
    assert!(named.code == 0 && named.out.contains("ETH/USD"), "{named:?}");
    let none = engram_with(&["ask", "what now?", "--no-model"]);
    assert!(none.code == 0 && none.err.contains("No market is named; BTC/USD is taken"), "{none:?}");
    let wrong = engram_with(&["ask", "btc", "--timeframe", "2h", "--no-model"]);
    assert!(wrong.code == 64 && wrong.err.contains("timeframe must be one of"), "{wrong:?}");
}

#[test]
fn in_a_chat_the_model_calls_the_tools_and_remembers() {
    let call = Script::called(MODEL, &[("generate_signal", "{\"pair\":\"ETH/USD\",\"timeframe\":\"1d\"}")]);
    let said = |text: &str| Script::said(MODEL, &[text]);
    let server =
        Server::with(world(vec![call, said("The signal on ETH/USD is HOLD."), said("Because nothing is proven.")]));
    let chat = server.told(&["chat"], "how is eth, daily?\nand why?\n/help\n/quit\nnever read\n");
    assert_eq!(chat.code, 0, "{chat:?}");
    assert!(chat.out.starts_with("The signal on ETH/USD is HOLD.\nBecause nothing is proven.\n/help "), "{chat:?}");
    assert!(chat.err.contains("(glm-4.7-flash)"), "{chat:?}");
    let last = server.fake.seen().last().unwrap().json();
    let roles: Vec<&str> =
        last["messages"].as_array().unwrap().iter().map(|said| said["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
}

#[test]
fn a_chat_without_a_model_answers_by_code() {
    let chat = engram_with(&["chat", "how", "is", "gold?", "--no-model"]);
    assert!(chat.code == 0 && chat.out.starts_with("Signal: ") && chat.out.contains("XAU/USD"), "{chat:?}");
}

#[test]
fn what_a_model_thought_is_counted_and_unmeasured_at_first() {
    let empty = engram_with(&["model", "record"]);
    assert!(empty.code == 0 && empty.out.starts_with("No model has said anything"), "{empty:?}");
    let server = Server::with(world(vec![unsure("The record shows no edge here.")]));
    assert_eq!(server.run(&["ask", QUESTION, "--gate", "rule"]).code, 0);
    let record = engram_with(&["model", "record"]);
    assert!(record.out.starts_with("glm-4.7-flash  unsure: 0 of 0 signals"), "{record:?}");
    assert!(record.out.ends_with("Its word has no weight in any number.\n"), "{record:?}");
    let object = engram_with(&["model", "record", "-f", "json"]).object();
    assert_eq!((&object[0]["stance"], &object[0]["frequency"]), (&"unsure".into(), &Value::Null));
}
