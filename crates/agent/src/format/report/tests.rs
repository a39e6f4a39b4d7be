use analysis::{
    Gate,
    answer::{ModelState, ModelView, Stance},
};
use serde_json::Value;

use super::super::{Format, Layout, report, tests::law};
use crate::{
    ask::Full,
    narration::{Facts, Opinion, Said, Words, read},
    testing::{fully, now, published::schema},
};

const NOTE: &str = "The trend points up, and the record shows no edge.";

/// A model that agrees, and its note.
fn said(full: &Full, note: &str) -> Words {
    let facts = Facts::of(full);
    let stop = facts.levels.iter().find(|level| level.what == "stop").unwrap().id.clone();
    let reply = format!(
        r#"{{"evidence_for":["E1","E4"],"evidence_against":["E3"],"rationale":"{note}","stance":"agree","self_confidence":61,"key_levels":[],"invalidation_level":"{stop}"}}"#
    );
    let reading = read(&reply, &facts).unwrap();
    let view = ModelView {
        stance: reading.stance,
        self_confidence: Some(reading.self_confidence),
        model: "glm-4.7-flash".to_owned(),
        note: reading.note.clone(),
        dropped_sentences: reading.withheld.len() as u32,
    };
    let opinion = Opinion {
        stance: Stance::Agree,
        self_confidence: Some(61),
        model: view.model.clone(),
        quant: None,
        prompt_sha256: "0".repeat(64),
        seed: 1,
        at: now(),
    };
    Words::Said(Box::new(Said { view, reading, reply, opinion }))
}

fn all(full: &Full) -> [Words; 5] {
    let rejected = Words::Rejected {
        why: vec!["stance must be agree.".to_owned()],
        reply: "\u{1b}[31mBUY at 1\u{202e}".to_owned(),
    };
    let unavailable = Words::unavailable("No server answers".to_owned());
    [Words::Off, Words::NotAsked, said(full, NOTE), unavailable, rejected]
}

#[test]
fn the_words_of_a_report() {
    let full = fully("BTC/USD", "1h", Gate::Rule);
    let words = said(&full, NOTE);
    insta::assert_snapshot!("clean", report(&full, &words, Format::Clean));
    insta::assert_snapshot!("detailed", report(&full, &words, Format::Detailed));
}

#[test]
fn the_object_is_that_of_the_published_schema_whatever_the_model_did() {
    let Some(schema) = schema("report.output") else { return };
    let full = fully("BTC/USD", "1h", Gate::Rule);
    for words in all(&full) {
        let text = report(&full, &words, Format::Json(Layout::Line));
        let object: Value = serde_json::from_str(&text).unwrap();
        let faults: Vec<_> = schema.iter_errors(&object).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(object["llm"], words.state().word());
        // The twin: no word carries weight.
        if words.state() == ModelState::Ok {
            let mut heavy = object;
            heavy["signal"]["llm_view"]["weight"] = 0.1.into();
            assert!(!schema.is_valid(&heavy));
        }
    }
}

#[test]
fn no_word_of_a_model_moves_a_number() {
    let full = fully("BTC/USD", "1h", Gate::Rule);
    let bare = |words: &Words| {
        let mut object: Value = serde_json::from_str(&report(&full, words, Format::Json(Layout::Line))).unwrap();
        object["llm"] = Value::Null;
        object["signal"]["llm"] = Value::Null;
        object["signal"]["llm_view"] = Value::Null;
        object.to_string()
    };
    let without = bare(&Words::NotAsked);
    for words in all(&full) {
        assert_eq!(bare(&words), without);
        let clean = report(&full, &words, Format::Clean);
        assert!(clean.starts_with(&report(&full, &Words::Off, Format::Clean)), "{clean}");
    }
}

#[test]
fn every_number_of_the_texts_is_in_the_object() {
    for (pair, gate) in [("BTC/USD", Gate::Rule), ("EUR/USD", Gate::Proven), ("AAPL", Gate::Rule)] {
        let full = fully(pair, "1h", gate);
        let words = said(&full, NOTE);
        let object: Value = serde_json::from_str(&report(&full, &words, Format::Json(Layout::Line))).unwrap();
        for format in [Format::Clean, Format::Detailed] {
            // A model's name is a name, whatever digits it has.
            let text = report(&full, &words, format).replace("glm-4.7-flash", "a model");
            let strays = law::strays(&text, &object);
            assert!(strays.is_empty(), "{strays:?}");
        }
    }
}

#[test]
fn unchecked_words_are_in_raw_alone_and_steer_no_terminal() {
    let full = fully("BTC/USD", "1h", Gate::Rule);
    let [.., rejected] = all(&full);
    for format in [Format::Clean, Format::Detailed, Format::Json(Layout::Line)] {
        assert!(!report(&full, &rejected, format).contains("BUY at 1"), "{format}");
    }
    let raw = report(&full, &rejected, Format::Raw);
    assert!(
        raw.ends_with(
            "===== model reply as received: not checked, numbers may be wrong =====\n\\x1B[31mBUY at 1\\xE2\\x80\\xAE\n\
         ===== end of model reply =====\n"
        ),
        "{raw}"
    );
    assert!(report(&full, &Words::NotAsked, Format::Raw).ends_with("===== no model reply (not_asked) =====\n"));
}

#[test]
fn a_withheld_sentence_is_counted_and_not_shown() {
    let full = fully("BTC/USD", "1h", Gate::Rule);
    let detailed = report(&full, &said(&full, "Up it goes. Next stop 987,654."), Format::Detailed);
    assert!(
        detailed.contains("Up it goes.") && detailed.contains("1 sentence withheld: 987,654 is not in the report."),
        "{detailed}"
    );
    let clean = report(&full, &said(&full, "Next stop 987,654 and beyond."), Format::Clean);
    assert!(
        clean.ends_with("\nModel (glm-4.7-flash): agrees. (1 sentence withheld: 987,654 is not in the report.)\n"),
        "{clean}"
    );
}
