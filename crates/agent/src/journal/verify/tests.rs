use analysis::{Gate, OwnLevels, Params, Question, ScoreQuestion, answer::SignalWord, receipt};
use serde_json::{Map, Value, json};

use super::{Difference, Kept, KeptCandles, Place, Verdict, Verifier, Why};
use crate::journal::tests::support::{answer, at, journal, stored};

/// A signal as it is kept.
fn kept() -> Kept {
    let (_folder, mut journal) = journal();
    let ids = stored(&mut journal, &answer(1, "BTC/USD", 300, Gate::Rule, at("2026-11-20T15:00:03Z")));
    journal.get(&ids[1]).unwrap().unwrap()
}

fn verdict(kept: &Kept) -> Verdict {
    Verifier::default().check(kept).verdict
}

/// The same receipt with a field changed and its id made to fit, as another program would write it.
fn forged(pointer: &str, value: Value) -> Kept {
    let mut kept = kept();
    let mut body: Value = serde_json::from_slice(&kept.canonical).unwrap();
    *body.pointer_mut(pointer).unwrap() = value;
    kept.canonical = receipt::canonical(&body).unwrap();
    kept.id = receipt::id_of(&kept.canonical);
    kept
}

#[test]
fn the_same_answer_matches_and_says_what_it_was() {
    let checked = Verifier::default().check(&kept());
    assert_eq!((checked.verdict, checked.candles), (Verdict::Match, Some(300)));
    let about = checked.about.unwrap();
    assert_eq!(
        (about.tool.as_str(), about.pair.as_str(), about.timeframe.as_str()),
        ("generate_signal", "BTC/USD", "1h")
    );
}

#[test]
fn another_number_is_a_difference_by_its_pointer() {
    let told = verdict(&forged("/output/forecast/n", json!(12_345)));
    let Verdict::Different(fields) = told else { panic!("{told:?}") };
    let recomputed = fields[0].recomputed.clone();
    let expected = Difference { pointer: "/output/forecast/n".to_owned(), stored: Some(json!(12_345)), recomputed };
    assert_eq!(fields, [expected]);
}

#[test]
fn another_engine_cannot_be_checked_here() {
    let told = verdict(&forged("/engine/version", json!("0.0.9")));
    let why = Why::OtherEngine { theirs: "0.0.9".to_owned(), ours: analysis::ENGINE_VERSION };
    assert_eq!(told, Verdict::CannotCheck(why));
}

#[test]
fn another_tool_cannot_be_checked_here() {
    let told = verdict(&forged("/tool", json!("read_tea_leaves")));
    assert_eq!(told, Verdict::CannotCheck(Why::OtherTool("read_tea_leaves".to_owned())));
}

#[test]
fn altered_parts_are_named() {
    let mut candles = kept();
    let KeptCandles::Here(bytes) = &mut candles.candles else { panic!() };
    bytes[100] ^= 1;
    assert!(matches!(verdict(&candles), Verdict::Altered(Place::Candles { .. })));
    candles.candles = KeptCandles::Unreadable;
    assert!(matches!(verdict(&candles), Verdict::Altered(Place::Candles { .. })));
    candles.candles = KeptCandles::Missing;
    assert_eq!(verdict(&candles), Verdict::CannotCheck(Why::CandlesMissing));
    let mut provenance = kept();
    provenance.provenance.push(b' ');
    assert!(matches!(verdict(&provenance), Verdict::Altered(Place::Provenance { .. })));
    let mut id = kept();
    id.id = "er1_aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned();
    assert!(matches!(verdict(&id), Verdict::Altered(Place::Receipt { .. })));
}

/// Changing any one thing that the question depends on is named by its field.
#[test]
fn an_altered_field_is_named() {
    for (pointer, value) in [
        ("/clock", json!("2026-11-20T15:00:04Z")),
        ("/input/direction", json!("long_only")),
        ("/input/as_of", json!("2026-11-20T15:00:03Z")),
        ("/params/signal/gate", json!("proven")),
        ("/params/levels/horizon_bars", json!(25)),
        ("/params/indicators/rsi/period", json!(15)),
        ("/engine/version", json!("0.1.1")),
        ("/series/0/count", json!(301)),
        ("/output/score", json!(0.5)),
        ("/output/warnings", json!([])),
        ("/tool", json!("generate_signa1")),
    ] {
        let forged = Kept { id: kept().id, ..forged(pointer, value) };
        let told = verdict(&forged);
        let Verdict::Altered(Place::Receipt { at, .. }) = &told else { panic!("{told:?}") };
        assert!(at.starts_with(pointer), "{pointer}: {at}");
    }
}

#[test]
fn candles_measured_before_change_nothing() {
    let (one, other) = (kept(), forged("/output/forecast/n", json!(1)));
    let mut verifier = Verifier::default();
    for _ in 0..2 {
        assert_eq!(verifier.check(&one).verdict, Verdict::Match);
        assert!(matches!(verifier.check(&other).verdict, Verdict::Different(_)));
    }
}

/// A score as it is kept.
fn score(asked: &ScoreQuestion) -> Kept {
    let given = answer(1, "BTC/USD", 900, Gate::Proven, at("2026-11-20T15:00:03Z"));
    let question = Question::about(&given.history.series);
    let params = Params::of_class(question.pair.class());
    let score = analysis::confidence_score(&given.history, &question, asked, &params, given.now, None).unwrap();
    let (receipt, id) = (score.receipt.unwrap(), score.answer.head.receipt_id);
    let (_folder, mut journal) = journal();
    journal.store_receipts(&[receipt], &given.history, given.now).unwrap();
    journal.get(&id).unwrap().unwrap()
}

#[test]
fn a_score_is_asked_again_too() {
    let market_data: Map<String, Value> = serde_json::from_value(json!({ "trend": "bearish" })).unwrap();
    let price = answer(1, "BTC/USD", 900, Gate::Proven, at("2026-11-20T15:00:03Z")).history.series.last_price();
    let own = OwnLevels { entry: price, stop: price * 0.99, target: price * 1.012 };
    for asked in [
        ScoreQuestion { signal: SignalWord::Hold, receipt_id: None, own: None, market_data: None },
        ScoreQuestion { signal: SignalWord::Buy, receipt_id: None, own: Some(own), market_data: Some(market_data) },
        ScoreQuestion { signal: SignalWord::Sell, receipt_id: Some(kept().id), own: None, market_data: None },
    ] {
        let mut kept = score(&asked);
        assert_eq!(verdict(&kept), Verdict::Match);
        let mut body: Value = serde_json::from_slice(&kept.canonical).unwrap();
        body["output"]["calibration"]["n"] = json!(77);
        kept.canonical = receipt::canonical(&body).unwrap();
        let told = verdict(&kept);
        let Verdict::Altered(Place::Receipt { at, .. }) = told else { panic!("{told:?}") };
        assert_eq!(at, "/output/calibration/n");
        kept.id = receipt::id_of(&kept.canonical);
        let told = verdict(&kept);
        let Verdict::Different(fields) = told else { panic!("{told:?}") };
        assert_eq!((fields.len(), fields[0].pointer.as_str()), (1, "/output/calibration/n"));
    }
}
