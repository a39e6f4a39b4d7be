use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;

use super::{Breaker, Verdict};
use crate::fault::{Class, Timer};

/// A breaker, and a clock in seconds.
struct Case {
    breaker: Breaker,
    start: Instant,
}

impl Case {
    fn new() -> Self {
        Self { breaker: Breaker::default(), start: Instant::now() }
    }

    fn at(&self, second: u64) -> Instant {
        self.start + Duration::from_secs(second)
    }

    fn fail(&mut self, class: Class, second: u64) -> &mut Self {
        self.breaker.failed(class, self.at(second));
        self
    }

    fn may(&self, second: u64) -> Verdict {
        self.breaker.may(self.at(second))
    }
}

#[test]
fn three_in_a_row_open_it_for_a_minute_and_then_for_five() {
    let mut case = Case::new();
    case.fail(Class::NotRunning, 0).fail(Class::Crashed, 1);
    assert_eq!(case.may(1), Verdict::Ask, "two are bad luck");
    case.fail(Class::TimedOut(Timer::First), 2);
    assert_eq!((case.may(2), case.may(61)), (Verdict::Wait(case.at(62)), Verdict::Wait(case.at(62))));
    assert_eq!(case.may(62), Verdict::Look);
    case.fail(Class::NotRunning, 62);
    assert_eq!(case.may(63), Verdict::Wait(case.at(362)), "still ill");
    assert_eq!(case.may(362), Verdict::Look);
    case.breaker.looked();
    assert_eq!(case.may(362), Verdict::Ask);
    case.fail(Class::Crashed, 363);
    assert_eq!(case.may(364), Verdict::Wait(case.at(663)), "it lists what it cannot run: one failure is enough");
    case.breaker.looked();
    case.breaker.answered();
    case.fail(Class::Crashed, 700).fail(Class::Crashed, 701);
    assert_eq!(case.may(701), Verdict::Ask, "well again, it has all three");
    case.fail(Class::Crashed, 702);
    assert_eq!(case.may(702), Verdict::Wait(case.at(762)), "and the short rest");
}

#[test]
fn an_answer_between_failures_forgives_them() {
    let mut case = Case::new();
    for second in 0..20 {
        case.fail(Class::Truncated, second).fail(Class::Truncated, second);
        case.breaker.answered();
    }
    assert_eq!(case.may(20), Verdict::Ask);
}

#[test]
fn our_own_mistakes_are_not_the_servers() {
    let mut case = Case::new();
    for class in [
        Class::ContextOverflow,
        Class::BadSchema,
        Class::ReasoningParam,
        Class::ToolParse,
        Class::BadHistory,
        Class::TimedOut(Timer::Deadline),
        Class::Forbidden,
    ] {
        case.fail(class, 0).fail(class, 0).fail(class, 0);
        assert_eq!(case.may(0), Verdict::Ask, "{class:?}");
    }
}

#[test]
fn a_missing_token_ends_all_asking_until_there_is_another() {
    for class in [Class::NeedsToken, Class::BadToken] {
        let mut case = Case::new();
        case.fail(class, 0);
        assert_eq!(case.may(1_000_000), Verdict::Locked);
        case.breaker.looked();
        case.fail(Class::NotRunning, 1);
        assert_eq!(case.may(1_000_000), Verdict::Locked, "time does not heal it");
        case.breaker.changed();
        assert_eq!(case.may(1), Verdict::Ask);
    }
}

proptest! {
    /// Whatever happens, nobody is asked more often than three times before a rest, and a rest has an end.
    #[test]
    fn it_always_rests_and_always_wakes(steps in prop::collection::vec((0_u8..4, 0_u64..400), 0..60)) {
        let mut case = Case::new();
        let (mut now, mut asked) = (0, 0);
        for (what, wait) in steps {
            now += wait;
            match case.may(now) {
                Verdict::Ask => {
                    asked += 1;
                    prop_assert!(asked <= 3, "asked {asked} times without an answer or a rest");
                    if what == 0 {
                        case.breaker.answered();
                        asked = 0;
                    } else {
                        case.fail(Class::Crashed, now);
                    }
                }
                Verdict::Look => {
                    asked = 0;
                    if what == 1 {
                        case.fail(Class::NotRunning, now);
                    } else {
                        case.breaker.looked();
                    }
                }
                Verdict::Wait(until) => {
                    asked = 0;
                    prop_assert!(until > case.at(now) && until <= case.at(now + 300));
                }
                Verdict::Locked => prop_assert!(false, "no token was asked for"),
            }
        }
    }
}
