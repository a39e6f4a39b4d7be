//! Everything that can move a number or decide a signal, in one value that is hashed into every receipt.

use serde::Serialize;

use crate::{AssetClass, Gate};

/// Version of the maths: raised whenever one published digit can change.
pub const ENGINE_VERSION: &str = "0.1.0";

/// Fewer closed candles than this answer nothing.
pub const LEAST_CANDLES: usize = 30;

/// Parameters of one answer, with every default filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Params {
    pub signal: SignalParams,
    pub costs: Costs,
    pub levels: LevelParams,
    pub indicators: Indicators,
}

/// What turns a score into a signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SignalParams {
    pub gate: Gate,
    /// A score beyond it, either way, is a lean; 0 to 1.
    pub rule_threshold: f64,
}

/// What a round trip costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Costs {
    /// Basis points of price, entry and exit together.
    pub round_trip_bps: f64,
    /// `settings`, or `default:<asset class>`.
    pub source: String,
}

/// How far stop and target stand, and for how long a plan holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LevelParams {
    pub atr_period: u16,
    /// Distance of the stop, in ATR.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// Bars until a plan expires.
    pub horizon_bars: u16,
}

/// Periods of what is displayed. The six families use their own fixed ones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicators {
    pub rsi: RsiParams,
    pub macd: MacdParams,
    pub moving_averages: AverageParams,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RsiParams {
    pub enabled: bool,
    pub period: u16,
    /// From here on RSI is called overbought; 0 to 100.
    pub overbought: f64,
    /// Up to here RSI is called oversold; 0 to 100.
    pub oversold: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MacdParams {
    pub enabled: bool,
    pub fast_period: u16,
    pub slow_period: u16,
    pub signal_period: u16,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
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
        }
    }
}
