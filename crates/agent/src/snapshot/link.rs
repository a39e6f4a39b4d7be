//! The link to the gateway as a screen sees it.

use serde::Serialize;

/// How the link is, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LinkView {
    /// In one word.
    pub state: LinkState,
    /// In a sentence.
    pub sentence: String,
    /// What somebody runs to help, where that is known.
    pub command: Option<String>,
}

/// How the link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum LinkState {
    /// Not wanted.
    Off,
    /// Away; it is tried again.
    Waiting,
    /// A socket is being opened.
    Dialing,
    /// Both say who they are.
    Greeting,
    /// A person must give a token.
    NeedsToken,
    /// The gateway's owner must approve this device.
    NeedsPairing,
    /// The gateway's owner must approve the tools.
    NeedsApproval,
    /// Connected; whether the tools may be called is not known.
    Unproven,
    /// Connected, and the tools may be called.
    Ready,
    /// It said that it restarts.
    Restarting,
    /// Time will not help.
    Rejected,
}

impl LinkView {
    /// Not wanted.
    pub fn off() -> Self {
        Self { state: LinkState::Off, sentence: "No gateway is called.".to_owned(), command: None }
    }
}

impl LinkState {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Waiting => "waiting",
            Self::Dialing => "dialing",
            Self::Greeting => "greeting",
            Self::NeedsToken => "needs_token",
            Self::NeedsPairing => "needs_pairing",
            Self::NeedsApproval => "needs_approval",
            Self::Unproven => "unproven",
            Self::Ready => "ready",
            Self::Restarting => "restarting",
            Self::Rejected => "rejected",
        }
    }
}
