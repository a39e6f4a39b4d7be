//! Support and resistance: swing points gathered where the price turned more than once.

use crate::{Series, Tick};

/// Bars on either side that a swing point must overtop.
const EACH_SIDE: usize = 5;

/// Bars that are searched.
const BARS: usize = 300;

/// Swing points within this many ATR of their group's first belong together.
const WIDTH_ATR: f64 = 0.5;

/// Most levels on either side.
const MOST: usize = 3;

/// Levels around the last close, nearest first, on the tick; at most 3 a side, and often none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Levels {
    /// Below the last close.
    pub(crate) support: Vec<f64>,
    /// Above the last close.
    pub(crate) resistance: Vec<f64>,
}

impl Levels {
    /// Finds them at the last bar. Without an ATR nothing tells which swings belong together, so there are none.
    pub(crate) fn of(series: &Series, atr: Option<f64>, tick: Option<Tick>) -> Self {
        let Some(atr) = atr else { return Self::default() };
        let from = series.len().saturating_sub(BARS);
        let highs = series.highs().get(from..).unwrap_or_default();
        let lows = series.lows().get(from..).unwrap_or_default();
        let mut swings: Vec<f64> = swings(highs, |a, b| a > b).chain(swings(lows, |a, b| a < b)).collect();
        swings.sort_by(f64::total_cmp);
        let rounded = |price: f64| tick.map_or(price, |tick| tick.nearest(price));
        let mut levels: Vec<f64> = gathered(&swings, WIDTH_ATR * atr).into_iter().map(rounded).collect();
        levels.dedup();
        let price = series.last_price();
        Self {
            support: levels.iter().rev().copied().filter(|level| *level < price && *level > 0.0).take(MOST).collect(),
            resistance: levels.into_iter().filter(|level| *level > price).take(MOST).collect(),
        }
    }
}

/// Values that overtop `EACH_SIDE` neighbours on both sides; of equal neighbours the first counts.
fn swings(values: &[f64], beyond: impl Fn(f64, f64) -> bool) -> impl Iterator<Item = f64> {
    values.windows(2 * EACH_SIDE + 1).filter_map(move |window| {
        let (before, rest) = window.split_at(EACH_SIDE);
        let (middle, after) = rest.split_first()?;
        let first = before.iter().all(|value| beyond(*middle, *value));
        let not_passed = after.iter().all(|value| !beyond(*value, *middle));
        (first && not_passed).then_some(*middle)
    })
}

/// Means of groups of sorted prices that lie within `width` of their group's lowest.
fn gathered(sorted: &[f64], width: f64) -> Vec<f64> {
    sorted
        .chunk_by({
            let mut first = None;
            move |before, next| {
                let start = *first.get_or_insert(*before);
                let together = next - start <= width;
                if !together {
                    first = Some(*next);
                }
                together
            }
        })
        .map(|group| group.iter().sum::<f64>() / group.len() as f64)
        .collect()
}

#[cfg(test)]
mod tests;
