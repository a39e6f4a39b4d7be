//! What earlier answers have taught. Every answer of one client learns from it, and adds to it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    breaker::{Breaker, Verdict},
    fault::Class,
    meter::{Call, Meter, Outcome},
    models::State,
    request::Completion,
    schema::{Memory, Rung},
};

/// How long a model stays loaded that nobody asks, unless a request says otherwise.
const STAYS: Duration = Duration::from_hours(1);

/// What earlier answers have taught.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    memory: Memory,
    meter: Meter,
    breaker: Breaker,
    /// When each model answered last.
    answered: HashMap<String, Instant>,
    /// Those that went away since.
    gone: HashSet<String>,
}

impl Learned {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a model can be expected to be loaded: it was, and has been asked since it would have been unloaded.
    pub(crate) fn is_warm(&self, ask: &Completion, now: Instant) -> bool {
        let stays = ask.ttl.map_or(STAYS, |seconds| Duration::from_secs(seconds.into()));
        let inner = self.inner();
        let idle = inner.answered.get(&ask.model).map(|last| now - *last);
        ask.state == State::Loaded && !inner.gone.contains(&ask.model) && idle.is_none_or(|idle| idle < stays)
    }

    /// It has to be loaded again.
    pub(crate) fn is_gone(&self, model: &str) {
        self.inner().gone.insert(model.to_owned());
    }

    /// It was loaded again.
    pub(crate) fn is_back(&self, model: &str) {
        let mut inner = self.inner();
        inner.gone.remove(model);
        // How long nobody asked it before says nothing any more.
        inner.answered.remove(model);
    }

    /// Takes in how a call ended.
    pub(crate) fn ended(&self, call: Call, now: Instant) {
        let mut inner = self.inner();
        match call.outcome {
            Outcome::Answered(_) => {
                inner.breaker.answered();
                inner.gone.remove(&call.asked);
                inner.answered.insert(call.asked.clone(), now);
            }
            Outcome::Failed(class) => inner.breaker.failed(class, now),
            Outcome::GivenUp => {}
        }
        inner.meter.record(call);
    }

    /// What may be done now.
    pub(crate) fn may(&self, now: Instant) -> Verdict {
        self.inner().breaker.may(now)
    }

    /// It was asked for its models.
    pub(crate) fn looked(&self, fault: Option<Class>, now: Instant) {
        let breaker = &mut self.inner().breaker;
        match fault {
            None => breaker.looked(),
            Some(class) => breaker.failed(class, now),
        }
    }

    /// What was before says nothing any more of whether it may be asked.
    pub(crate) fn forgive(&self) {
        self.inner().breaker.changed();
    }

    pub(crate) fn total(&self, model: &str, set: Duration) -> Duration {
        self.inner().meter.total(model, set)
    }

    /// Looks at how calls went.
    pub(crate) fn meter<T>(&self, look: impl FnOnce(&Meter) -> T) -> T {
        look(&self.inner().meter)
    }

    pub(crate) fn rung(&self, version: &str, model: &str) -> Rung {
        self.inner().memory.rung(version, model)
    }

    pub(crate) fn refused(&self, version: &str, model: &str, rung: Rung) -> Option<Rung> {
        self.inner().memory.refused(version, model, rung)
    }

    pub(crate) fn takes_reasoning(&self, version: &str, model: &str) -> bool {
        self.inner().memory.takes_reasoning(version, model)
    }

    pub(crate) fn refused_reasoning(&self, version: &str, model: &str) {
        self.inner().memory.refused_reasoning(version, model);
    }
}
