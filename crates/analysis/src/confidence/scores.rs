//! Scores of forecasts against what happened.

use super::walk::Realised;

/// Brier score: mean squared distance of forecast and outcome; 0 is perfect.
pub fn brier(pairs: impl IntoIterator<Item = (f64, bool)>) -> Option<f64> {
    let (sum, count) = pairs.into_iter().fold((0.0, 0.0), |(sum, count), (p, y)| (sum + square(p, y), count + 1.0));
    (count > 0.0).then_some(sum / count)
}

/// One minus the forecasts' squared errors over those of the base rate of each day; above 0 they know something.
pub fn brier_skill(realised: &[Realised]) -> Option<f64> {
    let ours: f64 = realised.iter().map(|r| square(r.p, r.happened)).sum();
    let base: f64 = realised.iter().map(|r| square(r.base, r.happened)).sum();
    (base > 0.0).then_some(1.0 - ours / base)
}

pub(super) fn square(p: f64, happened: bool) -> f64 {
    let off = p - f64::from(u8::from(happened));
    off * off
}

/// Forecasts of about the same size, and how often the event followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Smallest and largest forecast in it.
    pub from: f64,
    pub to: f64,
    pub mean: f64,
    pub frequency: f64,
    pub count: usize,
}

/// Forecasts sorted and cut into `groups` of equal count, the first ones larger by one where it does not divide.
pub fn reliability(pairs: &[(f64, bool)], groups: usize) -> Vec<Bin> {
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let groups = groups.clamp(1, sorted.len().max(1));
    let (size, larger) = (sorted.len() / groups, sorted.len() % groups);
    let mut rest = sorted.as_slice();
    let mut bins = Vec::with_capacity(groups);
    for group in 0..groups {
        let (bin, after) = rest.split_at(size + usize::from(group < larger));
        rest = after;
        if let (Some((from, _)), Some((to, _))) = (bin.first(), bin.last()) {
            let n = bin.len() as f64;
            let mean = bin.iter().map(|(p, _)| p).sum::<f64>() / n;
            let frequency = bin.iter().filter(|(_, y)| *y).count() as f64 / n;
            bins.push(Bin { from: *from, to: *to, mean, frequency, count: bin.len() });
        }
    }
    bins
}

/// Mean distance of forecast and frequency over the bins, by their size.
pub fn expected_calibration_error(bins: &[Bin]) -> Option<f64> {
    let count: usize = bins.iter().map(|bin| bin.count).sum();
    let off: f64 = bins.iter().map(|bin| bin.count as f64 * (bin.mean - bin.frequency).abs()).sum();
    (count > 0).then(|| off / count as f64)
}

/// Wilson's 95 % interval of a frequency over `n` samples, which need not be whole (E. B. Wilson 1927).
pub fn wilson(frequency: f64, n: f64) -> Option<[f64; 2]> {
    const Z: f64 = 1.96;
    if n <= 0.0 {
        return None;
    }
    let d = 1.0 + Z * Z / n;
    let centre = (frequency + Z * Z / (2.0 * n)) / d;
    let half = Z * (frequency * (1.0 - frequency) / n + Z * Z / (4.0 * n * n)).sqrt() / d;
    Some([(centre - half).max(0.0), (centre + half).min(1.0)])
}

/// Chance that a forecast of something that happened stands above one of something that did not; ties count half.
pub fn auc(pairs: &[(f64, bool)]) -> Option<f64> {
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wins = sorted.iter().filter(|(_, y)| *y).count() as f64;
    let losses = sorted.len() as f64 - wins;
    if wins == 0.0 || losses == 0.0 {
        return None;
    }
    let (mut below, mut sum) = (0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.0 == b.0) {
        let (won, lost) = tie.iter().fold((0.0, 0.0), |(w, l), (_, y)| if *y { (w + 1.0, l) } else { (w, l + 1.0) });
        sum += won * (below + lost / 2.0);
        below += lost;
    }
    Some(sum / (wins * losses))
}
