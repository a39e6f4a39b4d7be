//! The smallest price step, and every rounding that reaches a reader.

use serde::{Deserialize, Serialize};

/// The smallest price step: `units / 10^decimals`, kept as whole numbers so that rounding is exact in decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Tick {
    units: u64,
    decimals: u8,
}

/// Most decimals a published number may have; beyond it an `f64` near 1 has no digit left to give.
const MOST_DECIMALS: u8 = 12;

/// A price this close to a tick is on it; the rest is noise of binary fractions.
const ON_TICK: f64 = 1e-6;

/// Not the size of a tick.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a tick is a positive decimal of at most 12 places; got {0}")]
pub struct InvalidTick(f64);

impl TryFrom<f64> for Tick {
    type Error = InvalidTick;

    fn try_from(size: f64) -> Result<Self, InvalidTick> {
        Self::of_size(size).ok_or(InvalidTick(size))
    }
}

impl From<Tick> for f64 {
    fn from(tick: Tick) -> Self {
        tick.size()
    }
}

impl Tick {
    /// The tick of this size, such as 0.01, 0.25 or 5e-5; `None` if it is not a positive decimal of at most 12 places.
    pub fn of_size(size: f64) -> Option<Self> {
        if !size.is_finite() || size <= 0.0 || size >= 1e9 {
            return None;
        }
        let decimals = decimals_of(size)?;
        let units = (size * ten_to(decimals)).round();
        (units >= 1.0).then_some(Self { units: units as u64, decimals })
    }

    /// The tick that the printed decimals of these prices suggest; `None` without prices or beyond 12 places.
    pub fn inferred(prices: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut most = None;
        for price in prices {
            most = most.max(Some(decimals_of(price)?));
        }
        most.map(|decimals| Self { units: 1, decimals })
    }

    /// Size in quote currency.
    pub fn size(self) -> f64 {
        self.units as f64 / ten_to(self.decimals)
    }

    /// Decimals a price on this tick is printed with.
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// The nearest tick, halves to the even one.
    pub fn nearest(self, price: f64) -> f64 {
        self.at(self.steps(price).round_ties_even())
    }

    /// The highest tick not above the price.
    pub fn below(self, price: f64) -> f64 {
        let steps = self.steps(price);
        self.at(if on_tick(steps) { steps.round() } else { steps.floor() })
    }

    /// The lowest tick not below the price.
    pub fn above(self, price: f64) -> f64 {
        let steps = self.steps(price);
        self.at(if on_tick(steps) { steps.round() } else { steps.ceil() })
    }

    fn steps(self, price: f64) -> f64 {
        price * ten_to(self.decimals) / self.units as f64
    }

    fn at(self, steps: f64) -> f64 {
        plain_zero(steps * self.units as f64 / ten_to(self.decimals))
    }
}

/// Rounds to this many decimals, halves to even, in decimal: what the number would print as.
pub fn rounded(value: f64, decimals: u8) -> f64 {
    let places = usize::from(decimals.min(MOST_DECIMALS + 1));
    plain_zero(format!("{value:.places$}").parse().unwrap_or(value))
}

/// A receipt has no −0.
fn plain_zero(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

fn on_tick(steps: f64) -> bool {
    (steps - steps.round()).abs() < ON_TICK
}

fn ten_to(decimals: u8) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

/// Decimals in the shortest form of the number that reads back the same.
fn decimals_of(value: f64) -> Option<u8> {
    let text = format!("{value}");
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    u8::try_from(decimals).ok().filter(|d| *d <= MOST_DECIMALS)
}

#[cfg(test)]
mod tests;
