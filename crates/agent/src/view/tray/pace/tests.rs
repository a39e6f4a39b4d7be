use std::time::Duration;

use proptest::prelude::*;

use super::{Pace, Step};
use crate::view::tray::Mark;

/// Replays marks, one each 100 ms, and gives the times at which the icon changed.
fn replay(marks: impl Iterator<Item = Mark>, shown: Mark) -> Vec<(Duration, Mark)> {
    let mut pace = Pace::of(shown);
    let mut changes = Vec::new();
    for (at, mark) in marks.enumerate() {
        let now = Duration::from_millis(100 * at as u64);
        if let Step::Show(mark) = pace.step(mark, now) {
            changes.push((now, mark));
        }
    }
    changes
}

fn flap(period: usize, with: Mark) -> impl Iterator<Item = Mark> {
    (0..600).map(move |at| if (at / period).is_multiple_of(2) { with } else { Mark::Ready })
}

#[test]
fn a_minute_of_flapping_changes_the_icon_four_times_at_most() {
    for period in [3, 10, 19, 25, 30, 50, 80] {
        for with in [Mark::Reconnecting, Mark::NeedsYou, Mark::Degraded] {
            let changes = replay(flap(period, with), Mark::Ready);
            assert!(changes.len() <= 4, "{with:?} every {period}00 ms: {changes:?}");
        }
    }
}

#[test]
fn reconnecting_shows_after_two_seconds_and_a_fault_at_once() {
    let changes = replay(std::iter::repeat_n(Mark::Reconnecting, 100), Mark::Ready);
    assert_eq!(changes, [(Duration::from_secs(2), Mark::Reconnecting)]);
    let changes = replay(std::iter::repeat_n(Mark::NeedsYou, 100), Mark::Ready);
    assert_eq!(changes, [(Duration::ZERO, Mark::NeedsYou)]);
    assert!(replay(flap(10, Mark::Reconnecting), Mark::Ready).is_empty(), "a second is not worth a look");
    let changes = replay(std::iter::repeat_n(Mark::Ready, 10), Mark::Starting);
    assert_eq!(changes, [(Duration::ZERO, Mark::Ready)]);
}

fn mark() -> impl Strategy<Value = Mark> {
    use Mark::{Degraded, NeedsApproval, NeedsYou, Paused, Ready, Reconnecting, Starting};
    prop::sample::select(vec![Starting, Ready, NeedsApproval, Degraded, Reconnecting, NeedsYou, Paused])
}

proptest! {
    #[test]
    fn what_lasts_is_shown_in_the_end(before in prop::collection::vec(mark(), 0..200), last in mark()) {
        let mut pace = Pace::of(Mark::Starting);
        for (at, mark) in before.iter().enumerate() {
            pace.step(*mark, Duration::from_millis(700 * at as u64));
        }
        let from = Duration::from_millis(700 * before.len() as u64);
        let shows = (0..400).map(|at| pace.step(last, from + Duration::from_millis(100 * at)));
        let shows: Vec<Step> = shows.filter(|step| !matches!(step, Step::Wait(_))).collect();
        prop_assert!(matches!(shows.first(), Some(Step::Keep)) || shows.first() == Some(&Step::Show(last)));
        prop_assert_eq!(shows.last(), Some(&Step::Keep));
    }
}
