//! Volume against itself.

use crate::Series;

/// Whether any of the last `bars` bars up to `bar` traded; `false` when the feed has no volume.
///
/// An exact test on purpose: a running sum would leave dust behind and call it volume.
pub fn has_volume(series: &Series, bar: usize, bars: usize) -> bool {
    window(series, bar, bars).is_some_and(|volumes| volumes.iter().any(|volume| *volume > 0.0))
}

/// Mean volume of the last 3 bars against the last 20, in their population standard deviations.
/// `None` without volume or before 20 bars; 0 when all 20 are equal.
pub fn volume_z(series: &Series, bar: usize) -> Option<f64> {
    let last = window(series, bar, 20).filter(|_| has_volume(series, bar, 20))?;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let mean20 = mean(last);
    let variance = last.iter().map(|v| (v - mean20) * (v - mean20)).sum::<f64>() / last.len() as f64;
    let gap = mean(last.get(17..)?) - mean20;
    Some(if variance > 0.0 { gap / variance.sqrt() } else { 0.0 })
}

fn window(series: &Series, bar: usize, bars: usize) -> Option<&[f64]> {
    series.volumes()?.get((bar + 1).checked_sub(bars)?..=bar)
}
