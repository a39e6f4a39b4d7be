//! How often: the timeframes Engram speaks.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

const MINUTE_MS: i64 = 60_000;

/// A candle timeframe. `W1` exists only as a higher timeframe; nobody can ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Interval {
    #[serde(rename = "1m")]
    M1,
    #[serde(rename = "5m")]
    M5,
    #[serde(rename = "15m")]
    M15,
    #[serde(rename = "1h")]
    H1,
    #[serde(rename = "4h")]
    H4,
    #[serde(rename = "1d")]
    D1,
    #[serde(rename = "1w")]
    W1,
}

/// Not a timeframe that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d; got {0:?}")]
pub struct UnknownInterval(pub String);

impl Interval {
    /// Every timeframe that can be asked for, shortest first.
    pub const ASKABLE: [Self; 6] = [Self::M1, Self::M5, Self::M15, Self::H1, Self::H4, Self::D1];

    /// The wire name, such as `4h`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::M1 => "1m",
            Self::M5 => "5m",
            Self::M15 => "15m",
            Self::H1 => "1h",
            Self::H4 => "4h",
            Self::D1 => "1d",
            Self::W1 => "1w",
        }
    }

    /// Length of one candle in milliseconds.
    pub const fn millis(self) -> i64 {
        MINUTE_MS
            * match self {
                Self::M1 => 1,
                Self::M5 => 5,
                Self::M15 => 15,
                Self::H1 => 60,
                Self::H4 => 240,
                Self::D1 => 1_440,
                Self::W1 => 10_080,
            }
    }

    /// Length of one candle in seconds.
    pub const fn seconds(self) -> i64 {
        self.millis() / 1_000
    }

    /// The next timeframe up, whose trend is the sixth family.
    pub const fn higher(self) -> Option<Self> {
        match self {
            Self::M1 => Some(Self::M5),
            Self::M5 => Some(Self::M15),
            Self::M15 => Some(Self::H1),
            Self::H1 => Some(Self::H4),
            Self::H4 => Some(Self::D1),
            Self::D1 => Some(Self::W1),
            Self::W1 => None,
        }
    }

    /// Opening time (ms UTC) of the candle of this timeframe that holds `at_ms`, on the UTC calendar.
    ///
    /// Weeks begin on Monday. The epoch was a Thursday, so they are counted from the Monday before it.
    pub const fn bucket(self, at_ms: i64) -> i64 {
        let shift = match self {
            Self::W1 => 3 * 24 * 60 * MINUTE_MS,
            Self::M1 | Self::M5 | Self::M15 | Self::H1 | Self::H4 | Self::D1 => 0,
        };
        (at_ms + shift).div_euclid(self.millis()) * self.millis() - shift
    }

    /// Candles of this timeframe in a year, for a market that trades the given share of the week.
    pub fn per_year(self, sessions: crate::Sessions) -> f64 {
        let day = 24.0 * 60.0 * MINUTE_MS as f64;
        let per_day = day / self.millis() as f64;
        match sessions {
            crate::Sessions::Always => 365.0 * per_day,
            crate::Sessions::FxWeek => 260.0 * per_day,
            // A share trades 252 days of six and a half hours.
            crate::Sessions::UsShares | crate::Sessions::Weekdays => {
                252.0 * if per_day > 1.0 { per_day * 6.5 / 24.0 } else { per_day }
            }
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Interval {
    type Err = UnknownInterval;

    fn from_str(text: &str) -> Result<Self, UnknownInterval> {
        Self::ASKABLE.into_iter().find(|i| i.name() == text.trim()).ok_or_else(|| UnknownInterval(text.to_owned()))
    }
}

/// Prints an instant as people read it in the text formats: `2026-11-20 15:00`.
pub fn minute_text(at: Timestamp) -> String {
    let civil = TimeZone::UTC.to_datetime(at);
    format!("{} {:02}:{:02}", civil.date(), civil.hour(), civil.minute())
}

/// Adds milliseconds; `None` outside the years jiff can hold.
pub fn add_millis(at: Timestamp, millis: i64) -> Option<Timestamp> {
    at.checked_add(millis.milliseconds()).ok()
}

#[cfg(test)]
mod tests;
