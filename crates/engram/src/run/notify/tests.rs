use std::time::Duration;

use super::{BEAT, Watchdog};

fn of(env: &[(&str, &str)]) -> Watchdog {
    Watchdog::of(|name| env.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into()))
}

#[test]
fn the_work_is_felt_twice_in_the_time_it_has() {
    assert_eq!((of(&[]).period(), of(&[]).is_wanted()), (BEAT, false));
    let usual = of(&[("WATCHDOG_USEC", "30000000")]);
    assert_eq!((usual.period(), usual.is_wanted()), (BEAT, true));
    assert_eq!(of(&[("WATCHDOG_USEC", "400000")]).period(), Duration::from_millis(200));
    for not_said in ["", "x", "-1", "0"] {
        assert!(!of(&[("WATCHDOG_USEC", not_said)]).is_wanted(), "{not_said}");
    }
    assert!(!of(&[("WATCHDOG_USEC", "1000000"), ("WATCHDOG_PID", "1")]).is_wanted(), "said to another process");
    let pid = std::process::id().to_string();
    assert!(of(&[("WATCHDOG_USEC", "1000000"), ("WATCHDOG_PID", &pid)]).is_wanted());
}
