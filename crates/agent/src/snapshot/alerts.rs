//! Alerts as a screen sees them.

use jiff::Timestamp;
use serde::Serialize;

use crate::alerts::{self, Alert, State};

/// Alerts that fired and are shown, at most.
const SHOWN: usize = 5;

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
        Self { armed: u32::try_from(armed).unwrap_or(u32::MAX), fired, waiting }
    }
}

impl FiredView {
    fn of(alert: &Alert) -> Option<Self> {
        let State::Fired { seen_at, .. } = &alert.state else { return None };
        let (heading, sentence) = alerts::fired(alert)?;
        Some(Self { number: alert.number, heading, sentence, seen_at: *seen_at })
    }
}
