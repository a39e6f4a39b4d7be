//! What is in force while it runs: settings that may change, and a pause that may end.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use crate::Settings;

/// Settings and pause, read by whoever answers and changed by the desk alone.
#[derive(Debug)]
pub(crate) struct InForce(RwLock<Held>);

#[derive(Debug)]
struct Held {
    settings: Arc<Settings>,
    pause: Option<Pause>,
}

/// How long calls are answered "paused".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Until then.
    Until(Timestamp),
    /// Until Engram is started again.
    Restart,
}

impl InForce {
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        Self(RwLock::new(Held { settings, pause: None }))
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).settings)
    }

    pub(crate) fn is_paused(&self, now: Timestamp) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).pause.is_some_and(|pause| pause.holds(now))
    }

    pub(crate) fn set_settings(&self, settings: Arc<Settings>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).settings = settings;
    }

    pub(crate) fn set_pause(&self, pause: Option<Pause>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).pause = pause;
    }
}

impl Pause {
    /// Whether it still holds.
    pub(crate) fn holds(self, now: Timestamp) -> bool {
        match self {
            Self::Until(end) => now < end,
            Self::Restart => true,
        }
    }

    pub(crate) const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(end) => Some(end),
            Self::Restart => None,
        }
    }
}
