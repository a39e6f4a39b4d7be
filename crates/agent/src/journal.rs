//! The journal: every answer with what it rests on, written durably before it is said.
//!
//! One database file, and rows that are added and never changed: candles by their hash, receipts by their id, and a chain of
//! entries that says in which order things happened. What stands in it can be recomputed to the byte by [`Verifier`],
//! here or on another machine.

mod body;
mod candles;
mod chain;
mod check;
mod decision;
mod export;
mod fault;
mod outcome;
mod place;
mod read;
mod verify;
mod write;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

pub use check::ChainState;
pub use decision::{Decided, Decision};
pub use export::read_export;
pub use fault::JournalFault;
pub use outcome::{Ended, Outcome, scored};
pub use read::{Due, Filter, Listed};
pub use verify::{About, Checked, Difference, Kept, KeptCandles, Place, Verdict, Verifier, Why};
pub use write::Stored;

/// Marks the file as ours: `ENGJ`.
const APPLICATION: i64 = 0x454e_474a;

/// Revision of the tables.
const REVISION: i64 = 1;

/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open journal. Its calls wait for the disk.
#[derive(Debug)]
pub struct Journal {
    connection: Connection,
    path: PathBuf,
}

impl Journal {
    /// Opens the journal, and begins one where there is none.
    ///
    /// # Errors
    /// When the place cannot hold one, or holds something else.
    pub fn open(path: &Path) -> Result<Self, JournalFault> {
        Self::at(place::prepared(path, true)?)
    }

    /// Opens a journal that is there.
    ///
    /// # Errors
    /// As [`Self::open`], and when there is none.
    pub fn open_existing(path: &Path) -> Result<Self, JournalFault> {
        Self::at(place::prepared(path, false)?)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn at(path: PathBuf) -> Result<Self, JournalFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        match Connection::open_with_flags(&path, flags) {
            Ok(connection) => {
                let mut journal = Self { connection, path };
                journal.set_up()?;
                Ok(journal)
            }
            Err(error) => Err(JournalFault::of_sqlite(&path, error)),
        }
    }

    fn set_up(&mut self) -> Result<(), JournalFault> {
        match self.revision().and_then(|revision| if revision < REVISION { self.begin() } else { Ok(revision) }) {
            Ok(REVISION) => self.make_durable().map_err(|error| self.fault(error)),
            Ok(0) => Err(JournalFault::NotAJournal(self.path.clone())),
            Ok(theirs) => Err(JournalFault::Newer { path: self.path.clone(), theirs, ours: REVISION }),
            Err(error) => Err(self.fault(error)),
        }
    }

    /// Revision of the tables; 0 where there are none of ours.
    fn revision(&self) -> rusqlite::Result<i64> {
        self.connection.busy_timeout(PATIENCE)?;
        let ours = pragma(&self.connection, "application_id")? == APPLICATION;
        if ours { pragma(&self.connection, "user_version") } else { Ok(0) }
    }

    /// Makes the tables in an empty file, unless another program was quicker.
    fn begin(&mut self) -> rusqlite::Result<i64> {
        let made = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tables: i64 = made.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            made.execute_batch(include_str!("journal/schema.sql"))?;
            made.pragma_update(None, "application_id", APPLICATION)?;
            made.pragma_update(None, "user_version", REVISION)?;
        }
        made.commit()?;
        self.revision()
    }

    /// A commit returns when it is on the disk, and what a row points to is there.
    fn make_durable(&self) -> rusqlite::Result<()> {
        let set = |name, value: &str| self.connection.pragma_update(None, name, value);
        set("journal_mode", "wal")?;
        set("synchronous", "full")?;
        set("fullfsync", "on")?;
        set("checkpoint_fullfsync", "on")?;
        set("foreign_keys", "on")?;
        set("trusted_schema", "off")?;
        set("cell_size_check", "on")
    }

    fn fault(&self, error: rusqlite::Error) -> JournalFault {
        JournalFault::of_sqlite(&self.path, error)
    }
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

#[cfg(test)]
pub(crate) mod tests;
