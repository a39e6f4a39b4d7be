use std::time::Duration;

use super::{Call, Meter, Outcome, Record, Speed, Spread, Timing};
use crate::{
    fault::Class,
    pieces::{Finish, Usage},
};

fn call(timing: Timing, outcome: Outcome) -> Call {
    Call { asked: "m".to_owned(), answered: "m".to_owned(), timing, usage: None, calls: 0, outcome }
}

fn answered(seconds: u64) -> Call {
    let timing = Timing { end: Duration::from_secs(seconds), ..Timing::default() };
    call(timing, Outcome::Answered(Finish::Stop))
}

fn of(seconds: impl IntoIterator<Item = u64>) -> Meter {
    let mut meter = Meter::default();
    seconds.into_iter().for_each(|seconds| meter.record(answered(seconds)));
    meter
}

#[test]
fn a_record_is_of_the_last_calls_and_its_times_are_of_those_that_were_answered() {
    let mut meter = Meter::default();
    assert_eq!(meter.of("m"), None);
    meter.record(call(Timing { end: Duration::from_hours(1), ..Timing::default() }, Outcome::Failed(Class::Crashed)));
    let all_failed = Record { calls: 1, answered: 0, first: None, whole: None, tokens_per_second: None };
    assert_eq!(meter.of("m"), Some(all_failed));
    meter.record(call(Timing::default(), Outcome::GivenUp));
    for seconds in 1..=20 {
        let timing = Timing {
            first_answer: Some(Duration::from_secs(seconds)),
            end: Duration::from_secs(seconds + 10),
            ..Timing::default()
        };
        let usage = Some(Usage { prompt: 1, completion: 10 * seconds, cached: None, reasoning: None });
        meter.record(Call { usage, ..call(timing, Outcome::Answered(Finish::Stop)) });
    }
    let seconds = |p50, p95| Some(Spread { p50: Duration::from_secs(p50), p95: Duration::from_secs(p95) });
    // Of 1 to 20 by the nearest rank the 10th, the 19th, and for the slowest twentieth the 1st.
    let expected = Record {
        calls: 22,
        answered: 20,
        first: seconds(10, 19),
        whole: seconds(20, 29),
        tokens_per_second: Some((10.0, 1.0)),
    };
    assert_eq!(meter.of("m"), Some(expected));
    assert_eq!(meter.calls("m").last().unwrap().usage.unwrap().completion, 200, "the newest last");
    (0..100).for_each(|_| meter.record(answered(1)));
    assert_eq!(meter.of("m").unwrap().calls, 50);
}

#[test]
fn ranks_of_a_hundred_are_their_numbers() {
    // By the nearest rank, of 51 to 100: the 25th and the 48th of fifty.
    let meter = of(1..=100);
    assert_eq!(meter.quantile("m", 0.5), Some(Duration::from_secs(75)), "only the last fifty");
    assert_eq!(meter.quantile("m", 0.95), Some(Duration::from_secs(98)));
    assert_eq!(meter.quantile("m", 0.0), Some(Duration::from_secs(51)));
    assert_eq!(of([7]).quantile("m", 0.95), Some(Duration::from_secs(7)));
    assert_eq!(meter.quantile("n", 0.5), None);
    assert_eq!(meter.of("m").unwrap().whole.unwrap().p95, Duration::from_secs(98));
}

#[test]
fn a_fast_model_is_waited_for_less() {
    let set = Duration::from_mins(2);
    assert_eq!(of([10; 19]).total("m", set), set, "too few to judge by");
    assert_eq!(of([10; 20]).total("m", set), Duration::from_secs(30));
    assert_eq!(of([1; 20]).total("m", set), Duration::from_secs(20), "never less");
    assert_eq!(of([100; 20]).total("m", set), set, "never more than was set");
    assert_eq!(of([1; 20]).total("m", Duration::from_secs(8)), Duration::from_secs(8));
}

#[test]
fn speed_is_of_the_writing_alone() {
    let timing = Timing {
        first_reasoning: Some(Duration::from_secs(2)),
        first_answer: Some(Duration::from_secs(5)),
        end: Duration::from_secs(12),
        pieces: 50,
        ..Timing::default()
    };
    assert_eq!(timing.first_piece(), Some(Duration::from_secs(2)));
    assert_eq!(timing.speed(Some(200)), Some(Speed { tokens_per_second: 20.0, is_counted: true }));
    assert_eq!(timing.speed(None), Some(Speed { tokens_per_second: 5.0, is_counted: false }));
    assert_eq!(Timing::default().speed(Some(9)), None, "nothing came");
    let at_once = Timing { end: Duration::from_secs(2), ..timing };
    assert_eq!(at_once.speed(Some(9)), None, "no time to divide by");
}
