//! A sign of life that the work itself gives.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Work that gave no sign for this long is stuck.
pub const STALE: Duration = Duration::from_secs(15);

/// When the work last moved, in milliseconds of a clock that its owner and its readers share.
#[derive(Debug)]
pub struct Beat(AtomicU64);

impl Beat {
    /// Moved now.
    pub fn new(now: Duration) -> Self {
        Self(AtomicU64::new(millis(now)))
    }

    /// The work moves; only the work may say so.
    pub fn stamp(&self, now: Duration) {
        self.0.store(millis(now), Ordering::Relaxed);
    }

    /// How long ago it last moved.
    pub fn age(&self, now: Duration) -> Duration {
        Duration::from_millis(millis(now).saturating_sub(self.0.load(Ordering::Relaxed)))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
