//! What can go wrong between a question and its answer, and what helps against it.

mod classify;
mod said;
#[cfg(test)]
mod tests;

use std::{fmt, time::Duration};

pub use classify::Asked;
pub(crate) use said::is_error;

/// What went wrong. Its text is cleaned and short; it never holds a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of trouble it is.
    pub class: Class,
    /// The status of the reply, where there was one. The class does not rest on it alone.
    pub status: Option<u16>,
    /// What the server said, or what happened; at most 300 characters.
    pub text: String,
    /// Of an overflow: how large the prompt was, and what fits.
    pub overflow: Option<Overflow>,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether a part of an answer had come.
    pub heard: bool,
    /// Whether the server had failed before and was asked once more: it is not worth a third time.
    pub is_repeated: bool,
}

/// A prompt that does not fit, tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow {
    /// How large it was.
    pub asked: u64,
    /// What the loaded model takes.
    pub fits: u64,
}

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nobody listens there.
    NotRunning,
    /// It wants a token, and none was sent.
    NeedsToken,
    /// It does not take this token.
    BadToken,
    /// It does not know the path: another server, or a very old one.
    WrongPath,
    /// The model cannot be loaded.
    LoadFailed,
    /// The prompt is larger than the model's context.
    ContextOverflow,
    /// It does not take the schema, or no schema at all.
    BadSchema,
    /// It does not take the reasoning parameter.
    ReasoningParam,
    /// It could not read its own model's tool call.
    ToolParse,
    /// It does not take the messages.
    BadHistory,
    /// The model is not there, none is loaded, or it is unclear which one is meant.
    NoModel,
    /// The model crashed.
    Crashed,
    /// The model was unloaded while it was needed.
    Unloaded,
    /// It has too much to do.
    Overloaded,
    /// Whatever answered is no such server.
    NotLmStudio,
    /// Success, and no word of an answer.
    EmptyAnswer,
    /// The connection ended before the answer did.
    Truncated,
    /// It took too long.
    TimedOut(Timer),
    /// The reply was larger than is read.
    TooLarge,
    /// Another model answered than the one that was insisted on.
    WrongModel,
    /// The address may not be dialled.
    Forbidden,
    /// Something newer was asked, so this was given up. There is nothing to tell.
    GaveWay,
    /// Anything else that the server calls an error.
    ServerFault,
}

/// Which time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Until the first piece of an answer.
    First,
    /// Between two pieces.
    Idle,
    /// For the whole answer.
    Total,
    /// What the caller gave.
    Deadline,
}

/// What helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cure {
    /// Asking the same again, once, after this long.
    Again(Duration),
    /// Asking differently, once.
    Change(Change),
    /// A person.
    Person(Act),
    /// Nothing that could be done now.
    Nothing,
}

/// How to ask differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// With a shorter prompt.
    ShorterPrompt,
    /// With a plainer format.
    Format,
    /// Without a word about reasoning.
    NoReasoningParam,
    /// Without earlier tool calls.
    NoToolHistory,
}

/// What a person has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Start the server.
    Start,
    /// Give the right token.
    Token,
    /// Choose, load or download a model.
    Model,
    /// Choose a smaller model or context.
    Smaller,
    /// Correct the address.
    Address,
}

/// Before a server that crashed, or hung up, is asked again.
pub(crate) const RECOVERY: Duration = Duration::from_secs(2);

impl Fault {
    /// A fault that no reply told of.
    pub fn new(class: Class, text: impl Into<String>) -> Self {
        Self {
            class,
            status: None,
            text: text.into(),
            overflow: None,
            retry_after: None,
            heard: false,
            is_repeated: false,
        }
    }

    /// What helps.
    pub fn cure(&self) -> Cure {
        match self.class {
            Class::NotRunning => Cure::Person(Act::Start),
            Class::NeedsToken | Class::BadToken => Cure::Person(Act::Token),
            Class::WrongPath | Class::NotLmStudio | Class::Forbidden => Cure::Person(Act::Address),
            Class::NoModel | Class::WrongModel => Cure::Person(Act::Model),
            Class::LoadFailed => Cure::Person(Act::Smaller),
            Class::ContextOverflow => Cure::Change(Change::ShorterPrompt),
            Class::BadSchema => Cure::Change(Change::Format),
            Class::ReasoningParam => Cure::Change(Change::NoReasoningParam),
            Class::BadHistory => Cure::Change(Change::NoToolHistory),
            Class::Crashed | Class::Unloaded | Class::Truncated | Class::Overloaded => {
                Cure::Again(self.retry_after.unwrap_or(RECOVERY))
            }
            Class::ToolParse | Class::EmptyAnswer => Cure::Again(Duration::ZERO),
            Class::TimedOut(Timer::First) if !self.heard => Cure::Again(Duration::ZERO),
            Class::ServerFault => self.retry_after.map_or(Cure::Nothing, Cure::Again),
            Class::TimedOut(_) | Class::TooLarge | Class::GaveWay => Cure::Nothing,
        }
    }

    /// How long to wait before the same is asked again, where that helps, has not been tried, and ends within the time that
    /// is left. A chat asks once more by itself where the server failed.
    pub fn again(&self, left: Duration) -> Option<Duration> {
        match self.cure() {
            Cure::Again(wait) if wait < left && !self.is_repeated => Some(wait),
            Cure::Again(_) | Cure::Change(_) | Cure::Person(_) | Cure::Nothing => None,
        }
    }
}

impl Class {
    /// What happened, as a sentence begins it.
    const fn said(self) -> &'static str {
        match self {
            Self::NotRunning => "No server answers",
            Self::NeedsToken => "The server wants an API token",
            Self::BadToken => "The server does not take this API token",
            Self::WrongPath => "The server does not know this path",
            Self::LoadFailed => "The model could not be loaded",
            Self::ContextOverflow => "The prompt is larger than the model's context",
            Self::BadSchema => "The server does not take this answer format",
            Self::ReasoningParam => "The model takes no reasoning setting",
            Self::ToolParse => "The server could not read its model's tool call",
            Self::BadHistory => "The server does not take these messages",
            Self::NoModel => "The model is not there",
            Self::Crashed => "The model crashed",
            Self::Unloaded => "The model was unloaded",
            Self::Overloaded => "The server is busy",
            Self::NotLmStudio => "What answers there is not LM Studio",
            Self::EmptyAnswer => "The model said nothing",
            Self::Truncated => "The connection ended before the answer did",
            Self::TimedOut(Timer::First) => "The model did not begin to answer in time",
            Self::TimedOut(Timer::Idle) => "The model fell silent",
            Self::TimedOut(Timer::Total | Timer::Deadline) => "The answer took too long",
            Self::TooLarge => "The reply was larger than is read",
            Self::WrongModel => "Another model answered",
            Self::Forbidden => "This address may not be dialled",
            Self::GaveWay => "The answer was given up",
            Self::ServerFault => "The server failed",
        }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.class.said())?;
        match self.status {
            Some(status) if !(200..300).contains(&status) => write!(f, " (HTTP {status})")?,
            Some(_) | None => {}
        }
        if self.text.is_empty() { f.write_str(".") } else { write!(f, ": {}", self.text) }
    }
}
