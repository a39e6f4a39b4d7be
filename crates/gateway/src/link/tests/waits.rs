//! When the gateway is called again, and when it is given up.

use super::*;

fn cause(bench: &Bench) -> Retryable {
    let standing = bench.link.standing();
    let Standing::Waiting { cause, .. } = standing else { panic!("{standing:?}") };
    cause
}

const NOBODY: fn() -> News = || News::Ended(End::NotDialled(DialFault::Unreachable("connection refused".to_owned())));

#[test]
fn the_backoff_doubles_and_has_two_caps() {
    let pace = Pace::default();
    let secs = Duration::from_secs_f64;
    let young = |failures, roll| delay(pace, failures, Duration::ZERO, roll);
    for failures in 0..40 {
        assert_eq!(young(failures, 0.0), secs(0.25), "{failures}");
    }
    for (failures, most) in [(0, 1.0), (1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (5, 5.0), (u32::MAX, 5.0)] {
        assert_eq!(young(failures, 1.0), secs(most), "{failures}");
    }
    let (just, old) = (Duration::from_millis(119_999), Duration::from_mins(2));
    assert_eq!(delay(pace, 9, just, 1.0), secs(5.0));
    assert_eq!(delay(pace, 9, old, 1.0), secs(30.0));
    assert_eq!(delay(pace, 4, old, 1.0), secs(8.0));
    assert_eq!(young(3, 0.5), secs(0.25 + 3.75 / 2.0));
    for roll in [f64::NAN, f64::INFINITY, -1.0, 2.0] {
        let delay = young(3, roll);
        assert!((secs(0.25)..=secs(4.0)).contains(&delay), "{roll}: {delay:?}");
    }
}

/// A gateway that welcomes, stands for so long and hangs up; how long it is waited for then.
fn hello(bench: &mut Bench, stands: Duration) -> Duration {
    bench.news(News::Opened);
    bench.news(News::Challenge(challenge()));
    bench.news(News::Hello { terms: terms(4, &[]), issued: false });
    bench.pass(stands);
    bench.close(1006, "");
    bench.wait().0
}

/// One that always waits as long as it may.
fn enabled() -> Bench {
    let mut bench = Bench::new(Plan::default(), GIVEN);
    bench.roll = 1.0;
    bench.step(Input::Enable);
    bench
}

#[test]
fn an_outage_ends_after_half_a_minute_of_service_and_not_at_the_hello() {
    let mut bench = enabled();
    let mut longest = Duration::ZERO;
    // A gateway that welcomes and hangs up is not hammered.
    for _ in 0..6 {
        longest = hello(&mut bench, Duration::from_millis(29_999) / 6);
    }
    assert_eq!(longest, Duration::from_secs(5));
    assert_eq!(hello(&mut bench, Duration::from_secs(30)), Duration::from_secs(1));
}

#[test]
fn a_gateway_that_was_back_is_waited_for_as_at_first_however_often_it_restarts() {
    let longest = |stands| {
        let mut bench = enabled();
        (0..80).map(|_| hello(&mut bench, stands)).max()
    };
    assert_eq!(longest(Duration::from_secs(1)), Some(Duration::from_secs(5)));
    // One that only welcomes and hangs up was not back.
    assert_eq!(longest(Duration::from_millis(999)), Some(Duration::from_secs(30)));
}

#[test]
fn a_gateway_is_asked_again_when_it_says_within_reason() {
    let wait_after = |ms: &str| {
        let mut bench = Bench::signed(Plan::default(), GIVEN);
        bench.refuse(&format!(r#"{{"code":"UNAVAILABLE","message":"gateway starting","retryAfterMs":{ms}}}"#));
        bench.wait().0
    };
    for (ms, is) in [
        ("500", Duration::from_millis(500)),
        ("1", Duration::from_millis(250)),
        ("1e12", Duration::from_mins(5)),
        // Nonsense is as if it were not said: half of the first wait's range, with this roll.
        ("0", Duration::from_millis(625)),
        ("-1", Duration::from_millis(625)),
        ("\"x\"", Duration::from_millis(625)),
    ] {
        assert_eq!(wait_after(ms), is, "{ms}");
    }
}

#[test]
fn a_wish_is_not_granted_for_ever() {
    let mut bench = Bench::signed(Plan::default(), GIVEN);
    bench.roll = 1.0;
    let mut waits = vec![];
    for _ in 0..400 {
        bench.refuse(r#"{"code":"UNAVAILABLE","message":"gateway starting","retryAfterMs":500}"#);
        waits.push(bench.wait().0);
        bench.news(News::Opened);
        bench.news(News::Challenge(challenge()));
    }
    assert_eq!(waits[0], Duration::from_millis(500));
    assert_eq!(waits[399], Duration::from_secs(30));
}

#[test]
fn a_restart_is_one_until_a_minute_is_over() {
    let mut bench = Bench::ready();
    bench.news(News::Shutdown { back_in: Some(Duration::from_millis(1500)) });
    assert!(matches!(bench.link.standing(), Standing::Ready { .. }));
    bench.close(1012, "service restart");
    assert!(matches!(bench.link.standing(), Standing::Restarting { .. }));
    let (waited, actions) = bench.wait();
    assert_eq!(waited, Duration::from_millis(1500 + 125));
    assert!(dialled(&actions).is_some());

    let began = bench.now;
    while bench.now < began + Duration::from_secs(50) {
        bench.news(NOBODY());
        assert!(matches!(bench.link.standing(), Standing::Restarting { .. }));
        bench.wait();
    }
    bench.pass(Duration::from_secs(15));
    bench.news(NOBODY());
    assert!(matches!(cause(&bench), Retryable::Unreachable(_)));
}

#[test]
fn an_announced_time_is_drawn_into_what_can_be() {
    let waits = |back_in: Option<Duration>| {
        let mut bench = Bench::ready();
        bench.roll = 0.0;
        bench.pass(STEADY);
        bench.news(News::Frame);
        bench.news(News::Shutdown { back_in });
        bench.close(1012, "");
        bench.wait().0
    };
    assert_eq!(waits(Some(Duration::from_secs(5))), Duration::from_secs(5));
    assert_eq!(waits(Some(Duration::from_millis(1))), Duration::from_millis(250));
    assert_eq!(waits(Some(Duration::from_millis(1 << 31))), Duration::from_secs(10));
    assert_eq!(waits(None), Duration::from_millis(250));
}

#[test]
fn a_gateway_that_restarts_in_a_loop_is_called_less_and_less() {
    let mut bench = Bench::ready();
    bench.roll = 1.0;
    let mut waits = vec![];
    for _ in 0..10 {
        bench.close(1012, "service restart");
        waits.push(bench.wait().0.as_secs());
        bench.news(News::Opened);
        bench.news(News::Challenge(challenge()));
        bench.news(News::Hello { terms: terms(4, &[]), issued: false });
    }
    assert_eq!(waits, [1, 2, 4, 5, 5, 5, 5, 5, 5, 5]);
}

#[test]
fn silence_is_pinged_and_then_given_up() {
    let mut bench = Bench::ready();
    assert_eq!(bench.wait(), (Duration::from_secs(10), vec![Action::Ping]));
    assert_eq!(bench.wait(), (Duration::from_secs(10), vec![Action::Close(4000)]));
    assert_eq!(cause(&bench), Retryable::Unheard);
    // Twenty seconds of silence, and called again within one.
    assert!(bench.wait().0 <= Duration::from_secs(1));
}

#[test]
fn a_pong_proves_the_wire_and_not_the_gateway() {
    let mut bench = Bench::ready();
    let born = bench.now;
    let mut last = vec![];
    while last != [Action::Close(4000)] {
        last = bench.wait().1;
        bench.news(News::Pong);
    }
    // Two ticks of 30 s without a frame.
    assert_eq!(bench.now.duration_since(born), Duration::from_mins(1));
    assert_eq!(cause(&bench), Retryable::Unheard);

    let mut bench = Bench::ready();
    for _ in 0..20 {
        assert_eq!(bench.wait().1, [Action::Ping]);
        bench.news(News::Frame);
    }
    assert!(matches!(bench.link.standing(), Standing::Ready { .. }));
}

#[test]
fn after_sleep_an_open_link_is_probed_and_a_wait_cut_short() {
    let mut bench = Bench::ready();
    assert_eq!(bench.step(Input::Woke), [Action::Ping]);
    assert_eq!(bench.wait(), (Duration::from_secs(2), vec![Action::Close(4000)]));
    assert!(dialled(&bench.step(Input::Woke)).is_some());
    let actions = bench.step(Input::Woke);
    assert_eq!(actions[0], Action::Close(1000));
    assert!(dialled(&actions).is_some());

    let mut bench = Bench::ready();
    bench.step(Input::Woke);
    bench.news(News::Pong);
    assert_eq!(bench.wait(), (Duration::from_secs(10), vec![Action::Ping]));
}

#[test]
fn the_old_socket_of_protocol_3_rests_for_a_second() {
    let ready = |protocol| {
        let mut bench = Bench::signed(Plan::default(), GIVEN);
        bench.news(News::Hello { terms: terms(protocol, &[]), issued: false });
        bench
    };
    let mut bench = ready(3);
    let actions = bench.step(Input::RetryNow);
    assert_eq!(actions, [Action::Close(1000)]);
    assert_eq!(cause(&bench), Retryable::Resting);
    let (waited, actions) = bench.wait();
    assert_eq!(waited, REST);
    assert!(dialled(&actions).is_some());

    // Off and on again does not get around it; protocol 4 has no need of it.
    let mut bench = ready(3);
    bench.step(Input::Disable);
    assert_eq!(bench.step(Input::Enable), []);
    let mut bench = ready(4);
    assert!(dialled(&bench.step(Input::RetryNow)).is_some());
}

#[test]
fn a_dial_has_ten_seconds_and_repeated_silence_is_counted() {
    let mut bench = Bench::new(Plan::default(), GIVEN);
    bench.step(Input::Enable);
    for times in 1..=3 {
        assert_eq!(bench.wait(), (Duration::from_secs(10), vec![Action::Close(1000)]));
        assert_eq!(cause(&bench), Retryable::Silent { times });
        bench.wait();
    }
    for times in 4..=5 {
        bench.news(News::Opened);
        bench.close(1000, "");
        assert_eq!(cause(&bench), Retryable::ClosedEarly { times });
        bench.wait();
    }
}

#[test]
fn a_refusal_that_nobody_knows_is_not_repeated_soon() {
    let mut bench = Bench::signed(Plan::default(), GIVEN);
    bench.close(1008, "because\u{202e} of\nthis");
    assert_eq!(cause(&bench), Retryable::Refused("because of this".to_owned()));
    assert_eq!(bench.wait().0, Duration::from_secs(30));
}
