//! The answer of `get_confidence_score`.

use serde::Serialize;

use super::{
    ConfidenceStatus, ConfidenceWord, Event, Head, IntervalView, Lean, SignalWord, Trend, Volatility, VolumeState,
    words::words,
};
use crate::{Gate, Side};

words!(
    /// Whose signal was scored.
    ScoreSource { Current = "current", Receipt = "receipt", External = "external" }
);
words!(
    /// Whether the caller's picture of the market is ours. It is compared, never believed.
    MarketCheck {
        NotGiven = "not_given",
        Matches = "matches_snapshot",
        Differs = "differs_from_snapshot",
    }
);
words!(
    /// Whether the record still holds.
    DriftState { Ok = "ok", Alarm = "alarm", Unknown = "unknown" }
);

/// How often a named event followed in the past, for a signal of ours or for the caller's own levels.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ConfidenceScore {
    #[serde(flatten)]
    pub head: Head,
    pub signal: SignalWord,
    pub source: ScoreSource,
    pub engine_signal: EngineSignal,
    /// Probability of `event`; none on HOLD, unmeasured, drifted, or where the data cannot be judged.
    pub confidence: Option<f64>,
    pub confidence_status: ConfidenceStatus,
    pub confidence_word: ConfidenceWord,
    pub event: Option<Event>,
    pub interval95: Option<[f64; 2]>,
    pub base_rate: Option<f64>,
    pub breakeven_probability: Option<f64>,
    pub edge: Option<f64>,
    pub expectancy_r: Option<f64>,
    pub expectancy_lower_r: Option<f64>,
    pub blind_expectancy_r: Option<f64>,
    pub factors: Factors,
    pub calibration: CalibrationView,
    pub return_interval80: Option<IntervalView>,
    pub market_data_check: MarketCheck,
    /// At most 10, each at most 120 characters.
    pub market_data_differences: Vec<String>,
}

/// What `generate_signal` says for the same candles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct EngineSignal {
    pub signal: SignalWord,
    pub gate: Gate,
    pub lean: Lean,
    pub proven: bool,
}

/// The words of `analyze_market`; nothing is added to a number for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Factors {
    pub trend_alignment: Trend,
    pub volume_confirmation: VolumeState,
    pub volatility_level: Volatility,
}

/// The track record of one side. What is not measured is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CalibrationView {
    pub method: &'static str,
    /// What the samples come from: one pair, one timeframe, one side.
    pub pool: String,
    pub side: Side,
    pub horizon_bars: u16,
    /// Distance of the stop in ATR.
    pub stop_atr: f64,
    pub reward_risk: f64,
    /// Resolved out-of-sample forecasts.
    pub n: u32,
    /// The same with overlapping outcomes counted once.
    pub n_effective: f64,
    /// Plans left out because a candle is missing inside their horizon.
    pub void: u32,
    pub base_rate: Option<f64>,
    pub shrink_lambda: Option<f64>,
    pub outcomes: Option<OutcomesView>,
    pub brier: Option<f64>,
    pub brier_base: Option<f64>,
    pub brier_skill: Option<f64>,
    pub brier_skill_ci95: Option<[f64; 2]>,
    pub brier_skill_lower: Option<f64>,
    pub ece: Option<f64>,
    pub ece_null_p95: Option<f64>,
    pub reliability: Vec<ReliabilityBin>,
    pub shadow: ShadowView,
    pub evidence: EvidenceCount,
    pub window: Window,
    pub rules_tried: u32,
    pub drift: DriftView,
}

/// How past plans ended: shares, and mean results in R before cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OutcomesView {
    pub target: f64,
    pub stop: f64,
    pub time_exit: f64,
    pub mean_stop_r: f64,
    pub mean_time_exit_r: f64,
}

/// Forecasts of about the same size, and how often the event followed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReliabilityBin {
    pub p_mean: f64,
    pub hit_rate: f64,
    pub n: u32,
    pub n_effective: f64,
    /// Wilson.
    pub ci95: Option<[f64; 2]>,
}

/// Trades the forecasts would have taken, one at a time, after cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ShadowView {
    pub trades: u32,
    pub mean_r: Option<f64>,
    pub lower_r: Option<f64>,
}

/// Where the forecasts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct EvidenceCount {
    /// Replayed from history.
    pub walk_forward: u32,
    /// Made live and resolved since.
    pub forward_live: u32,
}

/// First and last day of the forecasts, `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Window {
    pub from: Option<String>,
    pub to: Option<String>,
}

/// The alarms of drift.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DriftView {
    pub state: DriftState,
    pub recent_skill: Option<f64>,
    pub expected: Option<f64>,
    pub observed: Option<f64>,
}
