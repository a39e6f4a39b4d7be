//! What could a position cost?

use std::sync::Arc;

use analysis::{
    History, Holding, Holdings, Interval, RiskParams, RiskQuestion, RiskTolerance, UnknownWord, answer::RiskAssessment,
    receipt::Receipt,
};
use jiff::Timestamp;
use market::{Feed, Want};

use super::{Asked, Position, Ready, Records};
use crate::{Settings, ToolFault, Trading, journal::Earlier, problem::repeated};

/// Daily candles asked of what is held: more than the 250 common days that are compared.
const DAYS: u32 = 600;

/// Highest leverage that can be asked about.
const MOST_LEVERAGE: f64 = 200.0;

/// Longest name of a currency.
const MOST_CURRENCY: usize = 12;

/// A position to assess as a caller puts it, not yet checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AskedRisk {
    /// In which market; its direction moves nothing.
    pub market: Asked,
    /// In the unit below; `None` assesses the largest size inside the limits.
    pub position_size: Option<f64>,
    /// `base`, `quote` or `pct_equity`; `None` is base.
    pub position_size_unit: Option<String>,
    /// `long` or `short`; `None` is long.
    pub side: Option<String>,
    /// Quote currency; `None` takes the last close.
    pub entry_price: Option<f64>,
    /// Quote currency; `None` places it by the ATR.
    pub stop_loss: Option<f64>,
    /// Of an isolated position on margin, 1 to 200.
    pub leverage: Option<f64>,
    /// Account currency; `None` takes the settings', which may not be set.
    pub account_equity: Option<f64>,
    /// Such as `EUR`; `None` takes the settings'.
    pub account_currency: Option<String>,
    /// `low`, `medium` or `high`; `None` takes the settings'.
    pub risk_tolerance: Option<String>,
    /// What else is held; an empty list says: nothing else. `None` takes the settings', which may say nothing.
    pub held: Option<Vec<Position>>,
}

/// An assessment, and the candles it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Risked {
    /// The assessment.
    pub risk: RiskAssessment,
    /// What its id was hashed from.
    pub receipt: Option<Receipt>,
    /// Where its numbers come from.
    pub history: History,
    /// What is held beside it, with the candles it was compared by.
    pub holdings: Holdings,
}

/// Checks a position, fetches its candles and those of what is held, and assesses it, knowing the records of earlier
/// answers.
///
/// # Errors
/// When an argument is not allowed, or the feed has no candles to answer from. What is held may lack candles: then it
/// is unknown how it moves.
pub async fn risk(
    feed: &dyn Feed,
    asked: &AskedRisk,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Risked, ToolFault> {
    let checked = asked.checked(&settings.trading)?;
    let ready = Ready::of(feed, &asked.market, settings, now).await?;
    risked(Some(feed), ready, checked, asked, settings, now, records).await
}

/// Assesses an earlier signal as of its own time, by its own candles, levels and gate, and the account of now; the
/// market of the question says nothing. What is held is asked from the feed if it is the one the signal came from.
///
/// # Errors
/// When an argument is not allowed, or contradicts the signal.
pub async fn risk_of(
    earlier: &Earlier,
    feed: &dyn Feed,
    asked: &AskedRisk,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Risked, ToolFault> {
    let (question, params) = asked.checked(&settings.trading)?;
    let question = RiskQuestion { receipt: Some(earlier.taken.clone()), ..question };
    let feed = Some(feed).filter(|feed| feed.name() == earlier.history.provenance.source);
    risked(feed, Ready::again(earlier), (question, params), asked, settings, now, records).await
}

async fn risked(
    feed: Option<&dyn Feed>,
    mut ready: Ready,
    (question, params): (RiskQuestion, RiskParams),
    asked: &AskedRisk,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Risked, ToolFault> {
    let held = asked.held.as_ref().or(settings.trading.holdings.as_ref());
    let holdings = holdings(feed, held, &ready, now).await;
    ready.params.risk = RiskParams { holdings: holdings.clone(), ..params };
    let what = ready.measures();
    let known = records.known(&what);
    let assessed = analysis::assess(&ready.history, &ready.question, &question, &ready.params, now, known.as_ref())?;
    if let Some(record) = assessed.measured {
        records.learn(what, record);
    }
    Ok(Risked { risk: assessed.answer, receipt: assessed.receipt, history: ready.history, holdings })
}

impl AskedRisk {
    fn checked(&self, trading: &Trading) -> Result<(RiskQuestion, RiskParams), ToolFault> {
        for (name, value) in [
            ("position_size", self.position_size),
            ("entry_price", self.entry_price),
            ("stop_loss", self.stop_loss),
            ("account_equity", self.account_equity),
        ] {
            if let Some(value) = value.filter(|value| !above_nothing(*value)) {
                let what = format!("{name} must be a number above 0; got {value}.");
                return Err(ToolFault::invalid(format!("/{name}"), what));
            }
        }
        if let Some(leverage) = self.leverage.filter(|leverage| !(1.0..=MOST_LEVERAGE).contains(leverage)) {
            let what = format!("leverage must be from 1 to {MOST_LEVERAGE}; got {leverage}.");
            return Err(ToolFault::invalid("/leverage", what));
        }
        let question = RiskQuestion {
            position_size: self.position_size,
            unit: self.position_size_unit.as_deref().map(str::parse).transpose()?.unwrap_or_default(),
            side: self.side.as_deref().map(str::parse).transpose()?,
            entry_price: self.entry_price,
            stop_loss: self.stop_loss,
            leverage: self.leverage,
            account_equity: self.account_equity,
            receipt: None,
        };
        let tolerance = self.risk_tolerance.as_deref().map(tolerance).transpose()?.unwrap_or(trading.risk_tolerance);
        let mut params = trading.risk(tolerance);
        if let Some(text) = &self.account_currency {
            params.account_currency = currency(text).ok_or_else(|| {
                let what = format!("account_currency must look like USD or EUR; got {:?}.", repeated(text));
                ToolFault::invalid("/account_currency", what)
            })?;
        }
        Ok((question, params))
    }
}

/// A finite number that a size or a price can be.
pub(super) fn above_nothing(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

fn tolerance(text: &str) -> Result<RiskTolerance, UnknownWord> {
    match text {
        "low" => Ok(RiskTolerance::Low),
        "medium" => Ok(RiskTolerance::Medium),
        "high" => Ok(RiskTolerance::High),
        _ => Err(UnknownWord { what: "risk_tolerance", allowed: "low, medium, high", got: text.to_owned() }),
    }
}

/// A currency's code in capital letters; `None` where it cannot be one.
pub(crate) fn currency(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let fits = (1..=MOST_CURRENCY).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then_some(code)
}

/// What is held, each with its daily candles where the same feed has them.
pub(super) async fn holdings(
    feed: Option<&dyn Feed>,
    held: Option<&Vec<Position>>,
    ready: &Ready,
    now: Timestamp,
) -> Holdings {
    let Some(held) = held else { return Holdings::NotSet };
    if held.is_empty() {
        return Holdings::Empty;
    }
    let mut all = Vec::new();
    for Position { pair, side, units, stop } in held.iter().cloned() {
        // What is held in the pair itself moves by the candles of the answer.
        let candles = match feed.filter(|_| pair != ready.question.pair) {
            None => None,
            Some(feed) => {
                let at = ready.question.as_of.unwrap_or(now);
                let want = Want { pair: pair.clone(), interval: Some(Interval::D1), bars: DAYS, at };
                let found = market::history(feed, &want).await.ok();
                found.filter(|found| !is_same_source(found, &ready.history)).map(Arc::new)
            }
        };
        all.push(Holding { pair, side, units, stop, candles });
    }
    Holdings::Of(all)
}

/// A single file answers for whatever pair is asked: its candles are those of the position, not of what is held.
fn is_same_source(held: &History, ours: &History) -> bool {
    let of = |history: &History| (history.provenance.source.clone(), history.provenance.venue_symbol.clone());
    of(held) == of(ours)
}

#[cfg(test)]
mod tests;
