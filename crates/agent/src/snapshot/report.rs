//! One report in full, for the window.

mod curve;

use analysis::{
    Candle, Evidence, Side,
    answer::{ConfidenceScore, JournalState, MarketAnalysis, RiskAssessment, TradeSignal},
    rounded,
};
use serde::Serialize;

use crate::{
    ask::{Answer, Full},
    format::{self, Format},
};
pub use curve::{BandView, CurveView, LevelView};

/// Candles a chart shows.
const CHART_CANDLES: usize = 300;

/// A report with what it rests on and how it reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ReportView {
    /// Receipt id of the signal.
    pub id: String,
    /// The state of the market.
    pub analysis: MarketAnalysis,
    /// What to make of it.
    pub signal: TradeSignal,
    /// The side it speaks of: that of the signal; on HOLD the allowed lean, else the lead, else long.
    pub side: Side,
    /// How often a signal of that side worked.
    pub confidence: ConfidenceScore,
    /// What a position of that side could cost.
    pub risk: RiskAssessment,
    /// Whether the trader has said what the account holds; without it there is no size to recommend.
    pub has_equity: bool,
    /// The six claims and the readings they rest on.
    pub evidence: Vec<Evidence>,
    /// The last 300 candles, oldest first.
    pub candles: Vec<ChartCandle>,
    /// What was forecast of that side against what came true; none while that is not measured.
    pub curve: Option<CurveView>,
    /// Results of the rule's past trades of that side after cost, R, in the order of time: what an account that risked 1 R
    /// on each would have gone through.
    pub results_r: Vec<f64>,
    /// The signal as text.
    pub texts: Texts,
}

/// One candle of a chart. Prices in quote currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChartCandle {
    /// When it opened, in seconds since 1970, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// In base units; none when the feed has none.
    pub volume: Option<f64>,
}

/// The signal as text: the same words a file or a gateway would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Texts {
    /// What a trader reads first.
    pub clean: String,
    /// The same, and what it rests on.
    pub detailed: String,
    /// The object, indented, for finding faults.
    pub raw: String,
}

impl ReportView {
    /// Puts an answer into words and keeps the end of its candles. `journal` says whether it is on the disk.
    pub fn of(full: &Full, journal: JournalState) -> Self {
        let Full { answer: Answer { report, history }, side, score, risk, has_equity, receipts: _, holdings: _ } = full;
        let (mut report, mut confidence, mut risk) = (report.clone(), score.clone(), risk.clone());
        for head in [&mut report.analysis.head, &mut report.signal.head, &mut confidence.head, &mut risk.head] {
            head.journal = journal;
        }
        let text = |format| format::signal(&report, format);
        let texts = Texts { clean: text(Format::Clean), detailed: text(Format::Detailed), raw: text(Format::Raw) };
        let results = report.measured.track.side(*side).results.iter();
        let results_r = results.map(|result| rounded(*result, 3)).collect();
        let curve = CurveView::of(&report.measured, *side);
        let candles = history.series.tail(CHART_CANDLES).candles().map(ChartCandle::of).collect();
        Self {
            id: report.signal.head.receipt_id.clone(),
            analysis: report.analysis,
            signal: report.signal,
            side: *side,
            confidence,
            risk,
            has_equity: *has_equity,
            evidence: report.evidence,
            candles,
            curve,
            results_r,
            texts,
        }
    }
}

impl ChartCandle {
    pub(crate) fn of(candle: Candle) -> Self {
        let Candle { open_time, open, high, low, close, volume } = candle;
        Self { time: open_time.as_second(), open, high, low, close, volume }
    }
}

#[cfg(test)]
mod tests;
