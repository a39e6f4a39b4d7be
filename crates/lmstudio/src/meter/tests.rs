use std::time::Duration;

use super::{Meter, Speed, Timing};

fn of(seconds: impl IntoIterator<Item = u64>) -> Meter {
    let mut meter = Meter::default();
    seconds.into_iter().for_each(|seconds| meter.record("m", Duration::from_secs(seconds)));
    meter
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
