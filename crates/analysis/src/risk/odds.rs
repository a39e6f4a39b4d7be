//! What a run of such trades could do to an account: past results, drawn again in blocks, because good and bad spells
//! come in clusters.

use crate::confidence::Chance;

/// Trades of one run, and of one block.
const RUN: usize = 100;
const BLOCK: usize = 10;

/// Past trades below which nothing is said.
const LEAST: usize = 30;

/// The fall from a high that is asked about.
const FALL: f64 = 0.2;

/// The odds of 100 trades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds {
    /// Share of runs that lose a fifth from a high; `None` when the stake is unknown.
    pub falls: Option<f64>,
    /// 95th percentile of the longest losing streak.
    pub streak95: u32,
}

/// Draws `runs` runs from past results in R, oldest first, each trade with the same `stake`: what 1 R is of the equity
/// at the start, a fraction. `None` with fewer than 30 results.
pub fn odds(results: &[f64], stake: Option<f64>, runs: usize, chance: &mut Chance) -> Option<Odds> {
    if results.len() < LEAST || runs == 0 {
        return None;
    }
    let starts = results.len() - BLOCK + 1;
    let mut fell = 0_usize;
    let mut streaks = Vec::with_capacity(runs);
    for _ in 0..runs {
        let mut run = Vec::with_capacity(RUN);
        for _ in 0..RUN / BLOCK {
            let from = chance.below(starts);
            run.extend(results.iter().skip(from).take(BLOCK));
        }
        fell += usize::from(stake.is_some_and(|stake| falls(&run, stake)));
        streaks.push(longest_loss(&run));
    }
    streaks.sort_unstable();
    // The smallest streak that at least 95 of 100 runs do not exceed.
    let place = (runs * 95).div_ceil(100).saturating_sub(1);
    Some(Odds {
        falls: stake.map(|_| fell as f64 / runs as f64),
        streak95: streaks.get(place).copied().unwrap_or_default(),
    })
}

/// Whether an account that starts at 1 and stakes the same amount on each trade ever stands a fifth below a high.
fn falls(run: &[f64], stake: f64) -> bool {
    let (mut equity, mut high) = (1.0_f64, 1.0_f64);
    run.iter().any(|r| {
        equity += stake * r;
        high = high.max(equity);
        equity <= (1.0 - FALL) * high
    })
}

fn longest_loss(run: &[f64]) -> u32 {
    let (mut now, mut longest) = (0, 0);
    for r in run {
        now = if *r < 0.0 { now + 1 } else { 0 };
        longest = longest.max(now);
    }
    longest
}

#[cfg(test)]
mod tests;
