//! The way to a running link.

use std::{
    fmt,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::value::RawValue;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    SecretText,
    frames::{Event, WireFault},
    invokes::Work,
    link::{Seen, Standing},
    requests::RequestFault,
};

/// Wishes that may wait. The link takes them at once, except during a farewell of a quarter of a second; one that does
/// not fit waits for room.
pub(crate) const WISHES: usize = 32;

/// Events that are kept for whoever listens. Who falls further behind is told how many were lost, and asks for the state
/// anew: a gateway's events have gaps anyhow.
pub(crate) const EVENTS: usize = 64;

/// The way to a running link. Cheap to clone; when the last one is gone, the link says goodbye and ends.
#[derive(Clone)]
pub struct Handle {
    pub(crate) wishes: mpsc::Sender<Wish>,
    pub(crate) standing: watch::Receiver<Standing>,
    pub(crate) token: watch::Receiver<DeviceToken>,
    pub(crate) events: broadcast::WeakSender<Event>,
}

/// What is wanted of a link.
pub(crate) enum Wish {
    Enable,
    Disable(oneshot::Sender<Option<Instant>>),
    RetryNow,
    Woke,
    Watched(bool),
    Seen(Seen),
    Request(Asked),
}

/// A request of the caller's own.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) params: Box<RawValue>,
    pub(crate) patience: Duration,
    pub(crate) reply: Reply,
}

/// Where an answer goes.
pub(crate) type Reply = oneshot::Sender<Result<Box<RawValue>, RequestFault>>;

/// What is to be done with the token that this gateway issues for this device and role.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub enum DeviceToken {
    /// Nothing.
    Unchanged,
    /// Keep this one, for this gateway and role.
    Keep(SecretText),
    /// Forget the one there is.
    Forget,
}

/// A piece of work. It is answered, or it is dropped: then it has failed.
#[derive(Debug)]
pub struct Taken {
    /// What is to be done, and until when.
    pub work: Work,
    /// Cancelled when nobody waits for the answer any more. Work that goes on for 5 s is no longer counted.
    pub cancel: CancellationToken,
    pub(crate) reply: oneshot::Sender<String>,
}

impl Taken {
    /// Answers with JSON text; in the classic dialect with words. After a cancel it goes nowhere.
    pub fn answer(self, result: String) {
        // Nobody there means that the link is gone, and the answer with it.
        if self.reply.send(result).is_err() {
            tracing::debug!(command = self.work.command, "an answer nobody waits for");
        }
    }
}

impl Handle {
    /// What a trader sees of the link, from now on; the receiver holds the latest.
    pub fn watch(&self) -> watch::Receiver<Standing> {
        self.standing.clone()
    }

    /// What a trader sees of the link now.
    pub fn standing(&self) -> Standing {
        self.standing.borrow().clone()
    }

    /// What is to be done with the device's token; the receiver holds the latest.
    pub fn device_token(&self) -> watch::Receiver<DeviceToken> {
        self.token.clone()
    }

    /// The gateway's events from now on, without those that the link itself understands; `None` when the link has ended.
    /// At most 64 are kept; who falls further behind is told how many were lost.
    pub fn events(&self) -> Option<broadcast::Receiver<Event>> {
        self.events.upgrade().map(|events| events.subscribe())
    }

    /// Wants the link.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn enable(&self) -> Result<(), Ended> {
        self.wish(Wish::Enable).await
    }

    /// Does not want it any more; comes back when the socket is gone. Whoever waits for an answer is told so first. What
    /// comes back is until when no other link with the same key may dial: protocol 3 would drop it.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn disable(&self) -> Result<Option<Instant>, Ended> {
        let (done, gone) = oneshot::channel();
        self.wish(Wish::Disable(done)).await?;
        gone.await.map_err(|_| Ended)
    }

    /// Tries now, whatever it waits for.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn retry_now(&self) -> Result<(), Ended> {
        self.wish(Wish::RetryNow).await
    }

    /// The machine slept, or its network changed.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn woke(&self) -> Result<(), Ended> {
        self.wish(Wish::Woke).await
    }

    /// Whether somebody looks at the screen that waits for an approval.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn watched(&self, watched: bool) -> Result<(), Ended> {
        self.wish(Wish::Watched(watched)).await
    }

    /// An operator's link saw this node from the gateway's side.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn seen(&self, seen: Seen) -> Result<(), Ended> {
        self.wish(Wish::Seen(seen)).await
    }

    /// Asks the gateway, and waits for at most `patience`. The answer is JSON text.
    ///
    /// # Errors
    /// When there is no link, or it ends first; when the gateway refuses or does not answer in time; when too much waits
    /// already, or the request is too long.
    pub async fn request<P: Serialize + Sync>(
        &self,
        method: &str,
        params: &P,
        patience: Duration,
    ) -> Result<Box<RawValue>, RequestFault> {
        let params = serde_json::value::to_raw_value(params)
            .map_err(|error| RequestFault::Unwritable(WireFault::unwritable("a request", &error)))?;
        let (reply, answer) = oneshot::channel();
        let asked = Asked { method: method.to_owned(), params, patience, reply };
        self.wish(Wish::Request(asked)).await.map_err(|Ended| RequestFault::Offline)?;
        answer.await.unwrap_or(Err(RequestFault::Offline))
    }

    async fn wish(&self, wish: Wish) -> Result<(), Ended> {
        self.wishes.send(wish).await.map_err(|_| Ended)
    }
}

/// The link has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the link has ended")]
pub struct Ended;

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("standing", &*self.standing.borrow()).finish_non_exhaustive()
    }
}
