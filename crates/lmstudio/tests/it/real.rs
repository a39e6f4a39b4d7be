//! Against any real server of the kind: `cargo nextest run -p lmstudio --run-ignored only real`, with
//!
//! - `ENGRAM_TEST_LLM_URL`, its origin, such as `http://127.0.0.1:8080`; without it each test says that it is skipped;
//! - `ENGRAM_TEST_LLM_TOKEN`, the token it wants, if it wants one;
//! - `ENGRAM_TEST_LLM_RAW_URL`, the same model at a server that leaves thinking in the text (`--reasoning-format none`);
//! - `ENGRAM_TEST_LLM_PID`, its process, which is then stopped and continued.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use lmstudio::{
    Bearer, Client, Completion, Heard, Message, Origin, Patience,
    fault::{Class, Timer},
    models::State,
    origin::Remote,
    pieces::Finish,
    request::{Form, Tool},
    schema::Schema,
};

use crate::support::{answer, finished};

/// A variable; `None` where it is not set, which is said.
fn named(name: &str) -> Option<String> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    if value.is_none() {
        println!("skipped: {name} is not set");
    }
    value
}

fn client_of(url: &str, token: Option<&str>, patience: Patience) -> Client {
    let origin = Origin::parse(url).unwrap();
    let bearer = token.map(|token| Bearer::new(token, origin.clone()));
    Client::new(origin, bearer, Remote::Allowed, patience).unwrap()
}

async fn asking(url: &str, patience: Patience) -> (Client, Completion) {
    let token = std::env::var("ENGRAM_TEST_LLM_TOKEN").ok();
    let client = client_of(url, token.as_deref(), patience);
    client.greet().await.expect("a server answers there");
    let inventory = client.models().await.unwrap();
    let model = inventory.offered().next().expect("it has a model");
    println!("{} with {}", client.origin(), model.id);
    let ask = Completion::new(&model.id, vec![Message::User("Say one word.".to_owned())]);
    let ask = Completion { state: model.state, context: model.ctx_loaded, max_tokens: 32, seed: Some(1), ..ask };
    (client, ask)
}

/// The server and its first model; `None` where none is named.
async fn server() -> Option<(Client, Completion)> {
    Some(asking(&named("ENGRAM_TEST_LLM_URL")?, Patience::default()).await)
}

/// A small shape of the kind that is really asked for, in an order that no alphabet gives.
const VIEW: &str = r#"{"type":"object","additionalProperties":false,"required":["evidence","rationale","stance","sure"],
    "properties":{"evidence":{"type":"array","minItems":0,"maxItems":3,"items":{"type":"string","enum":["E1","E2","E3"]}},
    "rationale":{"type":"string","minLength":5,"maxLength":60},
    "stance":{"type":"string","enum":["agree","disagree","unsure"]},"sure":{"type":"integer","minimum":0,"maximum":100}}}"#;

fn view(ask: &Completion, seed: u32, temperature: f64) -> Completion {
    let form = Form::Object(Schema::new("view", VIEW).unwrap());
    Completion { form, max_tokens: 400, seed: Some(seed), temperature, ..ask.clone() }
}

#[tokio::test]
#[ignore = "needs a real server"]
async fn it_answers_and_says_what_it_took() {
    let Some((client, ask)) = server().await else { return };
    let answer = answer(&client, ask).await.unwrap();
    println!("{answer:?}");
    assert!(answer.timing.first_piece().is_some() && answer.usage.is_some());
}

/// 1. Every one that the model ended by itself is of the shape, and in its order.
#[tokio::test]
#[ignore = "needs a real server"]
async fn it_fills_a_schema_for_fifty_seeds() {
    let Some((client, ask)) = server().await else { return };
    let (mut whole, mut broken) = (0, 0);
    for seed in 0..50 {
        let answer = match answer(&client, view(&ask, seed, 0.8)).await {
            Ok(answer) if answer.finish == Finish::Stop => answer,
            Ok(_) => continue,
            // 3. Some models write what their server cannot read, and it says so in the middle of the stream.
            Err(fault) => {
                assert_eq!(fault.class, Class::ServerFault, "{fault}");
                broken += 1;
                continue;
            }
        };
        whole += 1;
        let object = answer.object.expect("an object");
        let value: serde_json::Value =
            serde_json::from_str(&object).unwrap_or_else(|error| panic!("{error}: {object}"));
        assert!(["agree", "disagree", "unsure"].contains(&value["stance"].as_str().unwrap()), "{object}");
        assert!(value["sure"].as_u64().is_some_and(|sure| sure <= 100), "{object}");
        assert!(object.find("\"rationale\"") < object.find("\"stance\""), "the reasons come first: {object}");
    }
    println!("{whole} of 50 ended by themselves, {broken} were broken off by the server");
    assert!(whole > 0);
}

/// 2. Wherever the server leaves the thinking, the answer is the same.
#[tokio::test]
#[ignore = "needs a real server"]
async fn thinking_is_split_as_the_server_splits_it() {
    let (Some(url), Some(raw)) = (named("ENGRAM_TEST_LLM_URL"), named("ENGRAM_TEST_LLM_RAW_URL")) else { return };
    let ((split, ask), (raw, other)) =
        (asking(&url, Patience::default()).await, asking(&raw, Patience::default()).await);
    let mut thought = 0;
    for seed in 0..20 {
        let of = |ask: &Completion| Completion { seed: Some(seed), max_tokens: 200, temperature: 0.8, ..ask.clone() };
        let (one, other) = (answer(&split, of(&ask)).await.unwrap(), answer(&raw, of(&other)).await.unwrap());
        assert_eq!(one.text, other.text, "seed {seed}");
        assert_eq!(one.reasoning.trim(), other.reasoning.trim(), "seed {seed}");
        thought += usize::from(!one.reasoning.is_empty());
    }
    println!("{thought} of 20 thought");
}

/// 4.
#[tokio::test]
#[ignore = "needs a real server"]
async fn a_cancel_frees_it_within_a_second() {
    let Some((client, ask)) = server().await else { return };
    for _ in 0..5 {
        let mut chat = client.chat(Completion { max_tokens: 1500, ..ask.clone() });
        while !matches!(chat.next().await, Some(Ok(Heard::Said(_)))) {}
        drop(chat);
        let began = Instant::now();
        let next = answer(&client, Completion { max_tokens: 2, ..ask.clone() }).await.unwrap();
        println!(
            "the next one was whole after {:?}, its first piece after {:?}",
            began.elapsed(),
            next.timing.first_piece()
        );
        assert!(began.elapsed() < Duration::from_secs(1));
    }
}

/// 5.
#[tokio::test]
#[ignore = "needs a real server"]
async fn a_server_that_is_stopped_is_given_up_and_comes_back() {
    let (Some(url), Some(process)) = (named("ENGRAM_TEST_LLM_URL"), named("ENGRAM_TEST_LLM_PID")) else { return };
    let signal = |name: &str| assert!(Command::new("kill").args([name, &process]).status().unwrap().success());
    let patience = Patience { idle: Duration::from_secs(1), ..Patience::default() };
    let (client, ask) = asking(&url, patience).await;
    let mut chat = client.chat(Completion { max_tokens: 1500, ..ask.clone() });
    while !matches!(chat.next().await, Some(Ok(Heard::Said(_)))) {}
    signal("-STOP");
    let stopped = finished(&mut chat).await;
    signal("-CONT");
    match stopped {
        Err(fault) => assert_eq!((fault.class, fault.heard), (Class::TimedOut(Timer::Idle), true), "{fault}"),
        // It was faster than the signal.
        Ok(answer) => println!("skipped: it had said all, {:?}", answer.timing),
    }
    assert!(chat.next().await.is_none(), "nothing late is heard");
    answer(&client, Completion { max_tokens: 2, ..ask }).await.expect("it is well again");
}

/// 7.
#[tokio::test]
#[ignore = "needs a real server"]
async fn a_missing_and_a_wrong_token_are_told_apart() {
    let (Some(url), Some(token)) = (named("ENGRAM_TEST_LLM_URL"), named("ENGRAM_TEST_LLM_TOKEN")) else { return };
    let (_, ask) = asking(&url, Patience::default()).await;
    for (sent, class) in [(None, Class::NeedsToken), (Some("wrong"), Class::BadToken)] {
        let fault = answer(&client_of(&url, sent, Patience::default()), ask.clone()).await.unwrap_err();
        assert_eq!(fault.class, class, "{fault}");
        assert!(!fault.to_string().contains(&token));
    }
    answer(&client_of(&url, Some(&token), Patience::default()), ask).await.unwrap();
}

/// 8.
#[tokio::test]
#[ignore = "needs a real server"]
async fn a_prompt_that_does_not_fit_is_said_with_both_numbers() {
    let Some((client, ask)) = server().await else { return };
    let Some(context) = ask.context else {
        println!("skipped: the server does not tell its context");
        return;
    };
    let long = "word ".repeat(context as usize * 2);
    let fault = answer(&client, Completion { messages: vec![Message::User(long)], ..ask }).await.unwrap_err();
    println!("{fault}");
    let overflow = fault.overflow.expect("both numbers");
    assert_eq!((fault.class, overflow.asked > overflow.fits), (Class::ContextOverflow, true));
}

/// 9.
#[tokio::test]
#[ignore = "needs a real server"]
async fn a_cold_model_is_loaded_once_however_many_ask() {
    let Some((client, ask)) = server().await else { return };
    let inventory = client.models().await.unwrap();
    let Some(cold) = inventory.offered().find(|model| model.state == State::NotLoaded) else {
        println!("skipped: the server has no model that it says is not loaded");
        return;
    };
    let loads = join_all((0..5).map(|_| client.load(&cold.id, None).done())).await;
    println!("{:?}", loads[0]);
    assert!(loads.iter().all(Result::is_ok), "{loads:?}");
    let after = client.models().await.unwrap();
    let found = after.find(&cold.id).unwrap();
    assert!(found.state == State::Loaded && found.instance_ids.len() <= 1, "{found:?}");
    answer(&client, Completion { model: cold.id.clone(), ..ask }).await.unwrap();
}

/// 10.
#[tokio::test]
#[ignore = "needs a real server"]
async fn tokens_that_ran_out_while_thinking_are_said_so() {
    let Some((client, ask)) = server().await else { return };
    let mut seen = false;
    for seed in 0..20 {
        let ask = Completion { max_tokens: 5, seed: Some(seed), temperature: 0.8, ..ask.clone() };
        let answer = answer(&client, ask).await.unwrap();
        let has_only_thought = answer.text.is_empty() && !answer.reasoning.is_empty();
        if has_only_thought {
            seen = true;
            assert_eq!(answer.finish, Finish::Length, "{answer:?}");
        }
    }
    println!("{}", if seen { "it ran out while it thought" } else { "skipped: the model does not think" });
}

/// 3 and 11. Whatever comes at a high temperature is an answer or a fault by name; half an object is never one.
#[tokio::test]
#[ignore = "needs a real server"]
async fn two_hundred_wild_answers_are_answers_or_faults() {
    let Some((client, ask)) = server().await else { return };
    let mut count = std::collections::BTreeMap::<String, u32>::new();
    for seed in 0..200 {
        let ask = if seed % 2 == 0 {
            view(&ask, seed, 1.5)
        } else {
            Completion { seed: Some(seed), temperature: 1.5, max_tokens: 120, ..ask.clone() }
        };
        let is_object = matches!(ask.form, Form::Object(_));
        let outcome = match answer(&client, ask).await {
            Ok(answer) => {
                assert!(answer.object.is_none() || is_object);
                if is_object && answer.finish == Finish::Stop {
                    let object = answer.object.as_deref().unwrap_or_default();
                    let reads = serde_json::from_str::<serde_json::Value>(object).is_ok();
                    format!("object, {}", if reads { "read" } else { "not read" })
                } else {
                    format!("{:?}", answer.finish)
                }
            }
            Err(fault) => {
                println!("seed {seed}: {fault}");
                format!("{:?}", fault.class)
            }
        };
        *count.entry(outcome).or_default() += 1;
    }
    println!("{count:?}");
}

/// 12. Whether a model calls is its own affair; what it calls is whole, and goes back as the server takes it.
#[tokio::test]
#[ignore = "needs a real server"]
async fn a_tool_is_called_and_answered() {
    let Some((client, ask)) = server().await else { return };
    let tools = || {
        let schema = r#"{"type":"object","properties":{"pair":{"type":"string"}},"required":["pair"]}"#;
        Form::Tools(vec![Tool::new("price", "The price of a pair.", schema).unwrap()])
    };
    let mut messages = vec![Message::User("What is the price of BTC/USD? Call the tool.".to_owned())];
    let (mut rounds, mut calls) = (0, 0);
    loop {
        let form = if rounds < 4 { tools() } else { Form::Prose };
        let ask = Completion { form, messages: messages.clone(), max_tokens: 300, temperature: 0.8, ..ask.clone() };
        let answer = match answer(&client, ask).await {
            Ok(answer) => answer,
            Err(fault) => {
                println!("round {rounds}: {fault}");
                break;
            }
        };
        rounds += 1;
        if answer.calls.is_empty() || rounds > 4 {
            break;
        }
        calls += answer.calls.len();
        let ids: Vec<_> = answer.calls.iter().map(|call| call.id.clone()).collect();
        assert!(ids.iter().all(|id| !id.is_empty()));
        messages.push(Message::Assistant(answer.text, answer.calls));
        messages.extend(ids.into_iter().map(|id| Message::Tool(id, "{\"ok\":true,\"price\":64480}".to_owned())));
    }
    println!("{rounds} rounds, {calls} calls");
}

#[tokio::test]
#[ignore = "needs a real server"]
async fn it_takes_tools_and_stops_when_it_is_hung_up_on() {
    let Some((client, ask)) = server().await else { return };
    let schema = r#"{"type":"object","properties":{"pair":{"type":"string"}}}"#;
    let form = Form::Tools(vec![Tool::new("price", "The price of a pair.", schema).unwrap()]);
    let mut chat = client.chat(Completion { form, max_tokens: 2000, ..ask.clone() });
    for _ in 0..4 {
        drop(chat.next().await);
    }
    drop(chat);
    answer(&client, Completion { max_tokens: 4, ..ask }).await.expect("its turn is over at once");
}
