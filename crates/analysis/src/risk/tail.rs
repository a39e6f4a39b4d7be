//! One bad day: filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper 1999) with EWMA volatility.

use crate::{
    Side,
    confidence::quantile,
    readings::{Ewma, log_returns},
};

/// Standardised returns below which nothing is said: of fewer than a hundred, none is the hundredth.
const LEAST: usize = 100;

/// Returns of the plain history that is shown beside it.
const PLAIN: usize = 250;

/// The next day's tail on the side that loses. Log returns, negative: what the position would lose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// The side that loses.
    pub side: Side,
    /// Standardised returns used.
    pub n: usize,
    /// Volatility expected of the next day, as a fraction.
    pub sigma: f64,
    pub var95: f64,
    pub var99: f64,
    /// Mean log return beyond `var95`, and beyond `var99`.
    pub cvar95: f64,
    pub cvar99: f64,
    /// Mean loss of those days as a fraction of price, 0 or above.
    pub mean_loss95: f64,
    pub mean_loss99: f64,
}

impl Tail {
    /// From closes, oldest first: each return over the volatility expected of its day, the last `window` of them, times
    /// the volatility expected of the next day. `None` with fewer than 100 of them, or when the price stood still.
    pub fn of(closes: &[f64], lambda: f64, window: usize, side: Side) -> Option<Self> {
        let ewma = Ewma::weighted(closes, lambda);
        let sigma = ewma.sigma(closes.len().checked_sub(1)?).filter(|sigma| *sigma > 0.0)?;
        // Return i leads from bar i to bar i + 1, and bar i knows the volatility expected of it.
        let standard = |(bar, r): (usize, f64)| Some(side.sign() * r / ewma.sigma(bar).filter(|s| *s > 0.0)?);
        let all: Vec<f64> = log_returns(closes).enumerate().filter_map(standard).collect();
        let mut last = all.get(all.len().saturating_sub(window)..)?.to_vec();
        if last.len() < LEAST {
            return None;
        }
        last.sort_by(f64::total_cmp);
        let beyond = |share: f64| {
            let at = quantile(&last, share)?;
            let (mut sum, mut losses, mut count) = (0.0, 0.0, 0.0);
            for z in last.iter().take_while(|z| **z <= at) {
                sum += z;
                losses += loss(sigma * z, side);
                count += 1.0;
            }
            Some((sigma * at, sigma * sum / count, losses / count))
        };
        let (var95, cvar95, mean_loss95) = beyond(0.05)?;
        let (var99, cvar99, mean_loss99) = beyond(0.01)?;
        Some(Self { side, n: last.len(), sigma, var95, var99, cvar95, cvar99, mean_loss95, mean_loss99 })
    }

    /// What `var95` costs, a fraction of price, 0 or above.
    pub fn loss95(&self) -> f64 {
        loss(self.var95, self.side)
    }

    /// What `var99` costs, a fraction of price, 0 or above.
    pub fn loss99(&self) -> f64 {
        loss(self.var99, self.side)
    }
}

/// What a log return of a position means as a loss, a fraction of price, 0 or above: a short loses on the way up, where
/// the same log return is the larger move.
pub(super) fn loss(log: f64, side: Side) -> f64 {
    let loss = match side {
        Side::Long => -libm::expm1(log),
        Side::Short => libm::expm1(-log),
    };
    loss.max(0.0)
}

/// The quantile of the last 250 log returns of the losing side; `None` with fewer.
pub fn plain_quantile(closes: &[f64], side: Side, share: f64) -> Option<f64> {
    let returns: Vec<f64> = log_returns(closes).map(|r| side.sign() * r).collect();
    let mut last = returns.get(returns.len().checked_sub(PLAIN)?..)?.to_vec();
    last.sort_by(f64::total_cmp);
    quantile(&last, share)
}

#[cfg(test)]
mod tests;
