//! Whether this computer slept: then a socket may be dead for a long time before anybody notices.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

/// How often the time of day is looked at.
const ROUND: Duration = Duration::from_secs(5);

/// So much later than expected, and it slept. A clock that somebody sets looks the same, and costs one ping.
const LATE: SignedDuration = SignedDuration::from_secs(15);

/// Waits until this computer has slept. Timers stand still meanwhile; the time of day does not.
pub(super) async fn slept(clock: fn() -> Timestamp) {
    loop {
        let before = clock();
        sleep(ROUND).await;
        if clock().duration_since(before) >= LATE {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use tokio::time::{Instant, timeout};

    use super::*;

    static SECONDS: AtomicI64 = AtomicI64::new(1_700_000_000);

    fn clock() -> Timestamp {
        Timestamp::from_second(SECONDS.load(Ordering::SeqCst)).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_gap_in_the_time_of_day_is_sleep_and_a_late_timer_is_not() {
        let pass = |seconds: i64| SECONDS.fetch_add(seconds, Ordering::SeqCst);
        // As time goes on, and 9 s late, and set back by an hour: nothing.
        for passed in [5, 14, -3_600] {
            let waits = async {
                tokio::task::yield_now().await;
                sleep(Duration::from_secs(1)).await;
                pass(passed);
            };
            let (slept, ()) = tokio::join!(timeout(Duration::from_secs(9), slept(clock)), waits);
            assert!(slept.is_err(), "{passed}");
        }
        let began = Instant::now();
        let waits = async {
            sleep(Duration::from_secs(1)).await;
            pass(600);
        };
        tokio::join!(slept(clock), waits);
        assert_eq!(began.elapsed(), ROUND);
    }
}
