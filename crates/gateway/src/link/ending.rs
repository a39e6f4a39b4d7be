//! Why a link ended, and what follows from it.

use std::time::Duration;

/// Which gateway is spoken to, as far as it can be told before hello-ok.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Names its refusals by code.
    OpenClaw,
    /// Names them in words alone.
    ClawdBot,
}

/// What was observed when a dial failed or a socket ended. Nothing is concluded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// There never was a socket.
    NotDialled(DialFault),
    /// `connect` was answered with no.
    Refused(crate::frames::Refusal),
    /// The socket closed, with a code or without one.
    Closed {
        /// The code of the close frame; without one the peer just went.
        code: Option<u16>,
        /// The reason of the close frame, as it came.
        reason: String,
    },
    /// The first frames made no sense: challenge or hello-ok.
    Senseless(String),
    /// What came was no WebSocket, or more than is read.
    Broken(String),
    /// A hundred frames within a minute made no sense.
    Garbage,
    /// The gateway took nothing from us for too long.
    Stalled,
}

/// Why there is no socket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialFault {
    /// The address may not be dialled.
    #[error(transparent)]
    Address(#[from] crate::address::AddressFault),
    /// The name has no address.
    #[error("no address is known for {host}: {what}")]
    Unresolved {
        /// The name.
        host: String,
        /// What the resolver said.
        what: String,
    },
    /// Nobody listens, or the way is blocked.
    #[error("nothing answers: {0}")]
    Unreachable(String),
    /// The secure channel was refused, before anything was said on it.
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsFault),
    /// Something answered, but not with a socket.
    #[error("HTTP {status} instead of a socket")]
    Http {
        /// Its status.
        status: u16,
        /// `Retry-After`, where there was one.
        retry_after: Option<Duration>,
    },
    /// The subprotocol we offered was dropped on the way.
    #[error("the subprotocol was dropped on the way")]
    NoSubprotocol,
    /// Something answered that speaks neither HTTP nor WebSocket.
    #[error("what answers speaks no WebSocket: {0}")]
    NoWebSocket(String),
}

/// What follows. Made by [`judge`](super::judge) alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Time heals it.
    Retry {
        /// What is wrong.
        cause: Retryable,
        /// When, where we were told or must not be early; else as the backoff says.
        after: Option<Duration>,
    },
    /// The gateway restarts.
    Restart {
        /// When it said it would be back.
        back_in: Option<Duration>,
    },
    /// The owner must approve this device.
    Pairing {
        /// What is approved.
        request: Option<RequestId>,
        /// When to look again, where we were told.
        after: Option<Duration>,
        /// Whether we were told not to look again by ourselves.
        pause: bool,
        /// Whose command approves it.
        product: Product,
    },
    /// The secret was refused. Perhaps there is another one.
    Credential {
        /// How.
        fault: TokenFault,
        /// Whether the stored device token is worth nothing any more.
        forget: bool,
    },
    /// The signature came too late; a fresh one may do.
    SignAgain,
    /// The subprotocol shall not be offered.
    WithoutSubprotocol,
    /// Time will not help; a person or a setting will.
    Stop(Fatal),
}

/// What time heals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Retryable {
    /// The name has no address, or nobody listens there.
    #[error("{0}")]
    Unreachable(String),
    /// It did not answer in time. More than once: perhaps it speaks the classic dialect, which a setting chooses.
    #[error("the gateway does not answer")]
    Silent {
        /// How often in a row.
        times: u32,
    },
    /// It hung up before saying hello.
    #[error("the gateway closes before hello")]
    ClosedEarly {
        /// How often in a row.
        times: u32,
    },
    /// It hung up.
    #[error("the gateway closed the link ({code})")]
    Closed {
        /// With which code.
        code: u16,
    },
    /// It is gone without a word.
    #[error("the connection was lost")]
    Lost,
    /// It was not heard for too long.
    #[error("the gateway was not heard for too long")]
    Unheard,
    /// It takes nothing from us.
    #[error("the gateway takes nothing from us")]
    Stalled,
    /// The socket stands, and the gateway sends its work elsewhere or nowhere.
    #[error("the gateway does not route to this connection")]
    Unrouted,
    /// It starts.
    #[error("the gateway is starting")]
    Starting,
    /// We called too often.
    #[error("the gateway asks us to wait")]
    RateLimited,
    /// A frame of ours was too long for it.
    #[error("a frame was too long for the gateway")]
    TooLong,
    /// It says that we sent nonsense.
    #[error("the gateway could not read a frame of ours ({code})")]
    Unread {
        /// With which code.
        code: u16,
    },
    /// It sends nonsense.
    #[error("the gateway sends what makes no sense: {0}")]
    Senseless(String),
    /// It refused in words that nobody knows.
    #[error("the gateway refused: {0}")]
    Refused(String),
    /// Something answers at this address, but no gateway.
    #[error("something else answers at this address (HTTP {status})")]
    SomethingElse {
        /// With which status.
        status: u16,
    },
    /// Another secret, a fresh signature, or a socket without a subprotocol is tried.
    #[error("another way in is tried")]
    AnotherWay,
    /// The old socket needs a moment, or the gateway would drop the new one with it.
    #[error("the old connection is being closed")]
    Resting,
}

impl Retryable {
    /// Whether it is what a restarting gateway looks like from outside.
    pub(super) fn is_absence(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Silent { .. }
            | Self::ClosedEarly { .. }
            | Self::Lost
            | Self::Starting
            | Self::Resting => true,
            Self::Closed { .. }
            | Self::Unheard
            | Self::Stalled
            | Self::Unrouted
            | Self::RateLimited
            | Self::TooLong
            | Self::Unread { .. }
            | Self::Senseless(_)
            | Self::Refused(_)
            | Self::SomethingElse { .. }
            | Self::AnotherWay => false,
        }
    }
}

/// What is wrong with the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// The gateway wants one, and there is none.
    #[error("the gateway wants a token")]
    Missing,
    /// It is not the gateway's.
    #[error("the gateway refuses the token")]
    Refused,
    /// It was changed on the gateway.
    #[error("the token was changed on the gateway")]
    Changed,
    /// The device was removed on the gateway.
    #[error("this device was removed on the gateway")]
    Removed,
    /// It does not allow what we ask for.
    #[error("the token does not allow what is asked for")]
    Scope,
}

/// What time does not heal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fatal {
    /// We speak protocols 3 and 4.
    #[error("the gateway speaks another protocol; this Engram speaks 3 and 4")]
    Protocol {
        /// What it wants, where it says so.
        wanted: Option<u64>,
    },
    /// It wants another version of us.
    #[error("the gateway wants another version of this client")]
    ClientVersion,
    /// It could not take what we said of ourselves: our fault.
    #[error("the gateway refuses how we present ourselves: {0}")]
    Presentation(String),
    /// It refuses the device key or its signature.
    #[error("the gateway refuses this device's key: {0}")]
    Device(String),
    /// It wants a proof of identity that a proxy or Tailscale would give.
    #[error("the gateway wants another proof of identity: {0}")]
    Identity(String),
    /// It took us for a browser.
    #[error("the gateway took us for a browser page: {0}")]
    Origin(String),
    /// It has no secret of its own to compare with.
    #[error("the gateway has no token or password configured")]
    Unconfigured,
    /// The address may not be dialled.
    #[error(transparent)]
    Address(crate::address::AddressFault),
    /// The secure channel was refused.
    #[error(transparent)]
    Tls(crate::tls::TlsFault),
}

/// What the owner approves. It is shown inside a command that people paste, so it holds nothing but letters, digits,
/// `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Takes an id that the gateway said; `None` if it holds anything that a shell could take for more.
    pub fn new(said: &str) -> Option<Self> {
        let fits = !said.is_empty() && said.len() <= 64 && !said.starts_with('-');
        let plain = said.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (fits && plain).then(|| Self(said.to_owned()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
