//! The journal: every answer with what it rests on, written durably before it is said.
//!
//! One database file, and rows that are added and never changed: candles by their hash, receipts by their id, and a chain of
//! entries that says in which order things happened. What stands in it can be recomputed to the byte by [`Verifier`],
//! here or on another machine.

mod added;
mod alerts;
mod body;
mod candles;
mod chain;
mod check;
mod decision;
mod earlier;
mod export;
mod fault;
mod glance;
mod migrate;
mod opinion;
mod outcome;
mod place;
mod read;
mod row;
mod salvage;
mod series;
mod tried;
mod verify;
mod write;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

pub use check::ChainState;
pub use decision::{Decided, Decision};
pub use earlier::{Earlier, NoSignal};
pub use export::read_export;
pub use fault::{FaultKind, JournalFault};
pub use glance::Glance;
pub use opinion::Stood;
pub use outcome::{Ended, Outcome, scored, scored_plan};
pub use read::{Due, Filter, Listed, Of};
pub use salvage::Salvaged;
pub use series::{KeptSeries, Named};
pub use verify::{About, Checked, Difference, Kept, KeptCandles, Place, Verdict, Verifier, Why};
pub use write::Stored;

use migrate::REVISION;

/// Marks the file as ours: `ENGJ`.
const APPLICATION: i64 = 0x454e_474a;

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

    /// Opens a journal if one was begun.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_if_there(path: &Path) -> Result<Option<Self>, JournalFault> {
        match Self::open_existing(path) {
            Ok(journal) => Ok(Some(journal)),
            Err(JournalFault::Missing(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
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
        if salvage::has_torn_log(&path) {
            return Err(JournalFault::Damaged(path));
        }
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
        match self.revision().map_err(|error| self.fault(error))? {
            REVISION => {}
            0..REVISION => self.upgrade()?,
            theirs => return Err(JournalFault::Newer { path: self.path.clone(), theirs, ours: REVISION }),
        }
        self.make_durable().map_err(|error| self.fault(error))
    }

    /// Revision of the tables; 0 where there are none of ours.
    fn revision(&self) -> rusqlite::Result<i64> {
        self.connection.busy_timeout(PATIENCE)?;
        let ours = pragma(&self.connection, "application_id")? == APPLICATION;
        if ours { pragma(&self.connection, "user_version") } else { Ok(0) }
    }

    /// Brings the tables to the newest revision in one transaction, unless another program was quicker.
    fn upgrade(&mut self) -> Result<(), JournalFault> {
        let path = self.path.clone();
        let fault = |error| JournalFault::of_sqlite(&path, error);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let of = |name| pragma(&begun, name).map_err(fault);
        let theirs = if of("application_id")? == APPLICATION { of("user_version")? } else { 0 };
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = begun.query_row(tables, [], |row| row.get(0)).map_err(fault)?;
        if theirs == 0 && tables > 0 {
            return Err(JournalFault::NotAJournal(path));
        }
        if theirs > REVISION {
            return Err(JournalFault::Newer { path, theirs, ours: REVISION });
        }
        migrate::up(theirs, &begun, &fault)?;
        begun.pragma_update(None, "application_id", APPLICATION).map_err(fault)?;
        begun.commit().map_err(fault)
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
