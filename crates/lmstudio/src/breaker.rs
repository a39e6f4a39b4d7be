//! Leaves a server alone that keeps failing, and says for how long.

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use crate::fault::{Class, Timer};

/// Failures in a row that are too many.
const MOST: u32 = 3;

/// How long it is left alone the first time, and from the second time on.
const FIRST: Duration = Duration::from_mins(1);
const LATER: Duration = Duration::from_mins(5);

/// Whether a server may be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    state: State,
    /// How often in a row it was left alone.
    rests: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// So many failures in a row.
    Closed(u32),
    Open(Instant),
    /// It has told its models again; the next answer decides.
    Trial,
    Locked,
}

impl Default for State {
    fn default() -> Self {
        Self::Closed(0)
    }
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A model may be asked.
    Ask,
    /// It may be asked for its models, to see whether it is well again.
    Look,
    /// Nothing before then.
    Wait(Instant),
    /// Nothing before another token is given.
    Locked,
}

impl Breaker {
    /// What may be done now.
    pub fn may(&self, now: Instant) -> Verdict {
        match self.state {
            State::Closed(_) | State::Trial => Verdict::Ask,
            State::Open(until) if now < until => Verdict::Wait(until),
            State::Open(_) => Verdict::Look,
            State::Locked => Verdict::Locked,
        }
    }

    /// A model was asked, and answered.
    pub fn answered(&mut self) {
        *self = Self::default();
    }

    /// It has told its models. That closes nothing by itself: a server may list what it cannot run.
    pub fn looked(&mut self) {
        if matches!(self.state, State::Open(_)) {
            self.state = State::Trial;
        }
    }

    /// Something was asked, and failed.
    pub fn failed(&mut self, class: Class, now: Instant) {
        match fails(class) {
            Failure::Ours => {}
            Failure::Locks => self.state = State::Locked,
            Failure::Counts => match self.state {
                State::Closed(failures) if failures + 1 < MOST => self.state = State::Closed(failures + 1),
                State::Closed(_) | State::Trial | State::Open(_) => {
                    let rest = if self.rests == 0 { FIRST } else { LATER };
                    self.rests = self.rests.saturating_add(1);
                    self.state = State::Open(now + rest);
                }
                State::Locked => {}
            },
        }
    }

    /// Another token, another server or another model was given: what was before says nothing.
    pub fn changed(&mut self) {
        *self = Self::default();
    }
}

/// What a fault says of the server.
enum Failure {
    /// That it is not well.
    Counts,
    /// That it will answer nothing without another token.
    Locks,
    /// Nothing: the question was at fault, or the time we gave it.
    Ours,
}

fn fails(class: Class) -> Failure {
    match class {
        Class::NotRunning
        | Class::WrongPath
        | Class::LoadFailed
        | Class::NoModel
        | Class::Crashed
        | Class::Unloaded
        | Class::Overloaded
        | Class::NotLmStudio
        | Class::EmptyAnswer
        | Class::Truncated
        | Class::TimedOut(Timer::First | Timer::Idle | Timer::Total)
        | Class::TooLarge
        | Class::WrongModel
        | Class::ServerFault => Failure::Counts,
        Class::NeedsToken | Class::BadToken => Failure::Locks,
        Class::ContextOverflow
        | Class::BadSchema
        | Class::ReasoningParam
        | Class::ToolParse
        | Class::BadHistory
        | Class::TimedOut(Timer::Deadline)
        | Class::Forbidden
        | Class::GaveWay => Failure::Ours,
    }
}
