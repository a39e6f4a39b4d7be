//! How many sets of rules were tried is counted, and part of the answer.

use std::path::Path;

use serde_json::Value;

use crate::support::{engram_with, shared};

fn with(words: &str, journal: &Path) -> Value {
    let words = words.split_whitespace().chain(["-f", "json", "--journal", journal.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>()).object()
}

fn tried(object: &Value) -> u64 {
    object["calibration"]["rules_tried"].as_u64().unwrap()
}

#[test]
fn every_set_that_was_measured_counts_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    let score = |more: &str| with(&format!("confidence BTC/USD --signal BUY --as-of 2024-05-31 {more}"), &journal);
    assert_eq!(tried(&score("")), 1);
    assert_eq!(tried(&score("--gate rule")), 1, "the gate measures nothing");
    assert_eq!(tried(&score("--horizon-bars 12")), 2);
    assert_eq!(tried(&score("")), 2, "the first one, after a second");
    with("signal BTC/USD --horizon-bars 10 --as-of 2024-05-31", &journal);
    let replay = with("replay BTC/USD --horizon-bars 9 --as-of 2024-05-31", &journal);
    assert_eq!(replay["long"]["rules_tried"], 4, "{}", replay["long"]);
    with("risk BTC/USD --as-of 2024-05-31", &journal);
    assert_eq!(tried(&score("-t 1h")), 4, "the feed's own timeframe, by its name");
    assert_eq!(tried(&score("-t 4h")), 1, "another timeframe");
    assert_eq!(tried(&with("confidence ETH/USD --signal BUY --as-of 2024-05-31", &journal)), 1, "another pair");
    let all = engram_with(&["verify", "--all", "--journal", journal.to_str().unwrap()]);
    assert_eq!(all.code, 0, "the number is in the receipts: {}", all.out);
    assert_eq!(engram_with(&["verify-journal", "--journal", journal.to_str().unwrap()]).code, 0);
}

#[test]
fn without_a_journal_only_this_one_counts() {
    let words = |more: &str| {
        let words = format!("confidence BTC/USD --signal BUY --as-of 2024-05-31 --no-journal -f json {more}");
        engram_with(&words.split_whitespace().collect::<Vec<_>>()).object()
    };
    assert_eq!((tried(&words("--horizon-bars 12")), tried(&words(""))), (1, 1));
    assert_eq!(words("")["journal"], "off");
}

/// The twin: the same candles and rules, tried among many, lose certainty.
#[test]
fn trying_many_costs_certainty() {
    let Some(file) = shared("data/eurusd-1h.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    let ask = format!("confidence EUR/USD --signal BUY --as-of 2017-12-01 --data {}", file.display());
    let lower = || with(&ask, &journal)["calibration"]["brier_skill_lower"].as_f64().unwrap();
    let alone = lower();
    for bars in [6, 12, 18] {
        with(&format!("{ask} --horizon-bars {bars}"), &journal);
    }
    assert!(lower() < alone, "{} is not below {alone}", lower());
}
