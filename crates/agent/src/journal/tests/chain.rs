//! The chain finds what was edited, deleted, reordered or cut off.

use rusqlite::Connection;

use super::support::{journal, small, stored};
use crate::journal::{Decision, Journal, Place};

/// A journal of three answers and a decision; what a careless owner does to it; what the check says.
fn found(edit: &str) -> Vec<Place> {
    let (_folder, mut journal) = journal();
    for number in 0..3 {
        let ids = stored(&mut journal, &small(number));
        journal.decide(&ids[1], Decision::Skipped, "not now", small(9).now).unwrap();
    }
    assert!(journal.check_chain().unwrap().is_whole());
    tampering(&journal).execute_batch(edit).unwrap();
    journal.check_chain().unwrap().broken
}

/// Opens the file as somebody who does not care about its rules.
pub(crate) fn tampering(journal: &Journal) -> Connection {
    let connection = Connection::open(journal.path()).unwrap();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; DROP TRIGGER IF EXISTS candles_stay;
             DROP TRIGGER IF EXISTS pieces_stay; DROP TRIGGER IF EXISTS receipts_stay;
             DROP TRIGGER IF EXISTS receipts_kept; DROP TRIGGER IF EXISTS entries_stay;
             DROP TRIGGER IF EXISTS entries_kept;
             DROP TRIGGER IF EXISTS series_stay; DROP TRIGGER IF EXISTS series_kept;
             DROP TRIGGER IF EXISTS tried_stay; DROP TRIGGER IF EXISTS tried_kept;",
        )
        .unwrap();
    connection
}

fn entry(seq: i64, what: &'static str) -> Place {
    Place::Entry { seq, what }
}

#[test]
fn an_edited_row_is_found() {
    for column in ["kind = 'outcome'", "receipt = 'er1_x'", "at = '2020-01-01T00:00:00Z'", "body = x'7b7d'"] {
        let broken = found(&format!("DROP INDEX entries_once; UPDATE entries SET {column} WHERE seq = 3"));
        assert!(broken.contains(&entry(3, "it was altered")), "{column}: {broken:?}");
    }
}

#[test]
fn a_row_whose_hash_was_made_to_fit_breaks_the_next_one() {
    let (_folder, mut journal) = journal();
    stored(&mut journal, &small(0));
    let prev: String =
        journal.connection.query_row("SELECT prev FROM entries WHERE seq = 1", [], |r| r.get(0)).unwrap();
    let (kind, receipt, at): (String, String, String) = journal
        .connection
        .query_row("SELECT kind, receipt, at FROM entries WHERE seq = 1", [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap();
    let parts: [&[u8]; 4] = [kind.as_bytes(), receipt.as_bytes(), at.as_bytes(), b"{}"];
    let hash = crate::journal::chain::hash(prev.as_bytes(), 1, parts);
    let edit = "UPDATE entries SET body = x'7b7d', hash = ?1 WHERE seq = 1";
    tampering(&journal).execute(edit, [hash]).unwrap();
    assert!(journal.check_chain().unwrap().broken.contains(&entry(2, "it does not follow the row before it")));
}

#[test]
fn a_deleted_row_is_found() {
    assert!(found("DELETE FROM entries WHERE seq = 4").contains(&entry(5, "rows before it are gone")));
    assert!(found("DELETE FROM entries WHERE seq = 1").contains(&entry(2, "rows before it are gone")));
    assert_eq!(found("DELETE FROM entries WHERE seq = 10"), [Place::Head], "a tail cut off");
    assert_eq!(found("DELETE FROM head"), [Place::Head]);
    assert!(found("DELETE FROM entries; DELETE FROM head").len() >= 6, "receipts that nothing brought");
    assert!(found("DELETE FROM receipts WHERE seq = 5").contains(&entry(5, "its receipt is gone")));
}

#[test]
fn rows_in_another_order_are_found() {
    let swap = "UPDATE entries SET seq = 100 WHERE seq = 2; UPDATE entries SET seq = 2 WHERE seq = 4;
                UPDATE entries SET seq = 4 WHERE seq = 100;";
    let broken = found(swap);
    for seq in [2, 4] {
        assert!(broken.contains(&entry(seq, "it was altered")), "{broken:?}");
    }
}

#[test]
fn the_rules_of_the_file_itself_refuse_changes() {
    let (_folder, mut journal) = journal();
    stored(&mut journal, &small(0));
    let careful = Connection::open(journal.path()).unwrap();
    for edit in [
        "UPDATE entries SET at = ''",
        "DELETE FROM entries",
        "UPDATE receipts SET pair = ''",
        "DELETE FROM receipts",
        "UPDATE candles SET plan = x''",
        "UPDATE pieces SET packed = x''",
        "UPDATE tried SET pair = ''",
        "DELETE FROM tried",
    ] {
        assert!(careful.execute_batch(edit).unwrap_err().to_string().contains("are never"), "{edit}");
    }
}

#[test]
fn an_empty_journal_is_whole() {
    let (_folder, journal) = journal();
    let state = journal.check_chain().unwrap();
    assert!(state.is_whole());
    assert_eq!((state.entries, state.receipts, state.candles), (0, 0, 0));
}
