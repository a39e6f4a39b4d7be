//! How far a skill may be chance: moving blocks, because neighbouring outcomes overlap.

use super::{
    chance::Chance,
    scores::{Bin, square},
    walk::Realised,
};

/// Bars of the shortest block.
const LEAST_BLOCK: usize = 20;

/// Skills of `resamples` histories pieced together from blocks of this one, smallest first.
pub(super) fn skills(realised: &[Realised], horizon: usize, resamples: usize, chance: &mut Chance) -> Vec<f64> {
    let block = LEAST_BLOCK.max(4 * horizon);
    let Some(starts) = (realised.len() + 1).checked_sub(block).filter(|starts| *starts > 0) else { return Vec::new() };
    let blocks = (realised.len() / block).max(1);
    let ours = running(realised.iter().map(|r| square(r.p, r.happened)));
    let base = running(realised.iter().map(|r| square(r.base, r.happened)));
    let over = |sums: &[f64]| -> Vec<f64> { sums.iter().zip(sums.iter().skip(block)).map(|(a, b)| b - a).collect() };
    // Errors of the block that begins at each place.
    let errors: Vec<(f64, f64)> = over(&ours).into_iter().zip(over(&base)).collect();
    let mut skills: Vec<f64> = (0..resamples)
        .map(|_| {
            let (mut own, mut theirs) = (0.0, 0.0);
            for _ in 0..blocks {
                let (ours, base) = errors.get(chance.below(starts)).copied().unwrap_or_default();
                own += ours;
                theirs += base;
            }
            if theirs > 0.0 { 1.0 - own / theirs } else { 0.0 }
        })
        .collect();
    skills.sort_by(f64::total_cmp);
    skills
}

/// 95th percentile of the calibration error that a perfect forecaster would show on these bins, each with its count
/// divided by `overlap`.
pub(super) fn null_error(bins: &[Bin], overlap: f64, resamples: usize, chance: &mut Chance) -> Option<f64> {
    let count: f64 = bins.iter().map(|bin| bin.count as f64).sum();
    let mut errors: Vec<f64> = (0..resamples)
        .map(|_| {
            let of_bin = |bin: &Bin| {
                let draws = (bin.count as f64 / overlap).round().max(1.0) as usize;
                let hits = chance.hits(draws, bin.mean);
                bin.count as f64 / count * (hits as f64 / draws as f64 - bin.mean).abs()
            };
            bins.iter().map(of_bin).sum()
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    quantile(&errors, 0.95)
}

/// Quantile of sorted values, interpolated between the two at `(n − 1) · share`.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * share.clamp(0.0, 1.0);
    let (low, high) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(low + (high - low) * place.fract())
}

/// Sums before each element, and of all.
fn running(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    sums.extend(values.map(|value| {
        sum += value;
        sum
    }));
    sums
}
