//! What state the link is in, and what is to be done next. Pure: time, chance and news come in, actions go out.
//!
//! Everything that is wanted has a deadline, or waits for a person and says what for; so it cannot hang. There is at most
//! one socket. Every dial has a number, and news of an older number changes nothing.

mod backoff;
mod credential;
mod ending;
mod follow;
mod input;
mod judge;
#[cfg(test)]
mod laws;
mod news;
mod open;
mod standing;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use crate::frames::Terms;
pub use backoff::{Pace, delay};
pub use credential::{Credential, Held};
pub use ending::{DialFault, End, Ending, Fatal, Product, RequestId, Retryable, TokenFault};
pub use input::{Action, DialId, Dialect, Input, News, Plan, Seen};
pub use judge::{CODES, Scene, Shutdown, judge};
pub use open::Approval;
pub use standing::Standing;
#[cfg(test)]
pub(crate) use tests::epoch;

use backoff::Outage;
use credential::Tried;
use open::Open;

/// How long name, connection, secure channel and upgrade may take together.
const DIAL: Duration = Duration::from_secs(10);

/// How long challenge and hello-ok may take together. A refused secret is answered with a delay of up to 5 s, and a
/// gateway that starts says nothing for up to 8 s.
const GREET: Duration = Duration::from_secs(15);

/// How long a classic server is quiet before the link stands: it does not greet.
const QUIET: Duration = Duration::from_secs(2);

/// How long a link stands before it was more than a welcome.
const BACK: Duration = Duration::from_secs(1);

/// How long a link stands before the outage before it is over.
const STEADY: Duration = Duration::from_secs(30);

/// How long the old socket of protocol 3 must be gone before the next one: when its end is noticed late, `ClawdBot` drops
/// the new one with it.
const REST: Duration = Duration::from_secs(1);

/// How often it is looked whether the owner has approved this device, while somebody waits for it and while nobody does.
const LOOKS: (Duration, Duration) = (Duration::from_secs(15), Duration::from_mins(1));

/// The longest wait a gateway may ask for.
const LONGEST_WISH: Duration = Duration::from_mins(5);

/// The longest a restart may be announced to take.
const LONGEST_RESTART: Duration = Duration::from_secs(10);

/// How long an absence after a restart still is the restart.
const RESTART: Duration = Duration::from_mins(1);

/// Where the link is, with what only this state knows.
#[derive(Clone, Debug)]
enum State {
    Off,
    Waiting { until: Instant, cause: Retryable },
    Dialing { deadline: Instant },
    Greeting { stage: Greet, deadline: Instant },
    NeedsToken { fault: TokenFault },
    NeedsPairing { request: Option<RequestId>, product: Product, until: Option<Instant> },
    NeedsApproval { open: Open, declined: bool },
    Ready { open: Open },
    Restarting { until: Instant },
    Rejected { cause: Fatal },
}

/// How far the greeting is.
#[derive(Clone, Debug)]
enum Greet {
    /// Nothing was said yet.
    Hearing,
    /// We said who we are.
    Signed,
    /// We are in, and our tools are on their way.
    Publishing(Open),
}

/// What is known of the dial whose news count.
#[derive(Clone, Debug)]
struct Attempt {
    with: Credential,
    names_capabilities: bool,
    shutdown: Option<Shutdown>,
    surface: Option<RequestId>,
}

impl Attempt {
    fn new(with: Credential) -> Self {
        Self { with, names_capabilities: false, shutdown: None, surface: None }
    }
}

/// The link.
#[derive(Clone, Debug)]
pub struct Link {
    plan: Plan,
    state: State,
    outage: Outage,
    dial: DialId,
    attempt: Attempt,
    held: Held,
    tried: Tried,
    offers_subprotocol: bool,
    signed_again: bool,
    watched: bool,
    /// How often in a row there was no hello.
    mute: u32,
    /// Until when protocol 3 wants no new socket.
    rest: Option<Instant>,
}

impl Link {
    /// A link that is not wanted yet.
    pub fn new(plan: Plan, held: Held, now: Instant) -> Self {
        Self {
            plan,
            state: State::Off,
            outage: Outage::new(now),
            dial: DialId(0),
            attempt: Attempt::new(Credential::None),
            held,
            tried: Tried::default(),
            offers_subprotocol: true,
            signed_again: false,
            watched: false,
            mute: 0,
            rest: None,
        }
    }

    /// When [`Input::Due`] is to be said; `None` where only a person can help.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Off | State::NeedsToken { .. } | State::Rejected { .. } => None,
            State::Waiting { until, .. } | State::Restarting { until } => Some(*until),
            State::Dialing { deadline } | State::Greeting { deadline, .. } => Some(*deadline),
            State::NeedsPairing { until, .. } => *until,
            State::NeedsApproval { open, .. } | State::Ready { open } => Some(open.due()),
        }
    }

    /// Takes one step. `roll` is in 0 to 1, fresh each time.
    pub fn step(&mut self, input: Input, now: Instant, roll: f64) -> Vec<Action> {
        match input {
            Input::Enable => {
                if self.is_off() {
                    self.begin(now)
                } else {
                    vec![]
                }
            }
            Input::Disable => {
                let actions = self.leave(1000, now);
                self.state = State::Off;
                self.outage = Outage::new(now);
                actions
            }
            Input::RetryNow if self.is_off() => vec![],
            Input::RetryNow => {
                self.tried = Tried::default();
                self.signed_again = false;
                let mut actions = self.leave(1000, now);
                actions.extend(self.dial(now));
                actions
            }
            Input::Woke => self.woke(now),
            Input::Changed(held) => {
                self.held = held;
                self.tried = Tried::default();
                if matches!(self.state, State::NeedsToken { .. }) { self.dial(now) } else { vec![] }
            }
            Input::Held(held) => {
                self.held = held;
                vec![]
            }
            Input::Watched(watched) => {
                self.watched = watched;
                if let (State::NeedsPairing { until: Some(until), .. }, true) = (&mut self.state, watched) {
                    *until = (*until).min(now + LOOKS.0);
                }
                vec![]
            }
            Input::Seen(seen) => self.seen(seen, now, roll),
            Input::News(id, news) if id == self.dial && self.has_socket() => self.news(news, now, roll),
            Input::News(..) => vec![],
            Input::Due => match self.deadline() {
                Some(deadline) if deadline <= now => self.due(now, roll),
                Some(_) | None => vec![],
            },
        }
    }

    /// The number of the dial whose news count.
    pub fn current(&self) -> DialId {
        self.dial
    }

    /// Until when the old socket rests: no other link to this gateway may dial before.
    pub fn rests_until(&self) -> Option<Instant> {
        self.rest
    }

    /// The same link, whose key had a socket of another link until a moment ago.
    #[must_use]
    pub fn resting(mut self, until: Option<Instant>) -> Self {
        self.rest = until;
        self
    }

    fn is_off(&self) -> bool {
        matches!(self.state, State::Off)
    }

    fn begin(&mut self, now: Instant) -> Vec<Action> {
        self.outage = Outage::new(now);
        self.tried = Tried::default();
        self.signed_again = false;
        self.mute = 0;
        self.dial(now)
    }

    /// Opens the next socket, unless no secret is left to try or the old socket still rests.
    fn dial(&mut self, now: Instant) -> Vec<Action> {
        let Some(with) = self.tried.next(self.held) else {
            self.state = State::NeedsToken { fault: self.tried.fault() };
            return vec![];
        };
        if let Some(until) = self.rest.filter(|until| now < *until) {
            self.state = State::Waiting { until, cause: Retryable::Resting };
            return vec![];
        }
        self.rest = None;
        self.dial = DialId(self.dial.0 + 1);
        self.attempt = Attempt::new(with);
        self.state = State::Dialing { deadline: now + DIAL };
        let (dialect, offers_subprotocol) = (self.plan.dialect, self.offers_subprotocol);
        vec![Action::Dial { id: self.dial, dialect, with, offers_subprotocol }]
    }

    /// Whether there is a dial or a socket.
    fn has_socket(&self) -> bool {
        match self.state {
            State::Off
            | State::Waiting { .. }
            | State::NeedsToken { .. }
            | State::NeedsPairing { .. }
            | State::Restarting { .. }
            | State::Rejected { .. } => false,
            State::Dialing { .. } | State::Greeting { .. } | State::NeedsApproval { .. } | State::Ready { .. } => true,
        }
    }

    /// Gives up the dial or the socket, whichever there is. Its news do not count any more.
    fn leave(&mut self, code: u16, now: Instant) -> Vec<Action> {
        if !self.has_socket() {
            return vec![];
        }
        if self.open().is_some_and(|open| open.terms.protocol == Some(3)) {
            self.rest = Some(now + REST);
        }
        self.dial = DialId(self.dial.0 + 1);
        vec![Action::Close(code)]
    }

    fn woke(&mut self, now: Instant) -> Vec<Action> {
        match &mut self.state {
            State::Off | State::NeedsToken { .. } | State::NeedsPairing { .. } | State::Rejected { .. } => vec![],
            State::Waiting { .. } | State::Restarting { .. } => self.dial(now),
            State::Dialing { .. } | State::Greeting { .. } => {
                let mut actions = self.leave(1000, now);
                actions.extend(self.dial(now));
                actions
            }
            State::NeedsApproval { open, .. } | State::Ready { open } => {
                open.probe(now);
                vec![Action::Ping]
            }
        }
    }

    fn due(&mut self, now: Instant, roll: f64) -> Vec<Action> {
        let ping = self.plan.ping;
        match &mut self.state {
            State::Off | State::NeedsToken { .. } | State::Rejected { .. } => vec![],
            State::Waiting { .. } | State::Restarting { .. } | State::NeedsPairing { .. } => self.dial(now),
            State::Greeting { stage: Greet::Hearing, .. } if self.plan.dialect == Dialect::Classic => {
                self.state = State::Ready { open: Open::new(Terms::classic(), Approval::NotNeeded, ping, now) };
                vec![]
            }
            State::Dialing { .. } | State::Greeting { .. } => {
                self.mute += 1;
                self.give_up(Retryable::Silent { times: self.mute }, 1000, now, roll)
            }
            State::NeedsApproval { open, .. } | State::Ready { open } => {
                if open.is_dead(now) {
                    return self.give_up(Retryable::Unheard, 4000, now, roll);
                }
                open.ask(ping, now);
                vec![Action::Ping]
            }
        }
    }

    /// Leaves by our own decision, and waits.
    fn give_up(&mut self, cause: Retryable, code: u16, now: Instant, roll: f64) -> Vec<Action> {
        self.count(now);
        let actions = self.leave(code, now);
        self.wait(cause, None, now, roll);
        actions
    }

    /// The link that stands. Which states have one is listed here, and nowhere else.
    fn open(&self) -> Option<&Open> {
        match &self.state {
            State::Greeting { stage: Greet::Publishing(open), .. }
            | State::NeedsApproval { open, .. }
            | State::Ready { open } => Some(open),
            State::Off
            | State::Waiting { .. }
            | State::Dialing { .. }
            | State::Greeting { stage: Greet::Hearing | Greet::Signed, .. }
            | State::NeedsToken { .. }
            | State::NeedsPairing { .. }
            | State::Restarting { .. }
            | State::Rejected { .. } => None,
        }
    }

    /// The same, to be changed.
    fn open_mut(&mut self) -> Option<&mut Open> {
        if let State::Greeting { stage: Greet::Publishing(open), .. }
        | State::NeedsApproval { open, .. }
        | State::Ready { open } = &mut self.state
        {
            Some(open)
        } else {
            None
        }
    }
}
