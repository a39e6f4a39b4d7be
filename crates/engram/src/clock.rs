//! The clock on the wall.
#![expect(clippy::disallowed_methods, reason = "reads the clock for what runs long")]

use jiff::Timestamp;

/// Now, in whole seconds: what a person reads.
pub(crate) fn seconds() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Now, as exactly as it is known.
pub(crate) fn exactly() -> Timestamp {
    Timestamp::now()
}
