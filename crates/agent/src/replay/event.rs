//! The record of one event, and of one side of the plan.

use analysis::{
    answer::{ConfidenceStatus, DriftState, DriftView, OutcomesView, ReliabilityBin, Scenario, ShadowView, Window},
    confidence::{Bin, Drift, Record, Rules, Shadow, Shares, SideTrack, wilson},
    rounded,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

/// How often one event was forecast, and how well. Nothing but the counts is said while it is not measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRecord {
    /// How far its probability may be trusted.
    pub status: ConfidenceStatus,
    /// Forecasts whose outcome is known.
    pub n: u32,
    /// The same, overlapping outcomes counted once.
    pub n_effective: f64,
    /// How often the event follows whatever the market looks like, as known now.
    pub base_rate: Option<f64>,
    /// Weight of the model against the base rate now, 0 to 1.
    pub shrink_lambda: Option<f64>,
    /// Mean squared distance of forecast and outcome.
    pub brier: Option<f64>,
    /// The same, had the base rate of each day been forecast.
    pub brier_base: Option<f64>,
    /// One minus the first over the second.
    pub brier_skill: Option<f64>,
    /// Its 95 % interval, by resampling.
    pub brier_skill_ci95: Option<[f64; 2]>,
    /// Its lower bound, stricter the more rules were tried; above 0 is skill.
    pub brier_skill_lower: Option<f64>,
    /// Mean distance of forecast and frequency over the groups.
    pub ece: Option<f64>,
    /// What a perfect forecaster would stay below in 95 of 100 cases.
    pub ece_null_p95: Option<f64>,
    /// Chance that a forecast of something that happened stands above one of something that did not.
    pub auc: Option<f64>,
    /// Forecasts of about the same size, smallest first.
    pub reliability: Vec<ReliabilityBin>,
    /// First and last day with a forecast whose outcome is known.
    pub window: Window,
    /// Different sets of rules ever measured on this pair and timeframe.
    pub rules_tried: u32,
    /// Whether it still works.
    pub drift: DriftView,
}

/// The record of one side of the plan: its target is touched before its stop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SideRecord {
    /// Of the forecasts.
    #[serde(flatten)]
    pub event: EventRecord,
    /// Probability at which a plan with today's levels neither wins nor loses.
    pub breakeven_probability: Option<f64>,
    /// How the plans ended.
    pub outcomes: Option<OutcomesView>,
    /// Trades the forecasts would have taken.
    pub shadow: ShadowView,
    /// Mean result after cost of entering at every bar, R.
    pub blind_expectancy_r: Option<f64>,
    /// Plans left out because a candle is missing inside their horizon.
    pub void: u32,
}

impl EventRecord {
    pub(super) fn of(status: ConfidenceStatus, record: &Record, rules: &Rules, times: &[i64]) -> Self {
        let told = status != ConfidenceStatus::Unmeasured;
        let to = |decimals: u8| move |value: Option<f64>| value.filter(|_| told).map(|value| rounded(value, decimals));
        let (fine, finer) = (to(4), to(5));
        let horizon = rules.barriers.horizon as f64;
        let groups = record.bins.iter().filter(|_| told);
        Self {
            status,
            n: record.n as u32,
            n_effective: rounded(record.n_effective, 1),
            base_rate: fine(record.base),
            shrink_lambda: record.lambda.map(|lambda| rounded(lambda, 4)),
            brier: finer(record.brier),
            brier_base: finer(record.brier_base),
            brier_skill: finer(record.skill),
            brier_skill_ci95: record.skill_ci95.filter(|_| told).map(|ends| ends.map(|end| rounded(end, 5))),
            brier_skill_lower: finer(record.skill_lower),
            ece: fine(record.error),
            ece_null_p95: fine(record.null_error95),
            auc: fine(record.auc),
            reliability: groups.map(|bin| group(bin, horizon)).collect(),
            window: window(record.window, times),
            rules_tried: rules.rules_tried.max(1),
            drift: drift_view(&record.drift, told),
        }
    }
}

fn group(bin: &Bin, horizon: f64) -> ReliabilityBin {
    let effective = bin.count as f64 / horizon;
    ReliabilityBin {
        p_mean: rounded(bin.mean, 4),
        hit_rate: rounded(bin.frequency, 4),
        n: bin.count as u32,
        n_effective: rounded(effective, 1),
        ci95: wilson(bin.frequency, effective).map(|ends| ends.map(|end| rounded(end, 4))),
    }
}

fn window(bars: Option<(usize, usize)>, times: &[i64]) -> Window {
    let day = |bar: usize| {
        let open = Timestamp::from_millisecond(*times.get(bar)?).ok()?;
        Some(TimeZone::UTC.to_datetime(open).date().to_string())
    };
    Window { from: bars.and_then(|(first, _)| day(first)), to: bars.and_then(|(_, last)| day(last)) }
}

fn drift_view(drift: &Drift, told: bool) -> DriftView {
    let to = |value: Option<f64>, decimals| value.filter(|_| told).map(|value| rounded(value, decimals));
    DriftView {
        state: match drift.alarm.filter(|_| told) {
            Some(true) => DriftState::Alarm,
            Some(false) => DriftState::Ok,
            None => DriftState::Unknown,
        },
        recent_skill: to(drift.recent_skill, 5),
        expected: to(drift.expected, 4),
        observed: to(drift.observed, 4),
    }
}

impl SideRecord {
    pub(super) fn of(scenario: &Scenario, track: &SideTrack, rules: &Rules, times: &[i64]) -> Self {
        let told = scenario.status != ConfidenceStatus::Unmeasured;
        Self {
            event: EventRecord::of(scenario.status, &track.record, rules, times),
            breakeven_probability: scenario.breakeven_probability,
            outcomes: track.shares.filter(|_| told).map(outcomes),
            shadow: shadow(&track.shadow, told),
            blind_expectancy_r: track.blind_r.filter(|_| told).map(|mean| rounded(mean, 3)),
            void: track.void as u32,
        }
    }
}

fn outcomes(shares: Shares) -> OutcomesView {
    OutcomesView {
        target: rounded(shares.target, 4),
        stop: rounded(shares.stop, 4),
        time_exit: rounded(shares.time, 4),
        mean_stop_r: rounded(shares.mean_stop_r, 3),
        mean_time_exit_r: rounded(shares.mean_time_r, 3),
    }
}

fn shadow(shadow: &Shadow, told: bool) -> ShadowView {
    let in_r = |value: Option<f64>| value.filter(|_| told).map(|value| rounded(value, 3));
    ShadowView {
        trades: if told { shadow.trades as u32 } else { 0 },
        mean_r: in_r(shadow.mean_r),
        lower_r: in_r(shadow.lower_r),
    }
}
