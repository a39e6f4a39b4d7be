//! A damaged journal is never the end, and never silent.

use std::path::Path;

use crate::support::{Run, engram_with};

fn with(words: &str, journal: &Path) -> Run {
    let words = words.split_whitespace().chain(["--journal", journal.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>())
}

fn aside(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().starts_with("journal.db.damaged-")).count()
}

#[test]
fn a_damaged_journal_is_moved_aside_and_the_answer_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    let ask = "signal BTC/USD -t 1d --as-of 2024-05-31 -f json";
    let id = with(ask, &journal).object()["receipt_id"].as_str().unwrap().to_owned();
    assert_eq!(with(&format!("journal decide {id} took"), &journal).code, 0);
    let sound = with("journal check", &journal);
    assert_eq!((sound.code, sound.out.as_str()), (0, "The journal is sound: 2 receipts, 4 entries.\n"));

    let mut bytes = std::fs::read(&journal).unwrap();
    bytes[..100].fill(0x5a);
    std::fs::write(&journal, &bytes).unwrap();
    let run = with("signal ETH/USD -t 1d -f json", &journal);
    assert_eq!((run.code, run.object()["journal"].as_str()), (0, Some("stored")), "{run:?}");
    assert!(run.err.contains("The journal was damaged (the database cannot read it) and was moved to "), "{}", run.err);
    assert!(run.err.contains("Saved into a new one: 2 receipts, and 2 decisions"), "{}", run.err);
    assert!(run.err.contains("No receipt that is named in the damaged file was lost.\n"), "{}", run.err);
    assert_eq!(aside(folder.path()), 1);
    let list = with("journal list", &journal).out;
    assert!(list.contains(&id) && list.contains("took"), "{list}");
    assert_eq!(with("verify --all", &journal).code, 0);
    assert_eq!(with("verify-journal", &journal).code, 0);

    // In the middle of what is stored.
    let mut bytes = std::fs::read(&journal).unwrap();
    let middle = bytes.len() / 4_096 / 2 * 4_096;
    bytes[middle..].fill(0);
    std::fs::write(&journal, &bytes).unwrap();
    let run = with("journal check", &journal);
    assert_eq!((run.code, aside(folder.path())), (65, 2), "{run:?}");
    let again = with("journal check", &journal);
    assert_eq!((again.code, aside(folder.path())), (0, 2), "{again:?}");
}

#[test]
fn what_is_no_journal_is_never_moved() {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("notes.txt");
    std::fs::write(&notes, "remember the milk\n".repeat(300)).unwrap();
    let run = with("journal check", &notes);
    assert_eq!(run.code, 69, "{run:?}");
    assert!(run.err.contains("is not a journal") && notes.exists(), "{}", run.err);
    assert_eq!(with("journal check", &folder.path().join("none.db")).code, 66);
}
