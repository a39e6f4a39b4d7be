//! How the parts are, remembered from one look to the next.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Desk, Effect};
use crate::{
    ErrorView, Fix, JournalAccess, PartView, PausedView, TestView,
    health::{Clock, Disk, Health, JournalState, Link, Market, Model, Operator, Parts, Verdict},
    in_force::Pause,
};

/// What only a look at the world tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) model: Model,
    pub(crate) disk: Disk,
    /// Whether an answer could be kept now.
    pub(crate) journal: JournalState,
}

/// Health, and since when each part has been as it is.
#[derive(Debug)]
pub(super) struct Wellness {
    health: Health,
    found: Found,
    since: BTreeMap<String, (Verdict, String, Timestamp)>,
}

impl Wellness {
    pub(super) fn unseen(feed: &crate::FeedView, now: Timestamp) -> Self {
        let parts = Parts::unseen(feed);
        let found = Found { model: Model::Unknown, disk: Disk::Unknown, journal: JournalState::Unknown };
        Self { health: Health::unseen(parts, "clean", now), found, since: BTreeMap::new() }
    }
}

impl Desk {
    pub(super) fn found(&mut self, found: Found) -> Vec<Effect> {
        self.wellness.found = found;
        Vec::new()
    }

    /// Draws the parts anew from what is known of each.
    pub(super) fn feel(&mut self, now: Timestamp) {
        let Wellness { health, found, since } = &mut self.wellness;
        let journal = match &self.journal.access {
            JournalAccess::Off => JournalState::Off,
            JournalAccess::Failed { trouble } => JournalState::Failed { why: trouble.what.clone() },
            JournalAccess::Fine => found.journal.clone(),
        };
        let parts = Parts {
            link: Link::of(&self.link),
            link_warning: self.link.warning.clone(),
            operator: Operator::of(&self.link),
            model: found.model.clone(),
            market: Market::of(&self.feed),
            journal,
            disk: found.disk,
            clock: Clock::of(&self.feed),
        };
        *health = health.clone().seen(parts, now);
        let link = self.link.state;
        let part = |check: &crate::health::Check| {
            // What is free on the disk changes all the time; a part is another one when its verdict or its words are.
            let told = if check.name == "disk:free" { String::new() } else { check.observed.clone() };
            let as_before =
                |(verdict, words, _): &&mut (Verdict, String, Timestamp)| *verdict == check.verdict && *words == told;
            let since = if let Some((_, _, since)) = since.get_mut(&check.name).filter(as_before) {
                *since
            } else {
                since.insert(check.name.clone(), (check.verdict, told, now));
                now
            };
            let is_well = check.verdict == Verdict::Pass;
            let is_wrong_now = check.last_error.as_ref().is_some_and(|(_, what)| *what == check.observed) && !is_well;
            PartView {
                name: check.name.clone(),
                verdict: check.verdict.name(),
                observed: check.observed.clone(),
                since,
                last_good: check.last_good.filter(|_| !is_well),
                // What is wrong now stands above it.
                last_error: check
                    .last_error
                    .as_ref()
                    .filter(|_| !is_wrong_now)
                    .map(|(at, what)| ErrorView { at: *at, what: what.clone() }),
                fix: Fix::of(&check.name, check.verdict, link),
            }
        };
        self.health.parts = health.checks.iter().map(part).collect();
        self.health.status = health.status().name();
    }

    pub(super) fn test(&mut self, part: Option<String>, changes: Vec<crate::Change>, now: Timestamp) -> Vec<Effect> {
        if matches!(self.health.test, TestView::Looking { .. }) {
            return Vec::new();
        }
        self.health.test = TestView::Looking { part: part.clone(), since: now };
        vec![Effect::Test(part, changes)]
    }

    pub(super) fn tested(&mut self, test: TestView) -> Vec<Effect> {
        self.health.test = test;
        Vec::new()
    }

    pub(super) fn pause(&mut self, minutes: Option<u32>, now: Timestamp) -> Vec<Effect> {
        let end = minutes.map(|minutes| now + jiff::SignedDuration::from_mins(i64::from(minutes.min(7 * 24 * 60))));
        let pause = end.map_or(Pause::Restart, Pause::Until);
        self.paused = Some(PausedView { until: pause.until() });
        vec![Effect::Pause(Some(pause))]
    }

    pub(super) fn resume(&mut self) -> Vec<Effect> {
        self.paused.take().map(|_| Effect::Pause(None)).into_iter().collect()
    }

    /// Ends a pause whose time is over.
    pub(super) fn wake(&mut self, now: Timestamp) -> Vec<Effect> {
        let over = self.paused.is_some_and(|paused| paused.until.is_some_and(|until| until <= now));
        if over { self.resume() } else { Vec::new() }
    }
}
