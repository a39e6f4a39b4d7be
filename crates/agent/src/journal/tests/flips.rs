//! Any byte that changes is found, and where.

use analysis::{Gate, answer::Lean};
use rusqlite::{Connection, types::Value};

use super::{
    chain::tampering,
    support::{Dice, answer, at, file, journal, small, stored, times, with_holdings},
};
use crate::journal::{Decision, Ended, Journal, JournalFault, Outcome, Place, Verdict, Verifier};

/// Every stored column, with the key of its row and how often it is drawn.
const COLUMNS: [(&str, &str, usize); 35] = [
    ("receipts", "canonical", 40),
    ("receipts", "provenance", 6),
    ("receipts", "id", 1),
    ("receipts", "seq", 1),
    ("receipts", "tool", 1),
    ("receipts", "pair", 1),
    ("receipts", "timeframe", 1),
    ("receipts", "clock", 1),
    ("receipts", "candles_sha256", 1),
    ("receipts", "due_ms", 1),
    ("candles", "sha256", 1),
    ("candles", "plan", 2),
    ("pieces", "sha256", 1),
    ("pieces", "packed", 20),
    ("pieces", "packed_sha256", 1),
    ("entries", "seq", 1),
    ("entries", "kind", 1),
    ("entries", "receipt", 2),
    ("entries", "at", 2),
    ("entries", "body", 8),
    ("entries", "prev", 2),
    ("entries", "hash", 2),
    ("series", "receipt", 1),
    ("series", "place", 1),
    ("series", "role", 1),
    ("series", "pair", 1),
    ("series", "timeframe", 1),
    ("series", "candles_sha256", 1),
    ("series", "provenance", 6),
    ("tried", "pair", 1),
    ("tried", "timeframe", 1),
    ("tried", "rules_sha256", 2),
    ("tried", "seq", 1),
    ("head", "seq", 1),
    ("head", "hash", 1),
];

/// A journal with one of everything.
fn filled() -> (tempfile::TempDir, Journal) {
    let (folder, mut journal) = journal();
    let leaning = |seed| answer(seed, "BTC/USD", 1_100, Gate::Rule, at("2026-11-20T15:00:03Z"));
    let given = (1..40).map(leaning).find(|given| given.report.signal.lean != Lean::None).unwrap();
    let ids = stored(&mut journal, &given);
    stored(&mut journal, &small(0));
    with_holdings(&mut journal);
    journal.decide(&ids[1], Decision::Took, "as it was said", given.now).unwrap();
    let (side, ending) = (analysis::Side::Long, Ended::Void);
    let outcome = Outcome { side, ending, r: None, net_r: None, best_r: None, worst_r: None, bars: None };
    journal.score(&ids[1], &outcome, given.now).unwrap();
    (folder, journal)
}

/// One value, and the statement that writes it back.
struct Cell {
    table: &'static str,
    column: &'static str,
    row: String,
    key: &'static str,
    value: Value,
}

impl Cell {
    fn drawn(dice: &mut Dice, connection: &Connection) -> Self {
        let mut ticket = dice.below(COLUMNS.iter().map(|(_, _, weight)| weight).sum());
        let drawn = COLUMNS.iter().find(|(_, _, weight)| {
            let hit = ticket < *weight;
            ticket = ticket.wrapping_sub(*weight);
            hit
        });
        let (table, column, _) = *drawn.unwrap();
        let key = match table {
            "receipts" => "id",
            "entries" | "tried" => "seq",
            "series" => "place",
            "head" => "one",
            _ => "sha256",
        };
        let sql = format!("SELECT CAST({key} AS TEXT), {column} FROM {table} WHERE {column} IS NOT NULL");
        let mut asked = connection.prepare(&sql).unwrap();
        let rows = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows: Vec<(String, Value)> = rows.map(Result::unwrap).collect();
        let (row, value) = rows[dice.below(rows.len())].clone();
        Self { table, column, row, key, value }
    }

    /// The value with one byte changed.
    fn flipped(&self, dice: &mut Dice) -> (Value, usize) {
        let mut change = |bytes: &mut Vec<u8>| {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 + dice.below(255) as u8;
            at
        };
        match &self.value {
            Value::Integer(number) => (Value::Integer(number ^ (1 << dice.below(20))), 0),
            Value::Text(text) => {
                let mut bytes = text.clone().into_bytes();
                let at = change(&mut bytes);
                (Value::Blob(bytes), at)
            }
            Value::Blob(bytes) => {
                let mut bytes = bytes.clone();
                let at = change(&mut bytes);
                (Value::Blob(bytes), at)
            }
            Value::Null | Value::Real(_) => panic!("{} {} is stored as neither", self.table, self.column),
        }
    }

    /// Writes a value; whether the rules about unique rows let it.
    fn write(&self, row: &str, value: &Value, connection: &Connection) -> bool {
        let as_stored = if matches!(self.value, Value::Text(_)) { "CAST(?1 AS TEXT)" } else { "?1" };
        let sql =
            format!("UPDATE {} SET {} = {as_stored} WHERE CAST({} AS BLOB) = ?2", self.table, self.column, self.key);
        connection.execute(&sql, rusqlite::params![value, row.as_bytes()]).is_ok_and(|changed| changed == 1)
    }

    fn is_at(&self, place: &Place) -> bool {
        match (self.table, place) {
            ("receipts", Place::Receipt { id, .. }) => self.column == "canonical" && *id == self.row,
            ("receipts", Place::Provenance { id }) => self.column == "provenance" && *id == self.row,
            ("receipts", Place::Column { id, name }) => self.column == *name && *id == self.row,
            ("receipts", Place::Entry { what, .. }) => self.column == "id" && what.contains("gone"),
            ("candles", Place::Candles { sha256 }) | ("pieces", Place::Piece { sha256 }) => {
                self.column == "sha256" || *sha256 == self.row
            }
            ("entries", Place::Entry { seq, .. }) | ("tried", Place::Tried { seq }) => {
                self.column == "seq" || seq.to_string() == self.row
            }
            ("series", Place::Series { place, .. }) => {
                ["receipt", "place"].contains(&self.column) || place.to_string() == self.row
            }
            ("head", Place::Head) => true,
            _ => false,
        }
    }
}

#[test]
fn every_flipped_byte_is_found_where_it_is() {
    let (_folder, journal) = filled();
    let owner = tampering(&journal);
    let mut dice = Dice::new(7);
    let mut flips = 0;
    while flips < times(1_000, 10_000) {
        let cell = Cell::drawn(&mut dice, &owner);
        let (flipped, byte) = cell.flipped(&mut dice);
        if !cell.write(&cell.row, &flipped, &owner) {
            continue;
        }
        flips += 1;
        let broken = journal.check_chain().unwrap().broken;
        let named = broken.iter().any(|place| cell.is_at(place));
        assert!(named, "{} {} of {}, byte {byte}: {broken:?}", cell.table, cell.column, cell.row);
        let row = match (&flipped, cell.key == cell.column) {
            (Value::Integer(number), true) => number.to_string().into_bytes(),
            (Value::Blob(bytes), true) => bytes.clone(),
            _ => cell.row.clone().into_bytes(),
        };
        let sql = format!("UPDATE {} SET {} = ?1 WHERE CAST({} AS BLOB) = ?2", cell.table, cell.column, cell.key);
        assert_eq!(owner.execute(&sql, rusqlite::params![cell.value, row]).unwrap(), 1);
    }
    assert!(journal.check_chain().unwrap().is_whole(), "every flip was taken back");
}

/// Verifying a receipt names the field that was altered in it, or the byte where it is no JSON any more.
#[test]
fn a_flipped_byte_of_a_receipt_is_named_by_its_field() {
    let (_folder, journal) = filled();
    let mut dice = Dice::new(11);
    let mut verifier = Verifier::default();
    let listed = journal.list(&crate::journal::Filter::default()).unwrap();
    // Where an assessment was altered is not told: too much of its question stands in it only once.
    let ids: Vec<String> =
        listed.into_iter().filter(|listed| listed.tool != "assess_risk").map(|listed| listed.id).collect();
    let (mut fields, mut bytes, mut tries) = (0, 0, 0);
    while tries < times(400, 4_000) {
        let mut kept = journal.get(&dice.one_of(&ids.iter().collect::<Vec<_>>()).clone()).unwrap().unwrap();
        let whole = kept.canonical.clone();
        let byte = dice.below(whole.len());
        kept.canonical[byte] ^= 1 + dice.below(255) as u8;
        let Verdict::Altered(Place::Receipt { at, .. }) = verifier.check(&kept).verdict else { panic!("not found") };
        tries += 1;
        if let Some(near) = at.strip_prefix("byte ") {
            let near: usize = near.split(':').next().unwrap().parse().unwrap();
            // What is cut open is noticed where the next piece does not fit.
            assert!(near > byte || whole.len() == near, "{at} for byte {byte}");
            bytes += 1;
            continue;
        }
        fields += usize::from(at != "somewhere in it");
    }
    println!("{fields} of {tries} named by field, {bytes} by byte");
    assert!(fields + bytes > tries * 99 / 100, "{fields} and {bytes} of {tries}");
}

/// Whatever becomes of the file on the disk: it is found, or it changes nothing that is stored.
#[test]
fn a_flipped_byte_of_the_file_is_found_or_harmless() {
    let (folder, journal) = filled();
    let dump = |journal: &Journal| -> Result<Vec<_>, JournalFault> {
        journal.ids()?.iter().map(|id| Ok((journal.get(id)?, journal.decided(id)?, journal.outcome(id)?))).collect()
    };
    let whole = dump(&journal).unwrap();
    drop(journal);
    let bytes = std::fs::read(file(&folder)).unwrap();
    let mut dice = Dice::new(13);
    let (mut found, mut harmless) = (0, 0);
    for _ in 0..times(300, 3_000) {
        let mut changed = bytes.clone();
        let byte = dice.below(changed.len());
        changed[byte] ^= 1 + dice.below(255) as u8;
        let other = tempfile::tempdir().unwrap();
        std::fs::write(file(&other), changed).unwrap();
        let told = Journal::open_existing(&file(&other))
            .and_then(|journal| Ok((journal.check_chain()?.is_whole(), dump(&journal)?)));
        match told {
            Err(_) | Ok((false, _)) => found += 1,
            Ok((true, now)) => {
                assert_eq!(now, whole, "byte {byte} was changed unseen");
                harmless += 1;
            }
        }
    }
    println!("{found} found, {harmless} in unused bytes");
    assert!(found > times(60, 600));
}

/// The twin: without the check, bytes change unseen.
#[test]
fn without_the_check_a_flip_goes_unseen() {
    let (_folder, journal) = filled();
    let owner = tampering(&journal);
    owner.execute("UPDATE entries SET at = replace(at, '2026', '2025') WHERE kind = 'decision'", []).unwrap();
    let decided = journal.list(&crate::journal::Filter::default()).unwrap();
    assert!(decided.iter().any(|listed| listed.decided.is_some()), "the list does not mind");
    assert!(!journal.check_chain().unwrap().is_whole(), "the check does");
}
