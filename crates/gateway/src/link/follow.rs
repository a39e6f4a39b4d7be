//! What follows from an end.

use std::time::{Duration, Instant};

use super::{
    Action, BACK, Credential, Ending, Fatal, LONGEST_RESTART, LONGEST_WISH, LOOKS, Link, RESTART, Retryable, STEADY,
    State,
    backoff::{Outage, SHORTEST, YOUNG},
};

impl Link {
    /// Counts a failure. Only a link that stood for half a minute ends the outage before it. One that stood for less was
    /// back all the same: its absence is young again, though the waits go on growing to the cap of the young.
    pub(super) fn count(&mut self, now: Instant) {
        match self.open().map(|open| now.saturating_duration_since(open.since)) {
            Some(stood) if stood >= STEADY => self.outage = Outage::new(now),
            Some(stood) if stood >= BACK => self.outage.began = now,
            Some(_) | None => {}
        }
        self.outage.failures = self.outage.failures.saturating_add(1);
    }

    /// Does what follows from an end. The socket is gone.
    pub(super) fn end(&mut self, ending: Ending, now: Instant, roll: f64) -> Vec<Action> {
        match ending {
            Ending::Retry { cause, after } => {
                self.wait(cause, after, now, roll);
                vec![]
            }
            Ending::Restart { back_in } => {
                let backoff = self.outage.delay(self.plan.pace, now, roll);
                // Everybody was told the same instant; they shall not all come in it.
                let told =
                    back_in.map(|told| told.clamp(SHORTEST, LONGEST_RESTART) + SHORTEST.mul_f64(roll.clamp(0.0, 1.0)));
                let wait = if self.outage.failures <= 1 {
                    told.unwrap_or(backoff)
                } else {
                    told.unwrap_or_default().max(backoff)
                };
                self.outage.restart = Some(now);
                self.state = State::Restarting { until: now + wait };
                vec![]
            }
            Ending::Pairing { request, after, pause, product } => {
                let look = if self.watched { LOOKS.0 } else { LOOKS.1 };
                let look = after.map_or(look, |after| after.clamp(LOOKS.0, LONGEST_WISH));
                self.state = State::NeedsPairing { request, product, until: (!pause).then(|| now + look) };
                vec![]
            }
            Ending::Credential { fault, forget } => {
                self.tried.mark(self.attempt.with, fault);
                let mut actions = vec![];
                if forget || self.attempt.with == Credential::Device {
                    self.held.device = false;
                    actions.push(Action::ForgetDeviceToken);
                }
                self.another_way(now, roll);
                actions
            }
            Ending::SignAgain if self.signed_again => {
                self.state = State::Rejected { cause: Fatal::Device("DEVICE_AUTH_SIGNATURE_EXPIRED".to_owned()) };
                vec![]
            }
            Ending::SignAgain => {
                self.signed_again = true;
                self.another_way(now, roll);
                vec![]
            }
            Ending::WithoutSubprotocol => {
                self.offers_subprotocol = false;
                self.another_way(now, roll);
                vec![]
            }
            Ending::Stop(cause) => {
                self.state = State::Rejected { cause };
                vec![]
            }
        }
    }

    /// Tries the other secret, or once more, soon; or asks a person.
    fn another_way(&mut self, now: Instant, roll: f64) {
        if self.tried.next(self.held).is_some() {
            self.wait(Retryable::AnotherWay, None, now, roll);
        } else {
            self.state = State::NeedsToken { fault: self.tried.fault() };
        }
    }

    /// Waits as long as the gateway said, within reason; else as the backoff says.
    pub(super) fn wait(&mut self, cause: Retryable, after: Option<Duration>, now: Instant, roll: f64) {
        let backoff = self.outage.delay(self.plan.pace, now, roll);
        let told = after.map(|told| told.clamp(SHORTEST, LONGEST_WISH));
        let wait = match told {
            Some(told) if self.outage.age(now) < YOUNG => told,
            Some(told) => told.max(backoff),
            None => backoff,
        };
        let until = now + wait;
        let restarts = self.outage.restart.is_some_and(|since| now.saturating_duration_since(since) < RESTART);
        self.state =
            if restarts && cause.is_absence() { State::Restarting { until } } else { State::Waiting { until, cause } };
    }
}
