//! What the plans earned, in R: how they ended, where they break even, and what the forecasts would have taken.

use super::Rules;
use crate::{
    confidence::{Forecasts, student::mean_and_lower},
    outcome::{Ending, Outcome},
};

/// How resolved plans ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Shares of all, 0 to 1.
    pub target: f64,
    pub stop: f64,
    pub time: f64,
    /// Mean result of those that were stopped, R before cost, negative; −1 when none was.
    pub mean_stop_r: f64,
    /// Mean result of those that time ended, R before cost; 0 when none was.
    pub mean_time_r: f64,
}

/// Trades the forecasts would have taken one at a time, each with what was known then.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shadow {
    pub trades: usize,
    /// Mean result after cost, R.
    pub mean_r: Option<f64>,
    /// Its one-sided 95 % lower bound (Student).
    pub lower_r: Option<f64>,
}

impl Shares {
    /// Expected result after cost, R, of a plan that reaches its target with probability `p`, where `rr` is reward over
    /// risk of its levels and `cost` its cost in R.
    pub fn expectancy(&self, p: f64, rr: f64, cost: f64) -> f64 {
        let time = self.time.min(1.0 - p);
        p * rr - (1.0 - p - time) * -self.mean_stop_r + time * self.mean_time_r - cost
    }

    /// The probability at which that is 0, held inside 0..1.
    pub fn break_even(&self, rr: f64, cost: f64) -> f64 {
        let loss = -self.mean_stop_r;
        ((loss * (1.0 - self.time) - self.time * self.mean_time_r + cost) / (rr + loss)).clamp(0.0, 1.0)
    }
}

/// Sums of how plans ended.
#[derive(Clone, Copy, Debug, Default)]
struct Endings {
    target: usize,
    stop: usize,
    time: usize,
    stop_r: f64,
    time_r: f64,
}

impl Endings {
    fn add(&mut self, outcome: &Outcome) {
        match outcome.ending {
            Ending::Target => self.target += 1,
            Ending::Stop => {
                self.stop += 1;
                self.stop_r += outcome.r;
            }
            Ending::Time => {
                self.time += 1;
                self.time_r += outcome.r;
            }
        }
    }

    fn shares(&self) -> Option<Shares> {
        let all = (self.target + self.stop + self.time) as f64;
        let mean = |sum: f64, count: usize, none: f64| if count > 0 { sum / count as f64 } else { none };
        (all > 0.0).then(|| Shares {
            target: self.target as f64 / all,
            stop: self.stop as f64 / all,
            time: self.time as f64 / all,
            mean_stop_r: mean(self.stop_r, self.stop, -1.0),
            mean_time_r: mean(self.time_r, self.time, 0.0),
        })
    }
}

pub(super) struct Money {
    endings: Endings,
    taken: Vec<f64>,
    blind: (f64, usize),
    edges: Vec<f64>,
}

impl Money {
    /// Walks over the forecasts once more, with what was known at each of them.
    pub(super) fn of(
        forecasts: &Forecasts,
        outcomes: &[Option<Outcome>],
        costs: &[Option<f64>],
        rules: &Rules,
    ) -> Self {
        let mut money = Self { endings: Endings::default(), taken: Vec::new(), blind: (0.0, 0), edges: Vec::new() };
        let mut free_at = 0;
        for (k, (shrunk, base)) in forecasts.shrunk.iter().zip(&forecasts.base).enumerate() {
            let bar = forecasts.first + k;
            if let Some(old) = k.checked_sub(forecasts.horizon + 1)
                && forecasts.shrunk.get(old).is_some_and(Option::is_some)
                && let Some(outcome) = outcomes.get(forecasts.first + old).copied().flatten()
            {
                money.endings.add(&outcome);
            }
            let Some((p, cost)) = shrunk.zip(costs.get(bar).copied().flatten()) else { continue };
            let outcome = outcomes.get(bar).copied().flatten();
            if let Some(outcome) = outcome {
                money.blind = (money.blind.0 + outcome.r - cost, money.blind.1 + 1);
            }
            let Some(shares) = money.endings.shares() else { continue };
            let edge = p - shares.break_even(rules.barriers.reward_risk, cost);
            if outcome.is_some() {
                money.edges.push(edge);
            }
            let wanted = p - base > rules.min_edge && edge > 0.0 && bar >= free_at;
            if let Some(outcome) = outcome.filter(|_| wanted) {
                money.taken.push(outcome.r - cost);
                // The next may be decided at the close of the bar it ended in.
                free_at = bar + outcome.bars;
            }
        }
        money.edges.sort_by(f64::total_cmp);
        money
    }

    pub(super) fn shares(&self) -> Option<Shares> {
        self.endings.shares()
    }

    pub(super) fn shadow(&self) -> Shadow {
        let (mean_r, lower_r) = mean_and_lower(&self.taken);
        Shadow { trades: self.taken.len(), mean_r, lower_r }
    }

    pub(super) fn blind_r(&self) -> Option<f64> {
        let (sum, count) = self.blind;
        (count > 0).then(|| sum / count as f64)
    }

    /// Leads over break-even, smallest first, and results of the shadow trades in the order of time.
    pub(super) fn edges_and_results(self) -> (Vec<f64>, Vec<f64>) {
        (self.edges, self.taken)
    }
}
