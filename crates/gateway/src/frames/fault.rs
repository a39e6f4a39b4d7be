//! What is wrong with a frame.

use super::DEEPEST;

/// A frame that cannot be read or written. It never repeats what stood in the frame, which may be a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireFault {
    /// It has more bytes than are read here.
    #[error("a frame of {bytes} bytes; at most {most} are read here")]
    TooLong {
        /// Its length, bytes.
        bytes: usize,
        /// The limit, bytes.
        most: usize,
    },
    /// Its brackets are nested too deeply.
    #[error("a frame nested deeper than {DEEPEST} at byte {at}")]
    TooDeep {
        /// Where the bracket too many stands.
        at: usize,
    },
    /// It is no JSON object.
    #[error("a frame that is no JSON object, at line {line} column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// It is JSON, but a part has not the shape it must have.
    #[error("{part}: {what}")]
    Shape {
        /// Which part of which frame.
        part: &'static str,
        /// What is missing or wrong, and where inside the part.
        what: String,
    },
    /// It has no `type`.
    #[error("a frame without a type")]
    NoKind,
    /// A frame of ours cannot be written.
    #[error("{part} cannot be written: {what}")]
    Unwritable {
        /// Which frame.
        part: &'static str,
        /// Why.
        what: String,
    },
}

impl WireFault {
    /// What the reader of a part said.
    pub(super) fn shape(part: &'static str, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        if error.is_syntax() || error.is_eof() {
            return Self::NotJson { line, column };
        }
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        // A value that is repeated may be a secret in the wrong place. Names of fields are not.
        let what = match said.split_once(": ").filter(|(head, _)| head.starts_with("invalid ")) {
            Some((head, tail)) => {
                let expected = tail.rsplit_once(", expected ").map_or("something else", |(_, expected)| expected);
                let expected = if expected.starts_with("struct ") { "an object" } else { expected };
                format!("{head}, expected {expected}")
            }
            None => said.to_owned(),
        };
        // A rule about a whole part has no place of its own.
        let what = if line == 0 { what } else { format!("{what}, at line {line} column {column}") };
        Self::Shape { part, what }
    }

    /// What the writer of a frame said.
    pub(crate) fn unwritable(part: &'static str, error: &serde_json::Error) -> Self {
        Self::Unwritable { part, what: error.to_string() }
    }
}
