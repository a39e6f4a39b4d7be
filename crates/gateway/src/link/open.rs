//! A link that stands: since when, on which terms, and how long it may stay unheard.

use std::time::{Duration, Instant};

use crate::frames::Terms;

/// How soon a link must answer after the machine woke.
const WOKEN: Duration = Duration::from_secs(2);

/// Whether our commands are approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// This gateway has no such step, or nothing is offered.
    NotNeeded,
    /// The gateway took our tools, or called one.
    Given,
    /// This gateway has such a step, or drops silently what it does not allow, and gives a node no way to ask. An
    /// operator's link can, and the first piece of work proves it.
    Unknown,
}

/// A link that stands.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) terms: Terms,
    pub(super) approval: Approval,
    pub(super) since: Instant,
    /// When the wire is pinged, or given up if it was.
    wire_due: Instant,
    probing: bool,
    /// When the gateway is given up, if it ticks.
    gateway_due: Option<Instant>,
    ping: Duration,
}

impl Open {
    pub(super) fn new(terms: Terms, approval: Approval, ping: Duration, now: Instant) -> Self {
        let mut open = Self { terms, approval, since: now, wire_due: now, probing: false, gateway_due: None, ping };
        open.hear(now, true);
        open
    }

    /// When there is something to do.
    pub(super) fn due(&self) -> Instant {
        self.gateway_due.map_or(self.wire_due, |gateway| gateway.min(self.wire_due))
    }

    /// A frame proves the gateway and the wire, a pong the wire alone.
    pub(super) fn hear(&mut self, now: Instant, is_frame: bool) {
        self.probing = false;
        self.wire_due = now + self.ping;
        if is_frame {
            self.gateway_due = self.terms.tick.map(|tick| now + tick * 2);
        }
    }

    /// Whether an answer, or two ticks, are overdue.
    pub(super) fn is_dead(&self, now: Instant) -> bool {
        (self.probing && self.wire_due <= now) || self.gateway_due.is_some_and(|due| due <= now)
    }

    /// A ping is on its way.
    pub(super) fn ask(&mut self, ping: Duration, now: Instant) {
        self.probing = true;
        self.wire_due = now + ping;
    }

    /// A ping is on its way, and had better be quick.
    pub(super) fn probe(&mut self, now: Instant) {
        self.ask(WOKEN, now);
    }
}
