use serde_json::{Value, json};

use super::stage::{DONE, FINISH, Replied, Stage, ask, bytes, document, heard, piece, streaming};
use crate::{
    fault::Class,
    request::{Completion, Effort, Form},
    schema::Schema,
};

const GRAMMAR: &str = r#"{"error":"Engine protocol predict request returned 400: {\"error\":{\"code\":400,\"message\":\"Failed to initialize samplers: failed to parse grammar\"}}"}"#;

const REASONING: &str =
    r#"{"error":{"code":"invalid_value","message":"Model does not support reasoning configuration"}}"#;

fn object() -> Completion {
    let schema = r#"{"type":"object","properties":{"z":{"type":"string","maxLength":9}}}"#;
    Completion { form: Form::Object(Schema::new("view", schema).unwrap()), ..ask() }
}

fn answered() -> Replied {
    streaming([bytes(&format!("{}{FINISH}{DONE}", piece("{\\\"z\\\":1}").replace("\\\\", "")))])
}

fn property(body: &Value) -> Value {
    body["response_format"]["json_schema"]["schema"]["properties"]["z"].clone()
}

#[tokio::test(start_paused = true)]
async fn a_refused_schema_is_asked_for_in_a_plainer_way_and_stays_so() {
    let stage = Stage::new([document(400, GRAMMAR), answered(), document(400, GRAMMAR), answered(), answered()]);
    let answer = heard(&mut stage.chat(object())).await.1.unwrap();
    assert_eq!((answer.object.as_deref(), answer.timing.repeats), (Some("{\"z\":1}"), 1));
    assert_eq!(property(&stage.body(0)), json!({"type":"string","maxLength":9}));
    assert_eq!(property(&stage.body(1)), json!({"type":"string"}));

    assert!(heard(&mut stage.chat(object())).await.1.is_ok());
    assert_eq!(property(&stage.body(2)), json!({"type":"string"}), "it is not asked again what it refused");
    assert_eq!(stage.body(3).get("response_format"), None);
    assert!(stage.body(3)["messages"][0]["content"].as_str().unwrap().contains("\"maxLength\":9"));

    assert_eq!(heard(&mut stage.chat(object())).await.1.unwrap().timing.repeats, 0);
    assert_eq!(stage.body(4).get("response_format"), None);
}

#[tokio::test(start_paused = true)]
async fn who_waited_meanwhile_has_learned_as_well() {
    let stage = Stage::new([document(400, GRAMMAR), answered(), answered()]);
    let (mut first, mut second) = (stage.chat(object()), stage.chat(object()));
    assert!(heard(&mut first).await.1.is_ok());
    assert_eq!(heard(&mut second).await.1.unwrap().timing.repeats, 0);
    assert_eq!(property(&stage.body(2)), json!({"type":"string"}));
}

#[tokio::test(start_paused = true)]
async fn an_error_event_refuses_as_well_as_a_status() {
    let event = "event: error\ndata: {\"error\":{\"message\":\"failed to parse grammar\"}}\n\n";
    let stage = Stage::new([streaming([bytes(event)]), answered()]);
    assert!(heard(&mut stage.chat(object())).await.1.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_word_about_thinking_is_left_out_once_it_was_refused() {
    let ask = || Completion { effort: Some(Effort::None), ..ask() };
    let stage = Stage::new([document(400, REASONING), answered(), answered()]);
    assert!(heard(&mut stage.chat(ask())).await.1.is_ok());
    assert!(heard(&mut stage.chat(ask())).await.1.is_ok());
    let efforts: Vec<_> = (0..3).map(|number| stage.body(number).get("reasoning_effort").cloned()).collect();
    assert_eq!(efforts, [Some(json!("none")), None, None]);
}

#[tokio::test(start_paused = true)]
async fn there_is_an_end_to_asking_anew() {
    let stage = Stage::new((0..9).map(|_| document(400, GRAMMAR)));
    assert_eq!(heard(&mut stage.chat(object())).await.1.unwrap_err().class, Class::BadSchema);
    assert_eq!(stage.bodies.lock().unwrap().len(), 3, "two more, and no more");
    assert_eq!(
        heard(&mut stage.chat(ask())).await.1.unwrap_err().class,
        Class::BadSchema,
        "there is no schema to leave out"
    );
    assert_eq!(stage.bodies.lock().unwrap().len(), 4);

    let all = [document(400, REASONING), document(400, GRAMMAR), document(400, GRAMMAR), answered()];
    let stage = Stage::new(all);
    let ask = || Completion { effort: Some(Effort::None), ..object() };
    assert_eq!(heard(&mut stage.chat(ask())).await.1.unwrap_err().class, Class::BadSchema);
    assert_eq!(stage.bodies.lock().unwrap().len(), 3, "two more of any kind");
    assert_eq!(heard(&mut stage.chat(ask())).await.1.unwrap().timing.repeats, 0, "the next one has learned from both");
}

#[tokio::test(start_paused = true)]
async fn what_was_heard_is_never_asked_for_anew() {
    let late = format!("{}event: error\ndata: {{\"error\":\"failed to parse grammar\"}}\n\n", piece("half"));
    let stage = Stage::new([streaming([bytes(&late)]), answered()]);
    let (said, ended) = heard(&mut stage.chat(object())).await;
    assert!(ended.unwrap_err().heard && !said.is_empty());
    assert_eq!(stage.bodies.lock().unwrap().len(), 1);
}
