//! What it takes to work on a question, away from the desk.

use std::sync::Arc;

use jiff::Timestamp;
use market::Feed;
use tokio::{runtime, sync::Semaphore, task::JoinHandle};

use super::keep::Keeper;
use crate::{
    FeedView, Settings, ToolFault,
    ask::{self, Asked, Full, Records},
    open,
};

/// A feed and how it is shown, or why there is none.
pub(super) type Opened = Result<(Arc<dyn Feed>, FeedView), ToolFault>;

/// What came of a question, and of opening the feed where that was tried again for it.
pub(super) struct Outcome {
    pub(super) opened: Option<Opened>,
    pub(super) answer: Result<Arc<Full>, ToolFault>,
}

/// Everything a question is answered with.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) settings: Arc<Settings>,
    pub(super) keeper: Keeper,
    pub(super) clock: fn() -> Timestamp,
    pub(super) runtime: runtime::Handle,
    pub(super) records: Arc<Records>,
    pub(super) slots: Arc<Semaphore>,
}

impl Outcome {
    pub(super) fn broken() -> Self {
        Self { opened: None, answer: Err(broken()) }
    }
}

impl Work {
    pub(super) async fn open(&self) -> Opened {
        let settings = Arc::clone(&self.settings);
        let opening = self.runtime.spawn_blocking(move || looked_at(&settings));
        opening.await.unwrap_or_else(|_| Err(broken()))
    }

    /// Disk and arithmetic get a thread of their own, so that the desk answers meanwhile.
    pub(super) fn start(&self, feed: Option<Arc<dyn Feed>>, asked: Asked) -> JoinHandle<Outcome> {
        let work = self.clone();
        self.runtime.spawn(async move {
            let runtime = work.runtime.clone();
            let Ok(slot) = Arc::clone(&work.slots).acquire_owned().await else { return Outcome::broken() };
            let computing = runtime.spawn_blocking(move || {
                let outcome = work.outcome(feed, &asked);
                drop(slot);
                outcome
            });
            computing.await.unwrap_or_else(|_| Outcome::broken())
        })
    }

    fn outcome(&self, feed: Option<Arc<dyn Feed>>, asked: &Asked) -> Outcome {
        if let Some(feed) = feed {
            return Outcome { opened: None, answer: self.answer(feed.as_ref(), asked) };
        }
        let opened = looked_at(&self.settings);
        let answer = match &opened {
            Ok((feed, _)) => self.answer(feed.as_ref(), asked),
            Err(fault) => Err(fault.clone()),
        };
        Outcome { opened: Some(opened), answer }
    }

    fn answer(&self, feed: &dyn Feed, asked: &Asked) -> Result<Arc<Full>, ToolFault> {
        let asked = &self.keeper.counted(feed, asked, &self.settings)?;
        let now = (self.clock)();
        let full = self.runtime.block_on(ask::full(feed, asked, &self.settings, now, &self.records))?;
        Ok(Arc::new(full))
    }
}

/// Opens the feed and asks what it offers; both may wait for a disk.
fn looked_at(settings: &Settings) -> Opened {
    let feed = open(settings)?;
    let view = FeedView::open(settings, feed.as_ref());
    Ok((feed, view))
}

/// Our fault: a thread that did not come back.
pub(super) fn broken() -> ToolFault {
    ToolFault::internal("The question stopped in the middle of its work.")
}
