//! The bucket's laws.

use std::time::Duration;

use proptest::prelude::*;

use super::{Closed, Limit, Quota};

const LIMIT: Limit = Limit { weight: 10, per: Duration::from_secs(1), burst: 5 };

#[test]
fn a_burst_goes_at_once_and_the_rest_in_its_time() {
    let mut quota = Quota::new(LIMIT, 0);
    let sent: Vec<i64> = (0..8).map(|_| quota.take(1, 0).unwrap()).collect();
    assert_eq!(sent, [0, 0, 0, 0, 0, 100, 200, 300]);
    // After a pause the burst is back, and no more than that.
    assert_eq!(
        (0..6).map(|_| quota.take(1, 60_000).unwrap()).collect::<Vec<_>>(),
        [60_000, 60_000, 60_000, 60_000, 60_000, 60_100]
    );
}

#[test]
fn a_refusal_closes_it_for_exactly_the_time_told() {
    let mut quota = Quota::new(LIMIT, 0);
    let closed = Closed { until_ms: 7_000, is_ban: false };
    quota.close(closed);
    assert_eq!(quota.take(1, 6_999), Err(closed));
    assert_eq!(quota.take(1, 7_000), Ok(7_000));
    // A shorter refusal does not open it earlier.
    let ban = Closed { until_ms: 120_000, is_ban: true };
    quota.close(ban);
    quota.close(Closed { until_ms: 20_000, is_ban: false });
    assert_eq!(quota.take(1, 119_999), Err(ban));
}

#[test]
fn near_the_limit_it_waits_for_the_next_minute() {
    let mut quota = Quota::new(LIMIT, 0);
    quota.used(4_799, 6_000, 61_000);
    assert_eq!(quota.take(1, 61_000), Ok(61_000));
    quota.used(4_800, 6_000, 61_000);
    assert_eq!(quota.take(1, 61_000), Ok(120_000));
}

#[test]
fn a_clock_set_back_does_not_stop_it() {
    let mut quota = Quota::new(LIMIT, 3_600_000);
    for _ in 0..5 {
        quota.take(1, 3_600_000).unwrap();
    }
    assert_eq!(quota.take(1, 0), Ok(100));
}

proptest! {
    /// In any window as long as the limit's, no more is sent than the burst and what comes back in it.
    #[test]
    fn never_more_than_is_allowed(asks in prop::collection::vec((0_i64..400, 1_u32..4), 1..200)) {
        let mut quota = Quota::new(LIMIT, 0);
        let (mut now, mut sent) = (0, Vec::new());
        for (pause, weight) in asks {
            now += pause;
            sent.push((quota.take(weight, now).unwrap(), weight));
        }
        for (from, _) in &sent {
            let window: u32 =
                sent.iter().filter(|(at, _)| (*from..from + 1_000).contains(at)).map(|(_, weight)| weight).sum();
            prop_assert!(window <= LIMIT.burst + LIMIT.weight + 3, "{window} from {from}");
        }
    }
}
