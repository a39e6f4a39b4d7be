//! How the parts are, as a screen sees it.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    LinkState,
    doctor::{self, Checkup},
    health::{Status, Verdict},
};

/// How everything is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct HealthView {
    /// What the worst of them makes of the whole: `healthy`, `degraded` or `unhealthy`.
    pub status: &'static str,
    /// One for each part, in a fixed order.
    pub parts: Vec<PartView>,
    /// A test that somebody asked for.
    pub test: TestView,
}

/// A part, as it was last seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PartView {
    /// Such as `gateway:connection`.
    pub name: String,
    /// `pass`, `warn` or `fail`.
    pub verdict: &'static str,
    /// What was found, in words.
    pub observed: String,
    /// Since when it has been so, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub since: Timestamp,
    /// When it was last well, where it is not now.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub last_good: Option<Timestamp>,
    /// What was wrong last; it stays when the part is well again.
    pub last_error: Option<ErrorView>,
    /// The one thing that helps.
    pub fix: Option<Fix>,
}

/// Something that was wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ErrorView {
    /// When it was last so, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub at: Timestamp,
    /// What.
    pub what: String,
}

/// What helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Fix {
    /// Dial now instead of waiting.
    Reconnect,
    /// Give the gateway's token.
    EnterToken,
    /// Approve this device or its tools at the gateway.
    Approve,
    /// Switch the gateway on, or say where it is.
    SetGateway,
    /// Start LM Studio, or say where it is.
    SetModel,
    /// Choose another source.
    SetSource,
    /// Look at it layer by layer.
    Test,
}

/// A test that somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum TestView {
    /// None.
    #[default]
    Idle,
    /// Being looked at.
    Looking {
        /// Which part; none for all of them.
        part: Option<String>,
        /// Since when, UTC.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        since: Timestamp,
    },
    /// Looked at.
    Done {
        /// Which part; none for all of them.
        part: Option<String>,
        /// When, UTC.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        at: Timestamp,
        /// Whether values were tried that are not saved.
        typed: bool,
        /// Layer by layer.
        findings: Vec<FindingView>,
    },
}

/// One layer of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FindingView {
    /// Of which part.
    pub part: &'static str,
    /// Its name, such as `tcp`.
    pub layer: &'static str,
    /// `ok`, `warn`, `fail`, `skipped`, `off` or `unknown`.
    pub verdict: &'static str,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl FindingView {
    /// Every layer that was looked at.
    pub(crate) fn all(checkup: &Checkup) -> Vec<Self> {
        let one = |part: doctor::Part, finding: &doctor::Finding| Self {
            part: part.name(),
            layer: finding.layer,
            verdict: finding.verdict.name(),
            what: finding.what.clone(),
            hint: finding.hint.clone(),
        };
        let parts = checkup.parts.iter();
        parts.flat_map(|part| part.findings.iter().map(move |finding| one(part.part, finding))).collect()
    }
}

impl Default for HealthView {
    fn default() -> Self {
        Self { status: Status::Degraded.name(), parts: Vec::new(), test: TestView::Idle }
    }
}

impl Fix {
    /// What helps a part that is not well.
    pub(crate) fn of(name: &str, verdict: Verdict, link: LinkState) -> Option<Self> {
        if verdict == Verdict::Pass {
            return None;
        }
        match name.split(':').next().unwrap_or_default() {
            "gateway" => Some(match link {
                LinkState::Off | LinkState::Rejected => Self::SetGateway,
                LinkState::NeedsToken => Self::EnterToken,
                LinkState::NeedsPairing | LinkState::NeedsApproval => Self::Approve,
                LinkState::Waiting | LinkState::Dialing | LinkState::Greeting | LinkState::Restarting => {
                    Self::Reconnect
                }
                LinkState::Unproven | LinkState::Ready => Self::Test,
            }),
            "lmstudio" => Some(Self::SetModel),
            "market" => Some(Self::SetSource),
            "journal" | "disk" => Some(Self::Test),
            _ => None,
        }
    }
}
