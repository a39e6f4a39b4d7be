//! Alerts in words. They say what happened, never what to do about it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Alert, Firing, Round, State, Way};
use crate::{
    format::words::{in_r, minute},
    snapshot::Group,
};

/// A crossing that is noticed so many candles later was not watched while it happened.
const LATE: i32 = 2;

/// An alert that fired, as a heading and a sentence; `None` for one that did not.
pub fn fired(alert: &Alert) -> Option<(String, String)> {
    let State::Fired { firing, seen_at, .. } = &alert.state else { return None };
    let heading = format!("{} reached {}", alert.watch.pair, alert.watch.price);
    Some((heading, reached(alert, firing, *seen_at)))
}

/// Which candle it was, and what belongs to it.
fn reached(alert: &Alert, firing: &Firing, seen_at: Timestamp) -> String {
    let Alert { watch, .. } = alert;
    let extreme = match watch.way {
        Way::Rising => "high",
        Way::Falling => "low",
    };
    let late = SignedDuration::from_millis(watch.timeframe.millis()).saturating_mul(LATE);
    let noticed = if seen_at.duration_since(firing.at) > late {
        format!(" Noticed only {}: nobody was looking when it happened.", minute(seen_at))
    } else {
        String::new()
    };
    let receipt = match &firing.receipt {
        Some(receipt) => format!("Receipt {receipt}."),
        None => "No signal could be given for it.".to_owned(),
    };
    format!(
        "{} by the {} candle that closed {}, whose {extreme} was {}.{noticed} {receipt}",
        capital(watch.way.name()),
        watch.timeframe,
        minute(firing.at),
        firing.reached,
    )
}

/// Every alert on a line of its own, newest first, and what came of those that fired.
pub fn list(alerts: &[Alert], now: Timestamp) -> String {
    if alerts.is_empty() {
        return "No alerts. `engram alert add BTC/USD 70000` waits for a price.\n".to_owned();
    }
    let mut text: String = alerts.iter().rev().map(|alert| line(alert, now) + "\n").collect();
    if let Some(record) = record(alerts) {
        text += "\n";
        text += &record;
        text += "\n";
    }
    text
}

fn line(alert: &Alert, now: Timestamp) -> String {
    let Alert { number, armed_at, watch, state } = alert;
    let head = format!("{number}  {} {}  {} to {}", watch.pair, watch.timeframe, watch.way.name(), watch.price);
    let until = watch.until.map(|until| format!(", until {}", minute(until))).unwrap_or_default();
    let became = match state {
        State::Armed => {
            let close = analysis::add_millis(watch.candle, watch.timeframe.millis()).map_or_else(String::new, minute);
            format!("armed {} ago at {}, the close of {close}{until}", age(now.duration_since(*armed_at)), watch.close)
        }
        State::Fired { firing, seen_at, outcome } => {
            let after = match outcome.map(|outcome| (outcome.ending.name(), outcome.net_r)) {
                Some((ending, Some(net))) => format!(" After it: {ending}, {} net.", in_r(net)),
                Some((ending, None)) => format!(" After it: {ending}."),
                None => String::new(),
            };
            format!("fired. {}{after}", reached(alert, firing, *seen_at))
        }
        State::Expired { at } => format!("expired {}", minute(*at)),
        State::Removed { at } => format!("removed {}", minute(*at)),
    };
    format!("{head}  {became}")
}

/// What the market did after the alerts that fired, as if each had been a signal to go on; `None` before the first.
fn record(alerts: &[Alert]) -> Option<String> {
    let results: Vec<f64> = alerts.iter().filter_map(net).collect();
    if results.is_empty() {
        return None;
    }
    let group = Group::of(&results);
    let said = match group.mean_r.zip(group.interval95) {
        None => "too few to say whether the price went on".to_owned(),
        Some((mean, [low, high])) => {
            let skill = if low > 0.0 {
                "the price went on"
            } else if high < 0.0 {
                "the price turned back"
            } else {
                "no measurable skill: it went on as often as it turned back"
            };
            format!("mean {} ({} to {}): {skill}", in_r(mean), in_r(low), in_r(high))
        }
    };
    Some(format!("After {} that fired, in the direction of the crossing: {said}.", alerts_counted(results.len())))
}

fn net(alert: &Alert) -> Option<f64> {
    match &alert.state {
        State::Fired { outcome, .. } => outcome.as_ref()?.net_r,
        State::Armed | State::Expired { .. } | State::Removed { .. } => None,
    }
}

/// Every alert as an object, oldest first.
pub fn object(alerts: &[Alert]) -> Value {
    let one = |alert: &Alert| {
        let mut object = json!({
            "number": alert.number,
            "armed_at": alert.armed_at,
            "state": alert.state.name(),
            "watch": alert.watch,
        });
        let more = match &alert.state {
            State::Armed => json!({}),
            State::Fired { firing, seen_at, outcome } => {
                json!({ "firing": firing, "seen_at": seen_at, "outcome": outcome })
            }
            State::Expired { at } | State::Removed { at } => json!({ "ended_at": at }),
        };
        if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
            object.extend(more);
        }
        object
    };
    json!({ "schema_version": "engram.alerts/1", "alerts": alerts.iter().map(one).collect::<Vec<_>>() })
}

impl Round {
    /// What the look brought, a line each; empty where nothing is to be told.
    pub fn text(&self) -> String {
        let fired = self.fired.iter().filter_map(|alert| {
            let (heading, sentence) = fired(alert)?;
            Some(format!("Alert {}: {heading}. {sentence}\n", alert.number))
        });
        let expired = self.expired.iter().map(|alert| {
            format!("Alert {}: expired; {} did not reach {}.\n", alert.number, alert.watch.pair, alert.watch.price)
        });
        let waiting = self.waiting().into_iter().map(|sentence| sentence + "\n");
        fired.chain(expired).chain(waiting).collect()
    }

    /// Why some alerts could not be looked at, in sentences.
    pub fn waiting(&self) -> Vec<String> {
        self.troubles.iter().map(|trouble| format!("Alert {} waits: {}", trouble.number, trouble.why)).collect()
    }
}

fn alerts_counted(count: usize) -> String {
    if count == 1 { "1 alert".to_owned() } else { format!("{count} alerts") }
}

/// `5 min`, `3 h`, `2 d`.
pub(crate) fn age(age: SignedDuration) -> String {
    let minutes = age.as_mins().max(0);
    if minutes < 120 {
        format!("{minutes} min")
    } else if minutes < 48 * 60 {
        format!("{} h", minutes / 60)
    } else {
        format!("{} d", minutes / (24 * 60))
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
