//! The position that is asked about, with every default filled in.

use crate::{
    PositionFault, RiskQuestion, Side,
    answer::{LevelSource, SideSource},
    picture::Picture,
    plan::SideLevels,
};

/// Prices in quote currency.
pub(super) struct Position {
    pub(super) side: Side,
    pub(super) side_source: SideSource,
    pub(super) entry: f64,
    /// Rounded away from the entry; none while there is no ATR to place it by.
    pub(super) stop: Option<f64>,
    pub(super) stop_source: LevelSource,
    /// Of the timeframe.
    pub(super) atr: Option<f64>,
    /// Round trip, per unit.
    pub(super) cost: f64,
    /// What the worst twentieth of past stops lost beyond theirs, per unit.
    overshoot: Option<f64>,
}

impl Position {
    pub(super) fn of(picture: &Picture<'_>, asked: &RiskQuestion) -> Result<Self, PositionFault> {
        asked.check()?;
        let taken = asked.receipt.as_ref();
        let (side, side_source) = match (asked.side, taken) {
            (Some(side), _) => (side, SideSource::Argument),
            (None, Some(taken)) => (taken.side, SideSource::Receipt),
            (None, None) => (Side::Long, SideSource::Default),
        };
        let planned = asked.entry_price.or(taken.and_then(|taken| taken.entry_price));
        let raw = planned.unwrap_or(picture.series.last_price());
        let entry = Some(picture.price(raw)).filter(|price| *price > 0.0).unwrap_or(raw);
        let given = asked.stop_loss.map(|stop| (stop, LevelSource::Argument));
        let earlier = taken.and_then(|taken| taken.stop_loss).map(|stop| (stop, LevelSource::Receipt));
        let atr = picture.atr();
        let (stop, stop_source) = match given.or(earlier) {
            Some((stop, _)) if (entry - stop) * side.sign() <= 0.0 => {
                return Err(PositionFault::StopOnWrongSide { side });
            }
            Some((stop, source)) => (Some(away(picture, side, stop)), source),
            None => {
                let levels = atr.and_then(|atr| SideLevels::of(side, entry, atr, picture.tick, picture.params));
                match levels {
                    Some(levels) => (Some(levels.stop), LevelSource::Atr),
                    None => (None, LevelSource::None),
                }
            }
        };
        let beyond = picture.measured().track.side(side).overshoot_r;
        Ok(Self {
            side,
            side_source,
            entry,
            stop,
            stop_source,
            atr,
            cost: picture.params.costs.round_trip_bps * entry / 10_000.0,
            overshoot: beyond.zip(atr).map(|(r, atr)| r * picture.params.levels.stop_atr * atr),
        })
    }

    /// From entry to stop, quote currency.
    pub(super) fn distance(&self) -> Option<f64> {
        self.stop.map(|stop| (self.entry - stop).abs())
    }

    /// Loss of one unit at the stop, cost in.
    pub(super) fn loss_per_unit(&self) -> Option<f64> {
        self.distance().map(|distance| distance + self.cost)
    }

    /// The same when the stop is overshot as in the worst twentieth of past ones.
    pub(super) fn loss_if_overshot(&self) -> Option<f64> {
        self.loss_per_unit().zip(self.overshoot).map(|(loss, beyond)| loss + beyond)
    }
}

/// A stop on the tick, never nearer than it was given.
fn away(picture: &Picture<'_>, side: Side, stop: f64) -> f64 {
    let Some(tick) = picture.tick else { return stop };
    let rounded = match side {
        Side::Long => tick.below(stop),
        Side::Short => tick.above(stop),
    };
    if rounded > 0.0 { rounded } else { stop }
}
