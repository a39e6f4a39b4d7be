use std::collections::HashSet;

use analysis::{Gate, Interval};

use super::support::{Dice, answer, any_answer, at, file, history, journal, markets, stored, times};
use crate::journal::{Filter, Journal, JournalFault, Verdict, Verifier};

#[test]
fn whatever_was_answered_verifies() {
    let (folder, mut journal) = journal();
    let (markets, mut dice) = (markets(), Dice::new(1));
    let mut ids = HashSet::new();
    for _ in 0..times(500, 5_000) {
        ids.extend(stored(&mut journal, &any_answer(&markets, &mut dice)));
    }
    drop(journal);
    let journal = Journal::open_existing(&file(&folder)).unwrap();
    let mut verifier = Verifier::default();
    let all = journal.ids().unwrap();
    assert_eq!(all.iter().cloned().collect::<HashSet<_>>(), ids);
    assert!(ids.len() >= times(1_000, 10_000));
    for id in &all {
        let checked = verifier.check(&journal.get(id).unwrap().unwrap());
        assert_eq!(checked.verdict, Verdict::Match, "{id} {:?}", checked.about);
        assert!(checked.candles.is_some_and(|count| count >= 30));
    }
    let state = journal.check_chain().unwrap();
    assert!(state.is_whole(), "{:?}", state.broken);
    assert_eq!(state.receipts, ids.len());
    assert!(state.entries > ids.len(), "the rules that were tried are entries too");
}

#[test]
fn a_full_record_verifies_too() {
    let (_folder, mut journal) = journal();
    for gate in [Gate::Proven, Gate::Rule] {
        let given = answer(3, "ETH/USD", 2_000, gate, at("2026-11-20T15:00:03Z"));
        for id in stored(&mut journal, &given) {
            let checked = Verifier::default().check(&journal.get(&id).unwrap().unwrap());
            assert_eq!((checked.verdict, checked.candles), (Verdict::Match, Some(2_000)));
        }
    }
}

#[test]
fn the_same_answer_is_stored_once() {
    let (_folder, mut journal) = journal();
    let given = answer(1, "BTC/USD", 60, Gate::Proven, at("2026-11-20T15:00:03Z"));
    let first = journal.store(&given.report, &given.history, given.now).unwrap();
    let second = journal.store(&given.report, &given.history, at("2026-11-20T15:00:09Z")).unwrap();
    assert_eq!((first.fresh, second.fresh), (2, 0));
    assert_eq!(first.ids, second.ids);
    assert_eq!(first.ids[1], given.report.signal.head.receipt_id);
    assert_eq!(journal.check_chain().unwrap().entries, 3);
}

#[test]
fn candles_are_shared_by_answers_a_bar_apart() {
    let (folder, mut journal) = journal();
    let size = |journal: &Journal| {
        let sql = "SELECT sum(length(packed)) FROM pieces";
        journal.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    stored(&mut journal, &answer(1, "BTC/USD", 1_900, Gate::Proven, at("2026-11-20T15:00:03Z")));
    let first = size(&journal);
    for hour in 16..22 {
        stored(&mut journal, &answer(1, "BTC/USD", 1_900, Gate::Proven, at(&format!("2026-11-20T{hour}:00:03Z"))));
    }
    let six_more = size(&journal) - first;
    assert!(six_more < 3 * first, "{first} bytes, then {six_more} for six more");
    assert_eq!(journal.check_chain().unwrap().candles, 7);
    drop(folder);
}

#[test]
fn candles_of_another_answer_are_refused() {
    let (_folder, mut journal) = journal();
    let now = at("2026-11-20T15:00:03Z");
    let given = answer(1, "BTC/USD", 60, Gate::Proven, now);
    let other = history(2, "BTC/USD", Interval::H1, 60, now);
    let refused = journal.store(&given.report, &other, now).unwrap_err();
    assert!(matches!(refused, JournalFault::NotTheseCandles(_)), "{refused}");
    assert_eq!(journal.ids().unwrap(), Vec::<String>::new(), "nothing of it was stored");
}

#[test]
fn lists_are_newest_first_and_filtered() {
    let (_folder, mut journal) = journal();
    let now = at("2026-11-20T15:00:03Z");
    for (pair, bars) in [("BTC/USD", 50), ("EUR/USD", 50), ("BTC/USD", 60)] {
        stored(&mut journal, &answer(1, pair, bars, Gate::Proven, now));
    }
    let all = journal.list(&Filter::default()).unwrap();
    assert_eq!(all.len(), 6);
    assert_eq!((all[0].tool.as_str(), all[0].pair.as_str()), ("generate_signal", "BTC/USD"));
    assert_eq!((all[0].signal.as_deref(), all[1].signal.as_deref()), (Some("HOLD"), None));
    let euro = Filter { pair: Some("EUR/USD".parse().unwrap()), ..Filter::default() };
    assert_eq!(journal.list(&euro).unwrap().len(), 2);
    let signals = Filter { tool: Some(analysis::answer::ToolName::GenerateSignal), most: 2, ..Filter::default() };
    assert_eq!(journal.list(&signals).unwrap().len(), 2);
    let daily = Filter { timeframe: Some(Interval::D1), ..Filter::default() };
    assert_eq!(journal.list(&daily).unwrap(), []);
}
