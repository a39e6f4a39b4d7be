//! Which alerts a desktop notification is shown for: each once, and none that was noticed before this program began.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{AlertsView, FiredView};

/// What was told already.
#[derive(Clone, Debug)]
pub struct Notices {
    since: Timestamp,
    told: BTreeSet<u32>,
}

impl Notices {
    /// Nothing was told yet, and what was noticed before then never is.
    pub const fn since(since: Timestamp) -> Self {
        Self { since, told: BTreeSet::new() }
    }

    /// What is to be told now, oldest first.
    pub fn new_in(&mut self, alerts: &AlertsView) -> Vec<FiredView> {
        let fired = alerts.fired.iter().rev().filter(|fired| fired.seen_at >= self.since);
        fired.filter(|fired| self.told.insert(fired.number)).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
