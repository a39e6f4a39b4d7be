//! What became of past signals.

use std::path::Path;

use crate::{
    answers::DEMO,
    support::{Run, engram_with, headerless},
};

fn with(words: &str, journal: &Path) -> Run {
    let words = words.split_whitespace().chain(["--journal", journal.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>())
}

#[test]
fn what_is_due_is_scored_once_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    assert_eq!(with("journal score", &journal).code, 66, "there is none yet");
    let mut signals = 0;
    for day in 1..8 {
        let object = with(&format!("signal BTC/USD -f json --gate rule --as-of 2024-05-0{day}"), &journal).object();
        signals += usize::from(object["lean"] != "none");
    }
    assert!(signals > 0);
    let run = with("journal score", &journal);
    assert_eq!((run.code, run.err.as_str()), (0, DEMO), "{}", run.out);
    assert!(run.out.starts_with(&format!("{signals} signals scored: ")) && run.out.ends_with("0 void.\n"), "{run:?}");
    let list = with("journal list --tool generate_signal", &journal).out;
    let ended = list.lines().filter(|line| line.ends_with(" R")).count();
    assert_eq!(ended, signals, "{list}");
    assert_eq!(with("journal score", &journal).out, "0 signals scored.\n");
    assert_eq!(with("verify-journal", &journal).code, 0);
}

#[test]
fn candles_of_another_market_score_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    let signals = (1..8).filter(|day| {
        let words = format!("signal BTC/USD -t 1d -f json --gate rule --as-of 2024-03-0{day}");
        with(&words, &journal).object()["lean"] != "none"
    });
    assert!(signals.count() > 0);
    let candles = folder.path().join("btc_usd-1d.csv");
    std::fs::write(&candles, headerless(400)).unwrap();
    let words = format!("journal score --data {} --columns t,o,c,h,l,v", candles.display());
    let run = with(&words, &journal);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(run.out.starts_with("0 signals scored.\n"), "{}", run.out);
    assert!(run.out.contains("not scored: decided at a candle that is another one here.\n"), "{}", run.out);
    let gone = with(&format!("journal score --data {}/none.csv", folder.path().display()), &journal);
    assert_eq!((gone.code, gone.out.as_str()), (69, ""));
    assert!(gone.err.starts_with("Error: none.csv is not there. "), "{}", gone.err);
}
