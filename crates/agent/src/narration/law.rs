//! The number law: nothing a model writes is shown unless every figure in it stands in the report.
//!
//! A text is judged sentence by sentence. One figure that the report does not hold, a link, markup, or a letter that
//! cannot be seen costs the whole sentence; the others stay as they were written. [`Sentences`] does it to a text that
//! is still being written, [`checked`] to a whole one.
//!
//! The law knows English number words. A sentence in another script is withheld, because its number words are not
//! known; digits count in every script.

mod digits;
mod figure;
mod judge;
mod known;
mod lexeme;
mod moment;
mod outside;
mod reading;
mod sentences;
mod shown;
mod words;

#[cfg(test)]
mod tests;

use std::fmt;

pub use known::Known;
pub use outside::cleaned;
pub use sentences::Sentences;

/// What of a text may be shown, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The sentences that passed, as they were written, a blank or the line breaks of the text between them.
    pub text: String,
    /// The others, in their order.
    pub withheld: Vec<Withheld>,
}

/// A sentence that is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// As it was written: for a log at most, never for a screen.
    pub sentence: String,
    /// Why.
    pub cause: Cause,
}

/// Why a sentence is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It says this figure, which the report does not hold. Plain letters, fit to be shown.
    Figure(String),
    /// It leads somewhere.
    Link,
    /// It has markup: a tag, a token of a chat template, code.
    Markup,
    /// It belongs to a tool's call, or comes behind one.
    Call,
    /// It has a letter that is not seen, or is not what it looks like.
    Letter(char),
}

impl Cause {
    /// The figure that is not in the report.
    pub fn figure(&self) -> Option<&str> {
        match self {
            Self::Figure(figure) => Some(figure),
            Self::Link | Self::Markup | Self::Call | Self::Letter(_) => None,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(figure) => write!(to, "{figure} is not in the report"),
            Self::Link => to.write_str("it holds a link"),
            Self::Markup => to.write_str("it holds markup"),
            Self::Call => to.write_str("it is part of a tool's call"),
            Self::Letter(letter) => write!(to, "it holds the letter U+{:04X}", u32::from(*letter)),
        }
    }
}

/// Judges a whole text.
pub fn checked(text: &str, known: &Known) -> Checked {
    let mut sentences = Sentences::new(known);
    let mut shown = sentences.push(text);
    let (rest, withheld) = sentences.end();
    shown.push_str(&rest);
    Checked { text: shown, withheld }
}
