//! Entry, stop and target of either side, on the tick, never rounded in our favour.

use crate::{Params, Side, Tick, rounded};

/// Levels of one side at the last close, in quote currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SideLevels {
    /// The last close; what counts later is the open of the next bar.
    pub(crate) entry: f64,
    /// Rounded away from the entry.
    pub(crate) stop: f64,
    /// Rounded toward the entry.
    pub(crate) target: f64,
    /// Reward over risk of the rounded levels, 3 decimals.
    pub(crate) rr: f64,
    /// Cost of a round trip in R, 3 decimals.
    pub(crate) cost_r: f64,
}

impl SideLevels {
    /// The levels at `price` with this ATR; `None` when the tick is too coarse to leave a target, or the stop would
    /// stand at or below nothing: then the price moves too little, or too much, to be planned.
    pub(crate) fn of(side: Side, price: f64, atr: f64, tick: Option<Tick>, params: &Params) -> Option<Self> {
        let distance = params.levels.stop_atr * atr;
        let reward = params.levels.reward_risk * distance;
        let entry = tick.map_or(price, |tick| tick.nearest(price));
        let down = |price: f64| tick.map_or(price, |tick| tick.below(price));
        let up = |price: f64| tick.map_or(price, |tick| tick.above(price));
        let (stop, target) = match side {
            Side::Long => (down(entry - distance), down(entry + reward)),
            Side::Short => (up(entry + distance), up(entry - reward)),
        };
        let (risk, gain) = ((entry - stop).abs(), (target - entry) * side.sign());
        let rr = rounded(gain / risk, 3);
        let cost_r = rounded(params.costs.round_trip_bps * price / 10_000.0 / distance, 3);
        let plain = stop > 0.0 && target > 0.0 && risk > 0.0 && rr > 0.0 && cost_r.is_finite();
        plain.then_some(Self { entry, stop, target, rr, cost_r })
    }
}

#[cfg(test)]
mod tests;
