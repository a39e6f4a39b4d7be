//! Everything that can move a number or decide a signal, in one value that is hashed into every receipt.

mod risk;

pub use risk::{Holding, Holdings, RiskParams, RiskTolerance};

use serde::{Deserialize, Serialize};

use crate::{
    AssetClass, Gate,
    confidence::{Method, Rules, Scheme},
    outcome::Barriers,
};

/// Version of the maths: raised whenever one published digit can change.
pub const ENGINE_VERSION: &str = "0.1.0";

/// Fewer closed candles than this answer nothing.
pub const LEAST_CANDLES: usize = 30;

/// Parameters of one answer, with every default filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub signal: SignalParams,
    pub costs: Costs,
    pub levels: LevelParams,
    pub indicators: Indicators,
    pub calibration: Calibration,
    pub confidence_thresholds: Thresholds,
    pub risk: RiskParams,
}

/// What turns a score into a signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalParams {
    pub gate: Gate,
    /// A score beyond it, either way, is a lean; 0 to 1.
    pub rule_threshold: f64,
}

/// What a round trip costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// Basis points of price, entry and exit together.
    pub round_trip_bps: f64,
    /// `settings`, or `default:<asset class>`.
    pub source: String,
}

/// How far stop and target stand, and for how long a plan holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelParams {
    pub atr_period: u16,
    /// Distance of the stop, in ATR.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// Bars until a plan expires.
    pub horizon_bars: u16,
}

/// How the track record is measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    pub method: Method,
    pub min_train_bars: u16,
    pub refit_bars: u16,
    pub ridge_l2: f64,
    pub shrink_n0: f64,
    pub min_forecasts: u16,
    /// Effective forecasts below which nothing is said, and below which history is thin.
    pub unmeasured_below: f64,
    pub thin_below: f64,
    /// Least lead over the base rate that counts as one.
    pub min_edge: f64,
    /// Fewest trades of the forecasts that prove anything.
    pub min_trades: u16,
    pub max_bars: u32,
    pub bootstrap: u16,
    /// Generator of the resampling.
    pub rng: Rng,
    /// Different sets of rules ever measured on this pair and timeframe.
    pub rules_tried: u32,
}

/// Generator of every resampled number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rng {
    Chacha8,
}

/// Places among past leads over break-even from which a word is said, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    pub high: f64,
    pub medium: f64,
    pub low: f64,
}

/// Periods of what is displayed. The six families use their own fixed ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicators {
    pub rsi: RsiParams,
    pub macd: MacdParams,
    pub moving_averages: AverageParams,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RsiParams {
    pub enabled: bool,
    pub period: u16,
    /// From here on RSI is called overbought; 0 to 100.
    pub overbought: f64,
    /// Up to here RSI is called oversold; 0 to 100.
    pub oversold: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MacdParams {
    pub enabled: bool,
    pub fast_period: u16,
    pub slow_period: u16,
    pub signal_period: u16,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AverageParams {
    pub enabled: bool,
    /// Bars of each simple moving average; at most 8 of them.
    pub periods: Vec<u16>,
}

impl Costs {
    /// What is assumed for an asset class until the trader says otherwise.
    pub fn assumed(class: AssetClass) -> Self {
        Self { round_trip_bps: class.default_round_trip_bps(), source: format!("default:{}", class.name()) }
    }

    /// The trader's own figure, in basis points.
    pub fn set(round_trip_bps: f64) -> Self {
        Self { round_trip_bps, source: "settings".to_owned() }
    }

    /// Whether nobody has set it.
    pub fn are_assumed(&self) -> bool {
        self.source != "settings"
    }
}

impl Params {
    /// The defaults for a pair of this class.
    pub fn of_class(class: AssetClass) -> Self {
        Self {
            signal: SignalParams { gate: Gate::Proven, rule_threshold: 0.20 },
            costs: Costs::assumed(class),
            levels: LevelParams { atr_period: 14, stop_atr: 2.0, reward_risk: 1.5, horizon_bars: 24 },
            indicators: Indicators {
                rsi: RsiParams { enabled: true, period: 14, overbought: 70.0, oversold: 30.0 },
                macd: MacdParams { enabled: true, fast_period: 12, slow_period: 26, signal_period: 9 },
                moving_averages: AverageParams { enabled: true, periods: vec![20, 50, 200] },
            },
            calibration: Calibration::default(),
            confidence_thresholds: Thresholds { high: 0.8, medium: 0.6, low: 0.4 },
            risk: RiskParams::of(RiskTolerance::Medium),
        }
    }

    /// What is measured with these parameters.
    pub fn rules(&self) -> Rules {
        let set = &self.calibration;
        Rules {
            barriers: Barriers {
                stop_atr: self.levels.stop_atr,
                reward_risk: self.levels.reward_risk,
                horizon: usize::from(self.levels.horizon_bars),
            },
            round_trip_bps: self.costs.round_trip_bps,
            scheme: Scheme {
                min_train_bars: usize::from(set.min_train_bars),
                refit_bars: usize::from(set.refit_bars),
                ridge_l2: set.ridge_l2,
                shrink_n0: set.shrink_n0,
                min_forecasts: usize::from(set.min_forecasts),
                ..Scheme::default()
            },
            bootstrap: usize::from(set.bootstrap),
            rules_tried: set.rules_tried,
            min_edge: set.min_edge,
            unmeasured_below: set.unmeasured_below,
            thin_below: set.thin_below,
        }
    }
}

impl Default for Calibration {
    fn default() -> Self {
        Self {
            method: Method::Ridge,
            min_train_bars: 500,
            refit_bars: 21,
            ridge_l2: 300.0,
            shrink_n0: 250.0,
            min_forecasts: 100,
            unmeasured_below: 30.0,
            thin_below: 250.0,
            min_edge: 0.01,
            min_trades: 30,
            max_bars: 20_000,
            bootstrap: 2_000,
            rng: Rng::Chacha8,
            rules_tried: 1,
        }
    }
}
