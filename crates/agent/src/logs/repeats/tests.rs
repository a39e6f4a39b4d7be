use std::time::Duration;

use tracing::Level;

use super::{Admitted, MOST, Record, Repeats};

fn record(message: &str) -> Record {
    Record::new(Level::INFO, "agent", message.to_owned())
}

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn the_same_line_is_said_once_in_ten_seconds() {
    let mut repeats = Repeats::default();
    assert_eq!(repeats.admit(&record("a"), s(0)), Admitted::Said);
    for second in 0..10 {
        assert_eq!(repeats.admit(&record("a"), s(second)), Admitted::Held);
    }
    assert_eq!(repeats.admit(&record("b"), s(5)), Admitted::Said, "another line");
    assert_eq!(repeats.admit(&record("a"), s(10)), Admitted::Again(10));
    assert_eq!(repeats.admit(&record("a"), s(20)), Admitted::Said);
    let louder = Record { level: Level::ERROR, ..record("a") };
    assert_eq!(repeats.admit(&louder, s(20)), Admitted::Said, "the same words, more urgent");
    let other = Record { fields: vec![("pair".to_owned(), "BTC/USD".to_owned())], ..record("a") };
    assert_eq!(repeats.admit(&other, s(20)), Admitted::Said, "the same words about something else");
}

#[test]
fn what_does_not_come_again_is_told_of_once() {
    let mut repeats = Repeats::default();
    for _ in 0..1_000 {
        repeats.admit(&record("storm"), s(1));
    }
    repeats.admit(&record("once"), s(1));
    assert_eq!(repeats.expired(s(10)), []);
    assert_eq!(repeats.expired(s(11)), [(record("storm"), 999)]);
    assert_eq!(repeats.expired(s(60)), []);
    assert_eq!(repeats.admit(&record("storm"), s(61)), Admitted::Said);
}

#[test]
fn what_is_remembered_is_bounded_and_a_storm_is_not_forgotten_first() {
    let mut repeats = Repeats::default();
    repeats.admit(&record("storm"), s(0));
    repeats.admit(&record("storm"), s(0));
    for number in 0..10 * MOST {
        assert_eq!(repeats.admit(&record(&number.to_string()), s(1)), Admitted::Said);
    }
    assert_eq!(repeats.seen.len(), MOST);
    assert_eq!(repeats.admit(&record("storm"), s(2)), Admitted::Held);
}
