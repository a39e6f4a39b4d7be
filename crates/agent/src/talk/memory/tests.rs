use lmstudio::Message;
use serde_json::json;

use super::Memory;

#[test]
fn the_oldest_turn_goes_first_and_goes_whole() {
    let mut memory = Memory::default();
    for turn in 0..10 {
        memory.keep(&format!("question {turn}"), &format!("answer {turn}"));
    }
    let said: Vec<_> = memory.messages().collect();
    assert_eq!(said.len(), 12);
    assert_eq!(said[0], Message::User("question 4".to_owned()));
    memory.keep("long", &"x".repeat(9_000));
    assert_eq!(memory.messages().count(), 2);
    memory.clear();
    assert_eq!(memory.messages().count(), 0);
}

#[test]
fn numbers_of_the_last_answers_may_be_said_again() {
    let mut memory = Memory::default();
    memory.learn((0..20).map(|number| json!(number)));
    assert_eq!(memory.objects().cloned().collect::<Vec<_>>(), (12..20).map(|number| json!(number)).collect::<Vec<_>>());
}
