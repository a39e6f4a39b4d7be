//! The data an answer rests on, and what its reader must know about it.

use jiff::Timestamp;
use serde::Serialize;

use super::words::words;
use crate::Interval;

/// Origin, age and completeness of the candles.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Data {
    pub source: String,
    pub venue_symbol: String,
    pub quality: Quality,
    /// Instant of knowledge: only candles closed by then were used.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub as_of: Timestamp,
    /// Declared delay of the feed in seconds.
    pub delay_seconds: Option<u32>,
    /// Close of the last candle used.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub last_closed_candle: Timestamp,
    /// `as_of` minus `last_closed_candle`, in seconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub age_seconds: i64,
    /// Two intervals, in seconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub max_age_seconds: i64,
    pub candles_used: u32,
    /// Open of the first candle used.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub first_candle: Timestamp,
    /// Candles missing where the calendar expected them.
    pub gaps: u32,
    /// The ten largest.
    pub gap_list: Vec<Gap>,
    /// Candles dropped by the validity rules.
    pub rejected: u32,
    /// Smallest price step in quote currency.
    pub tick_size: Option<f64>,
    pub tick_source: TickSource,
    pub candles_sha256: String,
    /// Cross-check with a second feed; `None` where none is set, or it was silent, which a warning says.
    pub second_source: Option<CrossCheck>,
    /// Other series that were used, built from these candles.
    pub also: Vec<RelatedSeries>,
}

/// The price of a second feed beside ours.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CrossCheck {
    pub source: String,
    /// Its close of the newest candle that both have.
    pub price: f64,
    /// Absolute difference of the two closes, in percent of the lower one.
    pub difference_pct: f64,
}

/// A stretch of missing candles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Gap {
    /// Open of the first missing candle.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub from: Timestamp,
    /// Open of the next candle that is there.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub to: Timestamp,
    pub missing: u32,
}

/// Another series of the same pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RelatedSeries {
    pub timeframe: Interval,
    pub candles_used: u32,
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub last_closed_candle: Timestamp,
    pub candles_sha256: String,
}

words!(
    /// State of the data at `as_of`. Everything but `live` is printed in every format.
    Quality {
        Live = "live",
        Delayed = "delayed",
        Recorded = "recorded",
        Synthetic = "synthetic",
        Closed = "closed",
        Stale = "stale",
    }
);

words!(
    /// Where the tick size comes from.
    TickSource { Venue = "venue", Inferred = "inferred", Unknown = "unknown" }
);

/// What the reader must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Warning {
    pub code: WarningCode,
    /// One or two sentences, at most 300 characters.
    pub message: String,
}

words!(
    /// What a warning is about.
    WarningCode {
        DataDelayed = "DATA_DELAYED",
        DataStale = "DATA_STALE",
        DataRecorded = "DATA_RECORDED",
        DataSynthetic = "DATA_SYNTHETIC",
        DataGaps = "DATA_GAPS",
        BarsRejected = "BARS_REJECTED",
        PriceJump = "PRICE_JUMP",
        SourcesDisagree = "SOURCES_DISAGREE",
        SecondSourceSilent = "SECOND_SOURCE_SILENT",
        WarmingUp = "WARMING_UP",
        NoVolume = "NO_VOLUME",
        NoMovement = "NO_MOVEMENT",
        FillSuspect = "FILL_SUSPECT",
        MarketClosed = "MARKET_CLOSED",
        TickInferred = "TICK_INFERRED",
        CostAssumed = "COST_ASSUMED",
        TimeframeDefaulted = "TIMEFRAME_DEFAULTED",
        EntryPassed = "ENTRY_PASSED",
        MarketDataDiffers = "MARKET_DATA_DIFFERS",
        CurrencyMismatch = "CURRENCY_MISMATCH",
        EquityUnknown = "EQUITY_UNKNOWN",
        LeverageImplied = "LEVERAGE_IMPLIED",
        ShortHistory = "SHORT_HISTORY",
    }
);
