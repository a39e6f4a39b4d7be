//! What an answer is waiting for.

use std::time::Duration;

use futures_util::{StreamExt, future::BoxFuture};
use tokio::time::{Instant, sleep_until};

use crate::{
    Fault, Loaded, Loading, Progress,
    floor::Turn,
    wire::{Bytes, Reply},
};

/// What an answer is waiting for. Whatever a state holds is let go with it.
pub(super) enum State {
    Loading(Loading),
    Queued(BoxFuture<'static, Turn>),
    /// The server has failed, and is left alone until then.
    Resting(Instant),
    Sent(BoxFuture<'static, Result<Reply, Fault>>),
    /// Something else than a stream came: it is read whole.
    Whole(BoxFuture<'static, Result<String, Fault>>, u16, Option<Duration>),
    Streaming(Bytes),
    Over,
}

/// What a state was waiting for.
pub(super) enum Came {
    Progress(Progress),
    Loaded(Result<Loaded, Fault>),
    Turn(Turn),
    Rested,
    Reply(Result<Reply, Fault>),
    Text(Result<String, Fault>, u16, Option<Duration>),
    Bytes(Vec<u8>),
    Broken(Fault),
    End,
}

impl State {
    /// Waits. What was not waited for to the end can be waited for again.
    pub(super) async fn came(&mut self) -> Came {
        match self {
            Self::Loading(loading) => match loading.next().await {
                Some(progress) => Came::Progress(progress),
                None => Came::Loaded(loading.outcome().await),
            },
            Self::Queued(queue) => Came::Turn(queue.await),
            Self::Resting(until) => {
                sleep_until(*until).await;
                Came::Rested
            }
            Self::Sent(reply) => Came::Reply(reply.await),
            Self::Whole(text, status, retry_after) => Came::Text(text.await, *status, *retry_after),
            Self::Streaming(body) => match body.next().await {
                Some(Ok(bytes)) => Came::Bytes(bytes),
                Some(Err(fault)) => Came::Broken(fault),
                None => Came::End,
            },
            Self::Over => Came::End,
        }
    }
}
