//! What the trader has set, and where each value came from.

mod connections;
mod desk;
pub mod edit;
mod fault;
pub mod files;
mod impact;
mod keys;
mod kind;
mod market;
mod migrate;
mod origin;
mod plain;
mod resolved;
mod schema;
mod trading;
mod written;

use analysis::{Indicators, Pair, Params, SignalParams, Thresholds};
use serde::Deserialize;
use serde_json::Value;

pub use connections::{Dialect, Gateway, Http, Identity, LmStudio, Logging, Platforms, Telegram, Wanted, WebSocket};
pub use desk::{Colours, DeskSettings, Theme};
pub use fault::{NotAllowed, SettingFault};
pub use impact::Impact;
pub use keys::{KEYS, Key};
pub use kind::Kind;
pub use market::{Kept, Market, Opened, Route, Routes, Source};
pub use origin::{Origin, Place};
pub use plain::plain;
pub use resolved::{DEFAULTS, Held, Notice, Resolved};
pub use schema::schema;
pub use trading::{Account, Cost, RoundTrip, Trading};
pub(crate) use written::loosely;
pub use written::{Whose, Written, from_env, from_flags, read_legacy, read_toml};

/// Everything that can be set. The default shows the demo market.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where candles come from.
    pub market: Market,
    /// Where the model is.
    pub lmstudio: LmStudio,
    /// Where the gateway is, and how it is called.
    pub gateway: Gateway,
    /// How Engram names itself, and how it answers.
    pub agent: Identity,
    /// What is asked when a question does not say.
    pub trading: Trading,
    /// What is shown of an analysis.
    pub analysis: Shown,
    /// How forecasts are made.
    pub calibration: Calibrated,
    /// What is logged.
    pub logging: Logging,
    /// The window, the tray and what they tell.
    pub desk: DeskSettings,
    /// Which links are wanted.
    pub platforms: Platforms,
}

/// What is shown of an analysis; none of it moves a signal.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Periods of what is displayed.
    pub indicators: Indicators,
    /// Where the words of confidence begin.
    pub confidence_thresholds: Thresholds,
}

/// How forecasts are made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibrated {
    /// The calibrator.
    pub method: analysis::confidence::Method,
}

impl Settings {
    /// The defaults, with candles from elsewhere.
    pub fn reading(source: Source) -> Self {
        Self { market: Market::from(source, None), ..Self::default() }
    }

    /// What an answer about this pair is computed with; nothing is held in it yet.
    pub fn params(&self, pair: &Pair) -> Params {
        let mut params = Params::of_class(pair.class());
        let trading = &self.trading;
        params.signal = SignalParams { gate: trading.signal_gate, rule_threshold: trading.rule_threshold };
        params.costs = trading.costs(pair);
        params.levels.stop_atr = trading.stop_atr;
        params.levels.reward_risk = trading.reward_risk;
        params.levels.horizon_bars = trading.horizon_bars;
        params.indicators = self.analysis.indicators.clone();
        params.confidence_thresholds = self.analysis.confidence_thresholds;
        params.calibration.method = self.calibration.method;
        params.risk = trading.risk(trading.risk_tolerance);
        params
    }

    /// Typed values, of ones that have been judged.
    pub(super) fn of(values: Value) -> Result<Self, serde_json::Error> {
        serde_json::from_value(values)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Resolved::untouched().settings.clone()
    }
}
