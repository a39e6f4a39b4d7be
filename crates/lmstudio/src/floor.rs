//! Who may speak to a model: one at a time, and who makes room for whom.

use std::{future, sync::Arc};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Who is waiting for an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// A person. It waits for the questions before it, and makes every narration give way.
    #[default]
    Question,
    /// Nobody in particular. A newer one, or a question, makes it give way; it makes no question give way.
    Narration,
}

/// Whose turn it is; nobody else is answered while it is held.
pub(crate) type Turn = Option<OwnedSemaphorePermit>;

/// One place to speak from. Clones are the same place.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    turn: Arc<Semaphore>,
    /// Counts whatever makes narrations give way.
    newest: Arc<watch::Sender<u64>>,
}

impl Default for Floor {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), newest: Arc::new(watch::Sender::new(0)) }
    }
}

impl Floor {
    /// Ends when nobody else is being answered. Whoever came first goes first.
    pub(crate) fn turn(&self) -> BoxFuture<'static, Turn> {
        let turn = Arc::clone(&self.turn);
        // It is never closed.
        async move { turn.acquire_owned().await.ok() }.boxed()
    }

    /// Makes room for this one.
    pub(crate) fn claim(&self, standing: Standing) -> Claim {
        let mut own = 0;
        self.newest.send_modify(|newest| {
            *newest += 1;
            own = *newest;
        });
        Claim(match standing {
            Standing::Question => None,
            Standing::Narration => Some((self.newest.subscribe(), own)),
        })
    }
}

/// A place in the order. That of a question is never lost.
#[derive(Debug)]
pub(crate) struct Claim(Option<(watch::Receiver<u64>, u64)>);

impl Claim {
    /// Ends when it has to give way.
    pub(crate) async fn lost(&mut self) {
        let Some((newest, own)) = &mut self.0 else { return future::pending().await };
        let own = *own;
        if newest.wait_for(|newest| *newest != own).await.is_err() {
            future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests;
