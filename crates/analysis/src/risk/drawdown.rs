//! How far a price moved against a side that entered at the worst moment.

use crate::Side;

/// Adverse moves between closes, as fractions of price, 0 or above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawdown {
    /// Largest fall from a high before it; for a short the largest rise from a low before it.
    pub max: f64,
    /// From the last high (short: low) to the last close.
    pub current: f64,
}

/// Walks over closes, the first included; `None` without any.
pub fn drawdown(closes: &[f64], side: Side) -> Option<Drawdown> {
    let mut best = *closes.first()?;
    let (mut max, mut current) = (0.0_f64, 0.0);
    for close in closes {
        (best, current) = match side {
            Side::Long => (best.max(*close), 1.0 - close / best.max(*close)),
            Side::Short => (best.min(*close), close / best.min(*close) - 1.0),
        };
        max = max.max(current);
    }
    Some(Drawdown { max, current })
}

#[cfg(test)]
mod tests;
