use serde_json::{Value, json};

use super::{Completion, Effort, Form, Message, Tool};
use crate::{
    calls::{BadJson, ToolCall},
    schema::{Rung, Schema},
};

fn asking(form: Form) -> Completion {
    let messages = vec![Message::System("rules".into()), Message::User("why?".into())];
    Completion { form, ..Completion::new("model-a", messages) }
}

fn schema() -> Form {
    Form::Object(Schema::new("view", r#"{"type":"object","properties":{"rationale":{"type":"string","maxLength":9},"agree":{"type":"boolean"}}}"#).unwrap())
}

fn body(ask: &Completion, rung: Rung) -> Value {
    serde_json::from_str(&ask.body(rung, ask.effort).unwrap()).unwrap()
}

#[test]
fn a_plain_request_says_no_more_than_every_version_takes() {
    assert_eq!(
        asking(Form::Prose).body(Rung::Full, None).unwrap(),
        concat!(
            r#"{"model":"model-a","messages":[{"role":"system","content":"rules"},{"role":"user","content":"why?"}],"#,
            r#""stream":true,"stream_options":{"include_usage":true},"temperature":0.2,"max_tokens":700}"#
        )
    );
}

#[test]
fn a_schema_is_sent_in_its_own_order_and_steps_down() {
    let ask = asking(schema());
    let full = ask.body(Rung::Full, None).unwrap();
    let format = r#""response_format":{"type":"json_schema","json_schema":{"name":"view","strict":true,"schema":{"type":"object","properties":{"rationale":{"type":"string","maxLength":9},"agree":"#;
    assert!(full.contains(format), "the reasons before the verdict: {full}");
    assert!(!full.contains("json_object") && !full.contains("tool"));
    let plainer = body(&ask, Rung::WithoutLimits);
    assert_eq!(
        plainer["response_format"]["json_schema"]["schema"]["properties"]["rationale"],
        json!({"type":"string"})
    );
    let words = body(&ask, Rung::InWords);
    assert_eq!(words.get("response_format"), None);
    let said = words["messages"][1]["content"].as_str().unwrap();
    assert!(said.starts_with("why?\n\nReply with one JSON object") && said.contains("\"maxLength\":9"), "{said}");
    assert_eq!(words["messages"][0]["content"], "rules", "only the last of the user's");
    assert_eq!(plainer["messages"][1]["content"], "why?");
}

#[test]
fn tools_are_offered_one_at_a_time_and_without_a_schema() {
    let tool =
        Tool::new("f", "does f", r#"{"type":"object","properties":{"at":{"type":"string","format":"date"}}}"#).unwrap();
    let sent = body(&asking(Form::Tools(vec![tool])), Rung::Full);
    assert_eq!(
        sent["tools"],
        json!([{"type":"function","function":{"name":"f","description":"does f",
            "parameters":{"type":"object","properties":{"at":{"type":"string"}}}}}])
    );
    assert_eq!((&sent["tool_choice"], &sent["parallel_tool_calls"]), (&json!("auto"), &json!(false)));
    assert_eq!(sent.get("response_format"), None);
}

#[test]
fn a_conversation_goes_back_as_servers_take_it() {
    let call = |id: &str, arguments| ToolCall { id: id.into(), name: "f".into(), arguments };
    let arguments = json!({"b":1,"a":"x"}).as_object().unwrap().clone();
    let calls = vec![call("c1", Ok(arguments)), call("c2", Err(BadJson { raw: "{".into() }))];
    let messages = vec![
        Message::User("go".into()),
        Message::Assistant(String::new(), calls),
        Message::Tool("c1".into(), "{\"ok\":true}".into()),
    ];
    let sent = body(&Completion::new("m", messages), Rung::Full);
    let said = &sent["messages"][1];
    assert_eq!(said["content"], json!(""), "never null");
    let arguments = said["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(arguments).unwrap(), json!({"a":"x","b":1}), "a text that holds JSON");
    assert_eq!(said["tool_calls"][1]["function"]["arguments"], "{}");
    assert_eq!(sent["messages"][2], json!({"role":"tool","content":"{\"ok\":true}","tool_call_id":"c1"}));
}

#[test]
fn thinking_chance_and_time_are_said_where_they_are_chosen() {
    let ask = Completion {
        effort: Some(Effort::None),
        seed: Some(7),
        top_p: Some(0.9),
        ttl: Some(1800),
        ..asking(Form::Prose)
    };
    let sent = body(&ask, Rung::Full);
    assert_eq!(
        (&sent["reasoning_effort"], &sent["seed"], &sent["top_p"], &sent["ttl"]),
        (&json!("none"), &json!(7), &json!(0.9), &json!(1800))
    );
    assert_eq!(
        serde_json::from_str::<Value>(&ask.body(Rung::Full, None).unwrap()).unwrap().get("reasoning_effort"),
        None
    );
    assert_eq!(ask.estimate(), 3, "nine bytes");
}

#[test]
fn two_in_a_row_by_one_speaker_are_one_message() {
    let call = ToolCall { id: "a".to_owned(), name: "f".to_owned(), arguments: Ok(serde_json::Map::new()) };
    let said = |text: &str| text.to_owned();
    let ask = Completion::new(
        "m",
        vec![
            Message::System(said("one")),
            Message::System(said("two")),
            Message::User(said("facts")),
            Message::User(said("question")),
            Message::Assistant(String::new(), vec![call.clone(), ToolCall { id: said("b"), ..call }]),
            Message::Tool(said("a"), said("1")),
            Message::Tool(said("b"), said("2")),
        ],
    );
    let body = body(&ask, Rung::Full);
    let messages = body["messages"].as_array().unwrap();
    let roles: Vec<_> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "tool", "tool"], "each call has its own answer");
    assert_eq!((&messages[0]["content"], &messages[1]["content"]), (&"one\n\ntwo".into(), &"facts\n\nquestion".into()));
}

#[test]
fn tools_count_in_the_estimate() {
    let ask = asking(Form::Prose);
    let tool = || {
        Tool::new("price", "The price of a pair.", r#"{"type":"object","properties":{"pair":{"type":"string"}}}"#)
            .unwrap()
    };
    let with = Completion { form: Form::Tools(vec![tool(), tool()]), ..ask.clone() };
    // 5 + 20 + 57 bytes each.
    assert_eq!(with.estimate() - ask.estimate(), 2 * 82 / 3);
}
