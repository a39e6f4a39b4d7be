//! How long to wait before the next attempt.

use std::time::{Duration, Instant};

/// Nobody is called more often than this.
pub(super) const SHORTEST: Duration = Duration::from_millis(250);

/// The longest wait in the first two minutes of an outage. A restart takes seconds, and a trader is waiting.
pub(super) const SOON: Duration = Duration::from_secs(5);

/// How long an outage is young.
pub(super) const YOUNG: Duration = Duration::from_mins(2);

/// How patiently a gateway is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Upper end of the first wait.
    pub first: Duration,
    /// Longest wait.
    pub longest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(30) }
    }
}

/// Since when the gateway cannot be used, and how often it was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outage {
    pub(super) began: Instant,
    /// Attempts and links that failed in it.
    pub(super) failures: u32,
    /// When the gateway said that it restarts, if that is what began or went on in it.
    pub(super) restart: Option<Instant>,
}

impl Outage {
    pub(super) fn new(began: Instant) -> Self {
        Self { began, failures: 0, restart: None }
    }

    /// How old it is.
    pub(super) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.began)
    }

    /// How long to wait after the failures so far. `roll` is in 0 to 1.
    pub(super) fn delay(&self, pace: Pace, now: Instant, roll: f64) -> Duration {
        delay(pace, self.failures, self.age(now), roll)
    }
}

/// Full jitter between the shortest wait and an upper end that doubles with every failure after the first. `roll` is
/// in 0 to 1; every client rolls its own, so that a hundred of them do not come back in the same second.
pub fn delay(pace: Pace, failures: u32, age: Duration, roll: f64) -> Duration {
    let cap = if age < YOUNG { pace.longest.min(SOON) } else { pace.longest };
    let doublings = failures.saturating_sub(1).min(16);
    let upper = pace.first.saturating_mul(1 << doublings).min(cap).max(SHORTEST);
    let roll = if roll.is_finite() { roll.clamp(0.0, 1.0) } else { 1.0 };
    SHORTEST + upper.saturating_sub(SHORTEST).mul_f64(roll)
}
