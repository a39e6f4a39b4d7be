//! How long is waited for what.

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use crate::fault::{RECOVERY, Timer};

/// Every time-out. Tests make them short; nothing else is unbounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For a whole look at one candidate while searching.
    pub probe: Duration,
    /// For a whole reply that is no answer of a model.
    pub reply: Duration,
    /// For the first piece of an answer of a loaded model.
    pub first_loaded: Duration,
    /// The same where the model may have to be loaded first.
    pub first_cold: Duration,
    /// For any byte once an answer has begun.
    pub idle: Duration,
    /// For an answer, from its first piece.
    pub total: Duration,
    /// For loading a model.
    pub load: Duration,
    /// Between two looks at a model that another program is loading.
    pub look_again: Duration,
    /// Before a server that failed is asked once more, unless it says how long itself.
    pub recovery: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            probe: Duration::from_millis(500),
            reply: Duration::from_secs(10),
            first_loaded: Duration::from_mins(1),
            first_cold: Duration::from_mins(3),
            idle: Duration::from_secs(30),
            total: Duration::from_mins(2),
            load: Duration::from_mins(15),
            look_again: Duration::from_secs(1),
            recovery: RECOVERY,
        }
    }
}

/// The time-outs of one answer, in the order in which they begin to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stages {
    idle: Duration,
    total: Duration,
    first: Instant,
    /// Once a piece has come: until when a byte must come, and until when all must have.
    begun: Option<(Instant, Instant)>,
    until: Option<Instant>,
}

impl Stages {
    /// From sending on. `until` is what the caller gave.
    pub(crate) fn begin(now: Instant, patience: &Patience, is_warm: bool, until: Option<Instant>) -> Self {
        let first = if is_warm { patience.first_loaded } else { patience.first_cold };
        Self { idle: patience.idle, total: patience.total, first: now + first, begun: None, until }
    }

    /// Any byte came, comments among them.
    pub(crate) fn byte(&mut self, now: Instant) {
        if let Some((idle, _)) = &mut self.begun {
            *idle = now + self.idle;
        }
    }

    /// A piece of an answer, of thinking or of a tool call came.
    pub(crate) fn piece(&mut self, now: Instant) {
        if self.begun.is_none() {
            self.begun = Some((now + self.idle, now + self.total));
        }
    }

    /// When the next time is up, and which.
    pub(crate) fn next(&self) -> (Instant, Timer) {
        let own = match self.begun {
            None => (self.first, Timer::First),
            Some((idle, total)) if idle < total => (idle, Timer::Idle),
            Some((_, total)) => (total, Timer::Total),
        };
        match self.until {
            Some(until) if until < own.0 => (until, Timer::Deadline),
            Some(_) | None => own,
        }
    }
}
