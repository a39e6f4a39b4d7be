//! The watch list, and the prices that are waited for.

use super::{Desk, Effect};
use crate::{AlertsView, ArmingView, FormingView, ProblemView, SeenView};

impl Desk {
    /// The list is looked at while somebody sees it, or wants to be told of it.
    pub(super) fn attend(&mut self, seen: bool) -> Vec<Effect> {
        self.is_attended = seen;
        if !seen {
            self.watch.forming.clear();
        }
        self.scan()
    }

    /// Several times a second, so nobody is told who does not see it.
    pub(super) fn forms(&mut self, forming: Vec<FormingView>) -> Vec<Effect> {
        if self.is_attended {
            self.watch.forming = forming;
        }
        Vec::new()
    }

    /// One look at a time; whoever comes too late waits for the next tick.
    pub(super) fn scan(&mut self) -> Vec<Effect> {
        let desk = &self.settings.desk;
        let is_wanted = self.is_attended || desk.notify_signals || desk.notify_stale;
        if !is_wanted || self.watch.is_scanning || self.watch.rows.is_empty() {
            return Vec::new();
        }
        self.watch.is_scanning = true;
        vec![Effect::Scan(self.watch.rows.iter().map(|row| row.pair.clone()).collect())]
    }

    /// A pair was looked at.
    pub(super) fn glanced(&mut self, pair: &str, seen: Result<SeenView, ProblemView>) -> Vec<Effect> {
        if let Some(row) = self.watch.rows.iter_mut().find(|row| row.pair == pair) {
            match seen {
                Ok(seen) => (row.seen, row.problem) = (Some(seen), None),
                Err(problem) => row.problem = Some(problem),
            }
        }
        Vec::new()
    }

    pub(super) fn scanned(&mut self) -> Vec<Effect> {
        self.watch.is_scanning = false;
        Vec::new()
    }

    pub(super) fn arm(&mut self, pair: String, price: String) -> Vec<Effect> {
        if self.alerts.arming == ArmingView::Writing {
            return Vec::new();
        }
        self.alerts.arming = ArmingView::Writing;
        vec![Effect::Arm { pair, price }]
    }

    pub(super) fn disarm(&mut self, number: u32) -> Vec<Effect> {
        if self.alerts.arming == ArmingView::Writing {
            return Vec::new();
        }
        self.alerts.arming = ArmingView::Writing;
        vec![Effect::Disarm(number)]
    }

    /// What became of a wish to arm or to take away; the list comes with the next look.
    pub(super) fn armed(&mut self, problem: Option<ProblemView>) -> Vec<Effect> {
        self.alerts.arming = problem.map_or(ArmingView::Idle, |problem| ArmingView::Failed { problem });
        self.score()
    }

    pub(super) fn alerts_are(&mut self, alerts: AlertsView) {
        let arming = std::mem::take(&mut self.alerts.arming);
        self.alerts = AlertsView { arming, ..alerts };
        for row in &mut self.watch.rows {
            row.armed = self.alerts.armed_of(&row.pair);
        }
    }
}
