use std::time::Duration;

use tokio::time::Instant;

use super::{Patience, Stages};
use crate::fault::Timer;

/// Seconds from the beginning, and which time is up then.
fn next(stages: &Stages, start: Instant) -> (u64, Timer) {
    let (at, timer) = stages.next();
    ((at - start).as_secs(), timer)
}

#[test]
fn one_time_after_the_other() {
    let start = Instant::now();
    let at = |seconds| start + Duration::from_secs(seconds);
    let mut stages = Stages::begin(start, &Patience::default(), false, None);
    assert_eq!(next(&stages, start), (180, Timer::First), "a model may have to be loaded");
    stages.byte(at(100));
    assert_eq!(next(&stages, start), (180, Timer::First), "comments do not buy time");
    stages.piece(at(170));
    assert_eq!(next(&stages, start), (200, Timer::Idle));
    stages.byte(at(190));
    assert_eq!(next(&stages, start), (220, Timer::Idle));
    stages.piece(at(191));
    for second in 191..289 {
        stages.byte(at(second));
    }
    assert_eq!(next(&stages, start), (290, Timer::Total), "from the first piece on, whatever comes");
}

#[test]
fn a_loaded_model_is_waited_for_less() {
    let start = Instant::now();
    assert_eq!(next(&Stages::begin(start, &Patience::default(), true, None), start), (60, Timer::First));
}

#[test]
fn the_callers_deadline_is_the_smallest_of_all() {
    let start = Instant::now();
    let until = Some(start + Duration::from_secs(8));
    let mut stages = Stages::begin(start, &Patience::default(), true, until);
    assert_eq!(next(&stages, start), (8, Timer::Deadline));
    stages.piece(start);
    assert_eq!(next(&stages, start), (8, Timer::Deadline));
}
