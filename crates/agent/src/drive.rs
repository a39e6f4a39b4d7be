//! Runs what the desk wants done.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use market::Feed;
use tokio::{
    runtime,
    sync::{Notify, Semaphore, mpsc, watch},
    task::JoinHandle,
};

use crate::{
    Command, FeedView, ReportView, Settings, Snapshot, ToolFault,
    ask::{self, Asked, Records},
    desk::{Desk, Effect, Event, Job},
    open,
};

/// Commands that may wait. People type slower than the desk decides; one that does not fit is refused as busy.
const COMMANDS: usize = 32;

/// Questions that may be computed at once: the one that is asked, and one that nobody waits for any more. A question
/// for which there is no room waits, and is dropped without having begun when the next one is asked.
const AT_ONCE: usize = 2;

/// The agent. It ends when it is told to stop, or when nobody holds a [`Handle`] any more.
#[derive(Debug)]
pub struct Agent;

/// The way to a running agent. Cheap to clone.
#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    shelf: watch::Receiver<Vec<Arc<ReportView>>>,
    stop: Arc<Notify>,
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// 32 commands are waiting already.
    #[error("too much is asked at once")]
    Busy,
    /// The agent has ended.
    #[error("the agent has ended")]
    Ended,
}

impl Agent {
    /// Starts an agent on a runtime. `clock` is asked whenever something happens; whole seconds are enough.
    pub fn spawn(settings: Settings, clock: fn() -> Timestamp, runtime: &runtime::Handle) -> Handle {
        let desk = Desk::new(FeedView::unopened(&settings), clock());
        // A watch keeps the latest only: right for a state. Reports are kept beside it, newest first, at most 20.
        let (show, snapshots) = watch::channel(desk.shown());
        let (keep, shelf) = watch::channel(Vec::new());
        let (commands, inbox) = mpsc::channel(COMMANDS);
        let stop = Arc::new(Notify::new());
        let driver = Driver {
            work: Work {
                settings: Arc::new(settings),
                clock,
                runtime: runtime.clone(),
                records: Arc::default(),
                slots: Arc::new(Semaphore::new(AT_ONCE)),
            },
            desk,
            show,
            keep,
            feed: None,
            current: None,
        };
        runtime.spawn(driver.run(inbox, Arc::clone(&stop)));
        Handle { commands, snapshots, shelf, stop }
    }
}

impl Handle {
    /// The snapshots from now on; the receiver holds the latest.
    pub fn watch(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// The latest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// A report by the id its headline names; `None` when it is no longer kept.
    pub fn report(&self, id: &str) -> Option<Arc<ReportView>> {
        self.shelf.borrow().iter().find(|report| report.id == id).cloned()
    }

    /// Sends a command, waiting for room.
    ///
    /// # Errors
    /// When the agent has ended.
    pub async fn send(&self, command: Command) -> Result<(), Refused> {
        self.commands.send(command).await.map_err(|_| Refused::Ended)
    }

    /// Sends a command at once or not at all.
    ///
    /// # Errors
    /// When 32 commands are waiting, or the agent has ended.
    pub fn try_send(&self, command: Command) -> Result<(), Refused> {
        self.commands.try_send(command).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Refused::Busy,
            mpsc::error::TrySendError::Closed(_) => Refused::Ended,
        })
    }

    /// Ends the agent. The last snapshot stays readable.
    pub fn stop(&self) {
        self.stop.notify_one();
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("snapshot", &self.snapshot().seq).finish_non_exhaustive()
    }
}

/// A feed and how it is shown, or why there is none.
type Opened = Result<(Arc<dyn Feed>, FeedView), ToolFault>;

/// What came of a question, and of opening the feed where that was tried again for it.
struct Outcome {
    opened: Option<Opened>,
    report: Result<Arc<ReportView>, ToolFault>,
}

impl Outcome {
    fn broken() -> Self {
        Self { opened: None, report: Err(broken()) }
    }
}

struct Driver {
    work: Work,
    desk: Desk,
    show: watch::Sender<Arc<Snapshot>>,
    keep: watch::Sender<Vec<Arc<ReportView>>>,
    feed: Option<Arc<dyn Feed>>,
    current: Option<(Job, JoinHandle<Outcome>)>,
}

impl Driver {
    async fn run(mut self, mut inbox: mpsc::Receiver<Command>, stop: Arc<Notify>) {
        let opened = tokio::select! {
            () = stop.notified() => return,
            opened = self.work.open() => opened,
        };
        self.opened(opened);
        loop {
            tokio::select! {
                biased;
                () = stop.notified() => return,
                command = inbox.recv() => match command {
                    Some(command) => self.apply(Event::Command(command)),
                    None => return,
                },
                (job, outcome) = finished(&mut self.current) => self.done(job, outcome),
            }
        }
    }

    fn opened(&mut self, opened: Opened) {
        let view = match opened {
            Ok((feed, view)) => {
                self.feed = Some(feed);
                view
            }
            Err(fault) => {
                tracing::warn!(code = fault.code.name(), "the feed cannot be opened");
                FeedView::failed(&self.work.settings, &fault)
            }
        };
        self.apply(Event::Opened(view));
    }

    fn done(&mut self, job: Job, outcome: Outcome) {
        self.current = None;
        if let Some(opened) = outcome.opened {
            self.opened(opened);
        }
        if let Err(fault) = &outcome.report {
            tracing::info!(code = fault.code.name(), "a question was not answered");
        }
        self.apply(Event::Done(job, outcome.report));
    }

    fn apply(&mut self, event: Event) {
        for effect in self.desk.apply(event, (self.work.clock)()) {
            match effect {
                Effect::Start(job, asked) => self.current = Some((job, self.work.start(self.feed.clone(), asked))),
                // What already runs on its thread runs to its end unheard; what waits for one is dropped.
                Effect::Stop(_) => {
                    if let Some((_, task)) = self.current.take() {
                        task.abort();
                    }
                }
                Effect::Keep(reports) => {
                    self.keep.send_replace(reports);
                }
                Effect::Publish(snapshot) => {
                    self.show.send_replace(snapshot);
                }
            }
        }
    }
}

/// Waits for the current question; for ever while there is none.
async fn finished(current: &mut Option<(Job, JoinHandle<Outcome>)>) -> (Job, Outcome) {
    match current {
        None => std::future::pending().await,
        Some((job, task)) => {
            let outcome = task.await.unwrap_or_else(|_| Outcome::broken());
            (*job, outcome)
        }
    }
}

fn broken() -> ToolFault {
    ToolFault::internal("The question stopped in the middle of its work.")
}

/// What it takes to work on a question, away from the desk.
#[derive(Clone)]
struct Work {
    settings: Arc<Settings>,
    clock: fn() -> Timestamp,
    runtime: runtime::Handle,
    records: Arc<Records>,
    slots: Arc<Semaphore>,
}

impl Work {
    async fn open(&self) -> Opened {
        let settings = Arc::clone(&self.settings);
        let opening = self.runtime.spawn_blocking(move || looked_at(&settings));
        opening.await.unwrap_or_else(|_| Err(broken()))
    }

    /// Disk and arithmetic get a thread of their own, so that the desk answers meanwhile.
    fn start(&self, feed: Option<Arc<dyn Feed>>, asked: Asked) -> JoinHandle<Outcome> {
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
            return Outcome { opened: None, report: self.answer(feed.as_ref(), asked) };
        }
        let opened = looked_at(&self.settings);
        let report = match &opened {
            Ok((feed, _)) => self.answer(feed.as_ref(), asked),
            Err(fault) => Err(fault.clone()),
        };
        Outcome { opened: Some(opened), report }
    }

    fn answer(&self, feed: &dyn Feed, asked: &Asked) -> Result<Arc<ReportView>, ToolFault> {
        let now = (self.clock)();
        let answer = self.runtime.block_on(ask::answer_knowing(feed, asked, &self.settings, now, &self.records))?;
        Ok(Arc::new(ReportView::of(answer)))
    }
}

/// Opens the feed and asks what it offers; both may wait for a disk.
fn looked_at(settings: &Settings) -> Opened {
    let feed = open(settings)?;
    let view = FeedView::open(settings, feed.as_ref());
    Ok((feed, view))
}

#[cfg(test)]
mod tests;
