use std::sync::Arc;

use futures_util::future::join_all;
use lmstudio::{
    Answer, Chat, Client, Completion, Fault, Heard, Message,
    chat::Phase,
    fault::{Class, Overflow},
    models::State,
    pieces::{Finish, Said},
    request::{Effort, Form, Tool},
    schema::Schema,
    testing::{Fake, Held, Schemas, Script},
};
use tokio::sync::Notify;

use crate::support::{always, answer, ask, client, client_with, fake, loaded};

#[tokio::test]
async fn a_healthy_server_answers() {
    let fake = fake(|_| {}).await;
    let client = client(&fake);
    let mut chat = client.chat(loaded());
    let (mut phases, mut text) = (Vec::new(), String::new());
    let answer = loop {
        match chat.next().await.unwrap().unwrap() {
            Heard::Phase(phase) => phases.push(phase),
            Heard::Said(Said::Answer(piece)) => text.push_str(&piece),
            Heard::Said(other) => panic!("{other:?}"),
            Heard::Finished(answer) => break answer,
        }
    };
    assert_eq!(phases, [Phase::Queued, Phase::Sent, Phase::Reading]);
    assert_eq!((text.as_str(), answer.text.as_str()), ("All is well.", "All is well."));
    assert_eq!((answer.model.as_str(), answer.finish), ("model-a", Finish::Stop));
    assert_eq!(answer.usage.map(|usage| (usage.prompt, usage.completion)), Some((12, 3)));
    let timing = answer.timing;
    assert!(
        timing.head.unwrap() <= timing.first_byte.unwrap() && timing.first_byte <= timing.first_piece(),
        "{timing:?}"
    );
    assert!(timing.first_piece().unwrap() <= timing.end && timing.pieces == 3 && timing.bytes > 300, "{timing:?}");
    assert_eq!(client.quantile("model-a", 0.5), Some(timing.end));
    let sent = fake.seen()[0].json();
    assert_eq!(sent["stream"], true, "also where nobody reads along: only a stream can be stopped");
    assert_eq!(fake.seen()[0].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn every_form_of_a_request_is_one_that_a_strict_server_takes() {
    let fake = fake(|_| {}).await;
    let client = client(&fake);
    let schema =
        Schema::new("view", r#"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"string"}}}"#).unwrap();
    let tool = Tool::new("f", "does f", r#"{"type":"object","properties":{}}"#).unwrap();
    for form in [Form::Prose, Form::Object(schema), Form::Tools(vec![tool])] {
        let object = answer(&client, Completion { form, ..loaded() }).await.unwrap().object;
        assert!(object.is_none_or(|object| object == r#"{"a":"All is well.","z":"All is well."}"#));
    }
    let text = fake.seen()[1].text();
    assert!(text.find("\"z\"") < text.find("\"a\""), "the order of the schema: {text}");
}

#[tokio::test]
async fn a_strict_server_is_asked_in_a_plainer_way() {
    for (schemas, repeats) in [(Schemas::All, 0), (Schemas::WithoutLimits, 1), (Schemas::Refused, 2)] {
        let fake = fake(|world| world.schemas = schemas).await;
        let schema =
            Schema::new("view", r#"{"type":"object","properties":{"z":{"type":"string","maxLength":9}}}"#).unwrap();
        let ask = Completion { form: Form::Object(schema), ..loaded() };
        assert_eq!(answer(&client(&fake), ask).await.unwrap().timing.repeats, repeats, "{schemas:?}");
    }
    let fake = fake(|world| world.refuses_reasoning = true).await;
    let ask = Completion { effort: Some(Effort::None), ..loaded() };
    assert_eq!(answer(&client(&fake), ask).await.unwrap().timing.repeats, 1);
}

/// Bodies as they were seen, with their status, on real connections.
#[tokio::test]
async fn whatever_a_server_refuses_with_is_told_by_its_name() {
    let cases = [
        (404, "application/json", r#"{"error":"No models loaded. Please load a model"}"#, Class::NoModel),
        (
            400,
            "application/json",
            r#"{"error":"Multiple models are loaded. Please specify a model by providing a 'model' field in the request body."}"#,
            Class::NoModel,
        ),
        (
            200,
            "application/json",
            r#"{"error":"Unexpected endpoint or method. (POST /v1/chat/completions)"}"#,
            Class::WrongPath,
        ),
        (
            404,
            "application/json",
            r#"{"error":{"message":"File Not Found","type":"not_found_error","code":404}}"#,
            Class::WrongPath,
        ),
        (
            401,
            "application/json",
            r#"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#,
            Class::NeedsToken,
        ),
        (
            400,
            "application/json",
            r#"{"error":"The model has crashed without additional information. (Exit code: 6)"}"#,
            Class::Crashed,
        ),
        (
            400,
            "application/json",
            r#"{"error":"Failed to parse tool call: Extra content after end of tool call"}"#,
            Class::ToolParse,
        ),
        (500, "text/plain", "Internal Server Error", Class::ServerFault),
        (500, "text/plain", "", Class::ServerFault),
        (404, "text/html", "<!DOCTYPE html><html><title>404 Not Found</title>", Class::NotLmStudio),
        (200, "text/html", "<html><title>Sign in</title>", Class::NotLmStudio),
        (200, "application/json", "[]", Class::NotLmStudio),
    ];
    for (status, kind, body, class) in cases {
        let fake = always(Script::document(status, kind, body)).await;
        let fault = answer(&client(&fake), loaded()).await.unwrap_err();
        assert_eq!((fault.class, fault.status, fault.heard), (class, Some(status), false), "{body}");
    }
}

#[tokio::test]
async fn an_overflow_tells_both_numbers() {
    let text = "Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens.";
    let event = format!("event: error\ndata: {}\n\n", serde_json::json!({ "error": { "message": text } }));
    for size in [1, 7, usize::MAX] {
        let fake = fake(|world| world.chats.push_back(Script::events(event.clone()).in_pieces(size))).await;
        let fault = answer(&client(&fake), loaded()).await.unwrap_err();
        assert_eq!(fault.overflow, Some(Overflow { asked: 31_430, fits: 30_000 }), "in pieces of {size}");
    }
}

#[tokio::test]
async fn five_who_ask_a_cold_model_at_once_load_it_once() {
    let fake = fake(|world| world.models = vec![Held::on_disk("model-a")]).await;
    let client = client(&fake);
    let all = join_all((0..5).map(|_| answer(&client, ask()))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(fake.look(|world| world.loads["model-a"]), 1);
}

#[tokio::test]
async fn a_question_waits_for_the_load_of_its_model() {
    let go = Arc::new(Notify::new());
    let fake = fake(|world| {
        world.models = vec![Held::on_disk("model-a")];
        let unknown = Script::json(200, r#"{"error":"Unexpected endpoint or method. (POST /api/v1/chat)"}"#);
        world.scripts.insert("/api/v1/chat".to_owned(), unknown.held(&go));
    })
    .await;
    let client = client(&fake);
    let mut loading = client.load("model-a", Some(8192));
    let mut chat = client.chat(ask());
    let both = async { tokio::join!(async { while loading.next().await.is_some() {} }, finished(&mut chat)) };
    let let_go = async {
        fake.until(|seen| seen.iter().any(|seen| seen.path == "/api/v1/chat")).await;
        assert!(!fake.seen().iter().any(|seen| seen.path == "/v1/chat/completions"), "not before it is loaded");
        go.notify_one();
    };
    let ((), answer) = tokio::join!(let_go, both).1;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(fake.look(|world| world.loads["model-a"]), 1);
}

async fn finished(chat: &mut Chat) -> Result<Answer, Fault> {
    crate::support::finished(chat).await
}

/// F58.
#[tokio::test]
async fn whoever_answered_is_named() {
    let fake: Fake = fake(|world| world.answers_as = Some("model-z".to_owned())).await;
    let client: Client = client(&fake);
    assert_eq!(answer(&client, loaded()).await.unwrap().model, "model-z");
    let fault = answer(&client, Completion { is_pinned: true, ..loaded() }).await.unwrap_err();
    assert_eq!(fault.class, Class::WrongModel);
}

#[tokio::test]
async fn a_token_is_asked_for_and_then_works() {
    let fake = fake(|world| world.token = Some("t-canary".to_owned())).await;
    assert_eq!(answer(&client(&fake), loaded()).await.unwrap_err().class, Class::NeedsToken);
    let wrong = answer(&client_with(&fake, Some("w-canary")), loaded()).await.unwrap_err();
    assert_eq!(wrong.class, Class::BadToken);
    assert!(!format!("{wrong} {wrong:?}").contains("canary"), "{wrong}");
    answer(&client_with(&fake, Some("t-canary")), loaded()).await.unwrap();
}

#[tokio::test]
async fn a_conversation_with_a_tool_goes_round() {
    let call = concat!(
        "data: {\"model\":\"model-a\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"\",",
        "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{\"pair\":\"BTC/USD\"}}}]},\"finish_reason\":null}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n",
    );
    let fake = fake(|world| world.chats.push_back(Script::events(call))).await;
    let client = client(&fake);
    let tool = || Form::Tools(vec![Tool::new("f", "does f", "{}").unwrap()]);
    let first = answer(&client, Completion { form: tool(), ..loaded() }).await.unwrap();
    assert_eq!((first.finish, first.calls[0].id.as_str()), (Finish::ToolCalls, "call_1"));
    let mut messages = loaded().messages;
    let id = first.calls[0].id.clone();
    messages.extend([Message::Assistant(first.text, first.calls), Message::Tool(id, "{\"ok\":true}".to_owned())]);
    answer(&client, Completion { messages, form: tool(), ..loaded() }).await.expect("a strict server takes it back");
}

#[tokio::test]
async fn a_connection_that_was_just_closed_costs_no_answer() {
    let fake = fake(|world| world.resets_reused = true).await;
    let client = client(&fake);
    client.models().await.unwrap();
    assert_eq!(answer(&client, Completion { state: State::Loaded, ..ask() }).await.unwrap().text, "All is well.");
}
