//! How often did this work? Scores a signal of ours, or levels of the caller's own.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    History, Measured, Params, Question, Side, Unanswerable,
    answer::{ConfidenceScore, SignalWord},
    picture::Picture,
    report::Answered,
};

/// What is to be scored.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreQuestion {
    pub signal: SignalWord,
    /// The earlier answer that it was, if it was one of ours.
    pub receipt_id: Option<String>,
    /// Levels of the caller's own.
    pub own: Option<OwnLevels>,
    /// The caller's picture of the market, compared with ours.
    pub market_data: Option<Map<String, Value>>,
}

/// Entry, stop and target in quote currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnLevels {
    pub entry: f64,
    pub stop: f64,
    pub target: f64,
}

/// Why there is no score.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unscorable {
    #[error(transparent)]
    Unanswerable(#[from] Unanswerable),
    #[error("HOLD names no side, so it has no levels of its own")]
    HoldWithLevels,
    #[error("{what} {price} stands on the wrong side of the entry {entry} for {side}", side = .side.name())]
    WrongSide { what: &'static str, price: f64, entry: f64, side: Side },
    #[error(
        "the entry {entry} is {away:.2} ATR from the last close; beyond 0.5 it would be a pending order, which is not modelled"
    )]
    EntryAway { entry: f64, away: f64 },
    #[error("the stop stands {away:.2} ATR from the entry; 0.25 to 20 can be replayed")]
    StopDistance { away: f64 },
    #[error("reward over risk is {ratio:.2}; 0.2 to 10 can be replayed")]
    RewardRisk { ratio: f64 },
    #[error("the ATR is not known yet, so these levels cannot be measured in it")]
    NoAtr,
}

impl Unscorable {
    /// The argument at fault, where it is one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unanswerable(_) | Self::NoAtr => None,
            Self::HoldWithLevels | Self::EntryAway { .. } => Some("/entry_price"),
            Self::StopDistance { .. } => Some("/stop_loss"),
            Self::RewardRisk { .. } => Some("/take_profit"),
            Self::WrongSide { what, .. } => Some(what),
        }
    }
}

impl OwnLevels {
    /// Distance of the stop in ATR, and reward over risk, of levels for a side.
    pub(crate) fn distances(&self, side: Side, price: f64, atr: f64) -> Result<(f64, f64), Unscorable> {
        let (risk, reward) = ((self.entry - self.stop) * side.sign(), (self.target - self.entry) * side.sign());
        let wrong = |what, price| Unscorable::WrongSide { what, price, entry: self.entry, side };
        if risk.is_nan() || risk <= 0.0 {
            return Err(wrong("/stop_loss", self.stop));
        }
        if reward.is_nan() || reward <= 0.0 {
            return Err(wrong("/take_profit", self.target));
        }
        let away = (self.entry - price).abs() / atr;
        if away > 0.5 {
            return Err(Unscorable::EntryAway { entry: self.entry, away });
        }
        let (stop_atr, ratio) = (risk / atr, reward / risk);
        if !(0.25..=20.0).contains(&stop_atr) {
            return Err(Unscorable::StopDistance { away: stop_atr });
        }
        if !(0.2..=10.0).contains(&ratio) {
            return Err(Unscorable::RewardRisk { ratio });
        }
        Ok((stop_atr, ratio))
    }
}

/// Scores a signal. `known` is the record of an earlier answer, used where it fits.
///
/// # Errors
/// When too few candles had closed, or the caller's levels cannot be replayed.
pub fn confidence_score(
    history: &History,
    question: &Question,
    asked: &ScoreQuestion,
    params: &Params,
    now: Timestamp,
    known: Option<&Arc<Measured>>,
) -> Result<Answered<ConfidenceScore>, Unscorable> {
    let picture = Picture::of(history, question, params, now, known)?;
    let answer = picture.score(asked)?;
    Ok(Answered { receipt: picture.receipt_of(&answer.head.receipt_id), answer, measured: picture.measured_so_far() })
}

#[cfg(test)]
mod tests;
