//! What `--as-of` means.

use agent::ToolFault;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

/// Reads a time, or a day: all of that day is known, in UTC, as far as it has passed.
pub(crate) fn as_of(text: &str, now: Timestamp) -> Result<Timestamp, ToolFault> {
    let text = text.trim();
    let time = text.parse::<Timestamp>().ok().or_else(|| end_of(day(text)?, now));
    time.ok_or_else(|| {
        let got: String = text.chars().take(40).collect();
        let what =
            format!("as_of must be a time such as 2024-05-31T14:00:00Z or a day such as 2024-05-31; got {got:?}.");
        ToolFault::invalid("/as_of", what)
    })
}

/// Reads a time, or a day: to its end, in UTC.
pub(crate) fn until(text: &str) -> Result<Timestamp, ToolFault> {
    let text = text.trim();
    let end = |day: Date| TimeZone::UTC.to_timestamp(day.tomorrow().ok()?.to_datetime(Time::midnight())).ok();
    text.parse::<Timestamp>().ok().or_else(|| end(day(text)?)).ok_or_else(|| {
        let got: String = text.chars().take(40).collect();
        let what =
            format!("until must be a time such as 2026-12-24T14:00:00Z or a day such as 2026-12-24; got {got:?}.");
        ToolFault::invalid("/until", what)
    })
}

/// A day and nothing else: a time without a zone is nobody's time.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}

fn end_of(day: Date, now: Timestamp) -> Option<Timestamp> {
    let midnight = |day: Date| TimeZone::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok();
    let (begins, ends) = (midnight(day)?, midnight(day.tomorrow().ok()?)?);
    // Today ends now; a day that has not begun is left to be refused as future.
    Some(if begins <= now { ends.min(now) } else { ends })
}

#[cfg(test)]
mod tests;
