//! Exponentially weighted volatility and where it stands among its own past.

use super::Column;

/// Weight of yesterday's variance (`RiskMetrics` 1996).
const LAMBDA: f64 = 0.94;

/// Returns whose population variance starts the recursion. The values they seed look ahead and are never shown.
const SEED: usize = 60;

/// Volatility per bar, from log returns of closes, including the return into that bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Ewma {
    sigma: Column,
}

impl Ewma {
    /// `s²[t+1] = 0.94 s²[t] + 0.06 r[t]²`; the value at bar `t` already holds the return into `t`, so it is the
    /// volatility expected of the next bar, as a fraction.
    pub fn of(closes: &[f64]) -> Self {
        Self::weighted(closes, LAMBDA)
    }

    /// The same with another weight of yesterday's variance, 0 to 1.
    pub fn weighted(closes: &[f64], lambda: f64) -> Self {
        let returns: Vec<f64> = log_returns(closes).collect();
        let Some(seed) = returns.get(..SEED) else { return Self { sigma: Column::new(usize::MAX, Vec::new()) } };
        let mean = seed.iter().sum::<f64>() / SEED as f64;
        let mut variance = seed.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / SEED as f64;
        let sigmas = returns.iter().enumerate().filter_map(|(index, r)| {
            variance = lambda * variance + (1.0 - lambda) * r * r;
            (index >= SEED).then(|| variance.sqrt())
        });
        // Return i leads into bar i + 1.
        Self { sigma: Column::new(SEED + 1, sigmas.collect()) }
    }

    /// Volatility expected of the bar after `bar`, as a fraction of price.
    pub fn sigma(&self, bar: usize) -> Option<f64> {
        self.sigma.at(bar)
    }

    /// Share of the last `window` values, itself included, that are not above the one at `bar`; in percent.
    /// `None` until there are that many.
    pub fn percentile(&self, bar: usize, window: usize) -> Option<f64> {
        let at = bar.checked_sub(self.sigma.first())?;
        let values = self.sigma.values().get((at + 1).checked_sub(window)?..=at)?;
        percentile(values)
    }
}

/// Where the last value stands among all of them: the share that is not above it, in percent.
pub fn percentile(values: &[f64]) -> Option<f64> {
    let last = *values.last()?;
    let below = values.iter().filter(|value| **value <= last).count();
    Some(100.0 * below as f64 / values.len() as f64)
}

/// `ln(c[i] / c[i−1])`, from the second bar on.
pub(crate) fn log_returns(closes: &[f64]) -> impl Iterator<Item = f64> {
    closes.iter().zip(closes.iter().skip(1)).map(|(before, now)| libm::log(now / before))
}
