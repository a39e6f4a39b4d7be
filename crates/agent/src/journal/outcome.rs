//! What became of a signal: the same rules its track record was measured with.

use analysis::{
    Interval, Pair, Series, Side,
    outcome::{Barriers, Ending, follow},
    rounded,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::alerts::Plan;

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
    let side = body.side()?;
    let (pair, interval, open_ms) = body.decided_at()?;
    if (later.pair(), later.interval()) != (&pair, interval) {
        return None;
    }
    let barriers = barriers(&body)?;
    let plan = Followed {
        side,
        atr: atr(&body, side, &barriers)?,
        barriers,
        cost_r: body.number(&format!("/output/scenarios/{}/cost_r", side.name())),
    };
    plan.through(later, open_ms)
}

/// Scores the plan of an alert by the candles that came after the one that fired it, which opened then.
///
/// `None` while the candles do not reach past the horizon.
pub fn scored_plan(plan: &Plan, side: Side, decided_at: Timestamp, later: &Series) -> Option<Outcome> {
    let followed = Followed { side, atr: plan.atr, barriers: plan.barriers(), cost_r: Some(plan.cost_r) };
    followed.through(later, decided_at.as_millisecond())
}

/// What is followed.
struct Followed {
    side: Side,
    atr: f64,
    barriers: Barriers,
    cost_r: Option<f64>,
}

impl Followed {
    /// How it ends in these candles, decided at the one that opened then.
    fn through(&self, later: &Series, open_ms: i64) -> Option<Outcome> {
        let Self { side, atr, ref barriers, cost_r } = *self;
        let bar = later.times().binary_search(&open_ms).ok()?;
        let end = ends_at(later.pair(), later.interval(), open_ms, barriers.horizon);
        if end.is_none_or(|end| later.last_close() < end) {
            return None;
        }
        if has_gap(later, bar, barriers.horizon) {
            let ending = Ended::Void;
            return Some(Outcome { side, ending, r: None, net_r: None, best_r: None, worst_r: None, bars: None });
        }
        let outcome = follow(later, bar, atr, side, barriers)?;
        let in_r = |value: f64| Some(rounded(value, 3));
        Some(Outcome {
            side,
            ending: match outcome.ending {
                Ending::Target => Ended::Target,
                Ending::Stop => Ended::Stop,
                Ending::Time => Ended::Time,
            },
            r: in_r(outcome.r),
            net_r: cost_r.and_then(|cost| in_r(outcome.r - cost)),
            best_r: in_r(outcome.best_r),
            worst_r: in_r(outcome.worst_r),
            bars: u32::try_from(outcome.bars).ok(),
        })
    }
}

/// When the outcome of a receipt can be known: the close of the candle whose open ends the plan. `None` when there is
/// nothing to score.
pub(super) fn due_at(body: &Body) -> Option<Timestamp> {
    let side = body.side()?;
    let (pair, interval, open_ms) = body.decided_at()?;
    let barriers = barriers(body)?;
    atr(body, side, &barriers)?;
    ends_at(&pair, interval, open_ms, barriers.horizon)
}

/// The same of any plan, decided at the candle that opened then.
pub(super) fn ends_at(pair: &Pair, interval: Interval, open_ms: i64, horizon: usize) -> Option<Timestamp> {
    let ending = u16::try_from(horizon + 1).ok()?;
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
