//! How a market place stands, and what it tells of itself.

use analysis::{Candle, Interval, Pair};
use jiff::Timestamp;

use crate::VenueName;

/// How a market place stands, as far as it was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Which.
    pub venue: VenueName,
    /// When it last answered with what was asked for.
    pub last_good: Option<Timestamp>,
    /// When it last did not, and why, in words.
    pub last_error: Option<(Timestamp, String)>,
    /// Until when nothing is asked of it.
    pub closed_until: Option<Timestamp>,
    /// Nothing is asked because it shut us out, not because too much was asked.
    pub is_ban: bool,
    /// Milliseconds this computer's clock is ahead of its clock; `None` before it was asked.
    pub ahead_ms: Option<i64>,
    /// Candles come by themselves now.
    pub streams: bool,
    /// The last answer came from candles that were kept, because it could not be asked.
    pub from_cache: bool,
}

/// What is told of a series that is followed.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// A candle has closed, and every one before it is there.
    Closed {
        /// Of what.
        pair: Pair,
        /// In which timeframe.
        interval: Interval,
        /// The candle.
        candle: Candle,
    },
    /// A candle goes on.
    Forming {
        /// Of what.
        pair: Pair,
        /// In which timeframe.
        interval: Interval,
        /// As it is now.
        candle: Candle,
    },
    /// A candle that had closed was changed afterwards.
    Corrected {
        /// Of what.
        pair: Pair,
        /// In which timeframe.
        interval: Interval,
        /// As it counts from now on.
        candle: Candle,
    },
    /// Candles come by themselves.
    Live(VenueName),
    /// They do not, and the market place is asked instead until they do again.
    Silent {
        /// Which.
        venue: VenueName,
        /// Why, in words.
        why: String,
    },
}
