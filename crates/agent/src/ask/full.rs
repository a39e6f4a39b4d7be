//! Everything there is to say about one question: the state, the signal, its record and its risk.

use std::sync::Arc;

use analysis::{
    Holdings, RiskQuestion, ScoreQuestion, Side,
    answer::{ConfidenceScore, RiskAssessment, SignalWord},
    receipt::Receipt,
};
use jiff::Timestamp;
use market::Feed;
use serde_json::Value;

use super::{Answer, Asked, Ready, Records, risk::holdings};
use crate::{Settings, ToolFault, format::words::side_shown};

/// All four tools' answers, from the same candles and the same record.
#[derive(Clone, Debug, PartialEq)]
pub struct Full {
    /// What the market is like, and what to make of it.
    pub answer: Answer,
    /// The side it speaks of: that of the signal; on HOLD the allowed lean, else the lead, else long.
    pub side: Side,
    /// How often a signal of that side worked.
    pub score: ConfidenceScore,
    /// What a position of that side could cost.
    pub risk: RiskAssessment,
    /// Whether the trader has said what the account holds; without it there is no size to recommend.
    pub has_equity: bool,
    /// What the ids of all four were hashed from.
    pub receipts: Vec<Receipt>,
    /// What is held beside it, with the candles it was compared by.
    pub holdings: Holdings,
}

impl Full {
    /// What the four tools answer, as objects, in the order of `analyze_market`, `generate_signal`,
    /// `get_confidence_score`, `assess_risk`.
    ///
    /// # Errors
    /// When one has no JSON form; answers hold finite numbers and text keys, so each has.
    pub fn objects(&self) -> serde_json::Result<[Value; 4]> {
        let report = &self.answer.report;
        Ok([
            serde_json::to_value(&report.analysis)?,
            serde_json::to_value(&report.signal)?,
            serde_json::to_value(&self.score)?,
            serde_json::to_value(&self.risk)?,
        ])
    }
}

/// Answers with all four tools, for the sides and levels of the signal.
///
/// # Errors
/// As [`super::answer`].
pub async fn full(
    feed: &dyn Feed,
    asked: &Asked,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Full, ToolFault> {
    let mut ready = Ready::of(feed, asked, settings, now).await?;
    let report = ready.report(now, records)?;
    let side = side_shown(&report.signal);
    let score = {
        let signal = match side {
            Side::Long => SignalWord::Buy,
            Side::Short => SignalWord::Sell,
        };
        let asked = ScoreQuestion { signal, receipt_id: None, own: None, market_data: None };
        let known = Some(&report.measured);
        analysis::confidence_score(&ready.history, &ready.question, &asked, &ready.params, now, known)?
    };
    let trading = &settings.trading;
    let holdings = holdings(Some(feed), trading.holdings.as_ref(), &ready, now).await;
    ready.params.risk.holdings = holdings.clone();
    let risk = {
        let asked = RiskQuestion { side: Some(side), ..RiskQuestion::default() };
        let known = Some(Arc::clone(&report.measured));
        analysis::assess(&ready.history, &ready.question, &asked, &ready.params, now, known.as_ref())?
    };
    let receipts = report.receipts.iter().cloned().chain(score.receipt).chain(risk.receipt).collect();
    let answer = Answer { report, history: ready.history };
    let has_equity = trading.account.equity.is_some();
    Ok(Full { answer, side, score: score.answer, risk: risk.answer, has_equity, receipts, holdings })
}

#[cfg(test)]
mod tests;
