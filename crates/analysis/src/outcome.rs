//! What became of a plan, and of the price: events that are known only later.

use crate::{LevelParams, Series, Side, readings, rounded};

/// Distances of a plan, and how long it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Barriers {
    /// Distance of the stop, in ATR at the bar of decision.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// Bars until time ends it.
    pub horizon: usize,
}

/// How a plan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Target,
    Stop,
    Time,
}

/// The end of one plan, in R before cost: 1 R is the planned distance from entry to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    pub ending: Ending,
    /// Result.
    pub r: f64,
    /// Furthest the price went our way before the end.
    pub best_r: f64,
    /// Furthest it went against us before the end; 0 or below.
    pub worst_r: f64,
    /// Bars it was held.
    pub bars: usize,
}

/// Follows a plan decided at the close of `bar`: entry at the next open, stop and target from there, both in one bar
/// is the stop, and after `horizon` bars the next open ends it. A bar that opens beyond the stop loses more than 1 R.
///
/// `None` while the last bar of the horizon and the open after it are not there yet, also when it ended earlier:
/// otherwise quick endings would be counted before slow ones.
pub fn follow(series: &Series, bar: usize, atr: f64, side: Side, barriers: &Barriers) -> Option<Outcome> {
    let (first, after) = (bar + 1, bar + 1 + barriers.horizon);
    let entry = *series.opens().get(first)?;
    let exit = *series.opens().get(after)?;
    let risk = barriers.stop_atr * atr;
    let target = barriers.reward_risk;
    let in_r = |price: f64| (price - entry) * side.sign() / risk;
    let (mut best_r, mut worst_r) = (0.0_f64, 0.0_f64);
    for at in first..after {
        let (high, low) = (*series.highs().get(at)?, *series.lows().get(at)?);
        let (for_us, against) = match side {
            Side::Long => (in_r(high), in_r(low)),
            Side::Short => (in_r(low), in_r(high)),
        };
        let bars = at - bar;
        worst_r = worst_r.min(against);
        if against <= -1.0 {
            let opened = in_r(*series.opens().get(at)?);
            return Some(Outcome { ending: Ending::Stop, r: opened.min(-1.0), best_r, worst_r, bars });
        }
        best_r = best_r.max(for_us);
        if for_us >= target {
            return Some(Outcome { ending: Ending::Target, r: target, best_r, worst_r, bars });
        }
    }
    Some(Outcome { ending: Ending::Time, r: in_r(exit), best_r, worst_r, bars: barriers.horizon })
}

/// What a plan decided at a bar is followed with, when nobody made a signal of it: ATR there, and the cost of a round
/// trip in R by the close there, 3 decimals. `None` while ATR is warming up, or where nothing moves.
pub fn measures(series: &Series, bar: usize, levels: &LevelParams, round_trip_bps: f64) -> Option<(f64, f64)> {
    let atr = readings::atr(series, i32::from(levels.atr_period)).at(bar).filter(|atr| *atr > 0.0)?;
    let close = series.closes().get(bar)?;
    Some((atr, rounded(round_trip_bps * close / 10_000.0 / (levels.stop_atr * atr), 3)))
}

/// Log return from the next open to the open `horizon` bars later; `None` while it is not known.
pub fn drift(series: &Series, bar: usize, horizon: usize) -> Option<f64> {
    let (from, to) = (*series.opens().get(bar + 1)?, *series.opens().get(bar + 1 + horizon)?);
    Some(libm::log(to / from))
}

#[cfg(test)]
mod tests;
