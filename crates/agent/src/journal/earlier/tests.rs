use analysis::{Gate, Side, answer::SignalWord};
use serde_json::{Value, json};

use super::{Earlier, NoSignal, taken};
use crate::journal::{
    Kept, KeptCandles, Place,
    body::Body,
    tests::support::{answer, at, journal, stored},
};

fn kept(index: usize) -> Kept {
    let (_folder, mut journal) = journal();
    let ids = stored(&mut journal, &answer(1, "BTC/USD", 300, Gate::Rule, at("2026-11-20T15:00:03Z")));
    journal.get(&ids[index]).unwrap().unwrap()
}

#[test]
fn a_signal_is_read_as_it_was_given() {
    let given = answer(1, "BTC/USD", 300, Gate::Rule, at("2026-11-20T15:00:03Z"));
    let earlier = Earlier::of(&kept(1)).unwrap();
    assert_eq!((earlier.as_of, &earlier.history), (given.now, &given.history));
    assert_eq!(earlier.params.signal.gate, Gate::Rule);
    let signal = &given.report.signal;
    assert_eq!((earlier.taken.signal, earlier.taken.stop_loss), (signal.signal, signal.stop_loss));
    assert_eq!(earlier.taken.receipt_id, signal.head.receipt_id);
}

#[test]
fn what_is_no_signal_or_was_altered_is_refused() {
    let refused = |index, change: &dyn Fn(&mut Kept)| {
        let mut kept = kept(index);
        change(&mut kept);
        Earlier::of(&kept).unwrap_err()
    };
    assert!(matches!(refused(0, &|_| {}), NoSignal::OtherTool { .. }));
    let bytes = refused(1, &|kept| kept.canonical[40] ^= 1);
    assert!(matches!(bytes, NoSignal::Altered(Place::Receipt { .. })));
    let origin = refused(1, &|kept| kept.provenance.push(b' '));
    assert!(matches!(origin, NoSignal::Altered(Place::Provenance { .. })));
    let candles = refused(1, &|kept| kept.candles = KeptCandles::Unreadable);
    assert!(matches!(candles, NoSignal::Altered(Place::Candles { .. })));
    let expired = refused(1, &|kept| kept.candles = KeptCandles::Missing);
    assert!(matches!(expired, NoSignal::CandlesMissing(_)));
}

/// BUY is long, SELL short; a HOLD shows its allowed lean, else the lead, else long.
#[test]
fn the_side_is_the_one_that_was_shown() {
    let side = |signal: &str, lean: &str, lead: Value, allowed: bool| {
        let scenario = json!({ "allowed": allowed });
        let output = json!({ "signal": signal, "lean": lean, "lead": lead, "scenarios": { "short": scenario } });
        let bytes = serde_json::to_vec(&json!({ "output": output })).unwrap();
        let taken = taken(&Body::of(&bytes).unwrap(), "er1_x").unwrap();
        (taken.signal, taken.side)
    };
    assert_eq!(side("BUY", "short", json!(null), true), (SignalWord::Buy, Side::Long));
    assert_eq!(side("SELL", "none", json!(null), true), (SignalWord::Sell, Side::Short));
    assert_eq!(side("HOLD", "short", json!("long"), true), (SignalWord::Hold, Side::Short));
    assert_eq!(side("HOLD", "short", json!("long"), false), (SignalWord::Hold, Side::Long));
    assert_eq!(side("HOLD", "none", json!("short"), true), (SignalWord::Hold, Side::Short));
    assert_eq!(side("HOLD", "none", json!(null), true), (SignalWord::Hold, Side::Long));
}
