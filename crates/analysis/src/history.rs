//! Candles with where they came from: a price without an origin cannot be printed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Series, Tick};

/// From this share of the price on, two sources of one market disagree: 0.5 %.
pub const DISAGREES: f64 = 0.005;

/// How far two prices of one thing are apart, as a share of the lower one.
pub fn apart(one: f64, two: f64) -> f64 {
    (one - two).abs() / one.min(two)
}

/// A series and its origin: all that a report may see of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    pub series: Series,
    pub provenance: Provenance,
}

/// Where candles came from and what happened to them on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The feed's name: an exchange, `file`, `demo`. At most 64 characters.
    pub source: String,
    /// The pair's name at that source: a symbol, a file name. At most 64 characters.
    pub venue_symbol: String,
    pub kind: Kind,
    /// Declared delay of the feed; `None` when unknown.
    pub delay_seconds: Option<u32>,
    /// The smallest price step, if the source states it.
    pub tick: Option<Tick>,
    /// Candles dropped because they broke a validity rule.
    pub rejected: u32,
    /// What a second source says; `None` where none was to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondSource>,
}

/// A second source of the same market, asked so that a wrong price of the first is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondSource {
    /// The feed's name, at most 64 characters.
    pub source: String,
    /// The pair's name there, at most 64 characters; empty when it did not say.
    pub venue_symbol: String,
    /// Its newest candle that the first source has too; `None` when it was silent or has none of the latest.
    pub last: Option<SecondClose>,
}

/// A close of a second source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondClose {
    /// When that candle closed.
    pub closed_at: Timestamp,
    /// In quote currency.
    pub price: f64,
}

/// What kind of source it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A market that goes on.
    Live,
    /// A file, a recording, a replay.
    Recorded,
    /// Made-up candles, which no reader may take for a market.
    Synthetic,
}
