use std::time::Duration;

use analysis::{
    Gate,
    answer::{ModelState, Stance},
};
use lmstudio::testing::{Ending, Fake, Held, Script, Seen as Heard, World};
use serde_json::json;
use tokio::time::Instant;

use super::{Ask, Stage, explain};
use crate::{
    model::Seen,
    narration::{Facts, Words},
    testing::{
        fully,
        model::{self, MODEL, held},
        now,
    },
};

/// Of a BUY by the rule. It is made where nothing else waits.
fn facts() -> Facts {
    std::thread::spawn(|| Facts::of(&fully("BTC/USD", "1h", Gate::Rule))).join().unwrap()
}

/// A server that says these things, one after another.
async fn server(scripts: Vec<Script>) -> (Fake, Seen) {
    with(World { models: vec![held()], ..World::default() }, scripts).await
}

async fn with(world: World, scripts: Vec<Script>) -> (Fake, Seen) {
    model::server(world, 2, scripts).await
}

fn ask(facts: &Facts) -> Ask<'_> {
    Ask { facts, question: None, model: MODEL, is_pinned: false, more_calls: 2, until: None, at: now() }
}

fn view(facts: &Facts, rationale: &str) -> String {
    let below = facts.levels.iter().find(|level| level.is_below).unwrap();
    json!({
        "evidence_for": ["E1"], "evidence_against": ["E3"], "rationale": rationale, "stance": "agree",
        "self_confidence": 61, "key_levels": ["L1"], "invalidation_level": below.id,
    })
    .to_string()
}

fn said(text: &str) -> Script {
    let letters: Vec<String> = text.chars().map(String::from).collect();
    let pieces: Vec<&str> = letters.iter().map(String::as_str).collect();
    Script::said(MODEL, &pieces)
}

#[tokio::test]
async fn words_come_checked_and_with_the_name_of_who_said_them() {
    let facts = facts();
    let script = said(&view(&facts, "The trend points up. It will reach 987654. The record shows no edge."));
    let (fake, seen) = server(vec![script]).await;
    let mut stages = Vec::new();
    let words = explain(&seen, &ask(&facts), |stage| stages.push(stage)).await;
    let Words::Said(said) = &words else { panic!("{words:?}") };
    assert_eq!((said.view.stance, said.view.model.as_str()), (Stance::Agree, MODEL));
    assert_eq!(said.view.note, "The trend points up. The record shows no edge.");
    assert_eq!((said.view.dropped_sentences, words.state()), (1, ModelState::Ok));
    assert!(stages.contains(&Stage::Reading));
    for stage in &stages {
        let Stage::Writing(text) = stage else { continue };
        assert!(!text.contains('9') && said.view.note.starts_with(text.trim_end()), "{text}");
    }
    assert!(stages.contains(&Stage::Writing("The trend points up.".to_owned())), "{stages:?}");
    let chats: Vec<_> = fake.seen().into_iter().filter(|seen| seen.path.ends_with("/chat/completions")).collect();
    assert_eq!(chats.len(), 1);
    let body = chats[0].text();
    assert!(body.contains("engram_view") && body.contains("\"stream\":true") && !body.contains("tools"), "{body}");
}

#[tokio::test]
async fn what_cannot_be_used_is_asked_for_once_more_with_what_was_wrong() {
    let facts = facts();
    let wrong = view(&facts, "Up.").replace("agree", "buy now");
    let (fake, seen) = server(vec![said(&wrong), said(&view(&facts, "The trend points up."))]).await;
    let words = explain(&seen, &ask(&facts), drop).await;
    assert_eq!(words.state(), ModelState::Ok);
    let bodies: Vec<String> =
        fake.seen().iter().filter(|seen| seen.path.ends_with("completions")).map(Heard::text).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies[1].contains("stance must be agree, disagree or unsure"), "{}", bodies[1]);
    assert!(!bodies[0].contains("stance must be"));
}

#[tokio::test]
async fn a_model_that_never_says_anything_usable_is_rejected_and_the_reply_kept_apart() {
    let facts = facts();
    let nonsense = || said("I would buy at 1,234,567 now!");
    let (fake, seen) = server(vec![nonsense(), nonsense(), nonsense(), nonsense()]).await;
    let words = explain(&seen, &ask(&facts), drop).await;
    let Words::Rejected { why, reply } = &words else { panic!("{words:?}") };
    assert_eq!(
        (why.as_slice(), reply.as_str()),
        (["There is no JSON object in the answer.".to_owned()].as_slice(), "I would buy at 1,234,567 now!")
    );
    assert!(words.view().is_none());
    assert_eq!(fake.seen().iter().filter(|seen| seen.path.ends_with("completions")).count(), 3);
}

#[tokio::test]
async fn a_model_that_only_thinks_has_said_nothing() {
    let facts = facts();
    let (_fake, seen) = server((0..3).map(|_| said("<think>I think and think")).collect()).await;
    let mut stages = Vec::new();
    let words = explain(&seen, &Ask { more_calls: 0, ..ask(&facts) }, |stage| stages.push(stage)).await;
    assert!(stages.contains(&Stage::Thinking));
    assert!(!stages.iter().any(|stage| matches!(stage, Stage::Writing(_))), "{stages:?}");
    let Words::Rejected { why: text, .. } = &words else { panic!("{words:?}") };
    assert!(text[0].contains("thought"), "{text:?}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again_and_never_used() {
    let facts = facts();
    let good = view(&facts, "The trend points up.");
    let broken = said(&good).cut(4_000, Ending::Break);
    let (_fake, seen) = server(vec![broken, said(&good)]).await;
    assert_eq!(explain(&seen, &ask(&facts), drop).await.state(), ModelState::Ok);
    let broken = || said(&good).cut(4_000, Ending::Break);
    let (_fake, seen) = server(vec![broken(), broken()]).await;
    let words = explain(&seen, &Ask { more_calls: 0, ..ask(&facts) }, drop).await;
    assert!(matches!(words, Words::Unavailable { .. }), "{words:?}");
}

#[tokio::test]
async fn a_model_with_little_room_is_told_the_outline_and_one_with_none_is_left_alone() {
    let facts = facts();
    let place =
        |context| World { models: vec![Held { loaded: Some(context), ..Held::loaded(MODEL) }], ..World::default() };
    let (fake, seen) = with(place(2_000), vec![said(&view(&facts, "The trend points up."))]).await;
    assert_eq!(explain(&seen, &ask(&facts), drop).await.state(), ModelState::Ok);
    let body = fake.seen().last().unwrap().text();
    assert!(body.contains("E1 trend") && !body.contains("risk note"), "{body}");
    let (fake, seen) = with(place(256), vec![]).await;
    let words = explain(&seen, &ask(&facts), drop).await;
    let Words::Unavailable { why, .. } = &words else { panic!("{words:?}") };
    assert!(why.contains("256 tokens"), "{why}");
    assert!(!fake.seen().iter().any(|seen| seen.path.ends_with("completions")));
}

#[tokio::test]
async fn a_model_is_loaded_only_where_somebody_watches() {
    let facts = facts();
    let place = || World { models: vec![Held::on_disk(MODEL)], ..World::default() };
    let good = || said(&view(&facts, "The trend points up."));
    let (fake, seen) = with(place(), vec![good()]).await;
    let mut stages = Vec::new();
    assert_eq!(explain(&seen, &ask(&facts), |stage| stages.push(stage)).await.state(), ModelState::Ok);
    assert!(stages.iter().any(|stage| matches!(stage, Stage::Loading(_))), "{stages:?}");
    assert_eq!(fake.look(|world| world.loads.get(MODEL).copied()), Some(1));
    let (fake, seen) = with(place(), vec![good()]).await;
    let until = Some(Instant::now() + Duration::from_secs(8));
    let words = explain(&seen, &Ask { until, ..ask(&facts) }, drop).await;
    assert!(matches!(words, Words::Unavailable { .. }));
    assert_eq!(fake.look(|world| world.loads.len()), 0);
}

#[tokio::test]
async fn the_model_that_was_chosen_or_none() {
    let facts = facts();
    let place = || World { models: vec![Held { loaded: Some(16_384), ..Held::loaded("another") }], ..World::default() };
    let script = || Script::said("another", &[&view(&facts, "The trend points up.")]);
    let (_fake, seen) = with(place(), vec![script()]).await;
    let words = explain(&seen, &ask(&facts), drop).await;
    assert_eq!(words.view().map(|view| view.model.as_str()), Some("another"));
    let (_fake, seen) = with(place(), vec![script()]).await;
    assert!(matches!(explain(&seen, &Ask { is_pinned: true, ..ask(&facts) }, drop).await, Words::Unavailable { .. }));
}

#[tokio::test]
async fn dropping_it_hangs_up() {
    let facts = facts();
    let (fake, seen) = server(vec![said("{\"rationale\": \"Up").ending(Ending::Silence)]).await;
    let ask = ask(&facts);
    {
        let mut words = std::pin::pin!(explain(&seen, &ask, drop));
        tokio::select! {
            words = &mut words => panic!("{words:?}"),
            () = fake.until(|seen| seen.iter().any(|seen| seen.path.ends_with("completions"))) => {}
        }
    }
    let gone = fake.until(|seen| seen.iter().any(|seen| seen.hung_up));
    tokio::time::timeout(Duration::from_millis(250), gone).await.expect("the server hears of it at once");
}
