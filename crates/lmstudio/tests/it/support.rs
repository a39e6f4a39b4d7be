//! What the tests have in common.

use std::time::Duration;

use lmstudio::{
    Answer, Bearer, Chat, Client, Completion, Fault, Heard, Message, Patience,
    models::State,
    origin::Remote,
    testing::{Fake, Script, World},
};

/// Long enough for a busy machine: where time is no matter, it is no cause of failure either.
pub(crate) fn patience() -> Patience {
    let short = Duration::from_millis(10);
    Patience { probe: Duration::from_secs(20), look_again: short, recovery: Duration::ZERO, ..Patience::default() }
}

pub(crate) async fn fake(change: impl FnOnce(&mut World)) -> Fake {
    let mut world = World::default();
    change(&mut world);
    Fake::start(world).await.unwrap()
}

/// A server that answers every chat so.
pub(crate) async fn always(script: Script) -> Fake {
    fake(|world| drop(world.scripts.insert("/v1/chat/completions".to_owned(), script))).await
}

pub(crate) fn client(fake: &Fake) -> Client {
    client_with(fake, None)
}

/// A client that is not patient about this.
pub(crate) fn hurried(fake: &Fake, hurry: impl FnOnce(&mut Patience)) -> Client {
    let mut patience = patience();
    hurry(&mut patience);
    Client::new(fake.origin().unwrap(), None, Remote::Refused, patience).unwrap()
}

pub(crate) fn client_with(fake: &Fake, token: Option<&str>) -> Client {
    let origin = fake.origin().unwrap();
    let bearer = token.map(|token| Bearer::new(token, origin.clone()));
    Client::new(origin, bearer, Remote::Refused, patience()).unwrap()
}

/// A port at which nobody listens.
pub(crate) async fn closed_port() -> u16 {
    let fake = fake(|_| {}).await;
    fake.port()
}

/// A question to a model of which nothing is known.
pub(crate) fn ask() -> Completion {
    Completion::new("model-a", vec![Message::User("How is it?".to_owned())])
}

/// The same, to a model that is loaded.
pub(crate) fn loaded() -> Completion {
    Completion { state: State::Loaded, ..ask() }
}

/// How an answer ends.
pub(crate) async fn answer(client: &Client, ask: Completion) -> Result<Answer, Fault> {
    finished(&mut client.chat(ask)).await
}

pub(crate) async fn finished(chat: &mut Chat) -> Result<Answer, Fault> {
    loop {
        match chat.next().await.expect("a chat ends with an answer or a fault")? {
            Heard::Finished(answer) => return Ok(*answer),
            Heard::Said(_) | Heard::Phase(_) => {}
        }
    }
}

/// A stream of these words, with its end or without.
pub(crate) fn stream(words: &[&str], has_end: bool) -> String {
    let chunk = |delta: serde_json::Value, finish: Option<&str>| {
        let choice = serde_json::json!({"index":0,"delta":delta,"logprobs":null,"finish_reason":finish});
        format!(
            "data: {}\n\n",
            serde_json::json!({"object":"chat.completion.chunk","model":"model-a","choices":[choice]})
        )
    };
    let mut text: String =
        words.iter().map(|word| chunk(serde_json::json!({"role":"assistant","content":word}), None)).collect();
    if has_end {
        text.push_str(&chunk(serde_json::json!({}), Some("stop")));
        text.push_str("data: [DONE]\n\n");
    }
    text
}
