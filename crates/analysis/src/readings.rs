//! Wraps ta-lib: every formula comes from that crate, every value knows since which bar it exists.
//!
//! The crate accepts what has no answer: a flat market gets an RSI, a market without volume an MFI. Here those are
//! [`Reading::Flat`] and [`Reading::NoVolume`], and a value that needs more candles is [`Reading::Warming`].

mod catalogue;
mod column;
mod core;
mod volatility;
mod volume;

pub use catalogue::{CATALOGUE, Catalogued};
pub use column::{Column, Reading};
pub(crate) use volatility::log_returns;
pub use volatility::{Ewma, percentile};
pub use volume::{has_volume, volume_z};

pub(crate) use self::core::{
    adx, atr, bollinger, cmf, ema, highest, linear_slope, lowest, macd, mfi, minus_di, plus_di, rsi, sma, stoch,
};

use crate::Series;

/// Bars over which an unmoved close makes momentum readings meaningless.
const FLAT_BARS: usize = 14;

/// For each bar, whether the close moved at all within the last 14 bars.
///
/// An RSI on a market that stands still is a convention (ta-lib 0.8.3 answers 50, its C core 0), not an answer.
pub fn moved(series: &Series) -> Vec<bool> {
    let mut unmoved = 0_usize;
    let mut before = None;
    series
        .closes()
        .iter()
        .map(|close| {
            unmoved = if before == Some(*close) { unmoved + 1 } else { 0 };
            before = Some(*close);
            unmoved < FLAT_BARS
        })
        .collect()
}

#[cfg(test)]
mod tests;
