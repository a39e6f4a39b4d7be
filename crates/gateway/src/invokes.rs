//! The gateway's work that we have taken: when each answer is due, who waits for it, and what was answered before.
//!
//! The gateway delivers the same work twice, waits for nobody, and tells its time-outs to one of two products. So each
//! invoke is answered once or, after a cancel, never; at least 250 ms before its time is over; and the same key within
//! ten minutes is the same work, with the same bytes for an answer.

mod failure;
mod kept;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

pub use failure::{Cause, Failure};
use kept::{Kept, Key, Sum};

use crate::frames::{Invoke, InvokeId, is_json};

/// Pieces of work that run at once.
pub const MOST_RUNNING: usize = 8;

/// Pieces of work that wait for one of them. A gateway delivers 128 at once.
pub const MOST_WAITING: usize = 128;

/// Longest arguments, bytes.
pub const LONGEST_PARAMS: usize = 1 << 20;

/// Longest result, bytes. `ClawdBot` takes no frame above 512 KiB, in which each quote takes two.
pub const LONGEST_RESULT: usize = 256 << 10;

/// What a frame holds beside the result, bytes: ids and names.
const ENVELOPE: usize = 1_024;

/// How long a caller waits that does not say.
const USUAL: Duration = Duration::from_secs(30);

/// How long a caller waits at most, whatever it says.
const LONGEST: Duration = Duration::from_mins(10);

/// How long before a caller's time is over the answer leaves.
const MARGIN: Duration = Duration::from_millis(250);

/// How long work that was told to stop still counts as running, should it not stop.
const GRACE: Duration = Duration::from_secs(5);

/// One execution of one piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(u64);

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    /// Begin with it.
    Start {
        /// As what.
        job: JobId,
        /// With what.
        work: Work,
    },
    /// Nobody waits for it any more.
    Stop(JobId),
    /// Answer.
    Answer {
        /// Whom.
        id: InvokeId,
        /// The result, as JSON text.
        payload: Arc<str>,
    },
}

/// A piece of work, as it is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What is to be done.
    pub command: String,
    /// The arguments: JSON of bounded depth and length, otherwise unchecked. Absent and null are null.
    pub params: String,
    /// The conversation it belongs to.
    pub session: Option<String>,
    /// When the answer must be there.
    pub due: Instant,
}

/// How a failure is told to whoever called a command.
pub type Tell = Arc<dyn Fn(&str, &Failure) -> String + Send + Sync>;

/// The work that was taken.
pub struct Invokes {
    node: String,
    commands: BTreeSet<String>,
    tell: Tell,
    /// Longest frame the gateway takes, bytes.
    frame: usize,
    last: u64,
    jobs: BTreeMap<JobId, Job>,
    waiting: VecDeque<JobId>,
    kept: Kept,
}

impl std::fmt::Debug for Invokes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invokes").field("load", &self.load()).finish_non_exhaustive()
    }
}

struct Job {
    work: Work,
    key: Option<Key>,
    sum: Sum,
    askers: Vec<(InvokeId, Instant)>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Running,
    /// It was told to stop, and counts as running until then or until it has.
    Stopping(Instant),
}

impl Invokes {
    /// Work for this node, by these commands. `tell` puts failures into words.
    pub fn new(node: String, commands: BTreeSet<String>, tell: Tell) -> Self {
        let (jobs, waiting) = (BTreeMap::new(), VecDeque::new());
        Self { node, commands, tell, frame: usize::MAX, last: 0, jobs, waiting, kept: Kept::default() }
    }

    /// The gateway takes no frame longer than this, bytes.
    pub fn limit(&mut self, frame: usize) {
        self.frame = frame;
    }

    /// Takes work, or answers why not.
    pub fn take(&mut self, invoke: Invoke, now: Instant) -> Vec<Do> {
        if self.jobs.values().any(|job| job.askers.iter().any(|(id, _)| *id == invoke.id)) {
            return vec![];
        }
        if invoke.node_id != self.node || !self.commands.contains(&invoke.command) {
            return self.refuse(invoke.id, &invoke.command, Cause::UnknownCommand);
        }
        self.begin(invoke, now)
    }

    /// Takes a question of the classic dialect, which has no deadline, no key and no end of patience.
    pub(crate) fn take_own(&mut self, id: InvokeId, command: &str, params: String, now: Instant) -> Vec<Do> {
        let (node_id, command) = (self.node.clone(), command.to_owned());
        self.begin(
            Invoke { id, node_id, command, params: Some(params), timeout: Some(LONGEST), key: None, session: None },
            now,
        )
    }

    fn begin(&mut self, invoke: Invoke, now: Instant) -> Vec<Do> {
        let Invoke { id, command, params, timeout, key, session, .. } = invoke;
        let params = params.unwrap_or_else(|| "null".to_owned());
        if params.len() > LONGEST_PARAMS || !is_json(&params) {
            return self.refuse(id, &command, Cause::InvalidParams);
        }
        let patience = timeout.unwrap_or(USUAL).min(LONGEST);
        let Some(patience) = patience.checked_sub(MARGIN).filter(|left| !left.is_zero()) else {
            return self.refuse(id, &command, Cause::Timeout);
        };
        let (due, sum) = (now + patience, Sum::of(&params));
        let key = key.map(|name| Key { name, session: session.clone(), command: command.clone() });
        if let Some(key) = &key {
            if let Some((before, payload)) = self.kept.find(key, now) {
                return if before == sum {
                    vec![Do::Answer { id, payload }]
                } else {
                    self.refuse(id, &command, Cause::IdempotencyConflict)
                };
            }
            let same = self.jobs.values_mut().find(|job| job.is_wanted() && job.key.as_ref() == Some(key));
            if let Some(job) = same {
                if job.sum != sum {
                    return self.refuse(id, &command, Cause::IdempotencyConflict);
                }
                job.askers.push((id, due));
                return vec![];
            }
        }
        let running = self.jobs.len() - self.waiting.len();
        let stage = if running < MOST_RUNNING { Stage::Running } else { Stage::Waiting };
        if stage == Stage::Waiting && self.waiting.len() >= MOST_WAITING {
            return self.refuse(id, &command, Cause::Busy);
        }
        self.last += 1;
        let (job, work) = (JobId(self.last), Work { command, params, session, due });
        self.jobs.insert(job, Job { work: work.clone(), key, sum, askers: vec![(id, due)], stage });
        if stage == Stage::Waiting {
            self.waiting.push_back(job);
            return vec![];
        }
        vec![Do::Start { job, work }]
    }

    /// Work is done: with a result, or without one, because it fell over.
    pub fn done(&mut self, job: JobId, result: Option<&str>, now: Instant) -> Vec<Do> {
        let Some(Job { work, key, sum, askers, .. }) = self.jobs.remove(&job) else { return vec![] };
        let payload: Arc<str> = match result {
            Some(result) if self.fits(result) => result.into(),
            Some(_) => self.words(&work.command, Cause::ResultTooLarge),
            None => self.words(&work.command, Cause::Internal),
        };
        if let Some(key) = key.filter(|_| !askers.is_empty()) {
            self.kept.keep(key, sum, Arc::clone(&payload), now);
        }
        let mut all: Vec<_> =
            askers.into_iter().map(|(id, _)| Do::Answer { id, payload: Arc::clone(&payload) }).collect();
        all.extend(self.start_next());
        all
    }

    /// Nobody waits for that answer any more.
    pub fn cancel(&mut self, id: &InvokeId, now: Instant) -> Vec<Do> {
        let asked = |job: &Job| job.askers.iter().any(|(asker, _)| asker == id);
        let Some(job) = self.jobs.iter().find(|(_, job)| asked(job)).map(|(job, _)| *job) else { return vec![] };
        self.dismiss(job, now, |asker, _| asker == id).1
    }

    /// Answers those whose time is nearly over, and gives up work that does not stop.
    pub fn due(&mut self, now: Instant) -> Vec<Do> {
        let mut all = vec![];
        let jobs: Vec<_> = self.jobs.keys().copied().collect();
        for id in jobs {
            let Some(job) = self.jobs.get(&id) else { continue };
            if matches!(job.stage, Stage::Stopping(until) if until <= now) {
                self.jobs.remove(&id);
                continue;
            }
            let command = job.work.command.clone();
            let (late, actions) = self.dismiss(id, now, |_, due| due <= now);
            let payload = self.words(&command, Cause::Timeout);
            all.extend(late.into_iter().map(|id| Do::Answer { id, payload: Arc::clone(&payload) }));
            all.extend(actions);
        }
        self.kept.forget(now);
        all.extend(self.start_next());
        all
    }

    /// The link is gone: nobody waits for anything, and nothing is answered on the next one.
    pub fn abandon(&mut self, now: Instant) -> Vec<Do> {
        let jobs: Vec<_> = self.jobs.keys().copied().collect();
        jobs.into_iter().flat_map(|job| self.dismiss(job, now, |_, _| true).1).collect()
    }

    /// We go: everybody who waits is told so.
    pub fn turn_away(&mut self, now: Instant) -> Vec<Do> {
        let jobs: Vec<_> = self.jobs.keys().copied().collect();
        let mut all = vec![];
        for id in jobs {
            let command = self.jobs.get(&id).map(|job| job.work.command.clone()).unwrap_or_default();
            let payload = self.words(&command, Cause::Unavailable);
            let (gone, actions) = self.dismiss(id, now, |_, _| true);
            all.extend(gone.into_iter().map(|id| Do::Answer { id, payload: Arc::clone(&payload) }));
            all.extend(actions);
        }
        all
    }

    /// When [`due`](Self::due) is to be called.
    pub fn deadline(&self) -> Option<Instant> {
        let jobs = self.jobs.values().flat_map(|job| {
            let stopping = match job.stage {
                Stage::Stopping(until) => Some(until),
                Stage::Waiting | Stage::Running => None,
            };
            job.askers.iter().map(|(_, due)| *due).chain(stopping)
        });
        jobs.chain(self.kept.deadline()).min()
    }

    /// How many run, and how many wait.
    pub fn load(&self) -> (usize, usize) {
        (self.jobs.len() - self.waiting.len(), self.waiting.len())
    }

    /// Sends some of a job's askers away. A job that nobody asks for any more is stopped.
    fn dismiss(
        &mut self,
        id: JobId,
        now: Instant,
        mut who: impl FnMut(&InvokeId, Instant) -> bool,
    ) -> (Vec<InvokeId>, Vec<Do>) {
        let Some(job) = self.jobs.get_mut(&id) else { return (vec![], vec![]) };
        let gone: Vec<_> = job.askers.extract_if(.., |(asker, due)| who(asker, *due)).map(|(asker, _)| asker).collect();
        if gone.is_empty() || !job.askers.is_empty() {
            return (gone, vec![]);
        }
        match job.stage {
            Stage::Waiting => {
                self.jobs.remove(&id);
                self.waiting.retain(|waiting| *waiting != id);
                (gone, vec![])
            }
            Stage::Running => {
                job.stage = Stage::Stopping(now + GRACE);
                (gone, vec![Do::Stop(id)])
            }
            Stage::Stopping(_) => (gone, vec![]),
        }
    }

    /// Begins with those that waited longest, as many as have room.
    fn start_next(&mut self) -> Vec<Do> {
        let mut all = vec![];
        while self.jobs.len() - self.waiting.len() < MOST_RUNNING {
            let Some(id) = self.waiting.pop_front() else { break };
            if let Some(job) = self.jobs.get_mut(&id) {
                job.stage = Stage::Running;
                all.push(Do::Start { job: id, work: job.work.clone() });
            }
        }
        all
    }

    /// Whether a result fits, on its own and as the text in a frame that it becomes: every quote in it takes two bytes.
    fn fits(&self, result: &str) -> bool {
        let as_text = || serde_json::to_string(result).map_or(usize::MAX, |text| text.len());
        result.len() <= LONGEST_RESULT && as_text().saturating_add(ENVELOPE) <= self.frame
    }

    fn refuse(&self, id: InvokeId, command: &str, cause: Cause) -> Vec<Do> {
        vec![Do::Answer { id, payload: self.words(command, cause) }]
    }

    fn words(&self, command: &str, cause: Cause) -> Arc<str> {
        (self.tell)(command, &Failure::of(cause)).into()
    }
}

impl Job {
    /// Whether somebody still waits for it.
    fn is_wanted(&self) -> bool {
        !self.askers.is_empty()
    }
}
