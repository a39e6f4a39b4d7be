//! What a model says of a report: asked for, checked, and shown beside it. It adds words, and never a number.
//!
//! [`Facts`] are what it is told; `prompt` is how; [`read`] is what is left of its answer; [`explain`] asks. The report
//! is the same with any answer and with none.

#[cfg(test)]
mod corpus;
mod draft;
mod drive;
mod facts;
pub mod law;
mod prompt;
mod read;
mod stance;

use analysis::answer::{ModelState, ModelView};
use lmstudio::fault::Class;

pub use drive::{Ask, Stage, explain};
pub use facts::{Facts, Level};
pub use read::{Reading, Refusal, read};
pub use stance::Opinion;

/// What became of the words for a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Words {
    /// No model is wanted.
    Off,
    /// The asker wanted numbers only.
    NotAsked,
    /// They came, and were checked.
    Said(Box<Said>),
    /// None came.
    Unavailable {
        /// Why, as a sentence.
        why: String,
        /// What kind of trouble it was; `None` where nothing was asked.
        class: Option<Class>,
    },
    /// What came cannot be used.
    Rejected {
        /// What is wrong with it, each as a sentence.
        why: Vec<String>,
        /// The reply as received: unchecked, for finding faults only.
        reply: String,
    },
}

/// Words that were checked, and whose they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The part that is shown beside the signal.
    pub view: ModelView,
    /// What else the model pointed at.
    pub reading: Reading,
    /// The reply as received: unchecked, for finding faults only.
    pub reply: String,
    /// What it takes to tell this answer from another one.
    pub opinion: Opinion,
}

impl Words {
    /// The word for it in an answer.
    pub const fn state(&self) -> ModelState {
        match self {
            Self::Off => ModelState::Off,
            Self::NotAsked => ModelState::NotAsked,
            Self::Said(_) => ModelState::Ok,
            Self::Unavailable { .. } => ModelState::Unavailable,
            Self::Rejected { .. } => ModelState::Rejected,
        }
    }

    /// What is shown of it.
    pub fn view(&self) -> Option<&ModelView> {
        match self {
            Self::Said(said) => Some(&said.view),
            Self::Off | Self::NotAsked | Self::Unavailable { .. } | Self::Rejected { .. } => None,
        }
    }

    /// The reply as received, if there was one.
    pub fn reply(&self) -> Option<&str> {
        match self {
            Self::Said(said) => Some(&said.reply),
            Self::Rejected { reply, .. } => Some(reply),
            Self::Off | Self::NotAsked | Self::Unavailable { .. } => None,
        }
    }
}
