//! Alerts as a screen sees them.

use jiff::Timestamp;
use serde::Serialize;

use super::ProblemView;
use crate::{
    alerts::{self, Alert, State, Way},
    journal::Ended,
};

/// Alerts that fired and are shown, at most.
const SHOWN: usize = 5;

/// Alerts that are listed, at most.
const LISTED: usize = 60;

/// Scored alerts of a pair that are looked back at, and the fewest that say something.
const BACK: usize = 10;
const LEAST: usize = 5;

/// What is waited for, and what came.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AlertsView {
    /// How many are armed.
    pub armed: u32,
    /// The latest that fired, newest first.
    pub fired: Vec<FiredView>,
    /// Why some that are armed cannot be looked at, in sentences.
    pub waiting: Vec<String>,
    /// Every alert, newest first; at most 60.
    pub all: Vec<AlertView>,
    /// What became of the last wish to arm or to take away.
    pub arming: ArmingView,
}

/// What became of the last wish about an alert.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ArmingView {
    /// Nothing is wished.
    #[default]
    Idle,
    /// On its way to the disk.
    Writing,
    /// Nothing was changed.
    Failed {
        /// Why.
        problem: ProblemView,
    },
}

/// An alert and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AlertView {
    /// Counted from 1.
    pub number: u32,
    /// Of which pair.
    pub pair: String,
    /// Of the candles that are looked at.
    pub timeframe: analysis::Interval,
    /// Quote currency.
    pub price: f64,
    /// From which side it is reached.
    pub way: Way,
    /// `armed`, `fired`, `expired` or `removed`.
    pub state: &'static str,
    /// When it was armed, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub armed_at: Timestamp,
    /// When the candle closed that reached it, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub reached_at: Option<Timestamp>,
    /// How a plan in its direction ended; none while it runs, or where nobody can say.
    pub ended: Option<Ended>,
    /// Its result after cost, R.
    pub net_r: Option<f64>,
    /// Where most of this pair's alerts led nowhere: in a sentence.
    pub noisy: Option<String>,
}

/// An alert that fired.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FiredView {
    /// Which alert, counted from 1.
    pub number: u32,
    /// What happened, in a few words.
    pub heading: String,
    /// By which candle, and what belongs to it.
    pub sentence: String,
    /// When it was noticed, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub seen_at: Timestamp,
}

impl AlertsView {
    /// What there is to show of all alerts, in the order they were armed.
    pub(crate) fn of(alerts: &[Alert], waiting: Vec<String>) -> Self {
        let armed = alerts.iter().filter(|alert| alert.state == State::Armed).count();
        let mut fired: Vec<FiredView> = alerts.iter().filter_map(FiredView::of).collect();
        fired.sort_by_key(|fired| std::cmp::Reverse((fired.seen_at, fired.number)));
        fired.truncate(SHOWN);
        let listed = alerts.iter().rev().take(LISTED).map(|alert| AlertView::of(alert, alerts));
        Self {
            armed: u32::try_from(armed).unwrap_or(u32::MAX),
            fired,
            waiting,
            all: listed.collect(),
            arming: ArmingView::Idle,
        }
    }

    /// Prices of a pair that are waited for.
    pub(crate) fn armed_of(&self, pair: &str) -> u32 {
        let armed = self.all.iter().filter(|alert| alert.state == State::Armed.name() && alert.pair == pair).count();
        u32::try_from(armed).unwrap_or(u32::MAX)
    }
}

impl AlertView {
    fn of(alert: &Alert, all: &[Alert]) -> Self {
        let fired = match &alert.state {
            State::Fired { firing, outcome, .. } => Some((firing.at, outcome)),
            State::Armed | State::Expired { .. } | State::Removed { .. } => None,
        };
        let outcome = fired.and_then(|(_, outcome)| outcome.as_ref());
        Self {
            number: alert.number,
            pair: alert.watch.pair.as_str().to_owned(),
            timeframe: alert.watch.timeframe,
            price: alert.watch.price,
            way: alert.watch.way,
            state: alert.state.name(),
            armed_at: alert.armed_at,
            reached_at: fired.map(|(at, _)| at),
            ended: outcome.map(|outcome| outcome.ending),
            net_r: outcome.and_then(|outcome| outcome.net_r),
            noisy: noisy(alert, all),
        }
    }
}

/// Said of an alert where, of the last ones of its pair that could be followed to their end, fewer than half went on to
/// the target.
fn noisy(alert: &Alert, all: &[Alert]) -> Option<String> {
    let of_pair = all.iter().rev().filter(|other| other.watch.pair == alert.watch.pair);
    let ends = of_pair.filter_map(|other| match &other.state {
        State::Fired { outcome: Some(outcome), .. } if outcome.ending != Ended::Void => Some(outcome.ending),
        State::Armed | State::Fired { .. } | State::Expired { .. } | State::Removed { .. } => None,
    });
    let ends: Vec<Ended> = ends.take(BACK).collect();
    let went_on = ends.iter().filter(|end| **end == Ended::Target).count();
    (ends.len() >= LEAST && 2 * went_on < ends.len())
        .then(|| format!("Of its last {} alerts, {went_on} went on to the target: more noise than news.", ends.len()))
}

impl FiredView {
    fn of(alert: &Alert) -> Option<Self> {
        let State::Fired { seen_at, .. } = &alert.state else { return None };
        let (heading, sentence) = alerts::fired(alert)?;
        Some(Self { number: alert.number, heading, sentence, seen_at: *seen_at })
    }
}
