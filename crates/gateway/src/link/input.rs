//! What comes into the machine, and what goes out of it.

use std::time::Duration;

use super::{Credential, End, Held, Pace, RequestId};
use crate::frames::{Challenge, Decision, Refusal, Terms};

/// How the gateway is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `OpenClaw`, unless the first frame proves the other.
    Auto,
    /// `OpenClaw`, protocols 3 and 4.
    OpenClaw,
    /// The first Engram's own frames, unless a challenge proves the other.
    Classic,
}

/// What is wanted of a link, for as long as it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How the gateway is spoken to.
    pub dialect: Dialect,
    /// How patiently it is called.
    pub pace: Pace,
    /// How long it may be silent before it is pinged, and how long the ping may take.
    pub ping: Duration,
    /// How many tools are published; none by an operator.
    pub tools: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { dialect: Dialect::Auto, pace: Pace::default(), ping: Duration::from_secs(10), tools: 0 }
    }
}

/// Which dial. Numbers only grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DialId(pub(super) u64);

/// Something happened, or is wanted.
#[derive(Clone, Debug)]
pub enum Input {
    /// The link is wanted.
    Enable,
    /// It is not.
    Disable,
    /// A person wants it tried now.
    RetryNow,
    /// The machine slept, or its network changed.
    Woke,
    /// The secrets there are, as a person has just left them.
    Changed(Held),
    /// The secrets there are.
    Held(Held),
    /// Whether somebody waits for an approval.
    Watched(bool),
    /// An operator's link saw us from the gateway's side.
    Seen(Seen),
    /// News of a dial.
    News(DialId, News),
    /// The deadline came.
    Due,
}

/// What the gateway says of this node to an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Our commands may be called.
    Approved,
    /// They wait for the owner's word.
    Unapproved {
        /// What the owner approves, where it is known.
        request: Option<RequestId>,
    },
    /// The gateway does not route to this socket, though it stands.
    Unrouted,
}

/// News of a dial or its socket.
#[derive(Clone, Debug)]
pub enum News {
    /// The socket stands.
    Opened,
    /// The gateway wants to know who we are.
    Challenge(Challenge),
    /// A frame of the classic dialect was heard.
    Classic,
    /// We are in.
    Hello {
        /// On which terms.
        terms: Terms,
        /// Whether a device token came with it.
        issued: bool,
    },
    /// The gateway took this many of our tools.
    Published {
        /// How many.
        accepted: usize,
    },
    /// The tools could not be published.
    Unpublished(Option<Refusal>),
    /// The gateway says that our commands are not approved.
    Unapproved,
    /// The gateway called a command of ours: so it may.
    Called,
    /// The owner decided about our commands.
    Decided(Decision),
    /// A frame was heard, of whatever kind.
    Frame,
    /// Our ping came back.
    Pong,
    /// The gateway will stop.
    Shutdown {
        /// When it will be back, from now.
        back_in: Option<Duration>,
    },
    /// There is no socket, or none any more.
    Ended(End),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a socket. The one before is gone.
    Dial {
        /// The number of its news.
        id: DialId,
        /// How it is upgraded.
        dialect: Dialect,
        /// Which secret it will need; a classic socket needs it at once.
        with: Credential,
        /// Whether the classic subprotocol is offered.
        offers_subprotocol: bool,
    },
    /// Sign the challenge and say who we are.
    Connect {
        /// What is signed.
        challenge: Challenge,
        /// With which secret.
        with: Credential,
    },
    /// Publish the tools.
    Publish,
    /// See whether the wire is alive.
    Ping,
    /// Give up the dial or the socket, with this code.
    Close(u16),
    /// The stored device token is worth nothing any more.
    ForgetDeviceToken,
}
