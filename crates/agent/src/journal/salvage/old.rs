//! What still reads of a damaged journal. Each row is looked up by itself, so that one that cannot be read hides no
//! other, and none is believed: only what has its hash is carried over.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use analysis::receipt::{id_of, sha256_hex};
use jiff::Timestamp;
use rusqlite::{Connection, Params, Row, params};

use super::unpacks_to;
use crate::journal::{
    JournalFault,
    added::Added,
    body::Body,
    candles,
    chain::EntryKind,
    read::{bytes, text},
    row::NewReceipt,
    series::{Named, Remembered},
    tried::Rules,
};

/// Places of holdings that are looked at; as many positions as are read.
const MOST_HELD: u32 = 100;

/// A damaged journal, opened.
pub(super) struct Old(Connection);

/// What is carried over.
#[derive(Default)]
pub(super) struct Carried {
    /// By their places in the old chain.
    pub(super) receipts: Vec<OldReceipt>,
    pieces: BTreeMap<String, Vec<u8>>,
    plans: BTreeMap<String, Vec<u8>>,
    entries: Vec<OldEntry>,
}

/// A receipt whose bytes are those of its id.
pub(super) struct OldReceipt {
    pub(super) id: String,
    seq: i64,
    canonical: Vec<u8>,
    provenance: Vec<u8>,
    at: Option<Timestamp>,
    held: Vec<(Named, Vec<u8>)>,
    /// Whether the row of some holding could not be read.
    lacks_held: bool,
}

/// A decision, an outcome, a step of an alert, or rules that were tried.
struct OldEntry {
    kind: EntryKind,
    receipt: String,
    at: Timestamp,
    body: Vec<u8>,
}

impl Old {
    pub(super) fn at(path: &Path) -> Option<Self> {
        let connection = Connection::open(path).ok()?;
        connection.execute_batch("PRAGMA cell_size_check = 1; PRAGMA trusted_schema = 0;").ok()?;
        Some(Self(connection))
    }

    pub(super) fn carried(&self, named: &BTreeSet<String>, size: usize) -> Carried {
        let mut carried = Carried::default();
        let rows = self.entries(size);
        for id in named {
            let entry = rows.iter().find(|(kind, entry)| kind == "receipt" && entry.receipt == *id);
            carried.receipts.extend(self.receipt(id, entry.map(|(_, entry)| entry)));
        }
        carried.receipts.sort_by_key(|receipt| receipt.seq);
        let ids: BTreeSet<&str> = carried.receipts.iter().map(|receipt| receipt.id.as_str()).collect();
        let known = |entry: &OldEntry| match entry.kind {
            EntryKind::Tried | EntryKind::Alert => true,
            EntryKind::Receipt | EntryKind::Decision | EntryKind::Opinion | EntryKind::Outcome | EntryKind::Salvage => {
                ids.contains(entry.receipt.as_str())
            }
        };
        carried.entries = rows
            .into_iter()
            .filter(|(kind, entry)| kind != "receipt" && known(entry))
            .map(|(_, entry)| entry)
            .collect();
        let wanted: BTreeSet<String> = carried.receipts.iter().flat_map(OldReceipt::candles).collect();
        for sha256 in wanted {
            self.candles(&sha256, &mut carried);
        }
        carried
    }

    fn receipt(&self, id: &str, entry: Option<&OldEntry>) -> Option<OldReceipt> {
        let sql = "SELECT seq, canonical, provenance FROM receipts WHERE id = ?1";
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, bytes(row, 1)?, bytes(row, 2)?));
        let (seq, canonical, provenance) = self.one(sql, [id], read)?;
        if id_of(&canonical) != id || serde_json::from_slice::<serde_json::Value>(&provenance).is_err() {
            return None;
        }
        let remembered = entry.map(|entry| Remembered::of(&entry.body).series);
        let held: Vec<(Named, Vec<u8>)> = (0..MOST_HELD).filter_map(|place| self.held(id, place)).collect();
        let is_known = |named: &Named| remembered.as_ref().is_none_or(|all| all.contains(named));
        let held: Vec<_> = held.into_iter().filter(|(named, _)| is_known(named)).collect();
        let wanted =
            remembered.as_ref().map_or_else(|| Body::of(&canonical).map_or(0, |body| body.held_series()), Vec::len);
        Some(OldReceipt {
            id: id.to_owned(),
            seq,
            lacks_held: held.len() < wanted,
            held,
            canonical,
            provenance,
            at: entry.map(|entry| entry.at),
        })
    }

    /// What is kept of the holding at a place.
    fn held(&self, id: &str, place: u32) -> Option<(Named, Vec<u8>)> {
        let sql = "SELECT role, pair, timeframe, candles_sha256, provenance FROM series
                   WHERE receipt = ?1 AND place = ?2";
        self.one(sql, params![id, place], |row| {
            let provenance = bytes(row, 4)?;
            let named = Named {
                candles_sha256: text(row, 3)?,
                pair: text(row, 1)?,
                place,
                provenance_sha256: sha256_hex(&provenance),
                role: text(row, 0)?,
                timeframe: text(row, 2)?,
            };
            Ok((named, provenance))
        })
    }

    /// Every entry that reads, with its kind.
    fn entries(&self, size: usize) -> Vec<(String, OldEntry)> {
        // No row takes less than its two hashes.
        let most = i64::try_from(size / 128).unwrap_or_default();
        let sql = "SELECT kind, ifnull(receipt, ''), at, body, prev, hash FROM entries WHERE seq = ?1";
        let mut entries = Vec::new();
        for seq in 1..=most {
            let read = |row: &Row<'_>| {
                Ok([bytes(row, 0)?, bytes(row, 1)?, bytes(row, 2)?, bytes(row, 3)?, bytes(row, 4)?, bytes(row, 5)?])
            };
            let Some([kind, receipt, at, body, prev, hash]) = self.one(sql, [seq], read) else { continue };
            let parts: [&[u8]; 4] = [&kind, &receipt, &at, &body];
            if crate::journal::chain::hash(&prev, seq, parts).as_bytes() != hash {
                continue;
            }
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
            let (name, Ok(at)) = (text(kind), text(at).parse()) else { continue };
            let kind = match name.as_str() {
                "receipt" => EntryKind::Receipt,
                "decision" => EntryKind::Decision,
                "opinion" => EntryKind::Opinion,
                "outcome" => EntryKind::Outcome,
                "tried" => EntryKind::Tried,
                "alert" => EntryKind::Alert,
                "salvage" => EntryKind::Salvage,
                _ => continue,
            };
            if kind != EntryKind::Salvage {
                entries.push((name, OldEntry { kind, receipt: text(receipt), at, body }));
            }
        }
        entries
    }

    /// Candles of which every piece has its hash.
    fn candles(&self, sha256: &str, carried: &mut Carried) {
        let plan = self.one("SELECT plan FROM candles WHERE sha256 = ?1", [sha256], |row| bytes(row, 0));
        let Some(plan) = plan else { return };
        let Some((heading, pieces)) = candles::plan(&plan) else { return };
        let mut canonical = heading.into_bytes();
        let mut found = Vec::new();
        for piece in pieces {
            let packed = self.one("SELECT packed FROM pieces WHERE sha256 = ?1", [piece], |row| bytes(row, 0));
            let Some(packed) = packed.filter(|packed| unpacks_to(packed, piece)) else { return };
            canonical.extend(candles::unpacked(&packed).unwrap_or_default());
            found.push((piece.to_owned(), packed));
        }
        if sha256_hex(&canonical) == sha256 {
            carried.pieces.extend(found);
            carried.plans.insert(sha256.to_owned(), plan);
        }
    }

    fn one<T>(&self, sql: &str, values: impl Params, read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>) -> Option<T> {
        self.0.query_row(sql, values, read).ok()
    }
}

impl OldReceipt {
    /// Hashes of the candles it rests on.
    fn candles(&self) -> Vec<String> {
        let body = Body::of(&self.canonical).ok();
        let own = body.and_then(|body| body.candles_sha256().map(str::to_owned));
        own.into_iter().chain(self.held.iter().map(|(named, _)| named.candles_sha256.clone())).collect()
    }
}

impl Carried {
    /// Receipts whose candles did not all read.
    pub(super) fn without_candles(&self) -> Vec<String> {
        let lacks = |receipt: &&OldReceipt| {
            receipt.lacks_held || receipt.candles().iter().any(|sha256| !self.plans.contains_key(sha256))
        };
        self.receipts.iter().filter(lacks).map(|receipt| receipt.id.clone()).collect()
    }

    /// Adds all of it, and says how many entries came along beside the receipts.
    pub(super) fn into(self, added: &Added<'_>) -> Result<usize, JournalFault> {
        for (sha256, packed) in &self.pieces {
            let sql = "INSERT INTO pieces (sha256, packed, packed_sha256) VALUES (?1, ?2, ?3)";
            added.run(sql, params![sha256, packed, sha256_hex(packed)])?;
        }
        for (sha256, plan) in &self.plans {
            added.run("INSERT INTO candles (sha256, plan) VALUES (?1, ?2)", params![sha256, plan])?;
        }
        for receipt in &self.receipts {
            receipt.add(added)?;
        }
        let mut count = 0;
        for OldEntry { kind, receipt, at, body } in &self.entries {
            if *kind == EntryKind::Tried {
                let body = Body::of(body).ok();
                let said = body.as_ref().and_then(|body| {
                    Some((body.text("/pair")?, body.text("/timeframe")?, Rules::stated(body.value().get("rules")?)?))
                });
                if let Some((pair, timeframe, rules)) = said {
                    added.try_rules(pair, timeframe, &rules, *at)?;
                }
            } else {
                added.entry(*kind, receipt, *at, body)?;
            }
            count += 1;
        }
        Ok(count)
    }
}

impl OldReceipt {
    fn add(&self, added: &Added<'_>) -> Result<(), JournalFault> {
        let Ok(body) = Body::of(&self.canonical) else { return Ok(()) };
        let at = self.at.or_else(|| body.instant("/clock")).unwrap_or(Timestamp::UNIX_EPOCH);
        let row = NewReceipt {
            id: &self.id,
            canonical: &self.canonical,
            body: &body,
            provenance: &self.provenance,
            held: self.held.iter().map(|(named, provenance)| (named, provenance.as_slice())).collect(),
            at,
        };
        row.add(added)?;
        let market = body.pair().zip(body.timeframe());
        if let Some(((pair, timeframe), rules)) = market.zip(body.value().get("params").and_then(Rules::of)) {
            added.try_rules(pair, timeframe, &rules, at)?;
        }
        Ok(())
    }
}
