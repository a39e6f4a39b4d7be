//! The watch list as a screen sees it.

use analysis::{
    Interval, Pair,
    answer::{ConfidenceStatus, Lean, Quality, SignalWord},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{ChartCandle, ProblemView};
use crate::ask::Answer;

/// Closes of a small line.
const LINE: usize = 48;

/// The pairs that are watched.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct WatchView {
    /// In the order of the settings.
    pub rows: Vec<WatchRow>,
    /// They are being looked at.
    pub is_scanning: bool,
    /// Candles that go on, of these pairs and of what was asked about, where the source tells them by itself and the
    /// window is seen. Nothing is computed from them.
    pub forming: Vec<FormingView>,
}

/// A candle that goes on, as it is now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FormingView {
    /// Of this pair.
    pub pair: Pair,
    /// In this timeframe.
    pub timeframe: Interval,
    /// Its values so far.
    pub candle: ChartCandle,
}

/// A pair that is watched.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct WatchRow {
    /// The pair, as the settings have it.
    pub pair: String,
    /// Prices that are waited for.
    pub armed: u32,
    /// What was seen last; none before the first look.
    pub seen: Option<SeenView>,
    /// Why the last look failed; what was seen before it stays, and ages.
    pub problem: Option<ProblemView>,
}

/// What was seen of a pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SeenView {
    /// The timeframe that was looked at.
    pub timeframe: Interval,
    /// Last close, quote currency.
    pub price: f64,
    /// Smallest price step.
    pub tick_size: Option<f64>,
    /// Change over the small line, percent.
    pub change_pct: Option<f64>,
    /// The last closes, oldest first.
    pub line: Vec<f64>,
    /// BUY, SELL or HOLD, by the gate of the settings.
    pub signal: SignalWord,
    /// What the rule says by itself.
    pub lean: Lean,
    /// Every condition of the proof holds.
    pub proven: bool,
    /// How far its record may be trusted.
    pub confidence_status: ConfidenceStatus,
    /// The feed's name.
    pub source: String,
    /// State of the data at that time.
    pub quality: Quality,
    /// When the last candle used had closed.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub last_closed_candle: Timestamp,
    /// Older than this and it is stale, seconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub max_age_seconds: i64,
}

impl SeenView {
    /// What an answer says of its pair, in one row.
    pub(crate) fn of(answer: &Answer) -> Self {
        let signal = &answer.report.signal;
        let closes = answer.history.series.closes();
        let line = closes.get(closes.len().saturating_sub(LINE)..).unwrap_or_default().to_vec();
        let change = line.first().zip(line.last()).filter(|(first, _)| **first > 0.0);
        let data = &signal.head.data;
        Self {
            timeframe: signal.head.timeframe,
            price: answer.report.analysis.current_price,
            tick_size: data.tick_size,
            change_pct: change.map(|(first, last)| 100.0 * (last - first) / first),
            line,
            signal: signal.signal,
            lean: signal.lean,
            proven: signal.proven,
            confidence_status: signal.confidence_status,
            source: data.source.clone(),
            quality: data.quality,
            last_closed_candle: data.last_closed_candle,
            max_age_seconds: data.max_age_seconds,
        }
    }
}
