//! What went wrong, for whoever must act: one closed list of codes for window, command line and gateway.

mod answer;
mod feed;
mod journal;

pub use answer::FaultAnswer;

use analysis::{InvalidPair, UnknownInterval, UnknownWord, answer::ToolName};
use serde::Serialize;

/// A tool that could not make its answer at all. Bad but present data is not among these: it answers HOLD.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ToolFault {
    /// What kind of trouble.
    pub code: Code,
    /// What happened and why, in one sentence.
    pub what: String,
    /// What to do, in one sentence, where this case knows better than its code.
    hint: Option<String>,
    /// JSON pointer of the argument at fault, such as `/timeframe`.
    pub field: Option<String>,
    /// Allowed values or the nearest names; at most 12.
    pub allowed: Vec<String>,
    /// The tool that was asked.
    pub tool: Option<ToolName>,
}

/// The published error codes that can occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Code {
    /// An argument is unreadable or not allowed.
    InvalidParams,
    /// There is no such tool.
    UnknownTool,
    /// The source does not know the pair.
    UnknownPair,
    /// The journal does not hold the receipt.
    UnknownReceipt,
    /// The source is there and has no candles.
    NoData,
    /// Too few closed candles to say anything.
    InsufficientData,
    /// The candles cannot be trusted.
    DataQuality,
    /// The source cannot be reached or read.
    ProviderDown,
    /// The trader has paused Engram.
    Paused,
    /// Our bug.
    Internal,
}

/// Longest published error text, in characters.
const MOST_TEXT: usize = 300;

/// Most values an error lists.
const MOST_ALLOWED: usize = 12;

/// Longest piece of the caller's own text that an error repeats.
const MOST_REPEATED: usize = 40;

impl Code {
    /// Every code.
    pub const ALL: [Self; 10] = [
        Self::InvalidParams,
        Self::UnknownTool,
        Self::UnknownPair,
        Self::UnknownReceipt,
        Self::NoData,
        Self::InsufficientData,
        Self::DataQuality,
        Self::ProviderDown,
        Self::Paused,
        Self::Internal,
    ];

    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidParams => "INVALID_PARAMS",
            Self::UnknownTool => "UNKNOWN_TOOL",
            Self::UnknownPair => "UNKNOWN_PAIR",
            Self::UnknownReceipt => "UNKNOWN_RECEIPT",
            Self::NoData => "NO_DATA",
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::DataQuality => "DATA_QUALITY",
            Self::ProviderDown => "PROVIDER_DOWN",
            Self::Paused => "PAUSED",
            Self::Internal => "INTERNAL",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::NoData | Self::InsufficientData | Self::DataQuality | Self::ProviderDown | Self::Paused => true,
            Self::InvalidParams | Self::UnknownTool | Self::UnknownPair | Self::UnknownReceipt | Self::Internal => {
                false
            }
        }
    }

    /// Whether the source is to blame, not the question.
    pub const fn is_of_source(self) -> bool {
        match self {
            Self::NoData | Self::DataQuality | Self::ProviderDown => true,
            Self::InvalidParams
            | Self::UnknownTool
            | Self::UnknownPair
            | Self::UnknownReceipt
            | Self::InsufficientData
            | Self::Paused
            | Self::Internal => false,
        }
    }

    /// What to do, when the case itself does not know better.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::InvalidParams => "Correct the marked field and ask again.",
            Self::UnknownTool => "Call one of the four tools.",
            Self::UnknownPair => "Ask for a pair the source offers.",
            Self::UnknownReceipt => "List what is kept with `engram journal list`.",
            Self::NoData => "Choose another source, or ask for a later time.",
            Self::InsufficientData => "Use a longer history or a shorter timeframe.",
            Self::DataQuality => "Correct the candles and ask again.",
            Self::ProviderDown => "Check that the source is there and may be read, then ask again.",
            Self::Paused => "Ask again later; the trader paused Engram.",
            Self::Internal => "This is our fault; please report what you asked.",
        }
    }
}

impl ToolFault {
    /// A fault whose code says what to do.
    pub fn new(code: Code, what: impl Into<String>) -> Self {
        Self { code, what: what.into(), hint: None, field: None, allowed: Vec::new(), tool: None }
    }

    /// An argument that is not allowed, by its JSON pointer.
    pub fn invalid(field: impl Into<String>, what: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(Code::InvalidParams, what) }
    }

    /// None of the four was asked.
    pub fn unknown_tool(name: &str) -> Self {
        let fault = Self::new(Code::UnknownTool, format!("Unknown tool: {}.", repeated(name)));
        Self { allowed: ToolName::ALL.map(|tool| tool.name().to_owned()).to_vec(), ..fault }
    }

    /// Our own fault.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::new(Code::Internal, what)
    }

    /// The same, naming the tool that was asked.
    #[must_use]
    pub fn of(self, tool: ToolName) -> Self {
        Self { tool: Some(tool), ..self }
    }

    /// The same, knowing better what to do.
    #[must_use]
    pub(crate) fn hinted(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same, with the values that would do; the first 12.
    #[must_use]
    pub(crate) fn allowing(self, allowed: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { allowed: allowed.into_iter().take(MOST_ALLOWED).map(Into::into).collect(), ..self }
    }

    /// Whether it was the call that cannot be answered, rather than the market or the machine.
    pub const fn is_of_the_caller(&self) -> bool {
        match self.code {
            Code::InvalidParams | Code::UnknownTool | Code::UnknownReceipt => true,
            Code::UnknownPair
            | Code::NoData
            | Code::InsufficientData
            | Code::DataQuality
            | Code::ProviderDown
            | Code::Paused
            | Code::Internal => false,
        }
    }

    /// What to do.
    pub fn hint(&self) -> &str {
        self.hint.as_deref().unwrap_or(self.code.hint())
    }

    /// What happened, and what to do where that is not plain from it: the published `error` text.
    pub fn text(&self) -> String {
        let text = match &self.hint {
            Some(hint) => format!("{} {hint}", self.what),
            None if self.code == Code::InvalidParams => self.what.clone(),
            None => format!("{} {}", self.what, self.code.hint()),
        };
        text.chars().take(MOST_TEXT).collect()
    }
}

impl From<InvalidPair> for ToolFault {
    fn from(InvalidPair(got): InvalidPair) -> Self {
        Self::invalid("/pair", format!("{}.", InvalidPair(repeated(&got))))
    }
}

impl From<UnknownInterval> for ToolFault {
    fn from(UnknownInterval(got): UnknownInterval) -> Self {
        let allowed = analysis::Interval::ASKABLE.map(analysis::Interval::name);
        Self::invalid("/timeframe", format!("{}.", UnknownInterval(repeated(&got)))).allowing(allowed)
    }
}

impl From<UnknownWord> for ToolFault {
    fn from(word: UnknownWord) -> Self {
        let word = UnknownWord { got: repeated(&word.got), ..word };
        Self::invalid(format!("/{}", word.what), format!("{word}.")).allowing(word.allowed.split(", "))
    }
}

/// The caller's own text, short enough for an error.
pub(crate) fn repeated(text: &str) -> String {
    if text.chars().count() <= MOST_REPEATED {
        return text.to_owned();
    }
    text.chars().take(MOST_REPEATED).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
