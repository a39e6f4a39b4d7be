//! What earlier answers have taught. Every answer of one client learns from it, and adds to it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, time::Instant};

use super::Turn;
use crate::{
    meter::Meter,
    models::State,
    request::Completion,
    schema::{Memory, Rung},
};

/// How long a model stays loaded that nobody asks, unless a request says otherwise.
const STAYS: Duration = Duration::from_hours(1);

/// What earlier answers have taught.
#[derive(Clone, Debug)]
pub(crate) struct Learned {
    inner: Arc<Mutex<Inner>>,
    turn: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Inner {
    memory: Memory,
    meter: Meter,
    /// When each model answered last.
    answered: HashMap<String, Instant>,
}

impl Default for Learned {
    fn default() -> Self {
        Self { inner: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Learned {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else is being answered.
    pub(crate) async fn turn(&self) -> Turn {
        // It is never closed.
        Arc::clone(&self.turn).acquire_owned().await.ok()
    }

    /// Whether a model can be expected to be loaded: it was, and has been asked since it would have been unloaded.
    pub(crate) fn is_warm(&self, ask: &Completion, now: Instant) -> bool {
        let stays = ask.ttl.map_or(STAYS, |seconds| Duration::from_secs(seconds.into()));
        let idle = self.inner().answered.get(&ask.model).map(|last| now - *last);
        ask.state == State::Loaded && idle.is_none_or(|idle| idle < stays)
    }

    pub(crate) fn answered(&self, model: &str, now: Instant, took: Duration) {
        let mut inner = self.inner();
        inner.answered.insert(model.to_owned(), now);
        inner.meter.record(model, took);
    }

    pub(crate) fn total(&self, model: &str, set: Duration) -> Duration {
        self.inner().meter.total(model, set)
    }

    pub(crate) fn quantile(&self, model: &str, share: f64) -> Option<Duration> {
        self.inner().meter.quantile(model, share)
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
