//! What is asked and what is shown: events in, effects out, nothing touched.

use std::{collections::VecDeque, sync::Arc};

use jiff::Timestamp;

use crate::{
    AskState, AskedView, Command, FeedView, Headline, ProblemView, ReportView, Snapshot, ToolFault, ask::Asked,
};

/// Reports that are kept.
const SHELF: usize = 20;

/// The number of a question, so that an answer to a dropped one is known by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Job(u64);

/// What happens to the desk.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Somebody wishes something.
    Command(Command),
    /// The feed was opened, or could not be.
    Opened(FeedView),
    /// A question came to its end.
    Done(Job, Result<Arc<ReportView>, ToolFault>),
}

/// What the desk wants done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Work on a question.
    Start(Job, Asked),
    /// Nobody waits for this one any more.
    Stop(Job),
    /// Keep these reports at hand, newest first. Comes before the snapshot that names them.
    Keep(Vec<Arc<ReportView>>),
    /// Show this.
    Publish(Arc<Snapshot>),
}

/// The one place that decides.
#[derive(Debug)]
pub(crate) struct Desk {
    feed: FeedView,
    ask: AskState,
    last_job: Job,
    shelf: VecDeque<Arc<ReportView>>,
    shown: Arc<Snapshot>,
}

impl Desk {
    pub(crate) fn new(feed: FeedView, at: Timestamp) -> Self {
        let ask = AskState::Idle;
        let shown = Snapshot { seq: 0, at, feed: feed.clone(), ask: ask.clone(), reports: Vec::new() };
        Self { feed, ask, last_job: Job(0), shelf: VecDeque::new(), shown: Arc::new(shown) }
    }

    /// What was shown last.
    pub(crate) fn shown(&self) -> Arc<Snapshot> {
        Arc::clone(&self.shown)
    }

    /// Takes an event in and says what is to be done, in order.
    pub(crate) fn apply(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let mut effects = match event {
            Event::Command(command) => self.obey(command, now),
            Event::Opened(feed) => {
                self.feed = feed;
                Vec::new()
            }
            Event::Done(job, outcome) => self.close(job, outcome),
        };
        effects.extend(self.publish(now));
        effects
    }

    fn obey(&mut self, command: Command, now: Timestamp) -> Vec<Effect> {
        match (command, &self.ask) {
            (Command::Ask { pair, timeframe, direction, gate }, _) => {
                let asked = Asked {
                    pair: pair.clone(),
                    timeframe: timeframe.clone(),
                    direction,
                    gate: Some(gate),
                    ..Asked::default()
                };
                let mut effects = self.drop_current();
                self.last_job = Job(self.last_job.0 + 1);
                self.ask = AskState::Working { question: AskedView { pair, timeframe, direction, gate }, since: now };
                effects.push(Effect::Start(self.last_job, asked));
                effects
            }
            (Command::Cancel, AskState::Working { .. }) => self.drop_current(),
            (Command::Dismiss, AskState::Answered { .. } | AskState::Failed { .. }) => {
                self.ask = AskState::Idle;
                Vec::new()
            }
            (Command::Cancel, AskState::Idle | AskState::Answered { .. } | AskState::Failed { .. })
            | (Command::Dismiss, AskState::Idle | AskState::Working { .. }) => Vec::new(),
        }
    }

    /// Drops the question being worked on, if there is one.
    fn drop_current(&mut self) -> Vec<Effect> {
        match &self.ask {
            AskState::Working { .. } => {
                self.ask = AskState::Idle;
                vec![Effect::Stop(self.last_job)]
            }
            AskState::Idle | AskState::Answered { .. } | AskState::Failed { .. } => Vec::new(),
        }
    }

    fn close(&mut self, job: Job, outcome: Result<Arc<ReportView>, ToolFault>) -> Vec<Effect> {
        let question = match &self.ask {
            AskState::Working { question, .. } if job == self.last_job => question.clone(),
            AskState::Working { .. } | AskState::Idle | AskState::Answered { .. } | AskState::Failed { .. } => {
                return Vec::new();
            }
        };
        match outcome {
            Ok(report) => {
                self.ask = AskState::Answered { question, report: report.id.clone() };
                self.shelve(report);
                vec![Effect::Keep(self.shelf.iter().cloned().collect())]
            }
            Err(fault) => {
                self.ask = AskState::Failed { question, problem: ProblemView::from(&fault) };
                Vec::new()
            }
        }
    }

    /// The same question in the same second has the same receipt: it is kept once.
    fn shelve(&mut self, report: Arc<ReportView>) {
        self.shelf.retain(|kept| kept.id != report.id);
        self.shelf.push_front(report);
        self.shelf.truncate(SHELF);
    }

    fn publish(&mut self, now: Timestamp) -> Option<Effect> {
        let next = Snapshot {
            seq: self.shown.seq.wrapping_add(1),
            at: now,
            feed: self.feed.clone(),
            ask: self.ask.clone(),
            reports: self.shelf.iter().map(|report| Headline::of(report)).collect(),
        };
        if next.shows_the_same(&self.shown) {
            return None;
        }
        self.shown = Arc::new(next);
        Some(Effect::Publish(self.shown()))
    }
}

#[cfg(test)]
mod tests;
