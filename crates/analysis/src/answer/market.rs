//! The answer of `analyze_market`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{AboveBelow, Head, MacdState, Regime, RsiState, Trend, Volatility, VolumeState};
use crate::Interval;

/// Technical state of one pair on one timeframe. Prices in quote currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MarketAnalysis {
    #[serde(flatten)]
    pub head: Head,
    /// Close of the last closed candle.
    pub current_price: f64,
    pub trend: Trend,
    /// Size of the trend family, 0 to 1.
    pub trend_strength: Option<f64>,
    pub regime: Regime,
    pub indicators: Indicators,
    /// Nearest first, below the last close; at most 3.
    pub support_levels: Vec<f64>,
    /// Nearest first, above the last close; at most 3.
    pub resistance_levels: Vec<f64>,
    pub volume: VolumeState,
    pub volatility: Volatility,
    pub higher_timeframes: Vec<HigherTimeframe>,
}

/// What is displayed, with the configured periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Indicators {
    /// Wilder's RSI, 0 to 100; none while warming up or when the price did not move.
    pub rsi: Option<f64>,
    pub rsi_state: RsiState,
    pub macd: MacdState,
    /// `ma_<period>`: last close against that simple average.
    pub moving_averages: BTreeMap<String, AboveBelow>,
    /// The numbers behind the words; none while they have no value.
    pub values: BTreeMap<String, Option<f64>>,
}

/// Trend on a timeframe further up, from closed candles only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct HigherTimeframe {
    pub timeframe: Interval,
    pub trend: Trend,
}
