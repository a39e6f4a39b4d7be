use analysis::{Gate, answer::Stance};
use serde_json::{Value, json};

use super::read;
use crate::{narration::Facts, testing::fully};

/// A BUY by the rule, so that a stance needs something to rest on.
fn buy() -> Facts {
    let facts = Facts::of(&fully("BTC/USD", "1h", Gate::Rule));
    assert!(facts.side.is_some(), "{}", facts.text);
    facts
}

fn good(facts: &Facts) -> Value {
    let below = facts.levels.iter().find(|level| level.is_below).unwrap();
    json!({
        "evidence_for": ["E1", "E4"], "evidence_against": ["E3"],
        "rationale": "Breakout and trend point up, and the record shows no edge.",
        "stance": "agree", "self_confidence": 61, "key_levels": ["L1"], "invalidation_level": below.id,
    })
}

fn with(facts: &Facts, name: &str, value: Value) -> String {
    let mut object = good(facts);
    object[name] = value;
    object.to_string()
}

#[test]
fn a_good_answer_is_kept_as_it_is() {
    let facts = buy();
    let reading = read(&good(&facts).to_string(), &facts).unwrap();
    assert_eq!((reading.stance, reading.self_confidence), (Stance::Agree, 61));
    assert_eq!(
        (reading.evidence_for, reading.evidence_against),
        (vec!["E1".into(), "E4".into()], vec!["E3".to_owned()])
    );
    assert_eq!(reading.note, "Breakout and trend point up, and the record shows no edge.");
    assert!(reading.withheld.is_empty() && reading.invalidation.is_some_and(|level| level.is_below));
}

#[test]
fn words_of_the_same_meaning_are_read() {
    let facts = buy();
    for (said, stance) in [
        ("Agrees", Stance::Agree),
        (" UNSURE ", Stance::Unsure),
        ("mixed", Stance::Unsure),
        ("oppose", Stance::Disagree),
    ] {
        assert_eq!(read(&with(&facts, "stance", json!(said)), &facts).unwrap().stance, stance);
    }
    for (said, sure) in [
        (json!("72%"), 72),
        (json!(0.72), 72),
        (json!(72.4), 72),
        (json!("72"), 72),
        (json!(100), 95),
        (json!(0), 0),
        (json!(1), 1),
    ] {
        assert_eq!(read(&with(&facts, "self_confidence", said), &facts).unwrap().self_confidence, sure);
    }
    let ids = read(&with(&facts, "evidence_for", json!(["e1", "[E1]", "E1 trend", "E99", 5, "E2"])), &facts).unwrap();
    assert_eq!(ids.evidence_for, ["E1", "E2"]);
}

#[test]
fn what_stands_on_both_sides_says_nothing() {
    let facts = buy();
    let reading = read(&with(&facts, "evidence_against", json!(["E4", "E3"])), &facts).unwrap();
    assert_eq!((reading.evidence_for, reading.evidence_against), (vec!["E1".to_owned()], vec!["E3".to_owned()]));
}

#[test]
fn what_cannot_be_used_is_refused_with_the_reason() {
    let facts = buy();
    let above = facts.levels.iter().find(|level| !level.is_below).unwrap().id.clone();
    let table = [
        (with(&facts, "stance", json!("buy")), "stance must be"),
        (with(&facts, "stance", Value::Null), "stance must be"),
        (with(&facts, "self_confidence", json!(101)), "self_confidence must be"),
        (with(&facts, "self_confidence", json!("very")), "self_confidence must be"),
        (with(&facts, "self_confidence", json!(-1)), "self_confidence must be"),
        (with(&facts, "rationale", json!("  ")), "rationale must be"),
        (with(&facts, "rationale", json!(7)), "rationale must be"),
        (with(&facts, "rationale", json!("a ".repeat(400))), "rationale may have"),
        (with(&facts, "evidence_for", json!(["E99"])), "To agree, name"),
        (with(&facts, "invalidation_level", json!("none")), "a level below the price"),
        (with(&facts, "invalidation_level", json!(above)), "a level below the price"),
        (good(&facts).to_string().replace("61", "1e400"), "no JSON object"),
        ("[1]".to_owned(), "no JSON object"),
        ("{".to_owned(), "no JSON object"),
        (String::new(), "no JSON object"),
    ];
    for (object, why) in table {
        let refusal = read(&object, &facts).unwrap_err();
        assert!(refusal.0.iter().any(|fault| fault.contains(why)), "{why}: {refusal:?} of {object}");
    }
    // The twin: a model that does not agree need name no level.
    let mut unsure = good(&facts);
    (unsure["stance"], unsure["invalidation_level"], unsure["evidence_for"]) =
        (json!("unsure"), json!("none"), json!([]));
    assert!(read(&unsure.to_string(), &facts).is_ok());
}

#[test]
fn a_figure_that_is_not_in_the_report_costs_its_sentence_and_nothing_else() {
    let facts = buy();
    let said = "The trend points up. A target of 123,456.78 is near. The record shows no edge.";
    let reading = read(&with(&facts, "rationale", json!(said)), &facts).unwrap();
    assert_eq!(reading.note, "The trend points up. The record shows no edge.");
    assert_eq!(reading.withheld.len(), 1);
    let nothing = read(&with(&facts, "rationale", json!("It goes to 123,456.78 soon.")), &facts).unwrap();
    assert_eq!((nothing.note.as_str(), nothing.withheld.len(), nothing.stance), ("", 1, Stance::Agree));
}
