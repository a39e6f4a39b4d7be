//! Where a value came from.

use std::fmt;

/// Where a value came from, weakest first: a later one beats an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The settings file.
    File(Place),
    /// An environment variable, by name.
    Env(String),
    /// A flag on the command line, as typed.
    Flag(String),
    /// The file of whoever looks after this machine.
    Managed(Place),
}

/// A place in a file, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name, without its folders.
    pub file: String,
    /// Line.
    pub line: usize,
    /// Column, characters.
    pub column: usize,
}

impl Origin {
    /// Its place in the order of precedence, and its name in programs' output.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File(_) => "file",
            Self::Env(_) => "env",
            Self::Flag(_) => "flag",
            Self::Managed(_) => "managed",
        }
    }

    /// Higher beats lower.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File(_) => 1,
            Self::Env(_) => 2,
            Self::Flag(_) => 3,
            Self::Managed(_) => 4,
        }
    }
}

impl Place {
    /// The place of a byte in a text.
    pub(super) fn of(file: &str, text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File(place) => place.fmt(f),
            Self::Env(name) => write!(f, "environment variable {name}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Managed(place) => write!(f, "managed settings {place}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}, column {}", self.file, self.line, self.column)
    }
}
