use std::sync::Arc;

use analysis::Gate;

use super::{TalkJob, Talking};
use crate::{
    Speaker, StageView, WordsView,
    desk::Effect,
    talk::{Reply, Who},
    testing::{fully, now},
};

fn reply(text: &str) -> Reply {
    Reply {
        text: format!("{text}\n"),
        who: Who::Model("m".to_owned()),
        withheld: 1,
        why: None,
        full: None,
        called: Vec::new(),
    }
}

fn job(effects: &[Effect]) -> TalkJob {
    let job = effects
        .iter()
        .find_map(|effect| if let Effect::Explain(job, _) | Effect::Say(job, _) = effect { Some(*job) } else { None });
    job.unwrap()
}

#[test]
fn words_of_an_older_report_are_not_shown_with_a_newer_one() {
    let (mut talking, full) = (Talking::default(), Arc::new(fully("BTC/USD", "1h", Gate::Proven)));
    let first = job(&talking.explain("one", Arc::clone(&full)));
    let effects = talking.explain("two", full);
    assert!(effects.contains(&Effect::Hush(first)));
    talking.explained(first, WordsView::Silent { why: "late".to_owned() });
    assert!(matches!(talking.view.words, WordsView::Coming { .. }));
    talking.explained(job(&effects), WordsView::Silent { why: "now".to_owned() });
    assert_eq!(
        (talking.view.report.as_deref(), &talking.view.words),
        (Some("two"), &WordsView::Silent { why: "now".to_owned() })
    );
}

#[test]
fn a_question_stops_the_words_and_the_words_never_stop_a_question() {
    let (mut talking, full) = (Talking::default(), Arc::new(fully("BTC/USD", "1h", Gate::Proven)));
    let words = job(&talking.explain("one", Arc::clone(&full)));
    let effects = talking.say(" how is btc? ", now());
    assert!(
        effects.contains(&Effect::Hush(words))
            && effects.contains(&Effect::Say(job(&effects), "how is btc?".to_owned()))
    );
    assert_eq!(talking.view.words, WordsView::Stopped);
    let said = job(&effects);
    assert!(!talking.explain("two", full).contains(&Effect::Hush(said)));
    talking.staged(said, StageView::Thinking);
    assert_eq!(talking.view.saying.as_ref().map(|saying| &saying.stage), Some(&StageView::Thinking));
    talking.replied(said, &reply("HOLD."), now());
    let from: Vec<_> = talking.view.chat.iter().map(|line| (line.from, line.text.as_str())).collect();
    assert_eq!(from, [(Speaker::Trader, "how is btc?"), (Speaker::Model, "HOLD.")]);
    assert!(talking.view.saying.is_none());
}

#[test]
fn what_was_stopped_says_nothing_any_more() {
    let mut talking = Talking::default();
    assert_eq!(talking.say("  ", now()), []);
    let first = job(&talking.say("one", now()));
    assert_eq!(talking.stop(now()), [Effect::Hush(first)]);
    talking.replied(first, &reply("late"), now());
    let lines: Vec<_> = talking.view.chat.iter().map(|line| (line.from, line.text.as_str())).collect();
    assert_eq!(lines, [(Speaker::Trader, "one"), (Speaker::Code, "Stopped.")]);
    assert_eq!(talking.stop(now()), []);
    let second = job(&talking.say("two", now()));
    assert_eq!(talking.clear(), [Effect::Hush(second), Effect::Forget]);
    assert!(talking.view.chat.is_empty() && talking.view.saying.is_none());
    // The same by a command.
    let third = job(&talking.say("three", now()));
    assert_eq!(talking.say("/clear", now()), [Effect::Hush(third), Effect::Forget]);
    assert!(talking.view.chat.is_empty() && talking.view.saying.is_none());
}

#[test]
fn a_long_chat_is_shown_from_its_end() {
    let mut talking = Talking::default();
    for turn in 0..80 {
        let job = job(&talking.say(&format!("{turn}"), now()));
        talking.replied(job, &reply("ok"), now());
    }
    assert_eq!(talking.view.chat.len(), 100);
    assert_eq!(talking.view.chat[0].text, "30");
}
