//! Bad sentences and texts of others in a conversation, from the question to the answer.

use lmstudio::testing::Script;
use tokio::runtime::Handle;

use super::{
    explained::{assert_fenced, server},
    full,
    injections::{WANTED, injections},
    play,
    replies::{CLEAN, POISON, prose, texts},
};
use crate::{
    model::Voice,
    narration::Stage,
    talk::{Answering, Learned, Memory, Patience, Progress, Who},
    testing::{model::MODEL, tools},
};

/// With what was said of a report before: nothing needs to be computed.
async fn answering(scripts: Vec<Script>) -> (lmstudio::testing::Fake, Answering) {
    let (fake, seen) = server(scripts).await;
    let voice = Voice::of(Ok(seen));
    (fake, Answering { tools: tools(None), voice, runtime: Handle::current(), learned: Learned::default() })
}

fn written(progress: &Progress) -> Option<&str> {
    match progress {
        Progress::Stage(Stage::Writing(text)) => Some(text),
        Progress::Stage(_) | Progress::Report(_) | Progress::Calling(_) => None,
    }
}

#[test]
fn no_bad_sentence_of_a_conversation_is_shown() {
    let known = full().objects().unwrap();
    // Those between two good sentences; a call in the text ends the turn, and has tests of its own.
    let all: Vec<_> =
        texts().into_iter().filter(|(name, _)| name.ends_with(", 1") && !name.starts_with("a call")).collect();
    play(async {
        let scripts = all.iter().map(|(_, text)| Script::events(prose(text).stream(MODEL)).in_pieces(499)).collect();
        let (_fake, answering) = answering(scripts).await;
        for (name, _) in &all {
            let mut memory = Memory::default();
            memory.learn(known.clone());
            let show = |progress| {
                let text = written(&progress).unwrap_or_default();
                assert!(!text.contains(POISON), "{name} while it is written: {text}");
            };
            let reply = answering.say("How is it?", None, &mut memory, Patience::Watched, show).await;
            assert_eq!(reply.who, Who::Model(MODEL.to_owned()), "{name}: {reply:?}");
            assert!(!reply.text.contains(POISON) && reply.text.starts_with(CLEAN[0]), "{name}: {}", reply.text);
        }
    });
}

#[test]
fn texts_from_elsewhere_are_fenced_offer_no_tools_and_are_not_obeyed() {
    let known = full().objects().unwrap();
    let all = injections();
    play(async {
        let obeyed = format!(
            "{} It goes to {}. It wins {} of times. See {}. {}",
            CLEAN[0], WANTED[0], WANTED[1], WANTED[2], CLEAN[1]
        );
        let scripts = all.iter().map(|_| Script::said(MODEL, &[&obeyed])).collect();
        let (fake, answering) = answering(scripts).await;
        for text in &all {
            let mut memory = Memory::default();
            memory.learn(known.clone());
            let reply = answering.say("What of this news?", Some(text), &mut memory, Patience::Watched, drop).await;
            assert_eq!(reply.text, format!("{} {}\n", CLEAN[0], CLEAN[1]), "{text:?}");
            assert_eq!((reply.withheld, reply.called.len()), (3, 0), "{text:?}");
            let sent = fake.seen().last().unwrap().json();
            assert!(sent.get("tools").is_none(), "{text:?}");
            let asked = sent["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
            assert_fenced(text, asked);
        }
    });
}
