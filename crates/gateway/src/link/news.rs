//! What news of a dial or its socket change.

use std::time::Instant;

use super::{
    Action, Approval, Dialect, End, Ending, Fatal, GREET, Greet, Link, News, QUIET, Retryable, Scene, Seen, Shutdown,
    State, judge, open::Open,
};
use crate::frames::{Challenge, Decision, Terms};

impl Link {
    pub(super) fn news(&mut self, news: News, now: Instant, roll: f64) -> Vec<Action> {
        match news {
            News::Opened => self.opened(now),
            News::Challenge(challenge) => self.challenged(challenge, now),
            News::Classic => self.heard_classic(now),
            News::Hello { terms, issued } => self.welcomed(terms, issued, now, roll),
            News::Published { accepted } => self.published(accepted, now),
            News::Unpublished(refusal) => {
                let refusal = refusal.unwrap_or_default();
                self.count(now);
                let actions = self.leave(1000, now);
                let ending = judge(&End::Refused(refusal), self.scene(true));
                self.end(ending, now, roll);
                actions
            }
            News::Unapproved => {
                self.hold_back(false);
                vec![]
            }
            News::Called => {
                if let State::Ready { open } = &mut self.state
                    && open.approval == Approval::Unknown
                {
                    open.approval = Approval::Given;
                }
                vec![]
            }
            News::Decided(decision) => self.decided(decision),
            News::Frame => {
                self.heard(now, true);
                vec![]
            }
            News::Pong => {
                self.heard(now, false);
                vec![]
            }
            News::Shutdown { back_in } => {
                self.attempt.shutdown = Some(Shutdown { back_in });
                vec![]
            }
            News::Ended(end) => {
                let established = self.open().is_some();
                let ending = judge(&end, self.scene(established));
                self.mute = if matches!(ending, Ending::Retry { cause: Retryable::ClosedEarly { .. }, .. }) {
                    self.mute + 1
                } else {
                    self.mute
                };
                self.count(now);
                // The socket is gone or worth nothing; whichever it is, it is closed before anything else.
                let code = match end {
                    End::Broken(_) => 1002,
                    End::Garbage => 1007,
                    End::NotDialled(_) | End::Refused(_) | End::Closed { .. } | End::Senseless(_) | End::Stalled => {
                        1000
                    }
                };
                let mut actions = self.leave(code, now);
                actions.extend(self.end(ending, now, roll));
                actions
            }
        }
    }

    fn scene(&self, established: bool) -> Scene {
        Scene {
            established,
            dialect: self.plan.dialect,
            names_capabilities: self.attempt.names_capabilities,
            shutdown: self.attempt.shutdown,
            mute: self.mute,
        }
    }

    fn opened(&mut self, now: Instant) -> Vec<Action> {
        let patience = match self.plan.dialect {
            Dialect::Auto | Dialect::OpenClaw => GREET,
            Dialect::Classic => QUIET,
        };
        if let State::Dialing { .. } = self.state {
            self.state = State::Greeting { stage: Greet::Hearing, deadline: now + patience };
        }
        vec![]
    }

    /// A challenge proves `OpenClaw`, on a socket that was taken for a classic one too. A second one changes nothing.
    fn challenged(&mut self, challenge: Challenge, now: Instant) -> Vec<Action> {
        let is_awaited = match &self.state {
            State::Greeting { stage: Greet::Hearing, .. } => true,
            State::Ready { open } => open.terms.protocol.is_none(),
            State::Greeting { stage: Greet::Signed | Greet::Publishing(_), .. }
            | State::Off
            | State::Waiting { .. }
            | State::Dialing { .. }
            | State::NeedsToken { .. }
            | State::NeedsPairing { .. }
            | State::NeedsApproval { .. }
            | State::Restarting { .. }
            | State::Rejected { .. } => false,
        };
        if !is_awaited {
            return vec![];
        }
        self.attempt.names_capabilities = challenge.names_capabilities;
        self.state = State::Greeting { stage: Greet::Signed, deadline: now + GREET };
        vec![Action::Connect { challenge, with: self.attempt.with }]
    }

    fn heard_classic(&mut self, now: Instant) -> Vec<Action> {
        let is_first = matches!(self.state, State::Greeting { stage: Greet::Hearing, .. });
        if is_first && self.plan.dialect != Dialect::OpenClaw {
            self.mute = 0;
            let open = Open::new(Terms::classic(), Approval::NotNeeded, self.plan.ping, now);
            self.state = State::Ready { open };
        } else {
            self.heard(now, true);
        }
        vec![]
    }

    fn welcomed(&mut self, terms: Terms, issued: bool, now: Instant, roll: f64) -> Vec<Action> {
        if !matches!(self.state, State::Greeting { stage: Greet::Signed, .. }) {
            return vec![];
        }
        if !matches!(terms.protocol, Some(3 | 4)) {
            let actions = self.leave(1002, now);
            self.end(Ending::Stop(Fatal::Protocol { wanted: terms.protocol }), now, roll);
            return actions;
        }
        self.mute = 0;
        self.signed_again = false;
        self.held.device |= issued;
        let publishes = self.plan.tools > 0 && terms.offers("node.pluginTools.update");
        // Protocol 3 has no such step, and drops without a word what its settings do not allow.
        let approval = if self.plan.tools == 0 { Approval::NotNeeded } else { Approval::Unknown };
        let open = Open::new(terms, approval, self.plan.ping, now);
        if publishes {
            self.state = State::Greeting { stage: Greet::Publishing(open), deadline: now + GREET };
            return vec![Action::Publish];
        }
        self.state = State::Ready { open };
        vec![]
    }

    /// The list the gateway took is the truth: shorter than ours means that our commands are not approved.
    fn published(&mut self, accepted: usize, now: Instant) -> Vec<Action> {
        if accepted < self.plan.tools {
            self.hold_back(false);
        } else if let Some(open) = self.open_mut() {
            open.approval = Approval::Given;
            open.hear(now, true);
            let open = open.clone();
            self.state = State::Ready { open };
        }
        vec![]
    }

    fn decided(&mut self, decision: Decision) -> Vec<Action> {
        let Some(open) = self.open_mut() else { return vec![] };
        match decision {
            Decision::Approved if open.terms.offers("node.pluginTools.update") => return vec![Action::Publish],
            Decision::Approved => {
                open.approval = Approval::Given;
                let open = open.clone();
                self.state = State::Ready { open };
            }
            Decision::Rejected => self.hold_back(true),
            Decision::Other => {}
        }
        vec![]
    }

    /// What an operator saw. What a node hears itself is as good, and comes sooner, so it is not contradicted: only what
    /// is not known is filled in.
    pub(super) fn seen(&mut self, seen: Seen, now: Instant, roll: f64) -> Vec<Action> {
        match (seen, &mut self.state) {
            (Seen::Approved, State::Ready { open }) if open.approval == Approval::Unknown => {
                open.approval = Approval::Given;
                vec![]
            }
            (Seen::Approved, State::NeedsApproval { .. }) => self.decided(Decision::Approved),
            (Seen::Unapproved { request }, state) => {
                let is_unknown = matches!(state, State::Ready { open } if open.approval == Approval::Unknown);
                self.attempt.surface = request.or(self.attempt.surface.take());
                if is_unknown {
                    self.hold_back(false);
                }
                vec![]
            }
            (Seen::Unrouted, State::Ready { .. } | State::NeedsApproval { .. }) => {
                self.give_up(Retryable::Unrouted, 4000, now, roll)
            }
            (Seen::Approved | Seen::Unrouted, _) => vec![],
        }
    }

    /// The link stands, but our commands are not approved.
    fn hold_back(&mut self, declined: bool) {
        let declined = declined || matches!(self.state, State::NeedsApproval { declined: true, .. });
        if let Some(open) = self.open_mut() {
            let open = open.clone();
            self.state = State::NeedsApproval { open, declined };
        }
    }

    /// A frame proves the gateway, a pong the wire alone.
    fn heard(&mut self, now: Instant, is_frame: bool) {
        if let Some(open) = self.open_mut() {
            open.hear(now, is_frame);
        }
    }
}
