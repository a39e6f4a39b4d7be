//! The time of day, as the wire wants it.
#![expect(clippy::disallowed_methods, reason = "a link signs the real time")]

use jiff::Timestamp;

/// Now, UTC, RFC 3339.
pub(super) fn utc() -> String {
    Timestamp::now().to_string()
}
