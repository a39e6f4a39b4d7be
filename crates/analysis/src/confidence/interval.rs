//! Adaptive conformal interval of a return (Gibbs and Candès 2021), centred on no change.

use super::bootstrap::quantile;

/// Scores whose quantile sets the width.
const WINDOW: usize = 500;

/// How fast the level follows its misses.
const RATE: f64 = 0.01;

/// An interval at the last bar, and how often such intervals held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReturnInterval {
    /// Half width, as a log return.
    pub half: f64,
    /// Share of past outcomes inside theirs; `None` before there was one.
    pub coverage: Option<f64>,
    /// Past outcomes it rests on.
    pub count: usize,
}

/// Walks forward: `sigma[t]` is the volatility expected at bar `t`, `returns[t]` the return over the horizon from
/// there where it is known. `miss` is the share that may fall outside, such as 0.2. `None` without enough scores.
pub fn conformal(sigma: &[Option<f64>], returns: &[Option<f64>], horizon: usize, miss: f64) -> Option<ReturnInterval> {
    let root = (horizon as f64).sqrt();
    let mut recent: Vec<f64> = Vec::new();
    let mut order = std::collections::VecDeque::new();
    let mut used: Vec<Option<f64>> = Vec::with_capacity(sigma.len());
    let (mut level, mut inside, mut count) = (miss, 0_usize, 0_usize);
    for bar in 0..sigma.len() {
        // The return of a bar is known `horizon + 1` bars later.
        let known = bar.checked_sub(horizon + 1);
        if let Some(old) = known
            && let (Some(Some(r)), Some(Some(s))) = (returns.get(old), sigma.get(old))
        {
            let score = r.abs() / (s * root);
            if let Some(Some(width)) = used.get(old) {
                let missed = score > *width;
                level += RATE * (miss - f64::from(u8::from(missed)));
                count += 1;
                inside += usize::from(!missed);
            }
            recent.insert(recent.partition_point(|other| *other < score), score);
            order.push_back(score);
            if order.len() > WINDOW
                && let Some(oldest) = order.pop_front()
            {
                recent.remove(recent.partition_point(|other| *other < oldest));
            }
        }
        let full = order.len() == WINDOW;
        used.push(if full { quantile(&recent, (1.0 - level).clamp(0.0, 1.0)) } else { None });
    }
    let half = (*used.last()?)? * (*sigma.last()?)? * root;
    let coverage = (count > 0).then(|| inside as f64 / count as f64);
    Some(ReturnInterval { half, coverage, count })
}
