//! Closed candles on this disk, so that each is fetched once. Nothing here cannot be had again: what is damaged is
//! thrown away.

mod block;
mod file;
mod spans;

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use analysis::{Interval, Pair};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{FeedFault, Instrument, Row, VenueName, quota::Closed};
use block::{BLOCK, number};

/// Half a gigabyte: about ten million candles.
pub const USUAL_BYTES: u64 = 512 << 20;

/// The file of candles. One at a time is asked; each question takes a moment.
pub struct Cache {
    db: Mutex<Connection>,
    place: Option<PathBuf>,
    most: u64,
}

/// Which candles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) venue: VenueName,
    pub(crate) symbol: String,
    pub(crate) interval: Interval,
}

/// A series that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it is from.
    pub venue: String,
    /// Its name there.
    pub symbol: String,
    /// Its timeframe.
    pub interval: String,
    /// Bytes of its candles.
    pub bytes: u64,
    /// First and last time that was asked for, ms UTC.
    pub from_ms: i64,
    /// The end of it.
    pub to_ms: i64,
    /// When it was last asked for, ms UTC.
    pub used_ms: i64,
}

/// What is in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Where it lies; `None` in memory.
    pub place: Option<PathBuf>,
    /// Its size, bytes.
    pub bytes: u64,
    /// The size it is kept to.
    pub most: u64,
    /// Each series, last used first.
    pub series: Vec<Kept>,
}

/// What is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prune {
    /// Everything.
    All,
    /// What nobody asked for since, ms UTC.
    UnusedSince(i64),
    /// The longest unused, until so many bytes are left.
    Down(u64),
}

impl Cache {
    /// Opens the file, or begins one. One that is damaged is put aside under another name and begun anew.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn open(place: &Path, most: u64) -> Result<Self, FeedFault> {
        let db = file::open(place)?;
        Ok(Self { db: Mutex::new(db), place: Some(place.to_path_buf()), most })
    }

    /// In memory: for one run alone.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn in_memory() -> Result<Self, FeedFault> {
        Ok(Self { db: Mutex::new(file::in_memory()?), place: None, most: USUAL_BYTES })
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Times within these whose candles were never asked for, oldest first.
    pub(crate) fn missing(&self, key: &Key, wanted: Range<i64>) -> Result<Vec<Range<i64>>, FeedFault> {
        let db = self.db();
        let Some(id) = id_of(&db, key)? else { return Ok(vec![wanted]) };
        Ok(spans::missing(&spans_of(&db, id)?, wanted))
    }

    /// The candles that open within these times, oldest first. A damaged block is forgotten, and counts as never asked
    /// for.
    pub(crate) fn rows(&self, key: &Key, wanted: Range<i64>, now_ms: i64) -> Result<Vec<Row>, FeedFault> {
        let mut db = self.db();
        let Some(id) = id_of(&db, key)? else { return Ok(Vec::new()) };
        let (rows, damaged) = read(&db, id, key.interval, &wanted)?;
        if !damaged.is_empty() {
            tracing::warn!(venue = key.venue.name(), symbol = key.symbol, "kept candles are damaged and fetched again");
            let tx = db.transaction()?;
            for number in damaged {
                forget_block(&tx, id, key.interval, number)?;
            }
            tx.commit()?;
        }
        // Written at most once an hour: reading must not wait for the disk.
        db.execute("UPDATE series SET used_ms = ?2 WHERE id = ?1 AND used_ms < ?2 - 3600000", params![id, now_ms])?;
        Ok(rows)
    }

    /// Keeps the candles of times that were asked for, in place of those that were there. Says how many were there with
    /// other values.
    pub(crate) fn store(&self, key: &Key, covers: Range<i64>, rows: &[Row], now_ms: i64) -> Result<u32, FeedFault> {
        if covers.is_empty() {
            return Ok(0);
        }
        let changed = {
            let mut db = self.db();
            let tx = db.transaction()?;
            let id = begin(&tx, key, now_ms)?;
            let changed = merge(&tx, id, key.interval, &covers, rows)?;
            let spans = spans::with(&spans_of(&tx, id)?, covers);
            tx.execute("DELETE FROM span WHERE series = ?1", [id])?;
            for span in spans {
                tx.execute("INSERT INTO span VALUES (?1, ?2, ?3)", params![id, span.start, span.end])?;
            }
            tx.commit()?;
            changed
        };
        self.keep_small()?;
        Ok(changed)
    }

    /// Forgets a series: its past has changed.
    pub(crate) fn forget(&self, key: &Key) -> Result<(), FeedFault> {
        let sql = "DELETE FROM series WHERE venue = ?1 AND symbol = ?2 AND interval = ?3";
        self.db().execute(sql, params![key.venue.name(), key.symbol, key.interval.name()])?;
        Ok(())
    }

    /// An instrument that was described not longer ago than this.
    pub(crate) fn instrument(
        &self,
        venue: VenueName,
        pair: &Pair,
        since_ms: i64,
    ) -> Result<Option<Instrument>, FeedFault> {
        let sql = "SELECT told FROM instrument WHERE venue = ?1 AND pair = ?2 AND fetched_ms >= ?3";
        let told: Option<String> =
            self.db().query_row(sql, params![venue.name(), pair.as_str(), since_ms], |row| row.get(0)).optional()?;
        Ok(told.and_then(|told| serde_json::from_str(&told).ok()))
    }

    /// Every instrument that was ever described.
    pub(crate) fn instruments(&self, venue: VenueName) -> Result<Vec<Instrument>, FeedFault> {
        let db = self.db();
        let mut found = db.prepare("SELECT told FROM instrument WHERE venue = ?1")?;
        let told = found.query_map([venue.name()], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(told.iter().filter_map(|told| serde_json::from_str(told).ok()).collect())
    }

    pub(crate) fn describe(&self, venue: VenueName, told: &[Instrument], now_ms: i64) -> Result<(), FeedFault> {
        let mut db = self.db();
        let tx = db.transaction()?;
        {
            let mut put = tx.prepare("INSERT OR REPLACE INTO instrument VALUES (?1, ?2, ?3, ?4)")?;
            for one in told {
                let text = serde_json::to_string(one).map_err(|error| FeedFault::Cache(error.to_string()))?;
                put.execute(params![venue.name(), one.pair.as_str(), text, now_ms])?;
            }
        }
        Ok(tx.commit()?)
    }

    /// Until when a market place may not be asked, as it was told before this program began.
    pub(crate) fn closed(&self, venue: VenueName) -> Result<Option<Closed>, FeedFault> {
        let sql = "SELECT until_ms, is_ban FROM host WHERE venue = ?1";
        let closed = |row: &rusqlite::Row<'_>| Ok(Closed { until_ms: row.get(0)?, is_ban: row.get(1)? });
        Ok(self.db().query_row(sql, [venue.name()], closed).optional()?)
    }

    pub(crate) fn close(&self, venue: VenueName, closed: Closed) -> Result<(), FeedFault> {
        let values = params![venue.name(), closed.until_ms, closed.is_ban];
        self.db().execute("INSERT OR REPLACE INTO host VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    /// What is in it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn contents(&self) -> Result<Contents, FeedFault> {
        let db = self.db();
        let sql = "SELECT venue, symbol, interval, used_ms,
                (SELECT coalesce(sum(length(rows)), 0) FROM block WHERE series = id),
                (SELECT coalesce(min(from_ms), 0) FROM span WHERE series = id),
                (SELECT coalesce(max(to_ms), 0) FROM span WHERE series = id)
            FROM series ORDER BY used_ms DESC, venue, symbol, interval";
        let mut listed = db.prepare(sql)?;
        let kept = |row: &rusqlite::Row<'_>| {
            Ok(Kept {
                venue: row.get(0)?,
                symbol: row.get(1)?,
                interval: row.get(2)?,
                used_ms: row.get(3)?,
                bytes: row.get::<_, i64>(4)?.unsigned_abs(),
                from_ms: row.get(5)?,
                to_ms: row.get(6)?,
            })
        };
        let series = listed.query_map([], kept)?.collect::<Result<_, _>>()?;
        Ok(Contents { place: self.place.clone(), bytes: size(&db)?, most: self.most, series })
    }

    /// Takes candles out; says how many series are gone.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prune(&self, what: Prune) -> Result<usize, FeedFault> {
        let db = self.db();
        let gone = match what {
            Prune::All => {
                db.execute("DELETE FROM instrument", [])?;
                db.execute("DELETE FROM series", [])?
            }
            Prune::UnusedSince(since_ms) => db.execute("DELETE FROM series WHERE used_ms < ?1", [since_ms])?,
            Prune::Down(most) => shrink(&db, most)?,
        };
        db.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(gone)
    }

    fn keep_small(&self) -> Result<(), FeedFault> {
        let db = self.db();
        if size(&db)? > self.most {
            // Some room, lest the next candle does it again.
            let gone = shrink(&db, self.most / 10 * 9)?;
            db.execute_batch("PRAGMA incremental_vacuum")?;
            tracing::info!(gone, "the longest unused candles made room");
        }
        Ok(())
    }
}

/// Takes out the longest unused series, never the last one, until so many bytes are left.
fn shrink(db: &Connection, most: u64) -> Result<usize, FeedFault> {
    let mut gone = 0;
    while size(db)? > most {
        let sql = "DELETE FROM series WHERE id = (SELECT id FROM series ORDER BY used_ms, id LIMIT 1)
            AND (SELECT count(*) FROM series) > 1";
        let taken = db.execute(sql, [])?;
        if taken == 0 {
            break;
        }
        gone += taken;
    }
    Ok(gone)
}

/// Bytes of what is in use.
fn size(db: &Connection) -> Result<u64, FeedFault> {
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    let pages = number("PRAGMA page_count")? - number("PRAGMA freelist_count")?;
    Ok((pages * number("PRAGMA page_size")?).unsigned_abs())
}

fn id_of(db: &Connection, key: &Key) -> Result<Option<i64>, FeedFault> {
    let mut found = db.prepare("SELECT id FROM series WHERE venue = ?1 AND symbol = ?2 AND interval = ?3")?;
    let name = params![key.venue.name(), key.symbol, key.interval.name()];
    Ok(found.query_row(name, |row| row.get(0)).optional()?)
}

fn begin(tx: &Transaction<'_>, key: &Key, now_ms: i64) -> Result<i64, FeedFault> {
    let sql = "INSERT INTO series (venue, symbol, interval, used_ms) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET used_ms = max(used_ms, excluded.used_ms) RETURNING id";
    let values = params![key.venue.name(), key.symbol, key.interval.name(), now_ms];
    Ok(tx.query_row(sql, values, |row| row.get(0))?)
}

fn spans_of(db: &Connection, id: i64) -> Result<Vec<Range<i64>>, FeedFault> {
    let mut found = db.prepare("SELECT from_ms, to_ms FROM span WHERE series = ?1 ORDER BY from_ms")?;
    let spans = found.query_map([id], |row| Ok(row.get(0)?..row.get(1)?))?;
    Ok(spans.collect::<Result<_, _>>()?)
}

/// Rows within these times, and the numbers of blocks that cannot be read.
fn read(db: &Connection, id: i64, interval: Interval, wanted: &Range<i64>) -> Result<(Vec<Row>, Vec<i64>), FeedFault> {
    let mut found = db.prepare(
        "SELECT number, sum, rows FROM block WHERE series = ?1 AND number BETWEEN ?2 AND ?3 ORDER BY number",
    )?;
    let numbers = params![id, number(interval, wanted.start), number(interval, wanted.end - 1)];
    let mut blocks = found.query(numbers)?;
    let (mut rows, mut damaged) = (Vec::new(), Vec::new());
    while let Some(block) = blocks.next()? {
        let (number, sum): (i64, i64) = (block.get(0)?, block.get(1)?);
        let bytes = block.get_ref(2)?.as_blob().map_err(|error| FeedFault::Cache(error.to_string()))?;
        match block::unpacked(bytes, sum) {
            Some(all) => rows.extend(all.filter(|row| wanted.contains(&row.open_ms))),
            None => damaged.push(number),
        }
    }
    Ok((rows, damaged))
}

/// Puts rows in the place of those that were there; says how many of those were other ones.
fn merge(
    tx: &Transaction<'_>,
    id: i64,
    interval: Interval,
    covers: &Range<i64>,
    rows: &[Row],
) -> Result<u32, FeedFault> {
    let mut new: Vec<Row> = rows.iter().filter(|row| covers.contains(&row.open_ms)).copied().collect();
    // Of two for one time the later one counts.
    new.reverse();
    new.sort_by_key(|row| row.open_ms);
    new.dedup_by_key(|row| row.open_ms);
    let (first, last) = (number(interval, covers.start), number(interval, covers.end - 1));
    let block_ms = BLOCK * interval.millis();
    let around = first * block_ms..(last + 1) * block_ms;
    let (old, damaged) = read(tx, id, interval, &around)?;
    for number in damaged {
        forget_block(tx, id, interval, number)?;
    }
    let held = |row: &Row| new.binary_search_by_key(&row.open_ms, |new| new.open_ms).ok().and_then(|at| new.get(at));
    let changed = old.iter().filter(|row| held(row).is_some_and(|new| !new.same_candle(row))).count();
    let stays: Vec<Row> = old.into_iter().filter(|row| !covers.contains(&row.open_ms)).collect();
    let mut all: Vec<Row> = stays.into_iter().chain(new.iter().copied()).collect();
    all.sort_by_key(|row| row.open_ms);
    tx.execute("DELETE FROM block WHERE series = ?1 AND number BETWEEN ?2 AND ?3", params![id, first, last])?;
    let mut put = tx.prepare("INSERT INTO block VALUES (?1, ?2, ?3, ?4)")?;
    for block in all.chunk_by(|a, b| number(interval, a.open_ms) == number(interval, b.open_ms)) {
        let Some(first) = block.first() else { continue };
        let (bytes, sum) = block::packed(block);
        put.execute(params![id, number(interval, first.open_ms), sum, bytes])?;
    }
    Ok(changed as u32)
}

fn forget_block(tx: &Transaction<'_>, id: i64, interval: Interval, number: i64) -> Result<(), FeedFault> {
    let block_ms = BLOCK * interval.millis();
    let gone = number * block_ms..(number + 1) * block_ms;
    tx.execute("DELETE FROM block WHERE series = ?1 AND number = ?2", params![id, number])?;
    let left = spans::without(&spans_of(tx, id)?, gone);
    tx.execute("DELETE FROM span WHERE series = ?1", [id])?;
    for span in left {
        tx.execute("INSERT INTO span VALUES (?1, ?2, ?3)", params![id, span.start, span.end])?;
    }
    Ok(())
}

impl From<rusqlite::Error> for FeedFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Cache(error.to_string())
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("place", &self.place).field("most", &self.most).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
