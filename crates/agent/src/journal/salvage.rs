//! A damaged journal is moved aside, and what still reads is carried over into a new one. Never silently: what was kept
//! and what was lost is told, and stands in the new chain.
#![expect(clippy::disallowed_methods, reason = "reads the bytes of a file that the database cannot read")]

mod bytes;
mod old;

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use analysis::receipt::sha256_hex;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use super::{Journal, JournalFault, chain::EntryKind, place};
use old::{Carried, Old};

/// Files the database keeps beside its own.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// An empty file that is older than this was not begun by another program just now, seconds.
const JUST_NOW: i64 = 60;

/// What came of a damaged journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Where the damaged file lies now.
    pub aside: PathBuf,
    /// What was wrong with it.
    pub what: String,
    /// Receipts that were carried over, and are the bytes of their ids.
    pub receipts: Vec<String>,
    /// Receipts that are named somewhere in the file, and could not be read.
    pub lost: Vec<String>,
    /// Receipts that were carried over, and some of whose candles could not be read: they no longer verify.
    pub without_candles: Vec<String>,
    /// Decisions, outcomes, steps of alerts and tried rules that were carried over.
    pub entries: usize,
}

impl Journal {
    /// Opens the journal to write in it. A damaged one is moved aside first, and what reads of it is carried over.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_sound(path: &Path, now: Timestamp) -> Result<(Self, Option<Salvaged>), JournalFault> {
        Self::sound(path, true, now)
    }

    /// The same where there is one.
    ///
    /// # Errors
    /// As [`Self::open_existing`].
    pub fn open_existing_sound(path: &Path, now: Timestamp) -> Result<(Self, Option<Salvaged>), JournalFault> {
        Self::sound(path, false, now)
    }

    fn sound(path: &Path, may_make: bool, now: Timestamp) -> Result<(Self, Option<Salvaged>), JournalFault> {
        let settled = place::prepared(path, may_make)?;
        let Some(what) = damage(&settled, now)? else { return Ok((Self::open(path)?, None)) };
        let aside = moved_aside(&settled, now).map_err(|error| JournalFault::of_disk(&settled, error))?;
        let mut journal = Self::open(path)?;
        let salvaged = carried_over(&aside, what, &mut journal, now)?;
        Ok((journal, Some(salvaged)))
    }
}

/// What is wrong with a journal; `None` where nothing is, or it is none of ours.
fn damage(path: &Path, now: Timestamp) -> Result<Option<String>, JournalFault> {
    let of_disk = |error| JournalFault::of_disk(path, error);
    let meta = fs::metadata(path).map_err(of_disk)?;
    if meta.len() == 0 {
        let began = meta.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        let is_old = began.is_some_and(|began| now.as_second() - began.as_second() > JUST_NOW);
        return Ok(is_old.then(|| "the file is empty".to_owned()));
    }
    if has_torn_log(path) {
        return Ok(Some("the log beside the file is torn".to_owned()));
    }
    let what = match quick_check(path) {
        Ok(None) => return Ok(None),
        Ok(Some(what)) => what,
        Err(JournalFault::Damaged(_) | JournalFault::NotAJournal(_)) => "the database cannot read it".to_owned(),
        Err(fault) => return Err(fault),
    };
    let whole = fs::read(path).map_err(of_disk)?;
    Ok((bytes::is_ours(&whole) || bytes::is_ours(&log(path))).then_some(what))
}

/// Whether the log lacks transactions that were said to be stored; opening the file would drop them in silence. Looked
/// at twice, because another program may begin the log anew meanwhile.
pub(super) fn has_torn_log(path: &Path) -> bool {
    (0..2).all(|_| bytes::is_log_torn(&log(path)))
}

/// Bytes of the log beside a file; none where there is none.
fn log(path: &Path) -> Vec<u8> {
    fs::read(beside(path, "-wal")).unwrap_or_default()
}

/// What the database finds wrong at first sight.
fn quick_check(path: &Path) -> Result<Option<String>, JournalFault> {
    let fault = |error| JournalFault::of_sqlite(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    connection.busy_timeout(super::PATIENCE).map_err(fault)?;
    let told: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(fault)?;
    if told != "ok" {
        return Ok(Some(told));
    }
    let ours = super::pragma(&connection, "application_id").map_err(fault)? == super::APPLICATION;
    let revision = super::pragma(&connection, "user_version").map_err(fault)?;
    // A newer one is refused where it is opened.
    Ok((!ours || revision < 1).then(|| "its heading is not ours".to_owned()))
}

/// Renames the file and those beside it, and gives its new name.
fn moved_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let name = |number: u32| {
        let more = if number == 0 { String::new() } else { format!("-{number}") };
        beside(path, &format!(".damaged-{stamp}{more}"))
    };
    let aside = (0..1_000).map(name).find(|aside| !aside.exists()).unwrap_or_else(|| name(0));
    fs::rename(path, &aside)?;
    for ending in BESIDE {
        match fs::rename(beside(path, ending), beside(&aside, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(aside)
}

fn carried_over(aside: &Path, what: String, journal: &mut Journal, now: Timestamp) -> Result<Salvaged, JournalFault> {
    let of_disk = |error| JournalFault::of_disk(aside, error);
    let mut raw = fs::read(aside).map_err(of_disk)?;
    raw.extend(log(aside));
    let named = bytes::ids(&raw);
    // A copy is read, because reading may write.
    let copy = beside(aside, ".reading");
    fs::copy(aside, &copy).map_err(of_disk)?;
    if beside(aside, "-wal").exists() {
        fs::copy(beside(aside, "-wal"), beside(&copy, "-wal")).map_err(of_disk)?;
    }
    let carried = read(&copy, journal.path(), &named, raw.len());
    for ending in ["", "-wal", "-shm"] {
        match fs::remove_file(beside(&copy, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(of_disk(error)),
            Ok(()) | Err(_) => {}
        }
    }
    let carried = carried.map_err(of_disk)?;
    let kept: BTreeSet<&str> = carried.receipts.iter().map(|receipt| receipt.id.as_str()).collect();
    let mut salvaged = Salvaged {
        aside: aside.to_path_buf(),
        what,
        receipts: carried.receipts.iter().map(|receipt| receipt.id.clone()).collect(),
        lost: named.iter().filter(|id| !kept.contains(id.as_str())).cloned().collect(),
        without_candles: carried.without_candles(),
        entries: 0,
    };
    let name = aside.file_name().unwrap_or_default().to_string_lossy();
    let note =
        json!({ "from": name, "lost": salvaged.lost, "receipts": salvaged.receipts.len(), "what": salvaged.what });
    journal.added(|added| {
        added.entry(EntryKind::Salvage, "", now, note.to_string().as_bytes())?;
        salvaged.entries = carried.into(added)?;
        Ok(())
    })?;
    Ok(salvaged)
}

/// Reads what reads; where the heading or the list of tables is gone, with those of a new journal, which has its tables
/// at the same places.
fn read(copy: &Path, fresh: &Path, named: &BTreeSet<String>, size: usize) -> io::Result<Carried> {
    let first = Old::at(copy).map(|old| old.carried(named, size)).unwrap_or_default();
    if first.receipts.len() == named.len() {
        return Ok(first);
    }
    let (mut damaged, fresh) = (fs::read(copy)?, fresh_pages(fresh)?);
    bytes::with_heading_of(&mut damaged, &fresh);
    fs::write(copy, damaged)?;
    let second = Old::at(copy).map(|old| old.carried(named, size)).unwrap_or_default();
    Ok(if second.receipts.len() > first.receipts.len() { second } else { first })
}

/// The pages of a new journal that say where its tables are.
fn fresh_pages(path: &Path) -> io::Result<Vec<(usize, Vec<u8>)>> {
    let pages = || -> rusqlite::Result<Vec<usize>> {
        let connection = Connection::open(path)?;
        connection.execute_batch("PRAGMA wal_checkpoint(FULL)")?;
        let mut asked = connection.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")?;
        asked.query_map([], |row| row.get::<_, i64>(0))?.map(|page| Ok(page? as usize)).collect()
    };
    let pages = pages().map_err(io::Error::other)?;
    let whole = fs::read(path)?;
    let page = |number: usize| Some((number, whole.get((number - 1) * bytes::PAGE..number * bytes::PAGE)?.to_vec()));
    Ok(pages.into_iter().filter_map(page).collect())
}

/// The same name with more behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether packed bytes unpack to those of a hash.
fn unpacks_to(packed: &[u8], sha256: &str) -> bool {
    super::candles::unpacked(packed).is_some_and(|piece| sha256_hex(&piece) == sha256)
}

#[cfg(test)]
mod tests;
