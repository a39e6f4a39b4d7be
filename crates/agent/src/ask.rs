//! One question, one answer.

mod full;
mod held;
mod named;
mod records;
mod risk;
mod score;
mod window;

use std::sync::Arc;

use analysis::{
    Answered, Direction, Gate, History, Interval, Pair, Params, Question, Report, answer::MarketAnalysis,
    receipt::Receipt,
};
use jiff::Timestamp;
use market::{Feed, Want};

use crate::{Settings, ToolFault, journal::Earlier};
pub use full::{Full, full};
pub use held::{Position, positions};
pub use named::{Named, named};
use records::Measures;
pub use records::Records;
pub(crate) use risk::currency;
pub use risk::{AskedRisk, Risked, risk, risk_of};
pub use score::{AskedScore, Scored, score, score_of};

/// Candles a question asks for. With the usual 24 bars a record is more than thin from 6,850 candles on. Measuring
/// takes 0.4 s for those, 0.8 s for 10,000, 1.3 s for 12,000 and 3.4 s for 20,000 (release, one core), and nobody likes
/// to wait a second for a first answer.
pub const BARS: u32 = 10_000;

/// Candles before the first forecast: warming up, and its training.
const BARS_BEFORE: u32 = 800;

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
    /// Different sets of rules ever measured on this pair and timeframe, this one among them; `None` counts this one
    /// alone.
    pub rules_tried: Option<u32>,
}

/// What an answer will be measured by, known before its candles are.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Of which market.
    pub pair: Pair,
    /// The one that was named, else the feed's own.
    pub interval: Interval,
    /// With which parameters.
    pub params: Params,
}

/// A report, and the candles it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Both tools' answers, cut from the same candles.
    pub report: Report,
    /// Where its numbers come from.
    pub history: History,
}

/// The state of a market, and the candles it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysed {
    /// The answer of `analyze_market`.
    pub analysis: MarketAnalysis,
    /// What its id was hashed from.
    pub receipt: Option<Receipt>,
    /// Where its numbers come from.
    pub history: History,
}

/// Checks a question, fetches its candles and answers it, as of `now` unless it names another instant. Without a
/// timeframe the feed's own is used: the file's, or 1h.
///
/// # Errors
/// When an argument is not allowed, or the feed has no candles to answer from.
pub async fn answer(feed: &dyn Feed, asked: &Asked, settings: &Settings, now: Timestamp) -> Result<Answer, ToolFault> {
    answer_knowing(feed, asked, settings, now, &Records::default()).await
}

/// The same, without measuring again what these records know; they learn what it had to measure.
///
/// # Errors
/// As [`answer`].
pub async fn answer_knowing(
    feed: &dyn Feed,
    asked: &Asked,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Answer, ToolFault> {
    let ready = Ready::of(feed, asked, settings, now).await?;
    Ok(Answer { report: ready.report(now, records)?, history: ready.history })
}

/// Checks a question, fetches its candles and describes the market, without measuring the rule's past.
///
/// # Errors
/// As [`answer`].
pub async fn analysis(
    feed: &dyn Feed,
    asked: &Asked,
    settings: &Settings,
    now: Timestamp,
) -> Result<Analysed, ToolFault> {
    let Ready { history, question, params } = Ready::of(feed, asked, settings, now).await?;
    let Answered { answer, receipt, .. } = analysis::analyze(&history, &question, &params, now)?;
    Ok(Analysed { analysis: answer, receipt, history })
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

/// What a question will be measured by. Where it names no timeframe, the feed is asked for its own.
///
/// # Errors
/// As [`answer`].
pub async fn measure(
    feed: &dyn Feed,
    asked: &Asked,
    settings: &Settings,
    now: Timestamp,
) -> Result<Measure, ToolFault> {
    let checked = Checked::of(asked, settings, now)?;
    let interval = match checked.interval {
        Some(interval) => interval,
        None => market::history(feed, &checked.want(asked, 1, now)).await?.series.interval(),
    };
    Ok(Measure { params: checked.params(asked, settings), pair: checked.pair, interval })
}

/// The same question, knowing how many sets of rules were tried on its market: `tried` counts them.
///
/// # Errors
/// As [`measure`].
pub async fn counted(
    feed: &dyn Feed,
    asked: Asked,
    settings: &Settings,
    now: Timestamp,
    tried: impl FnOnce(&Measure) -> Option<u32>,
) -> Result<Asked, ToolFault> {
    let measure = measure(feed, &asked, settings, now).await?;
    Ok(Asked { rules_tried: tried(&measure), ..asked })
}

/// The parameters a question will be answered with.
///
/// # Errors
/// When an argument is not allowed.
pub fn params(asked: &Asked, settings: &Settings, now: Timestamp) -> Result<Params, ToolFault> {
    Ok(Checked::of(asked, settings, now)?.params(asked, settings))
}

/// A question with the candles it is answered from.
struct Ready {
    history: History,
    question: Question,
    params: Params,
}

impl Ready {
    async fn of(feed: &dyn Feed, asked: &Asked, settings: &Settings, now: Timestamp) -> Result<Self, ToolFault> {
        let checked = Checked::of(asked, settings, now)?;
        let params = checked.params(asked, settings);
        let bars = bars(&params);
        let want = checked.want(asked, window::fetched(bars, params.calibration.max_bars), now);
        let history = window::settled(market::checked(feed, &want).await?, bars);
        let question = Question {
            pair: checked.pair,
            interval: history.series.interval(),
            as_of: asked.as_of,
            direction: asked.direction,
            timeframe_defaulted: asked.timeframe.is_none(),
        };
        Ok(Self { history, question, params })
    }

    /// An earlier signal once more, from its own candles and as of its own time.
    fn again(earlier: &Earlier) -> Self {
        let question = Question { as_of: Some(earlier.as_of), ..Question::about(&earlier.history.series) };
        Self { history: earlier.history.clone(), question, params: earlier.params.clone() }
    }

    fn measures(&self) -> Measures {
        Measures {
            pair: self.question.pair.clone(),
            interval: self.question.interval,
            horizon: self.params.levels.horizon_bars,
            as_of: self.question.as_of,
        }
    }

    fn report(&self, now: Timestamp, records: &Records) -> Result<Report, ToolFault> {
        let what = self.measures();
        let known = records.known(&what);
        let report = analysis::report_knowing(&self.history, &self.question, &self.params, now, known.as_ref())?;
        records.learn(what, Arc::clone(&report.measured));
        Ok(report)
    }
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
        let pair = market::symbol::read(&asked.pair).map_or_else(|| Pair::new(&asked.pair), Ok)?;
        let named = asked.timeframe.as_deref().map(str::parse).transpose()?;
        if asked.as_of.is_some_and(|at| at > now) {
            return Err(ToolFault::invalid("/as_of", format!("as_of must not be in the future; it is {now} now.")));
        }
        Ok(Self {
            pair,
            interval: named.or(settings.trading.default_timeframe),
            horizon: horizon(asked.horizon_bars.unwrap_or(u32::from(settings.trading.horizon_bars)))?,
            gate: asked.gate.unwrap_or(settings.trading.signal_gate),
        })
    }

    fn params(&self, asked: &Asked, settings: &Settings) -> Params {
        let mut params = settings.params(&self.pair);
        params.levels.horizon_bars = self.horizon;
        params.signal.gate = self.gate;
        params.calibration.rules_tried = asked.rules_tried.unwrap_or(1).max(1);
        params
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

/// Candles to ask for. A longer horizon needs more of them to be more than thin, and a tenth again because every gap
/// spoils a horizon of plans; it gets them up to a limit, and takes its time.
pub(crate) fn bars(params: &Params) -> u32 {
    let least = 1.1 * params.calibration.thin_below * f64::from(params.levels.horizon_bars);
    (least as u32 + BARS_BEFORE).max(BARS).min(params.calibration.max_bars)
}

#[cfg(test)]
mod tests;
