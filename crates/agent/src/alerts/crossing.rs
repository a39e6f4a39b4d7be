//! Whether a price was reached.

use analysis::Series;
use jiff::Timestamp;

use super::{Watch, Way};

/// What candles say about an alert.
#[derive(Clone, Debug, PartialEq)]
pub enum Crossing {
    /// The price was not reached.
    NotYet,
    /// It was, by this candle of the series.
    Reached { bar: usize, at: Timestamp, extreme: f64 },
    /// It was not reached in time.
    Over,
    /// The candle it was armed after is not here, or is another one: these are not its candles.
    OtherCandles,
}

impl Watch {
    /// Looks through every candle after the one it was armed after. The first that reaches the price counts, also when
    /// it leapt over it.
    pub fn crossing(&self, series: &Series, now: Timestamp) -> Crossing {
        let armed = series.times().binary_search(&self.candle.as_millisecond()).ok();
        let armed = armed.filter(|bar| series.closes().get(*bar).is_some_and(|close| *close == self.close));
        let Some(armed) = armed.filter(|_| series.pair() == &self.pair && series.interval() == self.timeframe) else {
            return Crossing::OtherCandles;
        };
        let reached = series.candles().enumerate().skip(armed + 1).find_map(|(bar, candle)| {
            let at = analysis::add_millis(candle.open_time, self.timeframe.millis())?;
            let (extreme, is_reached) = match self.way {
                Way::Rising => (candle.high, candle.high >= self.price),
                Way::Falling => (candle.low, candle.low <= self.price),
            };
            is_reached.then_some((bar, at, extreme))
        });
        match reached {
            Some((bar, at, extreme)) if self.until.is_none_or(|until| at <= until) => {
                Crossing::Reached { bar, at, extreme }
            }
            Some(_) => Crossing::Over,
            None if self.until.is_some_and(|until| until <= now) => Crossing::Over,
            None => Crossing::NotYet,
        }
    }
}

#[cfg(test)]
mod tests;
