//! The journal as a screen sees it.

use serde::Serialize;

use super::Tally;
use crate::journal::JournalFault;

/// Whether answers are kept, and what came of those that were.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct JournalView {
    /// Whether answers are kept.
    pub access: JournalAccess,
    /// What came of past signals of this source; none before the journal has been looked at.
    pub tally: Option<Tally>,
}

/// Whether answers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum JournalAccess {
    /// They are not to be kept.
    Off,
    /// Nothing is known against it.
    Fine,
    /// The last one could not be written, or the journal not be read; the next answer tries again.
    Failed {
        /// Why.
        trouble: Trouble,
    },
}

/// What is wrong with the journal, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Trouble {
    /// What kind, such as `JOURNAL_DISK_FULL`.
    pub code: &'static str,
    /// What happened, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub hint: String,
}

/// A decision on its way to the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Deciding {
    /// None.
    Idle,
    /// Being written down. Another one is not taken meanwhile.
    Writing {
        /// About which answer.
        receipt: String,
    },
    /// Was not written down.
    Failed {
        /// About which answer.
        receipt: String,
        /// Why.
        trouble: Trouble,
    },
}

impl Trouble {
    /// No journal is kept, so nothing can be written down in it.
    pub(crate) fn off() -> Self {
        Self {
            code: "JOURNAL_OFF",
            what: "No journal is kept.".to_owned(),
            hint: "Start Engram without --no-journal.".to_owned(),
        }
    }

    /// The work on the journal stopped in the middle, which is our fault.
    pub(crate) fn broken() -> Self {
        Self {
            code: "INTERNAL",
            what: "The work on the journal stopped in the middle.".to_owned(),
            hint: "This is our fault; please report what you did.".to_owned(),
        }
    }
}

impl From<&JournalFault> for Trouble {
    fn from(fault: &JournalFault) -> Self {
        let said = fault.to_string();
        // A fault says what happened, and behind a semicolon what to do.
        let (what, hint) = said.split_once("; ").unwrap_or((&said, "look at the disk it lies on, then ask again"));
        Self { code: code(fault), what: sentence(what), hint: sentence(hint) }
    }
}

const fn code(fault: &JournalFault) -> &'static str {
    match fault {
        JournalFault::Missing(_) => "JOURNAL_MISSING",
        JournalFault::NoHome => "JOURNAL_NO_HOME",
        JournalFault::NoneKept => "JOURNAL_NONE_KEPT",
        JournalFault::Symlink(_)
        | JournalFault::NotAFile(_)
        | JournalFault::WritableByOthers(_)
        | JournalFault::NotOurs(_) => "JOURNAL_PLACE",
        JournalFault::NotWritable(_) => "JOURNAL_NOT_WRITABLE",
        JournalFault::DiskFull(_) => "JOURNAL_DISK_FULL",
        JournalFault::Busy(_) => "JOURNAL_BUSY",
        JournalFault::Damaged(_) | JournalFault::Altered(_) => "JOURNAL_DAMAGED",
        JournalFault::NotAJournal(_) => "JOURNAL_OF_SOMETHING_ELSE",
        JournalFault::Newer { .. } => "JOURNAL_NEWER",
        JournalFault::UnknownReceipt(_) => "UNKNOWN_RECEIPT",
        JournalFault::UnknownAlert(_) => "UNKNOWN_ALERT",
        JournalFault::TooManyArmed(_) => "TOO_MANY_ALERTS",
        JournalFault::AlreadyScored(_) => "ALREADY_SCORED",
        JournalFault::TooLong { .. } => "INVALID_PARAMS",
        JournalFault::NotTheseCandles(_) => "INTERNAL",
        JournalFault::Disk { .. } | JournalFault::Sqlite { .. } => "JOURNAL_DISK",
    }
}

/// With a capital, unless it begins with a path, and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain((!text.ends_with('.')).then_some('.')).collect()
}

#[cfg(test)]
mod tests;
