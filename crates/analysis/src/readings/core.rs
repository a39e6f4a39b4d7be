//! The calls into ta-lib, each once, padded by the crate's own offsets.

use ta_lib::{Core, MAType, OutRange, RetCode};

use super::{Column, Reading};
use crate::Series;

type Answer = Result<OutRange, RetCode>;

/// Runs a formula over `bars` bars. A refusal by the crate means a period it cannot use, which no bar has a value for.
pub(super) fn one(bars: usize, formula: impl FnOnce(&Core, usize, &mut [f64]) -> Answer) -> Column {
    let [column] = several(bars, |core, last, [out]| formula(core, last, out));
    column
}

/// The same for formulas with several outputs of one range.
pub(super) fn several<const N: usize>(
    bars: usize,
    formula: impl FnOnce(&Core, usize, [&mut [f64]; N]) -> Answer,
) -> [Column; N] {
    let mut outs: [Vec<f64>; N] = std::array::from_fn(|_| vec![0.0; bars]);
    let range = match bars.checked_sub(1) {
        Some(last) => formula(&Core::new(), last, outs.each_mut().map(Vec::as_mut_slice)).unwrap_or(OutRange::EMPTY),
        None => OutRange::EMPTY,
    };
    outs.map(|mut values| {
        values.truncate(range.count);
        let first = if range.count == 0 { usize::MAX } else { range.beg_idx };
        Column::new(first, values)
    })
}

/// A candle pattern: −100, 0 or 100 a bar.
pub(super) fn pattern(bars: usize, formula: impl FnOnce(&Core, usize, &mut [i32]) -> Answer) -> Column {
    let mut out = vec![0_i32; bars];
    let range =
        bars.checked_sub(1).and_then(|last| formula(&Core::new(), last, &mut out).ok()).unwrap_or(OutRange::EMPTY);
    let first = if range.count == 0 { usize::MAX } else { range.beg_idx };
    Column::new(first, out.into_iter().take(range.count).map(f64::from).collect())
}

pub(crate) fn sma(values: &[f64], period: i32) -> Column {
    one(values.len(), |core, last, out| core.sma(0, last, values, period, out))
}

pub(crate) fn ema(values: &[f64], period: i32) -> Column {
    one(values.len(), |core, last, out| core.ema(0, last, values, period, out))
}

pub(crate) fn rsi(closes: &[f64], period: i32) -> Column {
    one(closes.len(), |core, last, out| core.rsi(0, last, closes, period, out))
}

pub(crate) fn roc(closes: &[f64], period: i32) -> Column {
    one(closes.len(), |core, last, out| core.roc(0, last, closes, period, out))
}

pub(crate) fn linear_slope(closes: &[f64], period: i32) -> Column {
    one(closes.len(), |core, last, out| core.linearreg_slope(0, last, closes, period, out))
}

pub(crate) fn highest(highs: &[f64], period: i32) -> Column {
    one(highs.len(), |core, last, out| core.max(0, last, highs, period, out))
}

pub(crate) fn lowest(lows: &[f64], period: i32) -> Column {
    one(lows.len(), |core, last, out| core.min(0, last, lows, period, out))
}

/// Line, signal, histogram.
pub(crate) fn macd(closes: &[f64], fast: i32, slow: i32, signal: i32) -> [Column; 3] {
    several(closes.len(), |core, last, [line, sign, hist]| {
        core.macd(0, last, closes, fast, slow, signal, line, sign, hist)
    })
}

/// Upper, middle, lower band: SMA and population deviation.
pub(crate) fn bollinger(closes: &[f64], period: i32, width: f64) -> [Column; 3] {
    several(closes.len(), |core, last, [upper, middle, lower]| {
        core.bbands(0, last, closes, period, width, width, MAType::SMA, upper, middle, lower)
    })
}

pub(crate) fn atr(s: &Series, period: i32) -> Column {
    one(s.len(), |core, last, out| core.atr(0, last, s.highs(), s.lows(), s.closes(), period, out))
}

pub(crate) fn adx(s: &Series, period: i32) -> Column {
    one(s.len(), |core, last, out| core.adx(0, last, s.highs(), s.lows(), s.closes(), period, out))
}

pub(crate) fn plus_di(s: &Series, period: i32) -> Column {
    one(s.len(), |core, last, out| core.plus_di(0, last, s.highs(), s.lows(), s.closes(), period, out))
}

pub(crate) fn minus_di(s: &Series, period: i32) -> Column {
    one(s.len(), |core, last, out| core.minus_di(0, last, s.highs(), s.lows(), s.closes(), period, out))
}

/// Slow %K and %D.
pub(crate) fn stoch(s: &Series, fast_k: i32, slow_k: i32, slow_d: i32) -> [Column; 2] {
    several(s.len(), |core, last, [k, d]| {
        let (h, l, c) = (s.highs(), s.lows(), s.closes());
        core.stoch(0, last, h, l, c, fast_k, slow_k, MAType::SMA, slow_d, MAType::SMA, k, d)
    })
}

pub(crate) fn mfi(s: &Series, period: i32) -> Column {
    with_volume(s, |volumes| {
        one(s.len(), |core, last, out| core.mfi(0, last, s.highs(), s.lows(), s.closes(), volumes, period, out))
    })
}

pub(crate) fn cmf(s: &Series, period: i32) -> Column {
    with_volume(s, |volumes| {
        one(s.len(), |core, last, out| core.cmf(0, last, s.highs(), s.lows(), s.closes(), volumes, period, out))
    })
}

pub(super) fn with_volume(series: &Series, formula: impl FnOnce(&[f64]) -> Column) -> Column {
    series.volumes().map_or(Column::absent(Reading::NoVolume), formula)
}
