//! Alerts in the journal: what was armed, what became of it. An alert is what its steps say, in their order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use super::{
    Journal, JournalFault, Outcome,
    added::Added,
    chain::EntryKind,
    read::{bytes, text},
    write::written,
};
use crate::alerts::{Alert, Firing, MOST_ARMED, State, Watch};

const STEPS: &str = "SELECT at, body FROM entries WHERE kind = 'alert' ORDER BY seq";

/// A step of an alert, as it stands in the chain.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
enum Step {
    Armed { number: u32, watch: Watch },
    Fired { number: u32, firing: Firing },
    Expired { number: u32 },
    Removed { number: u32 },
    Scored { number: u32, outcome: Outcome },
}

/// Every alert by its number.
#[derive(Debug, Default)]
struct Alerts(BTreeMap<u32, Alert>);

impl Journal {
    /// Every alert there ever was, in the order they were armed.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn alerts(&self) -> Result<Vec<Alert>, JournalFault> {
        Ok(Alerts::of(self.all(STEPS, (), step_row)?)?.0.into_values().collect())
    }

    /// Arms an alert.
    ///
    /// # Errors
    /// When too many are armed, or it could not be made durable.
    pub fn arm(&mut self, watch: Watch, now: Timestamp) -> Result<Alert, JournalFault> {
        self.added(|added| {
            let alerts = Alerts::added(added)?;
            if alerts.0.values().filter(|alert| alert.state == State::Armed).count() >= MOST_ARMED {
                return Err(JournalFault::TooManyArmed(MOST_ARMED));
            }
            let number = alerts.0.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
            add(added, &Step::Armed { number, watch: watch.clone() }, now)?;
            Ok(Alert { number, armed_at: now, watch, state: State::Armed })
        })
    }

    /// Writes down that an armed alert fired. `false` where it is armed no more: another program was quicker, or the
    /// trader took it away.
    ///
    /// # Errors
    /// When there is no such alert, or it could not be made durable.
    pub fn fire(&mut self, number: u32, firing: Firing, now: Timestamp) -> Result<bool, JournalFault> {
        self.leave_armed(number, &Step::Fired { number, firing }, now)
    }

    /// Writes down that the time of an armed alert is over. `false` as for [`Self::fire`].
    ///
    /// # Errors
    /// As [`Self::fire`].
    pub fn expire(&mut self, number: u32, now: Timestamp) -> Result<bool, JournalFault> {
        self.leave_armed(number, &Step::Expired { number }, now)
    }

    /// Takes an armed alert away. `false` as for [`Self::fire`].
    ///
    /// # Errors
    /// As [`Self::fire`].
    pub fn disarm(&mut self, number: u32, now: Timestamp) -> Result<bool, JournalFault> {
        self.leave_armed(number, &Step::Removed { number }, now)
    }

    /// Writes down what the market did after an alert fired. `false` where that is written down already, or it never
    /// fired.
    ///
    /// # Errors
    /// As [`Self::fire`].
    pub fn score_alert(&mut self, number: u32, outcome: Outcome, now: Timestamp) -> Result<bool, JournalFault> {
        self.added(|added| {
            let alerts = Alerts::added(added)?;
            let is_open = matches!(alerts.one(number)?.state, State::Fired { outcome: None, .. });
            if is_open {
                add(added, &Step::Scored { number, outcome }, now)?;
            }
            Ok(is_open)
        })
    }

    fn leave_armed(&mut self, number: u32, step: &Step, now: Timestamp) -> Result<bool, JournalFault> {
        self.added(|added| {
            let is_armed = Alerts::added(added)?.one(number)?.state == State::Armed;
            if is_armed {
                add(added, step, now)?;
            }
            Ok(is_armed)
        })
    }
}

impl Alerts {
    /// Follows the steps. A step of an alert whose arming was lost with a damaged file says nothing.
    fn of(rows: Vec<(String, Vec<u8>)>) -> Result<Self, JournalFault> {
        let mut alerts = Self::default();
        for (at, body) in rows {
            let read = at.parse().ok().zip(serde_json::from_slice(&body).ok());
            let (at, step) = read.ok_or_else(|| JournalFault::Altered("an alert".to_owned()))?;
            alerts.take(at, step);
        }
        Ok(alerts)
    }

    fn added(added: &Added<'_>) -> Result<Self, JournalFault> {
        Self::of(added.all(STEPS, step_row)?)
    }

    fn take(&mut self, at: Timestamp, step: Step) {
        match step {
            Step::Armed { number, watch } => {
                self.0.insert(number, Alert { number, armed_at: at, watch, state: State::Armed });
            }
            Step::Fired { number, firing } => self.put(number, State::Fired { firing, seen_at: at, outcome: None }),
            Step::Expired { number } => self.put(number, State::Expired { at }),
            Step::Removed { number } => self.put(number, State::Removed { at }),
            Step::Scored { number, outcome: ended } => {
                if let Some(Alert { state: State::Fired { outcome, .. }, .. }) = self.0.get_mut(&number) {
                    *outcome = Some(ended);
                }
            }
        }
    }

    fn put(&mut self, number: u32, state: State) {
        if let Some(alert) = self.0.get_mut(&number) {
            alert.state = state;
        }
    }

    fn one(&self, number: u32) -> Result<&Alert, JournalFault> {
        self.0.get(&number).ok_or(JournalFault::UnknownAlert(number))
    }
}

/// Whether an entry of the chain is a step that can be read.
pub(super) fn is_step(body: &[u8]) -> bool {
    serde_json::from_slice::<Step>(body).is_ok()
}

fn add(added: &Added<'_>, step: &Step, now: Timestamp) -> Result<(), JournalFault> {
    let body = written(step, || JournalFault::NotTheseCandles("of an alert".to_owned()))?;
    added.entry(EntryKind::Alert, "", now, &body).map(drop)
}

fn step_row(row: &Row<'_>) -> rusqlite::Result<(String, Vec<u8>)> {
    Ok((text(row, 0)?, bytes(row, 1)?))
}

#[cfg(test)]
mod tests;
