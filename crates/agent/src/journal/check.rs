//! Walks everything that is stored, and finds what is no longer what was stored.
//!
//! Nothing is recomputed here: that is [`super::Verifier`]'s part.

use std::collections::{BTreeMap, BTreeSet};

use analysis::receipt::{id_of, sha256_hex};
use rusqlite::Row;

use super::{
    Journal, JournalFault, KeptCandles, Place, alerts,
    body::Body,
    candles,
    chain::{self, Head},
    read::{bytes, text},
    row::receipt_entry,
    series::{Named, Remembered},
};

/// How the chain and all that hangs on it were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainState {
    pub entries: usize,
    pub receipts: usize,
    pub candles: usize,
    /// Hash of the last entry: whoever wrote it down elsewhere can tell a journal that was made anew.
    pub head: String,
    /// Every place that is not as it was, in the order found.
    pub broken: Vec<Place>,
}

/// A row of the chain, as bytes: nothing in it is believed yet.
struct Entry {
    seq: i64,
    kind: Vec<u8>,
    receipt: Vec<u8>,
    at: Vec<u8>,
    body: Vec<u8>,
    prev: Vec<u8>,
    hash: Vec<u8>,
}

/// A receipt's row, likewise.
struct ReceiptRow {
    id: String,
    seq: i64,
    columns: [(&'static str, Vec<u8>); 5],
    canonical: Vec<u8>,
    provenance: Vec<u8>,
    due_ms: Option<i64>,
}

impl ChainState {
    /// Whether nothing was found.
    pub const fn is_whole(&self) -> bool {
        self.broken.is_empty()
    }
}

impl Journal {
    /// Checks the file, the chain, and that receipts and candles are those the chain speaks of.
    ///
    /// # Errors
    /// When the journal cannot be read at all.
    pub fn check_chain(&self) -> Result<ChainState, JournalFault> {
        let mut broken = self.file_check()?;
        let (entries, end) = self.walked(&mut broken)?;
        let steps = entries.iter().filter(|entry| entry.kind == b"alert" && !alerts::is_step(&entry.body));
        broken.extend(steps.map(|entry| Place::Entry { seq: entry.seq, what: "it is no step of an alert" }));
        let receipts = self.receipts(&entries, &mut broken)?;
        self.tried_rows(&entries, &mut broken)?;
        let candles = self.candle_rows(&mut broken)?;
        Ok(ChainState { entries: entries.len(), receipts, candles, head: end.hash, broken })
    }

    /// The chain alone, without what hangs on it: its entries, and every place in it that is not as it was.
    pub(super) fn chain_alone(&self) -> Result<(usize, Vec<Place>), JournalFault> {
        let mut broken = Vec::new();
        let (entries, _) = self.walked(&mut broken)?;
        Ok((entries.len(), broken))
    }

    /// Follows the chain to the mark at its end.
    fn walked(&self, broken: &mut Vec<Place>) -> Result<(Vec<Entry>, Head), JournalFault> {
        let entries = self.all(
            "SELECT seq, kind, ifnull(receipt, ''), at, body, prev, hash FROM entries ORDER BY seq",
            (),
            entry,
        )?;
        let head = self.all("SELECT seq, hash FROM head", (), |row| Ok((row.get(0)?, bytes(row, 1)?)))?;
        let end = walk(&entries, broken);
        let marked = head.first().map_or((0, chain::START.as_bytes().to_vec()), Clone::clone);
        if marked != (end.seq, end.hash.clone().into_bytes()) {
            broken.push(Place::Head);
        }
        Ok((entries, end))
    }

    /// What the database itself finds wrong with its file.
    fn file_check(&self) -> Result<Vec<Place>, JournalFault> {
        let said = self.all("PRAGMA integrity_check(20)", (), |row| row.get::<_, String>(0))?;
        Ok(said.into_iter().filter(|what| what != "ok").map(|what| Place::File { what }).collect())
    }

    fn receipts(&self, entries: &[Entry], broken: &mut Vec<Place>) -> Result<usize, JournalFault> {
        let brought = entries.iter().filter(|entry| entry.kind == b"receipt");
        let mut brought: BTreeMap<&[u8], &Entry> = brought.map(|entry| (entry.receipt.as_slice(), entry)).collect();
        let sql = "SELECT id, seq, tool, pair, timeframe, clock, candles_sha256, canonical, provenance, due_ms
                   FROM receipts ORDER BY seq";
        let rows = self.all(sql, (), receipt_row)?;
        let mut held = self.held_rows()?;
        for row in &rows {
            row.check(brought.remove(row.id.as_bytes()), &held.remove(&row.id).unwrap_or_default(), broken);
        }
        broken.extend(held.into_iter().flat_map(|(id, rows)| {
            rows.into_iter().map(move |row| Place::Series { id: id.clone(), place: row.place })
        }));
        for entry in brought.values() {
            broken.push(Place::Entry { seq: entry.seq, what: "its receipt is gone" });
        }
        let ids: BTreeSet<&[u8]> = rows.iter().map(|row| row.id.as_bytes()).collect();
        let stray = entries.iter().filter(|entry| {
            let of_none = [&b"tried"[..], b"salvage", b"alert"].contains(&entry.kind.as_slice());
            let of_none = of_none && entry.receipt.is_empty();
            entry.kind != b"receipt" && !of_none && !ids.contains(entry.receipt.as_slice())
        });
        broken.extend(stray.map(|entry| Place::Entry { seq: entry.seq, what: "its receipt is gone" }));
        Ok(rows.len())
    }

    /// Rows of what was held, by their receipts.
    fn held_rows(&self) -> Result<BTreeMap<String, Vec<HeldRow>>, JournalFault> {
        let sql = "SELECT receipt, place, role, pair, timeframe, candles_sha256, provenance FROM series
                   ORDER BY receipt, place";
        let read = |row: &Row<'_>| {
            let held = HeldRow {
                place: row.get(1)?,
                said: [bytes(row, 2)?, bytes(row, 3)?, bytes(row, 4)?, bytes(row, 5)?],
                provenance_sha256: sha256_hex(&bytes(row, 6)?),
            };
            Ok((text(row, 0)?, held))
        };
        let mut held: BTreeMap<String, Vec<HeldRow>> = BTreeMap::new();
        for (receipt, row) in self.all(sql, (), read)? {
            held.entry(receipt).or_default().push(row);
        }
        Ok(held)
    }

    /// Each set of rules that was tried stands in the chain once, and nothing else does.
    fn tried_rows(&self, entries: &[Entry], broken: &mut Vec<Place>) -> Result<(), JournalFault> {
        let sql = "SELECT seq, pair, timeframe, rules_sha256 FROM tried ORDER BY seq";
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, [bytes(row, 1)?, bytes(row, 2)?, bytes(row, 3)?]));
        let mut rows: BTreeMap<i64, [Vec<u8>; 3]> = self.all(sql, (), read)?.into_iter().collect();
        for entry in entries.iter().filter(|entry| entry.kind == b"tried") {
            if rows.remove(&entry.seq).is_none_or(|row| tried(&entry.body).as_ref() != Some(&row)) {
                broken.push(Place::Tried { seq: entry.seq });
            }
        }
        broken.extend(rows.into_keys().map(|seq| Place::Tried { seq }));
        Ok(())
    }

    fn candle_rows(&self, broken: &mut Vec<Place>) -> Result<usize, JournalFault> {
        let read = |row: &Row<'_>| {
            let (sha256, packed, packed_sha256) = (text(row, 0)?, bytes(row, 1)?, bytes(row, 2)?);
            let sealed = sha256_hex(&packed).as_bytes() == packed_sha256;
            let whole = sealed && candles::unpacked(&packed).is_some_and(|piece| sha256_hex(&piece) == sha256);
            Ok((sha256, whole))
        };
        let pieces = self.all("SELECT sha256, packed, packed_sha256 FROM pieces ORDER BY rowid", (), read)?;
        let plans = self.all("SELECT sha256, plan FROM candles", (), |row| Ok((text(row, 0)?, bytes(row, 1)?)))?;
        let mut wanted = BTreeSet::new();
        for (sha256, plan) in &plans {
            let (_, hashes) = candles::plan(plan).unwrap_or_default();
            wanted.extend(hashes.into_iter().map(str::to_owned));
            let canonical = self.candles(sha256.as_bytes())?;
            if !matches!(canonical, KeptCandles::Here(canonical) if sha256_hex(&canonical) == *sha256) {
                broken.push(Place::Candles { sha256: sha256.clone() });
            }
        }
        for (sha256, whole) in pieces {
            if !whole || !wanted.contains(&sha256) {
                broken.push(Place::Piece { sha256 });
            }
        }
        Ok(plans.len())
    }
}

/// Follows the chain, and gives its end as it stands.
fn walk(entries: &[Entry], broken: &mut Vec<Place>) -> Head {
    let mut end = Head::start();
    for entry in entries {
        let mut off = |what| broken.push(Place::Entry { seq: entry.seq, what });
        if entry.seq != end.seq + 1 {
            off("rows before it are gone");
        }
        if entry.prev != end.hash.as_bytes() {
            off("it does not follow the row before it");
        }
        let hash = chain::hash(&entry.prev, entry.seq, [&entry.kind, &entry.receipt, &entry.at, &entry.body]);
        if hash.as_bytes() != entry.hash {
            off("it was altered");
        }
        end = Head { seq: entry.seq, hash: String::from_utf8_lossy(&entry.hash).into_owned() };
    }
    end
}

/// A row of what was held, as bytes.
struct HeldRow {
    place: i64,
    said: [Vec<u8>; 4],
    provenance_sha256: String,
}

impl HeldRow {
    fn is(&self, named: &Named) -> bool {
        let said = [&named.role, &named.pair, &named.timeframe, &named.candles_sha256];
        self.place == i64::from(named.place)
            && self.said.iter().zip(said).all(|(stored, said)| stored == said.as_bytes())
            && self.provenance_sha256 == named.provenance_sha256
    }
}

/// What an entry says of the rules it brought: pair, timeframe and hash.
fn tried(entry: &[u8]) -> Option<[Vec<u8>; 3]> {
    let body = Body::of(entry).ok()?;
    let rules = analysis::receipt::canonical(body.value().get("rules")?).ok()?;
    Some([body.text("/pair")?, body.text("/timeframe")?, &sha256_hex(&rules)].map(|text| text.as_bytes().to_vec()))
}

impl ReceiptRow {
    fn check(&self, entry: Option<&Entry>, held: &[HeldRow], broken: &mut Vec<Place>) {
        let column = |name| Place::Column { id: self.id.clone(), name };
        let body = Body::of(&self.canonical).ok().filter(|_| id_of(&self.canonical) == self.id);
        let Some(body) = body else {
            broken.push(Place::Receipt { id: self.id.clone(), at: "its bytes do not hash to its id".to_owned() });
            return;
        };
        let said = [body.tool(), body.pair(), body.timeframe(), body.clock(), body.candles_sha256()];
        for ((name, stored), said) in self.columns.iter().zip(said) {
            if said.map(str::as_bytes) != Some(stored) {
                broken.push(column(name));
            }
        }
        let Some(entry) = entry else {
            broken.push(column("seq"));
            return;
        };
        if entry.seq != self.seq {
            broken.push(column("seq"));
        }
        let remembered = Remembered::of(&entry.body);
        if remembered.provenance_sha256 != sha256_hex(&self.provenance) {
            broken.push(Place::Provenance { id: self.id.clone() });
        }
        let series: Vec<&Named> = remembered.series.iter().collect();
        let Remembered { candles_sha256, provenance_sha256, .. } = &remembered;
        if receipt_entry(candles_sha256, provenance_sha256, self.due_ms, &series).as_bytes() != entry.body {
            broken.push(column("due_ms"));
        }
        let lost = remembered.series.iter().filter(|named| !held.iter().any(|row| row.is(named)));
        let stray = held.iter().filter(|row| !remembered.series.iter().any(|named| row.is(named)));
        let places = lost.map(|named| i64::from(named.place)).chain(stray.map(|row| row.place));
        broken.extend(places.map(|place| Place::Series { id: self.id.clone(), place }));
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        kind: bytes(row, 1)?,
        receipt: bytes(row, 2)?,
        at: bytes(row, 3)?,
        body: bytes(row, 4)?,
        prev: bytes(row, 5)?,
        hash: bytes(row, 6)?,
    })
}

fn receipt_row(row: &Row<'_>) -> rusqlite::Result<ReceiptRow> {
    Ok(ReceiptRow {
        id: text(row, 0)?,
        seq: row.get(1)?,
        columns: [
            ("tool", bytes(row, 2)?),
            ("pair", bytes(row, 3)?),
            ("timeframe", bytes(row, 4)?),
            ("clock", bytes(row, 5)?),
            ("candles_sha256", bytes(row, 6)?),
        ],
        canonical: bytes(row, 7)?,
        provenance: bytes(row, 8)?,
        due_ms: row.get(9)?,
    })
}
