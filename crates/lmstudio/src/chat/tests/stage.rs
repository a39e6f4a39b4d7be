//! A server in memory, for tests in which time stands still or flies.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::{
    Fault, Origin, Patience,
    chat::{Chat, Heard, Learned, Means},
    fault::{Asked, Class},
    floor::Floor,
    origin::Remote,
    pieces::{Answer, Said},
    request::{Completion, Message},
    wire::{Reply, Wire},
};

/// What came of a request, when it comes.
pub(super) type Replied = BoxFuture<'static, Result<Reply, Fault>>;

/// A server that gives these replies, one per request, and what it was sent.
pub(super) struct Stage {
    pub learned: Learned,
    pub floor: Floor,
    /// Whether a chat asks once more where the server failed.
    asks_again: bool,
    replies: Arc<Mutex<Vec<Replied>>>,
    pub bodies: Arc<Mutex<Vec<Value>>>,
}

impl Stage {
    pub(super) fn new(replies: impl IntoIterator<Item = Replied>) -> Self {
        let mut replies: Vec<_> = replies.into_iter().collect();
        replies.reverse();
        let (learned, floor) = (Learned::default(), Floor::default());
        Self { learned, floor, asks_again: false, replies: Arc::new(Mutex::new(replies)), bodies: Arc::default() }
    }

    /// The same, for chats that ask once more where it failed.
    pub(super) fn asked_again(replies: impl IntoIterator<Item = Replied>) -> Self {
        Self { asks_again: true, ..Self::new(replies) }
    }

    pub(super) fn chat(&self, ask: Completion) -> Chat {
        let ask = Completion { asks_again: ask.asks_again && self.asks_again, ..ask };
        let (replies, bodies) = (Arc::clone(&self.replies), Arc::clone(&self.bodies));
        let open = move |body: String| {
            bodies.lock().unwrap().push(serde_json::from_str(&body).unwrap());
            replies.lock().unwrap().pop().expect("a reply for every request")
        };
        let (patience, learned) = (Patience::default(), self.learned.clone());
        let origin = Origin::parse("127.0.0.1").unwrap();
        let means = Means {
            wire: Wire::new(origin, None, Remote::Refused, &patience).unwrap(),
            open: Arc::new(open),
            load: None,
            asked: Asked::default(),
            patience,
            floor: self.floor.clone(),
            learned,
            version: "0.4.23".to_owned(),
        };
        Chat::new(ask, means, None, Instant::now())
    }

    pub(super) fn body(&self, number: usize) -> Value {
        self.bodies.lock().unwrap()[number].clone()
    }
}

pub(super) fn ask() -> Completion {
    Completion::new("m", vec![Message::User("why?".to_owned())])
}

/// Pieces of a body.
pub(super) type Body = BoxStream<'static, Result<Vec<u8>, Fault>>;

pub(super) fn bytes(text: &str) -> Body {
    let text = text.as_bytes().to_vec();
    stream::iter((!text.is_empty()).then_some(Ok(text))).boxed()
}

/// These bytes, once, after a while.
pub(super) fn after(wait: Duration, text: &str) -> Body {
    let text = text.as_bytes().to_vec();
    stream::once(async move {
        sleep(wait).await;
        Ok(text)
    })
    .boxed()
}

/// These bytes, again and again, with so much between them.
pub(super) fn forever(every: Duration, text: &str) -> Body {
    let text = text.as_bytes().to_vec();
    stream::repeat(text)
        .then(move |text| async move {
            sleep(every).await;
            Ok(text)
        })
        .boxed()
}

pub(super) fn silence() -> Body {
    stream::pending().boxed()
}

pub(super) fn broken() -> Body {
    stream::once(async { Err(Fault::new(Class::Truncated, "reset")) }).boxed()
}

/// A reply that streams these bodies, one behind the other.
pub(super) fn streaming(bodies: impl IntoIterator<Item = Body> + Send + 'static) -> Replied {
    let body = bodies.into_iter().collect::<Vec<_>>();
    let body = stream::iter(body).flatten().boxed();
    async move { Ok(Reply { status: 200, is_stream: true, retry_after: None, body }) }.boxed()
}

pub(super) fn document(status: u16, text: &str) -> Replied {
    let body = bytes(text);
    async move { Ok(Reply { status, is_stream: false, retry_after: None, body }) }.boxed()
}

/// Everything that is heard, and how it ends.
pub(super) async fn heard(chat: &mut Chat) -> (Vec<Said>, Result<Answer, Fault>) {
    let mut said = Vec::new();
    while let Some(heard) = chat.next().await {
        match heard {
            Ok(Heard::Phase(_)) => {}
            Ok(Heard::Said(piece)) => said.push(piece),
            Ok(Heard::Finished(answer)) => {
                assert_eq!(chat.next().await, None, "nothing comes behind an answer");
                return (said, Ok(*answer));
            }
            Err(fault) => {
                assert_eq!(chat.next().await, None, "nothing comes behind a fault");
                return (said, Err(fault));
            }
        }
    }
    unreachable!("a chat ends with an answer or a fault")
}

pub(super) async fn answer(replied: Replied) -> Result<Answer, Fault> {
    heard(&mut Stage::new([replied]).chat(ask())).await.1
}

/// A piece of an answer, as an event.
pub(super) fn piece(text: &str) -> String {
    let delta = serde_json::json!({"role":"assistant","content":text});
    format!("data: {}\n\n", serde_json::json!({"model":"m","choices":[{"index":0,"delta":delta,"finish_reason":null}]}))
}

pub(super) const FINISH: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
pub(super) const DONE: &str = "data: [DONE]\n\n";
