//! Scores of the forecasts of one event, and how far they may be trusted.

use super::Rules;
use crate::confidence::{
    Bin, Chance, Forecasts, Realised, auc,
    bootstrap::{null_error, quantile, skills},
    brier, brier_skill, expected_calibration_error, reliability, wilson,
};

/// Effective samples of the smallest reliability group, and the most groups.
const GROUP: f64 = 30.0;
const MOST_GROUPS: usize = 10;

/// Effective forecasts that the two alarms of drift look back on.
const SKILL_WINDOW: f64 = 50.0;
const LEVEL_WINDOW: f64 = 100.0;

/// Standard errors between forecast and frequency that ring the second alarm.
const LEVEL_ERRORS: f64 = 3.0;

/// How far a probability may be trusted; the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Too few forecasts to say anything.
    Unmeasured,
    /// Some, but too few to tell skill from luck.
    Thin,
    /// It worked, and no longer does.
    Drifted,
    /// Better than the base rate, beyond chance.
    Measured,
    /// No better than the base rate, which speaks instead.
    NoSkill,
}

/// The two alarms of drift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// `None` without enough forecasts.
    pub alarm: Option<bool>,
    /// Brier skill over the last 50 effective forecasts.
    pub recent_skill: Option<f64>,
    /// Mean forecast and observed frequency over the last 100 effective forecasts.
    pub expected: Option<f64>,
    pub observed: Option<f64>,
}

/// The record of one event. Unrounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub status: Status,
    /// Resolved out-of-sample forecasts.
    pub n: usize,
    /// The same, overlapping outcomes counted once: `n / horizon`.
    pub n_effective: f64,
    /// Base rate in force now.
    pub base: Option<f64>,
    /// Weight of the model now.
    pub lambda: Option<f64>,
    /// Shrunk forecast of the last bar.
    pub forecast: Option<f64>,
    /// Whether the last bar's families lie within the training range, widened by a tenth.
    pub in_range: bool,
    pub brier: Option<f64>,
    pub brier_base: Option<f64>,
    pub skill: Option<f64>,
    pub skill_ci95: Option<[f64; 2]>,
    /// Lower bound that decides the status, stricter the more rules were tried.
    pub skill_lower: Option<f64>,
    pub error: Option<f64>,
    /// What a perfect forecaster would stay below in 95 of 100 cases.
    pub null_error95: Option<f64>,
    pub auc: Option<f64>,
    pub bins: Vec<Bin>,
    /// First and last bar with a resolved forecast.
    pub window: Option<(usize, usize)>,
    pub drift: Drift,
    horizon: usize,
}

impl Record {
    pub(super) fn of(
        forecasts: Option<&Forecasts>,
        labels: &[Option<bool>],
        last_row: Option<[f64; 6]>,
        rules: &Rules,
        chance: &mut Chance,
    ) -> Self {
        let horizon = rules.barriers.horizon;
        let realised: Vec<Realised> = forecasts.map(|all| all.realised(labels).collect()).unwrap_or_default();
        let pairs: Vec<(f64, bool)> = realised.iter().map(|r| (r.p, r.happened)).collect();
        let (n, n_effective) = (realised.len(), realised.len() as f64 / horizon as f64);
        let bins = reliability(&pairs, ((n_effective / GROUP) as usize).clamp(1, MOST_GROUPS));
        let tried = f64::from(rules.rules_tried.max(1));
        let resamples = rules.bootstrap.max(if rules.rules_tried > 10 { 200 * rules.rules_tried as usize } else { 0 });
        let spread = skills(&realised, horizon, resamples, chance);
        let last = |column: &[f64]| column.last().copied();
        let mut record = Self {
            status: Status::Unmeasured,
            n,
            n_effective,
            base: forecasts.and_then(|all| last(&all.base)),
            lambda: forecasts.and_then(|all| last(&all.lambda)),
            forecast: forecasts.and_then(|all| all.shrunk.last().copied().flatten()),
            in_range: forecasts.zip(last_row).is_none_or(|(all, row)| within(&all.range, &row)),
            brier: brier(pairs.iter().copied()),
            brier_base: brier(realised.iter().map(|r| (r.base, r.happened))),
            skill: brier_skill(&realised),
            skill_ci95: quantile(&spread, 0.025).zip(quantile(&spread, 0.975)).map(|(low, high)| [low, high]),
            skill_lower: quantile(&spread, 0.025 / tried),
            error: expected_calibration_error(&bins),
            null_error95: null_error(&bins, horizon as f64, 1_000, chance),
            auc: auc(&pairs),
            bins,
            window: realised.first().zip(realised.last()).map(|(first, last)| (first.bar, last.bar)),
            drift: drift(&realised, horizon),
            horizon,
        };
        let skilled = record.skill_lower.is_some_and(|lower| lower > 0.0);
        let faded = skilled && record.drift.recent_skill.is_some_and(|skill| skill <= 0.0);
        record.drift.alarm = record.drift.alarm.map(|alarm| alarm || faded);
        record.status = record.judged(skilled, rules);
        record
    }

    /// Memory it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        self.bins.capacity() * size_of::<Bin>()
    }

    /// Wilson's interval of the group that a forecast falls into.
    pub fn interval_of(&self, forecast: f64) -> Option<[f64; 2]> {
        let bin = self.bins.iter().find(|bin| forecast <= bin.to).or(self.bins.last())?;
        wilson(bin.frequency, bin.count as f64 / self.horizon as f64)
    }

    /// What is shown now, and its interval: the forecast held inside the interval of its group, or with no skill the
    /// base rate. Nothing while unmeasured or drifted.
    pub fn shown(&self) -> Option<(f64, Option<[f64; 2]>)> {
        match self.status {
            Status::Unmeasured | Status::Drifted => None,
            Status::NoSkill => self.blind(),
            Status::Thin | Status::Measured => self.forecast.map(|p| {
                let interval = self.interval_of(p);
                (interval.map_or(p, |[low, high]| p.clamp(low, high)), interval)
            }),
        }
    }

    /// The same without the forecast: the base rate, and its interval.
    pub fn blind(&self) -> Option<(f64, Option<[f64; 2]>)> {
        match self.status {
            Status::Unmeasured | Status::Drifted => None,
            Status::NoSkill | Status::Thin | Status::Measured => {
                self.base.map(|base| (base, wilson(base, self.n_effective)))
            }
        }
    }

    fn judged(&self, skilled: bool, rules: &Rules) -> Status {
        if self.n < rules.scheme.min_forecasts || self.n_effective < rules.unmeasured_below {
            Status::Unmeasured
        } else if self.n_effective < rules.thin_below {
            Status::Thin
        } else if self.drift.alarm == Some(true) {
            Status::Drifted
        } else if skilled {
            Status::Measured
        } else {
            Status::NoSkill
        }
    }
}

fn drift(realised: &[Realised], horizon: usize) -> Drift {
    let last = |effective: f64| {
        let bars = (effective * horizon as f64) as usize;
        realised.len().checked_sub(bars).and_then(|from| realised.get(from..))
    };
    let mean = |of: &[Realised], value: fn(&Realised) -> f64| of.iter().map(value).sum::<f64>() / of.len() as f64;
    let (recent, long) = (last(SKILL_WINDOW), last(LEVEL_WINDOW));
    let expected = long.map(|long| mean(long, |r| r.p));
    let observed = long.map(|long| mean(long, |r| f64::from(u8::from(r.happened))));
    Drift {
        alarm: expected
            .zip(observed)
            .map(|(p, y)| (y - p).abs() > LEVEL_ERRORS * (p * (1.0 - p) / LEVEL_WINDOW).sqrt()),
        recent_skill: recent.and_then(brier_skill),
        expected,
        observed,
    }
}

/// Whether each family lies within its training range, widened by a tenth.
fn within(range: &[(f64, f64); 6], row: &[f64; 6]) -> bool {
    range.iter().zip(row).all(|((low, high), value)| {
        let room = (high - low) / 10.0;
        high < low || (low - room..=high + room).contains(value)
    })
}
