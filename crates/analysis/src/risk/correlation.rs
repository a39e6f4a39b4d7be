//! What moves together.

use crate::{Interval, Series};

/// Simple close-to-close returns of two daily series between the days that both have, oldest first.
pub fn common_returns(ours: &Series, theirs: &Series) -> Vec<(f64, f64)> {
    let mut days = Vec::new();
    let mut other = theirs.times().iter().zip(theirs.closes()).peekable();
    for (at, close) in ours.times().iter().zip(ours.closes()) {
        let day = Interval::D1.bucket(*at);
        while other.next_if(|(at, _)| Interval::D1.bucket(**at) < day).is_some() {}
        if let Some((_, theirs)) = other.next_if(|(at, _)| Interval::D1.bucket(**at) == day) {
            days.push((*close, *theirs));
        }
    }
    days.iter().zip(days.iter().skip(1)).map(|(before, now)| (now.0 / before.0 - 1.0, now.1 / before.1 - 1.0)).collect()
}

/// Pearson's correlation of the last `window` pairs, −1 to 1; `None` with fewer, or when one of the two stood still.
pub fn correlation(pairs: &[(f64, f64)], window: usize) -> Option<f64> {
    let last = pairs.get(pairs.len().checked_sub(window)?..)?;
    let n = last.len() as f64;
    let (sum_x, sum_y) = last.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0, y + pair.1));
    let (mean_x, mean_y) = (sum_x / n, sum_y / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in last {
        let (x, y) = (x - mean_x, y - mean_y);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    (xx > 0.0 && yy > 0.0).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests;
