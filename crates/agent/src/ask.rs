//! One question, one answer.

use analysis::{Direction, Gate, History, Interval, Pair, Params, Question, Report};
use jiff::Timestamp;
use market::{Feed, Want};

use crate::{Settings, ToolFault};

/// Candles a question asks for. The sixth family needs 250 candles of the next timeframe up, and on a market that never
/// closes 250 weeks are 1,750 days; every other step up is smaller.
pub const BARS: u32 = 2_000;

/// Bars a plan may hold.
const HORIZON: std::ops::RangeInclusive<u32> = 1..=500;

/// A question as a caller puts it, not yet checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is traded, in any case: `btc/usd`.
    pub pair: String,
    /// Such as `4h`; `None` takes the settings' default, else the feed's own.
    pub timeframe: Option<String>,
    /// Replay at a past instant; `None` is now.
    pub as_of: Option<Timestamp>,
    /// Sides the trader may take.
    pub direction: Direction,
    /// Bars until the plan expires, 1 to 500; `None` takes the setting.
    pub horizon_bars: Option<u32>,
    /// What makes BUY or SELL; `None` takes the setting.
    pub gate: Option<Gate>,
}

/// A report, and the candles it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Both tools' answers, cut from the same candles.
    pub report: Report,
    /// Where its numbers come from.
    pub history: History,
}

/// Checks a question, fetches its candles and answers it, as of `now` unless it names another instant. Without a
/// timeframe the feed's own is used: the file's, or 1h.
///
/// # Errors
/// When an argument is not allowed, or the feed has no candles to answer from.
pub async fn answer(feed: &dyn Feed, asked: &Asked, settings: &Settings, now: Timestamp) -> Result<Answer, ToolFault> {
    let checked = Checked::of(asked, settings, now)?;
    let history = market::history(feed, &checked.want(asked, BARS, now)).await?;
    let question = Question {
        pair: checked.pair,
        interval: history.series.interval(),
        as_of: asked.as_of,
        direction: asked.direction,
        timeframe_defaulted: asked.timeframe.is_none(),
    };
    let params = params(&question.pair, checked.horizon, checked.gate);
    let report = analysis::report(&history, &question, &params, now)?;
    Ok(Answer { report, history })
}

/// Checks a question and fetches the newest `bars` of its candles, without answering it.
///
/// # Errors
/// As [`answer`].
pub async fn candles(
    feed: &dyn Feed,
    asked: &Asked,
    settings: &Settings,
    bars: u32,
    now: Timestamp,
) -> Result<History, ToolFault> {
    let checked = Checked::of(asked, settings, now)?;
    Ok(market::history(feed, &checked.want(asked, bars, now)).await?)
}

/// A question whose arguments are allowed.
struct Checked {
    pair: Pair,
    interval: Option<Interval>,
    horizon: u16,
    gate: Gate,
}

impl Checked {
    fn of(asked: &Asked, settings: &Settings, now: Timestamp) -> Result<Self, ToolFault> {
        let pair = Pair::new(&asked.pair)?;
        let named = asked.timeframe.as_deref().map(str::parse).transpose()?;
        if asked.as_of.is_some_and(|at| at > now) {
            return Err(ToolFault::invalid("/as_of", format!("as_of must not be in the future; it is {now} now.")));
        }
        Ok(Self {
            pair,
            interval: named.or(settings.default_timeframe),
            horizon: horizon(asked.horizon_bars.unwrap_or(u32::from(settings.horizon_bars)))?,
            gate: asked.gate.unwrap_or(settings.gate),
        })
    }

    fn want(&self, asked: &Asked, bars: u32, now: Timestamp) -> Want {
        Want { pair: self.pair.clone(), interval: self.interval, bars, at: asked.as_of.unwrap_or(now) }
    }
}

fn horizon(bars: u32) -> Result<u16, ToolFault> {
    let allowed = u16::try_from(bars).ok().filter(|_| HORIZON.contains(&bars));
    allowed.ok_or_else(|| {
        let (least, most) = HORIZON.into_inner();
        ToolFault::invalid("/horizon_bars", format!("horizon_bars must be from {least} to {most}; got {bars}."))
    })
}

fn params(pair: &Pair, horizon_bars: u16, gate: Gate) -> Params {
    let mut params = Params::of_class(pair.class());
    params.levels.horizon_bars = horizon_bars;
    params.signal.gate = gate;
    params
}

#[cfg(test)]
mod tests;
