//! What is asked.

mod position;

pub use position::{PositionFault, RiskQuestion, SignalTaken, SizeUnit};

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Interval, Pair, Series};

/// One question about one pair; the tools cut their answers from the same report.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub pair: Pair,
    pub interval: Interval,
    /// Replay at a past instant: only candles closed by then count. `None` is now.
    pub as_of: Option<Timestamp>,
    pub direction: Direction,
    /// Whether the caller named the timeframe, or a default stands in.
    pub timeframe_defaulted: bool,
}

/// Sides the trader may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Direction {
    #[default]
    Both,
    LongOnly,
    ShortOnly,
}

/// What makes BUY or SELL: the measured proof, or the lean of the rule alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Gate {
    #[default]
    Proven,
    Rule,
}

/// Side of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Side {
    Long,
    Short,
}

/// A word that is not one of those allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be one of {allowed}; got {got:?}")]
pub struct UnknownWord {
    pub what: &'static str,
    pub allowed: &'static str,
    pub got: String,
}

impl Question {
    /// About the whole of a series as it is now, both sides, on the timeframe that was named.
    pub fn about(series: &Series) -> Self {
        Self {
            pair: series.pair().clone(),
            interval: series.interval(),
            as_of: None,
            direction: Direction::Both,
            timeframe_defaulted: false,
        }
    }
}

impl Direction {
    /// Whether a side may be taken.
    pub const fn allows(self, side: Side) -> bool {
        match self {
            Self::Both => true,
            Self::LongOnly => matches!(side, Side::Long),
            Self::ShortOnly => matches!(side, Side::Short),
        }
    }
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Long, Self::Short];

    /// `long` or `short`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Short => "short",
        }
    }

    /// +1 for long, −1 for short.
    pub const fn sign(self) -> f64 {
        match self {
            Self::Long => 1.0,
            Self::Short => -1.0,
        }
    }
}

impl Gate {
    /// `proven` or `rule`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Rule => "rule",
        }
    }
}

impl FromStr for Direction {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "both" => Ok(Self::Both),
            "long_only" => Ok(Self::LongOnly),
            "short_only" => Ok(Self::ShortOnly),
            _ => Err(UnknownWord { what: "direction", allowed: "both, long_only, short_only", got: text.to_owned() }),
        }
    }
}

impl FromStr for Side {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::BOTH.into_iter().find(|side| side.name() == text);
        found.ok_or_else(|| UnknownWord { what: "side", allowed: "long, short", got: text.to_owned() })
    }
}

impl FromStr for Gate {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "proven" => Ok(Self::Proven),
            "rule" => Ok(Self::Rule),
            _ => Err(UnknownWord { what: "gate", allowed: "proven, rule", got: text.to_owned() }),
        }
    }
}
