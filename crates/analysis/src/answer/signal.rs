//! The answer of `generate_signal`.

use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;

use super::{Head, ModelState, ModelView, words::words};
use crate::{Family, Gate, Side, UnknownWord};

words!(
    /// The word of a signal; HOLD is the default.
    SignalWord { Buy = "BUY", Sell = "SELL", Hold = "HOLD" }
);

impl FromStr for SignalWord {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "BUY" => Ok(Self::Buy),
            "SELL" => Ok(Self::Sell),
            "HOLD" => Ok(Self::Hold),
            _ => Err(UnknownWord { what: "signal", allowed: "BUY, SELL, HOLD", got: text.to_owned() }),
        }
    }
}

words!(
    /// What the rule says by itself, whatever the gate.
    Lean { Long = "long", Short = "short", None = "none" }
);
words!(
    /// How far a probability may be trusted.
    ConfidenceStatus {
        Measured = "measured",
        NoSkill = "no_skill",
        Thin = "thin",
        Unmeasured = "unmeasured",
        Drifted = "drifted",
    }
);
words!(
    /// Where today's lead over break-even stands among past ones; it gates nothing.
    ConfidenceWord { High = "high", Medium = "medium", Low = "low", None = "none" }
);
words!(
    /// The named event of a confidence.
    Event { TargetBeforeStop = "target_before_stop_within_horizon" }
);
words!(
    /// Why HOLD, in the order of the rows of the proof.
    HoldReason {
        DataStale = "DATA_STALE",
        DataGaps = "DATA_GAPS",
        MarketClosed = "MARKET_CLOSED",
        WarmingUp = "WARMING_UP",
        NoMovement = "NO_MOVEMENT",
        FillSuspect = "FILL_SUSPECT",
        OutOfRange = "OUT_OF_RANGE",
        Unmeasured = "UNMEASURED",
        Thin = "THIN",
        Drifted = "DRIFTED",
        NoSkill = "NO_SKILL",
        SourcesDisagree = "SOURCES_DISAGREE",
        EdgeSmall = "EDGE_SMALL",
        BelowBreakeven = "BELOW_BREAKEVEN",
        TooFewTrades = "TOO_FEW_TRADES",
        ExpectancyUnproven = "EXPECTANCY_UNPROVEN",
        NotBetterThanBlind = "NOT_BETTER_THAN_BLIND",
        SideNotAllowed = "SIDE_NOT_ALLOWED",
        NoLean = "NO_LEAN",
    }
);

/// BUY, SELL or HOLD with levels and plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TradeSignal {
    #[serde(flatten)]
    pub head: Head,
    pub signal: SignalWord,
    pub gate: Gate,
    /// Every condition of the proof holds for this BUY or SELL.
    pub proven: bool,
    pub lean: Lean,
    /// HOLD because it could not be judged, which is not "judged, and saw no edge".
    pub abstained: bool,
    pub hold_reasons: Vec<HoldReason>,
    pub unproven_reasons: Vec<HoldReason>,
    /// The allowed side with the better expectancy; none while nothing is measured.
    pub lead: Option<Side>,
    /// Probability of `event`; none on HOLD, and while unmeasured or drifted.
    pub confidence: Option<f64>,
    pub confidence_status: ConfidenceStatus,
    pub confidence_word: ConfidenceWord,
    pub event: Option<Event>,
    pub entry_price: Option<f64>,
    pub stop_loss: Option<f64>,
    pub take_profit: Option<f64>,
    pub plan: Option<Plan>,
    pub scenarios: Scenarios,
    pub forecast: Forecast,
    /// Mean of the six families, −1 to 1; none while one is missing.
    pub score: Option<f64>,
    pub drivers: Vec<Driver>,
    /// Written by code; holds only numbers of this answer.
    pub reasoning: String,
    /// Close of the next candle; none when the data cannot be judged.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub valid_until: Option<Timestamp>,
    pub llm: ModelState,
    pub llm_view: Option<ModelView>,
}

/// The plan of a BUY or SELL.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Plan {
    pub side: Side,
    /// Reward over risk of the rounded levels.
    pub rr: f64,
    pub breakeven_probability: Option<f64>,
    /// Cost of a round trip in R.
    pub cost_r: f64,
    pub expectancy_r: Option<f64>,
    pub expectancy_lower_r: Option<f64>,
    pub horizon_bars: u16,
    /// Open of the next candle: the entry that counts.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub enter_at: Timestamp,
    /// Close of the last candle of the horizon.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub expires_at: Timestamp,
    pub stop_method: &'static str,
    pub atr: f64,
    pub atr_multiple: f64,
    pub invalidation: String,
}

/// What would apply to either side now, also on HOLD.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Scenarios {
    pub long: Scenario,
    pub short: Scenario,
}

/// One side: its levels, and what is measured of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Scenario {
    pub allowed: bool,
    pub status: ConfidenceStatus,
    pub entry_price: Option<f64>,
    pub stop_loss: Option<f64>,
    pub take_profit: Option<f64>,
    pub rr: Option<f64>,
    pub cost_r: Option<f64>,
    pub probability: Option<f64>,
    pub interval95: Option<[f64; 2]>,
    pub base_rate: Option<f64>,
    pub breakeven_probability: Option<f64>,
    pub edge: Option<f64>,
    pub expectancy_r: Option<f64>,
    pub expectancy_lower_r: Option<f64>,
    pub blind_expectancy_r: Option<f64>,
    pub shadow_trades: u32,
    pub n: u32,
    pub n_effective: f64,
    pub passes: bool,
    pub hold_reasons: Vec<HoldReason>,
}

/// The direction forecast: another event than confidence, and never the signal's reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Forecast {
    pub event: &'static str,
    pub horizon_bars: u16,
    pub status: ConfidenceStatus,
    pub probability: Option<f64>,
    pub base_rate: Option<f64>,
    pub n: u32,
    pub n_effective: f64,
    pub brier_skill: Option<f64>,
    pub brier_skill_ci95: Option<[f64; 2]>,
    /// 80 % interval of the return over the horizon.
    pub return_interval80: Option<IntervalView>,
}

/// An interval of a return, and how often such intervals held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct IntervalView {
    /// Ends in percent of price.
    pub low_pct: f64,
    pub high_pct: f64,
    pub method: &'static str,
    /// Share of past outcomes inside theirs.
    pub empirical_coverage: Option<f64>,
}

/// One family and its share of the score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Driver {
    pub name: Family,
    /// −1 to 1.
    pub value: Option<f64>,
    /// A sixth of it; the shares add up to the score.
    pub contribution: Option<f64>,
}

impl HoldReason {
    /// The row of the proof it belongs to: 1 and 2 ask whether there is anything to judge, 3 and 4 whether it can be
    /// believed, 5 to 11 are the proof, 12 is the trader's choice; a rule without a lean comes after them.
    pub const fn row(self) -> u8 {
        match self {
            Self::DataStale | Self::DataGaps | Self::MarketClosed => 1,
            Self::WarmingUp | Self::NoMovement => 2,
            Self::FillSuspect => 3,
            Self::OutOfRange => 4,
            Self::Unmeasured | Self::Thin | Self::Drifted | Self::NoSkill => 5,
            Self::SourcesDisagree => 6,
            Self::EdgeSmall => 7,
            Self::BelowBreakeven => 8,
            Self::TooFewTrades => 9,
            Self::ExpectancyUnproven => 10,
            Self::NotBetterThanBlind => 11,
            Self::SideNotAllowed => 12,
            Self::NoLean => 13,
        }
    }
}

impl Scenarios {
    /// The scenario of a side.
    pub const fn of(&self, side: Side) -> &Scenario {
        match side {
            Side::Long => &self.long,
            Side::Short => &self.short,
        }
    }
}

impl Lean {
    /// The side it leans to.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Long => Some(Side::Long),
            Self::Short => Some(Side::Short),
            Self::None => None,
        }
    }
}
