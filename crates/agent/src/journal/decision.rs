//! What the trader did about a signal.

use std::str::FromStr;

use analysis::UnknownWord;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Decision {
    /// As it was said.
    Took,
    /// Nothing.
    Skipped,
    /// Something else: another size, side or level.
    Changed,
}

/// A decision, and when it was written down. The last one of a receipt counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Decided {
    pub decision: Decision,
    /// In the trader's words; may be empty.
    pub why: String,
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub at: Timestamp,
}

/// How it stands in an entry.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionBody {
    pub(super) decision: Decision,
    pub(super) why: String,
}

impl Decision {
    /// The words that can be given.
    pub const NAMES: [&'static str; 3] = ["took", "skipped", "changed"];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Took => "took",
            Self::Skipped => "skipped",
            Self::Changed => "changed",
        }
    }
}

impl FromStr for Decision {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "took" => Ok(Self::Took),
            "skipped" => Ok(Self::Skipped),
            "changed" => Ok(Self::Changed),
            _ => Err(UnknownWord { what: "decision", allowed: "took, skipped, changed", got: text.to_owned() }),
        }
    }
}
