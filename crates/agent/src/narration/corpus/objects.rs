//! Every bad reply where an object was asked for: what arrives of it, and what the law lets through.

use std::collections::VecDeque;

use lmstudio::{
    Answer, Client, Completion, Fault, Heard, Message, Patience,
    models::State,
    origin::Remote,
    request::Form,
    schema::Schema,
    testing::{Fake, Script, World},
};
use serde_json::Value;

use super::{
    full, objects, play,
    replies::{CLEAN, POISON, Reply, replies},
};
use crate::narration::law::{Known, checked};

#[test]
fn no_bad_sentence_of_an_object_is_shown() {
    let known = Known::of(&objects(&full())).with_names(["E1", "E2"]);
    play(answer_all(&known));
}

async fn answer_all(known: &Known) {
    let all = replies();
    let script = |reply: &Reply| Script::events(reply.stream("model-a")).in_pieces(211);
    let chats: VecDeque<_> = all.iter().map(script).collect();
    let fake = Fake::start(World { chats, ..World::default() }).await.unwrap();
    let client = Client::new(fake.origin().unwrap(), None, Remote::Refused, Patience::default()).unwrap();
    let schema = r#"{"type":"object","properties":{"rationale":{"type":"string"},"stance":{"type":"string"}}}"#;
    let mut shown_whole = 0;
    for reply in &all {
        let ask = Completion::new("model-a", vec![Message::User("How is it?".to_owned())]);
        let form = Form::Object(Schema::new("view", schema).unwrap());
        let answer = heard(&client, Completion { state: State::Loaded, form, ..ask }).await;
        let object = answer.ok().and_then(|answer| answer.object);
        let read: Option<Value> = object.and_then(|object| serde_json::from_str(&object).ok());
        let is_there = read.as_ref().is_some_and(Value::is_object);
        assert!(is_there || reply.is_usable != Some(true), "{}: nothing arrived", reply.name);
        // Without a stance nothing of it counts.
        let has_stance = read.as_ref().is_some_and(|read| read.get("stance").is_some_and(|it| it != POISON));
        let said = read.as_ref().filter(|_| has_stance).and_then(|read| read.get("rationale")?.as_str());
        let shown = checked(said.unwrap_or_default(), known).text;
        assert!(!shown.contains(POISON), "{}: {shown:?}", reply.name);
        shown_whole += usize::from(shown == CLEAN.join(" "));
    }
    assert!(shown_whole > 150, "{shown_whole} of {} say all that they may", all.len());
}

async fn heard(client: &Client, ask: Completion) -> Result<Answer, Fault> {
    let mut chat = client.chat(ask);
    loop {
        match chat.next().await.expect("a chat ends with an answer or a fault")? {
            Heard::Finished(answer) => return Ok(*answer),
            Heard::Said(_) | Heard::Phase(_) => {}
        }
    }
}
