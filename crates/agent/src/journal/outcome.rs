//! What became of a signal: the same rules its track record was measured with.

use analysis::{
    Series, Side,
    outcome::{Barriers, Ending, follow},
    rounded,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::body::Body;

/// How a plan ended, in R: 1 R is the planned distance from entry to stop.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Outcome {
    pub side: Side,
    pub ending: Ended,
    /// Result before cost; none when void.
    pub r: Option<f64>,
    /// Result after the cost the signal stated.
    pub net_r: Option<f64>,
    /// Furthest the price went our way before the end.
    pub best_r: Option<f64>,
    /// Furthest it went against us before the end; 0 or below.
    pub worst_r: Option<f64>,
    /// Bars it was held.
    pub bars: Option<u32>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Ended {
    Target,
    Stop,
    Time,
    /// A candle is missing inside the horizon: nobody can say.
    Void,
}

impl Ended {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Stop => "stop",
            Self::Time => "time",
            Self::Void => "void",
        }
    }
}

/// Scores the signal of a receipt by the candles that came after it: those of its pair and timeframe, with the one it
/// was decided at among them. A HOLD is scored on the side it leaned to.
///
/// `None` while the candles do not reach past the horizon, and when there is no side or no level to score.
pub fn scored(canonical: &[u8], later: &Series) -> Option<Outcome> {
    let body = Body::of(canonical).ok()?;
    followed(&body, body.side()?, later)
}

/// The same on a side of its own, whatever the signal said: by the levels that the receipt shows for it.
pub fn scored_on(side: Side, canonical: &[u8], later: &Series) -> Option<Outcome> {
    followed(&Body::of(canonical).ok()?, side, later)
}

fn followed(body: &Body, side: Side, later: &Series) -> Option<Outcome> {
    let (pair, interval, open_ms) = body.decided_at()?;
    if (later.pair(), later.interval()) != (&pair, interval) {
        return None;
    }
    let bar = later.times().binary_search(&open_ms).ok()?;
    let barriers = barriers(body)?;
    let atr = atr(body, side, &barriers)?;
    if due_on(side, body).is_none_or(|due| later.last_close() < due) {
        return None;
    }
    if has_gap(later, bar, barriers.horizon) {
        return Some(Outcome {
            side,
            ending: Ended::Void,
            r: None,
            net_r: None,
            best_r: None,
            worst_r: None,
            bars: None,
        });
    }
    let outcome = follow(later, bar, atr, side, &barriers)?;
    let in_r = |value: f64| Some(rounded(value, 3));
    let cost = body.number(&format!("/output/scenarios/{}/cost_r", side.name()));
    Some(Outcome {
        side,
        ending: match outcome.ending {
            Ending::Target => Ended::Target,
            Ending::Stop => Ended::Stop,
            Ending::Time => Ended::Time,
        },
        r: in_r(outcome.r),
        net_r: cost.and_then(|cost| in_r(outcome.r - cost)),
        best_r: in_r(outcome.best_r),
        worst_r: in_r(outcome.worst_r),
        bars: u32::try_from(outcome.bars).ok(),
    })
}

/// When the outcome of a receipt can be known: the close of the candle whose open ends the plan. `None` when there is
/// nothing to score.
pub(super) fn due_at(body: &Body) -> Option<Timestamp> {
    due_on(body.side()?, body)
}

/// The same on a side of its own.
pub(super) fn due_on(side: Side, body: &Body) -> Option<Timestamp> {
    let (pair, interval, open_ms) = body.decided_at()?;
    let barriers = barriers(body)?;
    atr(body, side, &barriers)?;
    let ending = u16::try_from(barriers.horizon + 1).ok()?;
    analysis::add_millis(pair.sessions().nth_open_after(interval, open_ms, ending), interval.millis())
}

fn barriers(body: &Body) -> Option<Barriers> {
    let horizon = body.value().pointer("/params/levels/horizon_bars")?.as_u64()?;
    Some(Barriers {
        stop_atr: body.number("/params/levels/stop_atr")?,
        reward_risk: body.number("/params/levels/reward_risk")?,
        horizon: usize::try_from(horizon).ok()?,
    })
}

/// ATR of the plan. A HOLD has none and shows the levels that would apply: its stop stands that many ATR away.
fn atr(body: &Body, side: Side, barriers: &Barriers) -> Option<f64> {
    let level = |name: &str| body.number(&format!("/output/scenarios/{}/{name}", side.name()));
    let of_levels = || Some((level("entry_price")? - level("stop_loss")?).abs() / barriers.stop_atr);
    body.number("/output/plan/atr").or_else(of_levels).filter(|atr| *atr > 0.0)
}

/// Whether a candle is missing between the decision and the open that ends it, as far as the candles reach.
fn has_gap(series: &Series, bar: usize, horizon: usize) -> bool {
    let end = series.len().min(bar + 2 + horizon);
    let times = series.times().get(bar..end).unwrap_or_default();
    let sessions = series.pair().sessions();
    times.array_windows().any(|[open, next]| sessions.missing_between(series.interval(), *open, *next) > 0)
}

#[cfg(test)]
mod tests;
