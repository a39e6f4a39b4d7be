//! Candles with where they came from: a price without an origin cannot be printed.

use serde::{Deserialize, Serialize};

use crate::{Series, Tick};

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
