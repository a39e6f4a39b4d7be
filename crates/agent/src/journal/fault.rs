//! What can go wrong with a journal: what, where, and what to do.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Error, ErrorCode, ffi};

/// A journal could not be opened, read or written. An answer never waits for it to be put right.
#[derive(Debug, thiserror::Error)]
pub enum JournalFault {
    /// Nothing has been stored yet.
    #[error("there is no journal at {0}; it begins with the first answer")]
    Missing(PathBuf),
    /// Nobody says where the user's files are.
    #[error("HOME is not set, so no place for a journal is known; name one with --journal")]
    NoHome,
    /// It was said that nothing is kept.
    #[error("nothing is kept, by ENGRAM_STATE_DIR=none; name a journal with --journal")]
    NoneKept,
    /// What is opened must be the thing itself.
    #[error("{0} is a symbolic link; name the place it points to")]
    Symlink(PathBuf),
    /// A folder, a socket, or a name without a folder.
    #[error("{0} is not a plain file; name another place for the journal")]
    NotAFile(PathBuf),
    /// Whoever may write the folder may replace the journal.
    #[error("others may write the folder {0}; take that right away (chmod go-w) or choose another folder")]
    WritableByOthers(PathBuf),
    /// A file that somebody else put there.
    #[error("{0} belongs to another user than its folder; move it away")]
    NotOurs(PathBuf),
    /// Rights or a read-only disk.
    #[error("{0} cannot be written; choose a place that can, or allow it")]
    NotWritable(PathBuf),
    /// Answers are not kept until there is room.
    #[error("the disk of {0} is full; free some space and it goes on by itself")]
    DiskFull(PathBuf),
    /// Another program keeps it locked.
    #[error("another program is writing {0} and did not finish in time; try again")]
    Busy(PathBuf),
    /// The database cannot read it.
    #[error("{0} is damaged; `engram journal check` moves it aside and saves what can be read")]
    Damaged(PathBuf),
    /// A file of something else.
    #[error("{0} is not a journal; name another place for it")]
    NotAJournal(PathBuf),
    /// Written by a later Engram.
    #[error("{path} is of revision {theirs}, this program knows up to {ours}; use a newer Engram")]
    Newer { path: PathBuf, theirs: i64, ours: i64 },
    /// Stored bytes differ from those that must have been stored.
    #[error("{0} was altered in the journal; `engram verify-journal` tells more")]
    Altered(String),
    /// The id is not here.
    #[error("receipt {0} is not in the journal; `engram journal list` shows what is")]
    UnknownReceipt(String),
    /// An outcome is written once.
    #[error("receipt {0} has its outcome already")]
    AlreadyScored(String),
    /// No alert has this number.
    #[error("there is no alert {0}; `engram alert list` shows those there are")]
    UnknownAlert(u32),
    /// Nobody waits for so many prices.
    #[error("{0} alerts are armed already; remove some first")]
    TooManyArmed(usize),
    /// Words too many for a reason.
    #[error("a reason holds at most {most} characters; this one has {have}")]
    TooLong { most: usize, have: usize },
    /// A receipt that its candles do not explain, which no answer of ours has.
    #[error("receipt {0} does not belong to these candles; this is our fault, please report it")]
    NotTheseCandles(String),
    /// The disk says no in another way.
    #[error("{path}: {source}")]
    Disk { path: PathBuf, source: io::Error },
    /// The database says no in another way.
    #[error("{path}: {source}")]
    Sqlite { path: PathBuf, source: Error },
}

/// What a fault is about, for whoever needs to tell no more apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// What was asked for is not here.
    Absent,
    /// It cannot be asked like this.
    Misused,
    /// What is here is not what was stored.
    Altered,
    /// A later Engram wrote it.
    Newer,
    /// The place or the disk is in the way.
    Place,
    /// The database says no.
    Database,
    /// Our own mistake.
    Ours,
}

impl JournalFault {
    /// What it is about.
    pub const fn kind(&self) -> FaultKind {
        match self {
            Self::Missing(_) | Self::UnknownReceipt(_) => FaultKind::Absent,
            Self::UnknownAlert(_) | Self::TooManyArmed(_) | Self::AlreadyScored(_) | Self::TooLong { .. } => {
                FaultKind::Misused
            }
            Self::Altered(_) | Self::Damaged(_) => FaultKind::Altered,
            Self::Newer { .. } => FaultKind::Newer,
            Self::NoHome
            | Self::NoneKept
            | Self::Symlink(_)
            | Self::NotAFile(_)
            | Self::WritableByOthers(_)
            | Self::NotOurs(_)
            | Self::NotWritable(_)
            | Self::DiskFull(_)
            | Self::Busy(_)
            | Self::NotAJournal(_)
            | Self::Disk { .. } => FaultKind::Place,
            Self::Sqlite { .. } => FaultKind::Database,
            Self::NotTheseCandles(_) => FaultKind::Ours,
        }
    }

    /// Whether the same call may succeed later, without anybody's help.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::DiskFull(_) | Self::Busy(_))
    }

    pub(crate) fn of_disk(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        #[expect(clippy::wildcard_enum_match_arm, reason = "the kinds of disk errors are an open list")]
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NotWritable(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            _ => Self::Disk { path, source },
        }
    }

    pub(super) fn of_sqlite(path: &Path, source: Error) -> Self {
        let at = path.to_path_buf();
        let Some(failure) = source.sqlite_error() else { return Self::Sqlite { path: at, source } };
        // The file that readers share could not grow.
        if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE {
            return Self::DiskFull(at);
        }
        #[expect(clippy::wildcard_enum_match_arm, reason = "SQLite's codes are an open list")]
        match failure.code {
            ErrorCode::DiskFull => Self::DiskFull(at),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy(at),
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Self::NotWritable(at),
            ErrorCode::DatabaseCorrupt => Self::Damaged(at),
            ErrorCode::NotADatabase => Self::NotAJournal(at),
            _ => Self::Sqlite { path: at, source },
        }
    }
}
