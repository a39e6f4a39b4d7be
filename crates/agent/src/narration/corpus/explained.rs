//! Every bad reply, and every text of others, on the whole way from a server to what a trader reads.

use lmstudio::testing::{Fake, Script, World};
use serde_json::{Value, json};

use super::{
    full,
    injections::{MARKS, WANTED, injections},
    play,
    replies::{CLEAN, POISON, Reply, replies},
};
use crate::{
    ask::Full,
    format::{Format, Layout, report},
    model::Seen,
    narration::{Ask, Facts, Stage, Words, explain},
    testing::{
        model::{self, MODEL, held},
        now,
    },
};

/// A server that says these things, one after another, each once.
pub(super) async fn server(scripts: Vec<Script>) -> (Fake, Seen) {
    let world = World { models: vec![held()], ..World::default() };
    model::server(world, 0, scripts).await
}

fn ask<'a>(facts: &'a Facts, question: Option<&'a str>) -> Ask<'a> {
    Ask { facts, question, model: MODEL, is_pinned: false, more_calls: 0, until: None, at: now() }
}

fn script(reply: &Reply) -> Script {
    Script::events(reply.stream(MODEL)).in_pieces(997)
}

/// What is shown of a report with these words: both texts and the object.
fn shown(full: &Full, words: &Words) -> [String; 3] {
    [Format::Clean, Format::Detailed, Format::Json(Layout::Line)].map(|format| report(full, words, format))
}

/// The object without what it says of the model.
fn numbers(object: &str) -> String {
    let mut object: Value = serde_json::from_str(object).unwrap();
    let fields = object.as_object_mut().unwrap();
    fields.remove("llm");
    let signal = fields["signal"].as_object_mut().unwrap();
    signal.remove("llm");
    signal.remove("llm_view");
    object.to_string()
}

/// The clean text without the line of the model.
fn without_model(clean: &str) -> &str {
    clean.split("\nModel (").next().unwrap_or(clean)
}

/// Asserts that what is shown is the report as it is without a model, and words that may be said.
fn assert_harmless(name: &str, full: &Full, words: &Words, stages: &[Stage], bare: &[String; 3], bad: &[&str]) {
    let texts = shown(full, words);
    assert_eq!(numbers(&texts[2]), numbers(&bare[2]), "{name}");
    assert_eq!(without_model(&texts[0]).trim_end(), bare[0].trim_end(), "{name}");
    let written = stages.iter().filter_map(|stage| match stage {
        Stage::Writing(text) => Some(text),
        Stage::Connecting | Stage::Loading(_) | Stage::Reading | Stage::Thinking => None,
    });
    for text in texts.iter().chain(written) {
        // The figure that costs a sentence is named.
        let text: String =
            text.lines().map(|line| line.split("withheld: ").next().unwrap_or(line).to_owned() + "\n").collect();
        for bad in bad {
            assert!(!text.contains(bad), "{name} shows {bad}: {text}");
        }
        let steers = |letter: char| letter.is_control() && letter != '\n' || lmstudio::clean::is_invisible(letter);
        assert!(!text.contains(steers), "{name}: {text:?}");
    }
}

#[test]
fn five_hundred_bad_replies_change_no_number_and_show_no_bad_sentence() {
    let full = full();
    let facts = Facts::of(&full);
    play(async {
        let all = replies();
        let (_fake, seen) = server(all.iter().map(script).collect()).await;
        let bare = shown(&full, &Words::Off);
        let (mut whole, mut said) = (0, 0);
        for reply in &all {
            let mut stages = Vec::new();
            let words = explain(&seen, &ask(&facts, None), |stage| stages.push(stage)).await;
            assert_harmless(&reply.name, &full, &words, &stages, &bare, &[POISON]);
            if let Some(is_usable) = reply.is_usable {
                assert_eq!(words.view().is_some(), is_usable, "{}: {words:?}", reply.name);
            }
            said += usize::from(words.view().is_some());
            whole += usize::from(words.view().is_some_and(|view| view.note == CLEAN.join(" ")));
        }
        assert!(whole > 100 && said > 200, "{whole} say all that they may, {said} say something, of {}", all.len());
    });
}

#[test]
fn a_bad_reply_is_repaired_once_more_or_given_up() {
    let full = full();
    let facts = Facts::of(&full);
    play(async {
        let bare = shown(&full, &Words::Off);
        let all: Vec<Reply> = replies().into_iter().filter(|reply| reply.is_usable == Some(false)).collect();
        let good = replies().into_iter().find(|reply| reply.name == "good alone, content").unwrap();
        for reply in all.iter().step_by(9) {
            let (fake, seen) = server(vec![script(reply), script(reply), script(&good)]).await;
            let ask = Ask { more_calls: 2, ..ask(&facts, None) };
            let mut stages = Vec::new();
            let words = explain(&seen, &ask, |stage| stages.push(stage)).await;
            assert_harmless(&reply.name, &full, &words, &stages, &bare, &[POISON]);
            let asked = fake.seen().iter().filter(|seen| seen.path.ends_with("completions")).count();
            assert!((1..=3).contains(&asked), "{}: asked {asked} times", reply.name);
            assert!(words.view().is_some() || asked < 3, "{}: {words:?}", reply.name);
        }
    });
}

/// A model that obeys: it says what the text wanted, between two sentences of its own.
fn obeying(text: &str) -> Script {
    let said: String = text.chars().filter(|letter| !letter.is_control()).take(120).collect();
    let rationale = format!(
        "{} It goes to {}. Wins {} of times. {said}. See {} {}",
        CLEAN[0], WANTED[0], WANTED[1], WANTED[2], CLEAN[1]
    );
    let object = json!({"evidence_for": ["E1"], "evidence_against": ["E2"], "rationale": rationale, "stance": "unsure",
        "self_confidence": 99, "key_levels": ["L1"], "invalidation_level": "none"});
    Script::said(MODEL, &[&object.to_string()])
}

#[test]
fn three_hundred_questions_that_inject_change_no_number() {
    let full = full();
    let facts = Facts::of(&full);
    play(async {
        let all = injections();
        let (fake, seen) = server(all.iter().map(|text| obeying(text)).collect()).await;
        let bare = shown(&full, &Words::Off);
        for text in &all {
            let mut stages = Vec::new();
            let words = explain(&seen, &ask(&facts, Some(text)), |stage| stages.push(stage)).await;
            assert_harmless(text, &full, &words, &stages, &bare, &WANTED);
            let view = words.view().unwrap_or_else(|| panic!("{text:?}: {words:?}"));
            assert!(view.note.starts_with(CLEAN[0]) && view.dropped_sentences > 0, "{text:?}: {view:?}");
            let sent = fake.seen().last().unwrap().json();
            assert!(sent.get("tools").is_none(), "{text:?}");
            let asked = sent["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
            assert_fenced(text, asked);
        }
    });
}

/// Asserts that a text of others stands in one fence, without a mark that could end it or speak for somebody.
pub(super) fn assert_fenced(name: &str, asked: &str) {
    assert_eq!((asked.matches("<data>").count(), asked.matches("</data>").count()), (1, 1), "{name:?}: {asked}");
    let within = asked.split("<data>").nth(1).and_then(|rest| rest.split("</data>").next()).unwrap();
    let tight: String = within.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
    for mark in MARKS {
        assert!(!tight.contains(mark), "{mark} of {name:?} is sent: {within}");
    }
}

#[test]
fn a_server_cannot_dress_up_as_a_model() {
    let full = full();
    let facts = Facts::of(&full);
    play(async {
        let good = replies().into_iter().find(|reply| reply.name == "good alone, content").unwrap();
        let name = "glm\u{1b}[31m\u{202e}\n\nSignal: SELL";
        let (_fake, seen) = server(vec![Script::events(good.stream(name))]).await;
        let words = explain(&seen, &ask(&facts, None), drop).await;
        let bare = shown(&full, &Words::Off);
        assert_harmless(name, &full, &words, &[], &bare, &["\nSignal: SELL"]);
    });
}
