//! What is written down later: decisions and outcomes.

use analysis::{Gate, Interval, answer::SignalWord};

use super::support::{Given, answer, at, history, journal, small, stored};
use crate::journal::{Decision, Due, Ended, Filter, Journal, JournalFault, Of, scored};

#[test]
fn the_last_decision_counts_and_all_are_kept() {
    let (_folder, mut journal) = journal();
    let ids = stored(&mut journal, &small(0));
    let signal = &ids[1];
    assert_eq!(journal.decided(signal).unwrap(), None);
    journal.decide(signal, Decision::Took, "looks good", at("2026-11-20T15:01:00Z")).unwrap();
    journal.decide(signal, Decision::Changed, " half\nsize ", at("2026-11-20T15:02:00Z")).unwrap();
    let decided = journal.decided(signal).unwrap().unwrap();
    assert_eq!((decided.decision, decided.why.as_str()), (Decision::Changed, "half size"));
    assert_eq!(decided.at, at("2026-11-20T15:02:00Z"));
    assert_eq!(journal.list(&Filter::default()).unwrap()[0].decided, Some(decided));
    assert_eq!(journal.check_chain().unwrap().entries, 5);
}

#[test]
fn what_cannot_be_decided_is_said() {
    let (_folder, mut journal) = journal();
    let ids = stored(&mut journal, &small(0));
    let now = at("2026-11-20T15:01:00Z");
    let unknown = journal.decide("er1_nothing", Decision::Took, "", now).unwrap_err();
    assert!(matches!(&unknown, JournalFault::UnknownReceipt(id) if id == "er1_nothing"), "{unknown}");
    let long = journal.decide(&ids[0], Decision::Took, &"ü".repeat(501), now).unwrap_err();
    assert!(matches!(long, JournalFault::TooLong { most: 500, have: 501 }), "{long}");
    assert!(journal.decide(&ids[0], Decision::Took, &"ü".repeat(500), now).is_ok());
    assert_eq!(journal.check_chain().unwrap().entries, 4);
}

/// A signal under the gate `rule`, on candles enough to lean.
fn leaning(journal: &mut Journal, seed: u64) -> Option<(Given, String)> {
    let given = answer(seed, "BTC/USD", 1_900, Gate::Rule, at("2026-03-02T15:00:03Z"));
    let ids = stored(journal, &given);
    (given.report.signal.signal != SignalWord::Hold).then(|| (given, ids[1].clone()))
}

#[test]
fn a_signal_is_due_when_its_plan_has_ended_and_is_scored_once() {
    let (_folder, mut journal) = journal();
    let (given, id) = (1..40).find_map(|seed| Some((seed, leaning(&mut journal, seed)?))).unwrap().1;
    let plan = given.report.signal.plan.clone().unwrap();
    let is_it = |due: &Due| matches!(&due.of, Of::Signal { id: of, .. } if *of == id);
    let is_due = |journal: &Journal, when: &str| journal.due(at(when)).unwrap().iter().any(is_it);
    // 24 bars from 15:00, then the candle whose open ends it.
    assert_eq!(plan.expires_at, at("2026-03-03T15:00:00Z"));
    assert!(!is_due(&journal, "2026-03-03T15:59:59Z") && is_due(&journal, "2026-03-03T16:00:00Z"));
    let due = journal.due(at("2026-03-09T00:00:00Z")).unwrap().into_iter().find(is_it).unwrap();
    assert_eq!((due.decided_at, due.timeframe), (at("2026-03-02T14:00:00Z"), Interval::H1));
    let Of::Signal { canonical, .. } = &due.of else { panic!("{due:?}") };
    let seed = (1..40).find(|seed| history(*seed, "BTC/USD", Interval::H1, 1_900, given.now) == given.history).unwrap();
    let later = |when: &str| history(seed, "BTC/USD", Interval::H1, 300, at(when)).series;
    assert_eq!(scored(canonical, &later("2026-03-03T15:00:00Z")), None, "the end is not known yet");
    let outcome = scored(canonical, &later("2026-03-05T00:00:00Z")).unwrap();
    assert_eq!(outcome.side, plan.side);
    let net = outcome.r.unwrap() - plan.cost_r;
    assert!((outcome.net_r.unwrap() - net).abs() < 1e-9);
    journal.score(&id, &outcome, at("2026-03-05T00:00:00Z")).unwrap();
    assert!(!is_due(&journal, "2026-03-09T00:00:00Z"));
    assert_eq!(journal.outcome(&id).unwrap(), Some(outcome));
    let again = journal.score(&id, &outcome, at("2026-03-05T00:00:00Z")).unwrap_err();
    assert!(matches!(again, JournalFault::AlreadyScored(_)), "{again}");
    assert!(journal.check_chain().unwrap().is_whole());
    assert_ne!(outcome.ending, Ended::Void);
}

#[test]
fn what_has_no_side_is_never_due() {
    let (_folder, mut journal) = journal();
    // Too few candles to lean.
    stored(&mut journal, &small(0));
    assert_eq!(journal.due(at("2036-01-01T00:00:00Z")).unwrap(), []);
}
