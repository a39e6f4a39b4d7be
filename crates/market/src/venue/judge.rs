//! What a refusal means: for whom to wait, and whom to tell.

use std::time::Duration;

use serde::Deserialize;

/// Why a request was not answered with what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It has no such instrument.
    UnknownSymbol,
    /// It has no such timeframe.
    BadInterval,
    /// Too much was asked.
    RateLimited(Shut),
    /// We are shut out for a while.
    Banned(Shut),
    /// Not for this country.
    GeoBlocked,
    /// It will pass.
    Transient(String),
    /// Not what was expected: the first characters of it.
    Schema(String),
}

/// What a word or a code of a market place means, beside what it says with it.
pub(super) type Means = fn(&str) -> Refusal;

/// For how long nothing may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shut {
    /// As its header says, else as long as is usual.
    Told,
    /// Up to this instant, ms UTC.
    Until(i64),
}

/// Characters of an unexpected answer that are shown.
const SHOWN: usize = 200;

/// What a status means that has no meaning of its own at a market place.
pub(super) fn by_status(status: u16, body: &[u8]) -> Refusal {
    match status {
        200..300 => Refusal::Schema(shown(body)),
        300..400 => Refusal::Schema(format!("status {status}, a redirect, which is not followed")),
        404 => Refusal::UnknownSymbol,
        403 | 418 => Refusal::Banned(Shut::Told),
        429 => Refusal::RateLimited(Shut::Told),
        451 => Refusal::GeoBlocked,
        408 | 500..600 => Refusal::Transient(format!("status {status}")),
        _ => Refusal::Schema(format!("status {status}: {}", shown(body))),
    }
}

/// Reads an answer. Its text is checked once as a whole, which is a fifth faster than string by string.
pub(super) fn read<'de, T: Deserialize<'de>>(body: &'de [u8]) -> serde_json::Result<T> {
    std::str::from_utf8(body).map_or_else(|_| serde_json::from_slice(body), serde_json::from_str)
}

/// What cannot be read, as it is shown.
pub(super) fn unreadable(error: &serde_json::Error, body: &[u8]) -> Refusal {
    let began = shown(body);
    Refusal::Schema(if began.trim_start().starts_with(['{', '[']) { format!("{error}: {began}") } else { began })
}

/// The beginning of a text of others: one line, without control characters.
pub(super) fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body.get(..body.len().min(4 * SHOWN)).unwrap_or_default());
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let line: String = plain.take(SHOWN).collect();
    if line.trim().is_empty() { "nothing".to_owned() } else { line.trim().to_owned() }
}

/// How long is usual where a market place does not say.
pub(crate) fn usual(is_ban: bool) -> Duration {
    // Bybit and the firewalls let nobody in before ten minutes are over.
    if is_ban { Duration::from_mins(10) } else { Duration::from_secs(10) }
}
