//! What can go wrong, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is not one of ours.
    Usage(String),
    /// A program ran and did not succeed.
    Command { line: String, code: Option<i32> },
    /// A program could not be started.
    Start { program: String, source: std::io::Error },
    /// Something is missing and was not installed.
    Missing { what: String, remedy: String },
    /// A file could not be read or written.
    File { path: PathBuf, source: std::io::Error },
    /// A check found these breaches.
    Breaches(Vec<String>),
}

impl Failure {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.to_path_buf(), source }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => write!(f, "{problem}\nTry `cargo xtask --help`."),
            Self::Command { line, code: Some(code) } => write!(f, "`{line}` ended with exit code {code}"),
            Self::Command { line, code: None } => write!(f, "`{line}` was stopped by a signal"),
            Self::Start { program, source } => write!(f, "`{program}` could not be started: {source}"),
            Self::Missing { what, remedy } => write!(f, "missing: {what}\n  {remedy}"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Breaches(lines) => {
                write!(f, "{} found:", lines.len())?;
                lines.iter().try_for_each(|line| write!(f, "\n  {line}"))
            }
        }
    }
}
