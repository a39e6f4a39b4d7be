//! Where a leveraged position is closed by force.

use crate::Side;

/// Price at which an isolated linear position is liquidated: its margin is `1/leverage` of its value, and `maintenance`
/// is the share of its value that must remain. 0 for a long without leverage. Inverse, cross and tiered margin differ,
/// so every use says approximate.
pub fn liquidation_price(side: Side, entry: f64, leverage: f64, maintenance: f64) -> f64 {
    match side {
        Side::Long => entry * (1.0 - 1.0 / leverage) / (1.0 - maintenance),
        Side::Short => entry * (1.0 + 1.0 / leverage) / (1.0 + maintenance),
    }
}

#[cfg(test)]
mod tests;
