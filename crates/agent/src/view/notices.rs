//! What a desktop notification is shown for: each alert once, and none that was noticed before this program began; and
//! what the gateway wants shown.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{AlertsView, FiredView, LinkView, NoticeView};

/// What was told already.
#[derive(Clone, Debug)]
pub struct Notices {
    since: Timestamp,
    told: BTreeSet<u32>,
    /// The last one of the gateway's.
    of_gateway: u32,
}

impl Notices {
    /// Nothing was told yet, and what was noticed before then never is.
    pub const fn since(since: Timestamp) -> Self {
        Self { since, told: BTreeSet::new(), of_gateway: 0 }
    }

    /// What the gateway wants shown now, oldest first. They begin anew with each link.
    pub fn new_of_gateway(&mut self, link: &LinkView) -> Vec<NoticeView> {
        let last = link.notices.last().map_or(0, |last| last.number);
        let known = if last < self.of_gateway { 0 } else { self.of_gateway };
        self.of_gateway = last;
        link.notices.iter().filter(|notice| notice.number > known).cloned().collect()
    }

    /// What is to be told now, oldest first.
    pub fn new_in(&mut self, alerts: &AlertsView) -> Vec<FiredView> {
        let fired = alerts.fired.iter().rev().filter(|fired| fired.seen_at >= self.since);
        fired.filter(|fired| self.told.insert(fired.number)).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
