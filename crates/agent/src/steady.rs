//! A clock that nobody sets.
#![expect(clippy::disallowed_methods, reason = "the one steady clock")]

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The time since this was asked first; it never jumps.
pub fn steady() -> Duration {
    BEGUN.elapsed()
}
