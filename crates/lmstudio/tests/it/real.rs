//! Against any real server of the kind, at the origin that `ENGRAM_TEST_LLM_URL` names.

use lmstudio::{
    Client, Completion, Message, Origin, Patience,
    fault::Class,
    origin::Remote,
    request::{Form, Tool},
    schema::Schema,
};

use crate::support::answer;

/// The server and its first model; `None` where none is named, which is said.
async fn server() -> Option<(Client, Completion)> {
    let Ok(url) = std::env::var("ENGRAM_TEST_LLM_URL") else {
        println!("skipped: ENGRAM_TEST_LLM_URL names no server, such as http://127.0.0.1:8080");
        return None;
    };
    let client = Client::new(Origin::parse(&url).unwrap(), None, Remote::Allowed, Patience::default()).unwrap();
    client.greet().await.expect("a server answers there");
    let inventory = client.models().await.unwrap();
    let model = inventory.offered().next().expect("it has a model");
    println!("{} with {}", client.origin(), model.id);
    let ask = Completion::new(&model.id, vec![Message::User("Say one word.".to_owned())]);
    let ask = Completion { state: model.state, context: model.ctx_loaded, max_tokens: 32, seed: Some(1), ..ask };
    Some((client, ask))
}

#[tokio::test]
async fn it_answers_and_says_what_it_took() {
    let Some((client, ask)) = server().await else { return };
    let answer = answer(&client, ask).await.unwrap();
    println!("{answer:?}");
    assert!(answer.timing.first_piece().is_some() && answer.usage.is_some());
}

#[tokio::test]
async fn it_fills_a_schema() {
    let Some((client, ask)) = server().await else { return };
    let schema = r#"{"type":"object","additionalProperties":false,"required":["note","stance"],"properties":{
        "note":{"type":"string","maxLength":20},"stance":{"type":"string","enum":["agree","disagree","unsure"]}}}"#;
    let form = Form::Object(Schema::new("view", schema).unwrap());
    let answer = answer(&client, Completion { form, max_tokens: 400, ..ask }).await.unwrap();
    let object = answer.object.expect("an object");
    println!("{object}");
    assert!(object.find("note") < object.find("stance"), "in the order of the schema");
}

#[tokio::test]
async fn it_takes_tools_and_stops_when_it_is_hung_up_on() {
    let Some((client, ask)) = server().await else { return };
    let form = Form::Tools(vec![
        Tool::new("price", "The price of a pair.", r#"{"type":"object","properties":{"pair":{"type":"string"}}}"#)
            .unwrap(),
    ]);
    let mut chat = client.chat(Completion { form, max_tokens: 2000, ..ask.clone() });
    for _ in 0..4 {
        drop(chat.next().await);
    }
    drop(chat);
    answer(&client, Completion { max_tokens: 4, ..ask }).await.expect("its turn is over at once");
}

#[tokio::test]
async fn a_prompt_that_does_not_fit_is_said() {
    let Some((client, ask)) = server().await else { return };
    let Some(context) = ask.context else {
        println!("skipped: the server does not tell its context");
        return;
    };
    let long = "word ".repeat(context as usize * 2);
    let fault = answer(&client, Completion { messages: vec![Message::User(long)], ..ask }).await.unwrap_err();
    println!("{fault}");
    assert_eq!(fault.class, Class::ContextOverflow);
}
