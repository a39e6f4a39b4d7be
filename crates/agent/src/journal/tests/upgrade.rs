//! A journal of the first revision, written by the program that had it, becomes one of the newest.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, types::Value};
use tempfile::TempDir;

use super::support::{child, file, role, say, small, stored, with_holdings};
use crate::journal::{Decision, Filter, Journal, JournalFault, Verdict, Verifier, Why, migrate::up};

/// The committed file of a revision, in a folder of its own.
fn of_revision(revision: u8) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::copy(fixtures.join(format!("journal-{revision}.db")), &path).unwrap();
    (folder, path)
}

fn first_revision() -> (TempDir, PathBuf) {
    of_revision(1)
}

/// Everything that the tables of the first revision hold.
fn rows(path: &Path) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let mut rows = Vec::new();
    for table in ["candles", "pieces", "receipts", "entries", "head"] {
        let mut asked = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).unwrap();
        let columns = asked.column_count();
        let found = asked.query_map([], |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
        rows.extend(found.map(Result::unwrap).collect::<Vec<Vec<Value>>>());
    }
    rows
}

fn revision(path: &Path) -> i64 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_journal_of_the_first_revision_is_brought_up_and_loses_nothing() {
    let (_folder, path) = first_revision();
    assert_eq!(revision(&path), 1);
    let before = rows(&path);
    let mut journal = Journal::open_existing(&path).unwrap();
    assert_eq!(revision(&path), 3);
    let after = rows(&path);
    // Of the chain, only the mark of the last entry moved: the rules that were tried are entries now.
    let kept = before.iter().filter(|row| after.contains(row)).count();
    assert_eq!((kept, before.len() - kept, after.len() - before.len()), (before.len() - 1, 1, 2));
    let state = journal.check_chain().unwrap();
    assert!(state.is_whole(), "{:?}", state.broken);
    assert_eq!((state.receipts, state.entries, state.candles), (7, 10, 2));

    let listed = journal.list(&Filter::default()).unwrap();
    let took = listed.iter().find_map(|listed| listed.decided.as_ref()).unwrap();
    assert_eq!((took.decision, took.why.as_str()), (Decision::Took, "as it was said"));
    for listed in &listed {
        let verdict = Verifier::default().check(&journal.get(&listed.id).unwrap().unwrap()).verdict;
        let fits = match &verdict {
            Verdict::Match => listed.tool != "assess_risk",
            // What the first revision did not keep is not made up.
            Verdict::CannotCheck(Why::HoldingsNotKept) => listed.tool == "assess_risk",
            Verdict::CannotCheck(Why::OtherEngine { .. }) => true,
            Verdict::Altered(_) | Verdict::Different(_) | Verdict::CannotCheck(_) => false,
        };
        assert!(fits, "{} {verdict:?}", listed.tool);
    }
    // It goes on as any other.
    let ids = stored(&mut journal, &small(0));
    with_holdings(&mut journal);
    assert!(journal.get(&ids[0]).unwrap().is_some() && journal.check_chain().unwrap().is_whole());
    drop(journal);
    assert_eq!(Journal::open(&path).unwrap().ids().unwrap().len(), 10);
}

#[test]
fn a_journal_of_the_second_revision_is_brought_up_and_not_a_row_changes() {
    let (_folder, path) = of_revision(2);
    assert_eq!(revision(&path), 2);
    let before = rows(&path);
    let mut journal = Journal::open_existing(&path).unwrap();
    assert_eq!((revision(&path), rows(&path)), (3, before));
    let state = journal.check_chain().unwrap();
    assert!(state.is_whole(), "{:?}", state.broken);
    assert_eq!((state.receipts, state.entries), (7, 10));
    // It goes on as any other: what was refused before is taken now.
    assert!(journal.alerts().unwrap().is_empty());
    stored(&mut journal, &small(0));
    assert!(journal.check_chain().unwrap().is_whole());
}

#[test]
fn rules_of_earlier_answers_count_as_tried() {
    let (_folder, path) = first_revision();
    let journal = Journal::open_existing(&path).unwrap();
    let pair = "BTC/USD".parse().unwrap();
    let mut params = analysis::Params::of_class(analysis::AssetClass::Crypto);
    let count = |params: &analysis::Params| journal.rules_tried(&pair, analysis::Interval::D1, params).unwrap();
    // 24 bars and 5 were asked about.
    assert_eq!(count(&params), 2);
    params.levels.horizon_bars = 5;
    assert_eq!(count(&params), 2);
    params.levels.horizon_bars = 6;
    assert_eq!(count(&params), 3, "one more");
}

/// Tables of a new journal are those of one that was brought up.
#[test]
fn a_new_journal_has_the_same_tables() {
    let (folder, path) = first_revision();
    drop(Journal::open(&path).unwrap());
    let new = folder.path().join("new.db");
    drop(Journal::open(&new).unwrap());
    let tables = |path: &Path| {
        let connection = Connection::open(path).unwrap();
        let mut asked = connection.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").unwrap();
        let read = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        read.map(Result::unwrap).collect::<Vec<(String, String, Option<String>)>>()
    };
    // The comments in the first statement of a table were another once.
    let without_comments = |path| {
        let sql = tables(path).into_iter().map(|(kind, name, sql)| {
            let lines = sql.unwrap_or_default();
            let lines = lines.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<String>();
            (kind, name, lines)
        });
        sql.collect::<Vec<_>>()
    };
    assert_eq!(without_comments(&path), without_comments(&new));
}

#[test]
fn a_newer_revision_is_refused_and_left_as_it_is() {
    let (_folder, path) = first_revision();
    drop(Journal::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 4).unwrap();
    let before = fs::read(&path).unwrap();
    for open in [Journal::open, Journal::open_existing] {
        let fault = open(&path).unwrap_err();
        assert!(matches!(fault, JournalFault::Newer { theirs: 4, ours: 3, .. }), "{fault:?}");
    }
    assert_eq!(fs::read(&path).unwrap(), before, "not a byte was written");
}

/// Brings a journal up, and stops before it counts.
#[test]
fn half_way_up() {
    let Some((_, file)) = role() else { return };
    let mut connection = Connection::open(file).unwrap();
    // What a transaction has changed so far goes to the disk early, as it does when memory is short.
    connection.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1;").unwrap();
    let transaction = connection.transaction().unwrap();
    up(1, &transaction, &|error| panic!("{error}")).unwrap();
    say("half way");
    loop {
        std::thread::park();
    }
}

#[test]
fn a_kill_in_the_middle_leaves_the_first_revision() {
    let (_folder, path) = first_revision();
    let before = rows(&path);
    let mut writer = child("upgrade::half_way_up", "up", &path).spawn().unwrap();
    let mut out = BufReader::new(writer.stdout.take().unwrap());
    let mut words = String::new();
    while !words.contains("half way") {
        assert_ne!(out.read_line(&mut words).unwrap(), 0, "it ended by itself: {words}");
    }
    let spilled = fs::metadata(path.with_extension("db-wal")).is_ok_and(|wal| wal.len() > 0);
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert!(spilled, "there was something to undo");
    assert_eq!(revision(&path), 1);
    assert_eq!(rows(&path), before);
    let journal = Journal::open_existing(&path).unwrap();
    assert_eq!(revision(&path), 3);
    assert!(journal.check_chain().unwrap().is_whole());
}
