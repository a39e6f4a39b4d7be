//! One picture of the last closed candle, and the answers cut from it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    Evidence, History, Measured, Params, PositionFault, Question, RiskQuestion,
    answer::{MarketAnalysis, RiskAssessment, TradeSignal},
    picture::Picture,
    receipt::Receipt,
};

/// Everything any sink may say about one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub analysis: MarketAnalysis,
    pub signal: TradeSignal,
    /// The six claims and the readings they rest on.
    pub evidence: Vec<Evidence>,
    /// The record behind them.
    pub measured: Arc<Measured>,
    /// What the answers' ids were hashed from.
    pub receipts: Vec<Receipt>,
}

/// One answer, and what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered<A> {
    pub answer: A,
    /// What its id was hashed from.
    pub receipt: Option<Receipt>,
    /// The record behind it, for whoever asks again; `None` where it needed none.
    pub measured: Option<Arc<Measured>>,
}

/// Why there is no report at all. Bad but present data is not among them: it answers HOLD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    #[error("no candle had closed by then")]
    NoCandle,
    #[error("{have} closed candles; at least {least} are needed")]
    TooFew { have: usize, least: usize },
    /// Only where a position was asked about.
    #[error(transparent)]
    Position(#[from] PositionFault),
}

/// Answers a question from a history, at the instant `now`, which only stamps the answer unless nothing else says
/// what was known (`question.as_of`).
///
/// # Errors
/// When too few candles had closed.
pub fn report(history: &History, question: &Question, params: &Params, now: Timestamp) -> Result<Report, Unanswerable> {
    report_knowing(history, question, params, now, None)
}

/// The same, with the record of an earlier report, which is used where it is of the same candles and rules: measuring
/// is what takes time, and a record changes only when a candle closes.
///
/// # Errors
/// When too few candles had closed.
pub fn report_knowing(
    history: &History,
    question: &Question,
    params: &Params,
    now: Timestamp,
    known: Option<&Arc<Measured>>,
) -> Result<Report, Unanswerable> {
    let picture = Picture::of(history, question, params, now, known)?;
    Ok(Report {
        analysis: picture.analysis(),
        signal: picture.signal(),
        evidence: picture.evidence(),
        measured: Arc::clone(picture.measured()),
        receipts: picture.receipts(),
    })
}

/// The rule's score at the last closed candle, −1 to 1, without measuring what followed from it in the past; `None`
/// where the candles cannot be judged. The same number as in a signal of the same question.
///
/// # Errors
/// When too few candles had closed.
pub fn score_of(
    history: &History,
    question: &Question,
    params: &Params,
    now: Timestamp,
) -> Result<Option<f64>, Unanswerable> {
    Ok(Picture::of(history, question, params, now, None)?.score_alone())
}

/// The state of the market alone, without measuring what followed from it in the past.
///
/// # Errors
/// When too few candles had closed.
pub fn analyze(
    history: &History,
    question: &Question,
    params: &Params,
    now: Timestamp,
) -> Result<Answered<MarketAnalysis>, Unanswerable> {
    let picture = Picture::of(history, question, params, now, None)?;
    let answer = picture.analysis();
    Ok(Answered { receipt: picture.receipt_of(&answer.head.receipt_id), answer, measured: picture.measured_so_far() })
}

/// What a position could cost, at the instant `now`; `known` as above.
///
/// # Errors
/// When too few candles had closed, or the position contradicts itself.
pub fn assess(
    history: &History,
    question: &Question,
    asked: &RiskQuestion,
    params: &Params,
    now: Timestamp,
    known: Option<&Arc<Measured>>,
) -> Result<Answered<RiskAssessment>, Unanswerable> {
    let picture = Picture::of(history, question, params, now, known)?;
    let answer = picture.risk(asked)?;
    Ok(Answered { receipt: picture.receipt_of(&answer.head.receipt_id), answer, measured: picture.measured_so_far() })
}
