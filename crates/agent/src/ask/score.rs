//! How often did this work? One signal, or levels of the caller's own.

use analysis::{OwnLevels, ScoreQuestion, Unscorable, answer::ConfidenceScore, receipt::Receipt};
use jiff::Timestamp;
use market::Feed;
use serde_json::{Map, Value};

use super::{Answer, Asked, Ready, Records};
use crate::{Settings, ToolFault, journal::Earlier};

/// Most of a caller's own picture of the market that is read, in bytes of JSON and in fields.
const MOST_BYTES: usize = 8 * 1024;
const MOST_FIELDS: usize = 40;

/// A signal to score as a caller puts it, not yet checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AskedScore {
    /// About which market; its direction and gate do not move the number.
    pub market: Asked,
    /// `BUY`, `SELL` or `HOLD`.
    pub signal: String,
    /// Entry of a signal of the caller's own, in quote currency; all three or none.
    pub entry_price: Option<f64>,
    /// Its stop.
    pub stop_loss: Option<f64>,
    /// Its target.
    pub take_profit: Option<f64>,
    /// The caller's picture of the market: compared with ours, never believed.
    pub market_data: Option<Map<String, Value>>,
}

/// A score, with the report of the same candles.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The score.
    pub score: ConfidenceScore,
    /// What its id was hashed from.
    pub receipt: Option<Receipt>,
    /// What the other tools say.
    pub answer: Answer,
}

/// Checks a signal, fetches its candles and scores it, knowing the records of earlier answers.
///
/// # Errors
/// When an argument is not allowed, or the feed has no candles to answer from.
pub async fn score(
    feed: &dyn Feed,
    asked: &AskedScore,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Scored, ToolFault> {
    let question = asked.checked()?;
    let ready = Ready::of(feed, &asked.market, settings, now).await?;
    scored(ready, &question, now, records)
}

/// Scores an earlier signal as of its own time, by its own candles and parameters; the market of the question says
/// nothing.
///
/// # Errors
/// When the signal is another one, or has levels of the caller's own.
pub fn score_of(earlier: &Earlier, asked: &AskedScore, now: Timestamp, records: &Records) -> Result<Scored, ToolFault> {
    let taken = &earlier.taken;
    let question = ScoreQuestion { receipt_id: Some(taken.receipt_id.clone()), ..asked.checked()? };
    if question.signal != taken.signal {
        let (said, got) = (taken.signal.word(), question.signal.word());
        return Err(ToolFault::invalid("/signal", format!("signal must be {said}, as in receipt_id; got {got}.")));
    }
    if question.own.is_some() {
        let what = "entry_price, stop_loss and take_profit do not go together with receipt_id.";
        return Err(ToolFault::invalid("/entry_price", what));
    }
    scored(Ready::again(earlier), &question, now, records)
}

fn scored(ready: Ready, question: &ScoreQuestion, now: Timestamp, records: &Records) -> Result<Scored, ToolFault> {
    let report = ready.report(now, records)?;
    let known = Some(&report.measured);
    let score = analysis::confidence_score(&ready.history, &ready.question, question, &ready.params, now, known);
    let score = score.map_err(|cause| {
        let fault = ToolFault::from(cause);
        match cause {
            Unscorable::EntryAway { .. } => {
                fault.hinted(format!("The last close is {}.", report.analysis.current_price))
            }
            Unscorable::Unanswerable(_)
            | Unscorable::HoldWithLevels
            | Unscorable::WrongSide { .. }
            | Unscorable::StopDistance { .. }
            | Unscorable::RewardRisk { .. }
            | Unscorable::NoAtr => fault,
        }
    })?;
    Ok(Scored { score: score.answer, receipt: score.receipt, answer: Answer { report, history: ready.history } })
}

impl AskedScore {
    fn checked(&self) -> Result<ScoreQuestion, ToolFault> {
        Ok(ScoreQuestion {
            signal: self.signal.parse()?,
            receipt_id: None,
            own: self.own()?,
            market_data: self.market_data.clone().map(small).transpose()?,
        })
    }

    fn own(&self) -> Result<Option<OwnLevels>, ToolFault> {
        let prices =
            [("entry_price", self.entry_price), ("stop_loss", self.stop_loss), ("take_profit", self.take_profit)];
        if let [(_, Some(entry)), (_, Some(stop)), (_, Some(target))] = prices {
            for (name, price) in [("entry_price", entry), ("stop_loss", stop), ("take_profit", target)] {
                if !price.is_finite() || price <= 0.0 {
                    let what = format!("{name} must be a price above 0; got {price}.");
                    return Err(ToolFault::invalid(format!("/{name}"), what));
                }
            }
            return Ok(Some(OwnLevels { entry, stop, target }));
        }
        match prices.into_iter().find(|(_, price)| price.is_none()) {
            Some((missing, _)) if prices.iter().any(|(_, price)| price.is_some()) => Err(ToolFault::invalid(
                format!("/{missing}"),
                format!("entry_price, stop_loss and take_profit go together; {missing} is missing."),
            )),
            Some(_) | None => Ok(None),
        }
    }
}

fn small(market_data: Map<String, Value>) -> Result<Map<String, Value>, ToolFault> {
    let bytes = serde_json::to_string(&market_data).map_or(usize::MAX, |text| text.len());
    if bytes > MOST_BYTES || market_data.len() > MOST_FIELDS {
        let what = format!("market_data may hold {MOST_FIELDS} fields and {MOST_BYTES} bytes.");
        return Err(ToolFault::invalid("/market_data", what));
    }
    Ok(market_data)
}

#[cfg(test)]
mod tests;
