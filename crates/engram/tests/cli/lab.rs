//! A search over rules.

use std::path::Path;

use crate::{
    answers::DEMO,
    support::{Run, engram, engram_with},
};

fn with(words: &str, journal: &Path) -> Run {
    let words = words.split_whitespace().chain(["--journal", journal.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>())
}

const ASK: &str = "lab BTC/USD -t 1d --as-of 2024-05-31";

#[test]
fn every_set_counts_for_every_later_answer() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    let run = with(&format!("{ASK} --try stop_atr=1,3 --try horizon_bars=5,10 -f json"), &journal);
    assert_eq!((run.code, run.err.as_str()), (0, DEMO));
    let object = run.object();
    assert_eq!((&object["schema_version"], &object["rules_tried"]), (&"engram.lab/1".into(), &4.into()));
    assert_eq!((object["sets"].as_array().unwrap().len(), &object["recorded"]), (4, &true.into()));
    let again = with(&format!("{ASK} --try horizon_bars=5,7 --try stop_atr=1 -f json"), &journal).object();
    assert_eq!(again["rules_tried"], 5, "one of the two was tried before");
    let score = with("confidence BTC/USD -t 1d --signal BUY -f json", &journal).object();
    assert_eq!(score["calibration"]["rules_tried"], 6, "and the usual one");
    assert_eq!(with("verify-journal", &journal).code, 0);
    let text = with(&format!("{ASK} --try stop_atr=1"), &journal).out;
    assert!(text.contains("7 sets of rules tried here in all, 1 of them now."), "{text}");
}

#[test]
fn without_a_journal_it_says_that_nothing_is_remembered() {
    let run = engram(&format!("{ASK} --try stop_atr=1,2 --no-journal"));
    assert_eq!(run.code, 0);
    assert!(run.out.contains("2 sets of rules tried here in all") && run.out.contains("Nothing was remembered"));
}

#[test]
fn what_cannot_be_searched_is_64_and_tries_nothing() {
    for (tries, said) in [
        ("--try stop_art=1", "Error: \"stop_art\" cannot be tried. Did you mean stop_atr? (INVALID_PARAMS)\n"),
        ("--try stop_atr=0", "Error: stop_atr takes numbers from 0.25 to 20; got \"0\". (INVALID_PARAMS)\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("journal.db");
        let run = with(&format!("{ASK} {tries}"), &journal);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (64, "", said));
        assert!(!journal.exists());
    }
    assert_eq!(engram(ASK).code, 64, "nothing to try");
    let none = engram("lab BTC/USD --try stop_atr=1 --data no-such.csv");
    assert_eq!(none.code, 69, "{none:?}");
}

/// What cannot be counted is not shown.
#[test]
fn a_journal_that_cannot_be_written_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("journal.db");
    std::fs::create_dir(&taken).unwrap();
    let run = with(&format!("{ASK} --try stop_atr=1,2"), &taken);
    assert_eq!((run.code, run.out.as_str()), (69, ""));
    assert!(run.err.contains("is not a plain file"), "{}", run.err);
}
