//! The link to the gateway as a screen sees it.

use serde::Serialize;

/// How the link is, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LinkView {
    /// In one word.
    pub state: LinkState,
    /// Which gateway, as it stands in a sentence: "local gateway", "gateway nas.local".
    pub gateway: String,
    /// In a sentence.
    pub sentence: String,
    /// The name of what is wrong; none where nothing is.
    pub code: Option<&'static str>,
    /// What follows or what a person does about it, in one sentence; none where nothing is wrong.
    pub hint: Option<&'static str>,
    /// What somebody runs to help, where that is known.
    pub command: Option<String>,
    /// What the trader should know as long as it is so, although the link works.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub warning: Option<String>,
    /// The gateway as the second link sees it; none where there is no second link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub operator: Option<Box<OperatorView>>,
    /// What the gateway wanted shown on this desktop, oldest first; at most 5.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "bindings", ts(optional, as = "Option<Vec<NoticeView>>"))]
    pub notices: Vec<NoticeView>,
}

/// The gateway as the second link sees it. Losing that link is a warning: the first one alone serves the tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OperatorView {
    /// How the second link is.
    pub state: LinkState,
    /// In a sentence.
    pub sentence: String,
    /// What somebody runs to help, where that is known.
    pub command: Option<String>,
    /// The gateway's version, as it says.
    pub version: Option<String>,
    /// Whether the gateway says that it is well; none while it has not said.
    pub well: Option<bool>,
    /// Whether the gateway routes to us; none while it has not said.
    pub routed: Option<bool>,
    /// Commands that its settings do not allow, where no tool can be called without them.
    pub missing: Vec<String>,
}

/// What the gateway wanted shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct NoticeView {
    /// Counts them.
    pub number: u32,
    /// One line.
    pub heading: String,
    /// The text below.
    pub sentence: String,
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
        Self::new(LinkState::Off, "No gateway is called.".to_owned(), None)
    }

    /// What to do about it and what to run, in one line; none where nothing is wrong.
    pub(crate) fn remedy(&self) -> Option<String> {
        let run = self.command.as_ref().map(|command| format!("Run: {command}"));
        let words: Vec<String> = self.hint.map(str::to_owned).into_iter().chain(run).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// A state in words, and what would help.
    pub(crate) fn new(state: LinkState, sentence: String, command: Option<String>) -> Self {
        Self {
            state,
            gateway: "gateway".to_owned(),
            sentence,
            code: None,
            hint: None,
            command,
            warning: None,
            operator: None,
            notices: Vec::new(),
        }
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
