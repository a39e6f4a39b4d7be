//! A look at the journal from outside: nothing is made, brought up, moved or written.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use super::{APPLICATION, Journal, JournalFault, PATIENCE, Place, migrate::REVISION, pragma, salvage};
use crate::private;

/// How often is looked at a file that somebody writes meanwhile.
const LOOKS: usize = 3;

/// What a look tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Where the journal lies.
    pub path: PathBuf,
    /// Of its file, without what lies beside it.
    pub bytes: u64,
    /// Of its tables.
    pub revision: i64,
    /// The revision this program writes.
    pub newest: i64,
    /// What the database finds wrong with its file at first sight.
    pub damage: Option<String>,
    /// Rows of the chain.
    pub entries: usize,
    /// Answers.
    pub receipts: usize,
    /// Candle series.
    pub candles: usize,
    /// Every place of the chain that is not as it was; what hangs on the chain is not looked at.
    pub broken: Vec<Place>,
}

impl Glance {
    /// Looks at the journal of this file. Waits for the disk.
    ///
    /// # Errors
    /// When there is none, or it cannot be read as one.
    pub fn at(path: &Path) -> Result<Self, JournalFault> {
        let of_disk = |error: io::Error| {
            let is_missing = error.kind() == io::ErrorKind::NotFound;
            if is_missing { JournalFault::Missing(path.to_path_buf()) } else { JournalFault::of_disk(path, error) }
        };
        let meta = fs::symlink_metadata(path).map_err(of_disk)?;
        if meta.is_symlink() {
            return Err(JournalFault::Symlink(path.to_path_buf()));
        }
        if !meta.is_file() {
            return Err(JournalFault::NotAFile(path.to_path_buf()));
        }
        if salvage::has_torn_log(path) {
            return Err(JournalFault::Damaged(path.to_path_buf()));
        }
        // The database follows no link, nor one in a folder above.
        let folder = fs::canonicalize(private::folder_of(path)).map_err(of_disk)?;
        let path = folder.join(path.file_name().unwrap_or_default());
        let stamp = || fs::symlink_metadata(&path).ok().map(|meta| (meta.len(), meta.modified().ok()));
        // What is written in the middle of a look may seem torn.
        for _ in 1..LOOKS {
            let before = stamp();
            let seen = opened(&path).and_then(|journal| Self::of(&journal, meta.len()));
            if before == stamp() {
                return seen;
            }
        }
        opened(&path).and_then(|journal| Self::of(&journal, meta.len()))
    }

    fn of(journal: &Journal, bytes: u64) -> Result<Self, JournalFault> {
        let fault = |error| journal.fault(error);
        let revision = journal.revision().map_err(fault)?;
        let mut glance = Self {
            path: journal.path.clone(),
            bytes,
            revision,
            newest: REVISION,
            damage: None,
            entries: 0,
            receipts: 0,
            candles: 0,
            broken: Vec::new(),
        };
        let told: String =
            journal.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(fault)?;
        if told != "ok" {
            return Ok(Self { damage: Some(told), ..glance });
        }
        if pragma(&journal.connection, "application_id").map_err(fault)? != APPLICATION || revision < 1 {
            return Err(JournalFault::NotAJournal(glance.path));
        }
        if revision > REVISION {
            return Err(JournalFault::Newer { path: glance.path, theirs: revision, ours: REVISION });
        }
        (glance.entries, glance.broken) = journal.chain_alone()?;
        let count = |sql| journal.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(fault);
        glance.receipts = count("SELECT count(*) FROM receipts")? as usize;
        glance.candles = count("SELECT count(*) FROM candles")? as usize;
        Ok(glance)
    }
}

/// Without a log beside the file nobody has it open, and it is read as it lies: a database that is opened in any other
/// way makes files beside it, also to read.
fn opened(path: &Path) -> Result<Journal, JournalFault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let is_alone = fs::symlink_metadata(salvage::beside(path, "-wal")).is_err();
    let place = format!("file:{}{}", uri(path), if is_alone { "?immutable=1" } else { "" });
    let fault = |error| JournalFault::of_sqlite(path, error);
    let connection = Connection::open_with_flags(place, flags).map_err(fault)?;
    connection.busy_timeout(PATIENCE).map_err(fault)?;
    Ok(Journal { connection, path: path.to_path_buf() })
}

/// A path in an address: every byte that could mean something else is written as a number.
fn uri(path: &Path) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte);
    let written = |byte: &u8| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    path.as_os_str().as_encoded_bytes().iter().map(written).collect()
}

#[cfg(test)]
mod tests;
