//! The faults of a market place and its network, F61 to F72, each with what is promised.

use super::*;
use crate::fake::Fault;

const EVERYONE: [VenueName; 6] = VenueName::ALL;

/// Says no to every question about the instrument, so that the next fault meets the candles.
async fn ready(venue: VenueName) -> Desk {
    let desk = desk(venue);
    let _known = desk.feed.instrument(&home(venue)).await.unwrap();
    desk
}

#[tokio::test(start_paused = true)]
async fn f61_a_limit_is_waited_for_to_the_second_and_never_probed() {
    let desk = ready(VenueName::Binance).await;
    desk.world.plan(Fault::Says { status: 429, retry_after: Some(7), body: String::new() });
    let before = desk.now();
    desk.ask(Interval::H1, 50).await.unwrap();
    let asked = desk.world.asked();
    let [.., refused, again] = asked.as_slice() else { panic!() };
    assert!((7_000..7_200).contains(&(again.at_ms - refused.at_ms)), "{}", again.at_ms - refused.at_ms);
    assert!(desk.now() - before < 8_000);
}

#[tokio::test(start_paused = true)]
async fn f61_a_ban_is_kept_to_and_outlives_the_program() {
    let desk = ready(VenueName::Binance).await;
    desk.ask(Interval::H1, 50).await.unwrap();
    pass(Duration::from_hours(1)).await;
    desk.world.shut(Duration::from_hours(48), 418);
    let answer = desk.ask(Interval::H1, 50).await.unwrap();
    assert_eq!(answer.history.series.len(), 49, "one candle is missing at the end, and kept ones stand in");
    let standing = desk.feed.standing();
    let until = standing.closed_until.unwrap().as_millisecond();
    assert!(standing.is_ban && (until - desk.now() - 48 * 3_600_000).abs() < 2_000);
    // Hour after hour nothing is asked, in this run and in another one.
    let asked = desk.world.asked().len();
    let again = desk_over(desk.world.clone(), VenueName::Binance, Arc::clone(&desk.cache), Arc::clone(&desk.clock));
    for _ in 0..47 {
        desk.ask(Interval::H1, 50).await.unwrap();
        again.ask(Interval::H1, 50).await.unwrap();
        pass(Duration::from_hours(1)).await;
    }
    assert_eq!(desk.world.asked().len(), asked);
    assert_eq!(desk.world.violations(), 1, "the refusal itself");
    pass(Duration::from_hours(2)).await;
    let late = desk.ask(Interval::H1, 50).await.unwrap();
    assert_eq!(values(&late), desk.truth("BTCUSDT", Interval::H1, 50));
}

#[tokio::test(start_paused = true)]
async fn f61_near_its_limit_it_is_left_alone_for_the_minute() {
    let desk = ready(VenueName::Binance).await;
    desk.world.plan(Fault::Used(5_900));
    desk.ask(Interval::H1, 1_500).await.unwrap();
    let asked = desk.world.asked();
    let [.., first, second] = asked.as_slice() else { panic!() };
    assert_eq!(second.at_ms.div_euclid(60_000), first.at_ms.div_euclid(60_000) + 1);
}

#[tokio::test(start_paused = true)]
async fn f62_three_tries_inside_the_deadline_and_then_an_error() {
    for fault in [
        Fault::Says { status: 500, retry_after: None, body: String::new() },
        Fault::Reset,
        Fault::Slow(Duration::from_mins(1)),
    ] {
        let desk = ready(VenueName::Bybit).await;
        desk.world.plan(fault.clone());
        desk.world.plan(fault.clone());
        assert!(desk.ask(Interval::H1, 50).await.is_ok(), "{fault:?}: the third is good");
        let desk = ready(VenueName::Bybit).await;
        for _ in 0..9 {
            desk.world.plan(fault.clone());
        }
        let (asked, began) = (desk.world.asked().len(), desk.now());
        assert!(matches!(desk.trouble().await, Trouble::Transient(_)), "{fault:?}");
        assert_eq!(desk.world.asked().len() - asked, 3);
        assert!(desk.now() - began <= 60_000);
    }
}

#[tokio::test(start_paused = true)]
async fn f63_what_is_no_answer_is_named_and_not_kept() {
    for venue in EVERYONE {
        for fault in [
            Fault::Truncated,
            Fault::Says { status: 200, retry_after: None, body: "<html><title>Sorry</title>".to_owned() },
            Fault::Says { status: 200, retry_after: None, body: String::new() },
            Fault::Says { status: 200, retry_after: None, body: "[[[[[[".repeat(500) },
            Fault::Big(9 << 20),
            Fault::Redirect,
        ] {
            let desk = ready(venue).await;
            desk.world.plan(fault.clone());
            let told = desk.trouble().await;
            assert!(matches!(told, Trouble::Schema(_)), "{venue} {fault:?}: {told}");
            assert!(told.to_string().chars().count() < 420, "{venue} {fault:?}: {told}");
            // The next one is answered as if nothing had happened.
            assert!(desk.ask(Interval::H1, 50).await.is_ok(), "{venue} {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn f64_a_bad_candle_is_rejected_and_too_many_are_no_series() {
    for venue in EVERYONE {
        let desk = ready(venue).await;
        desk.world.plan(Fault::BadCandle);
        let told = desk.ask(Interval::H1, 250).await;
        let told = if venue == VenueName::Yahoo { continue } else { told.unwrap() };
        assert_eq!(told.history.provenance.rejected, 1, "{venue}");
        assert_eq!(told.history.series.len(), 249, "{venue}: it is a gap, and not filled");
        let desk = ready(venue).await;
        desk.world.plan(Fault::BadCandle);
        let fault = desk.ask(Interval::H1, 100).await.unwrap_err();
        assert!(matches!(fault, FeedFault::Quality { rejected: 1, total: 100, .. }), "{venue}: {fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn f65_one_time_twice_and_the_later_word_counts() {
    for venue in EVERYONE {
        let desk = ready(venue).await;
        desk.world.plan(Fault::Twice);
        let told = desk.ask(Interval::H1, 200).await.unwrap();
        let series = &told.history.series;
        assert!(series.times().is_sorted_by(|a, b| a < b), "{venue}");
        let twice: Vec<_> =
            series.candles().filter(|candle| candle.close == candle.low && candle.close != candle.open).collect();
        assert!(twice.len() <= 2, "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn f65_seconds_for_milliseconds_and_another_timeframe_are_refused() {
    let hour = Interval::H1.millis();
    let rows = |step: i64, unit: i64| {
        let first = Interval::H1.bucket(T0) - 40 * step;
        let row = |n: i64| format!(r#"[{},"1","2","1","2","3"]"#, (first + n * step) / unit);
        format!("[{}]", (0..39).map(row).collect::<Vec<_>>().join(","))
    };
    for body in [rows(hour, 1_000), rows(4 * hour, 1), rows(60_000, 1), rows(hour, 1).replace("[17", "[18")] {
        let desk = ready(VenueName::Binance).await;
        desk.world.plan(Fault::Says { status: 200, retry_after: None, body: body.clone() });
        assert!(matches!(desk.trouble().await, Trouble::Schema(_)), "{}", &body[..60]);
    }
}

#[tokio::test(start_paused = true)]
async fn f66_a_gap_is_told_and_never_filled() {
    for venue in EVERYONE {
        let desk = ready(venue).await;
        if venue == VenueName::Yahoo {
            continue;
        }
        let from = Interval::H1.bucket(T0) - 30 * Interval::H1.millis();
        desk.world.gap(from..from + 3 * Interval::H1.millis());
        let told = desk.ask(Interval::H1, 200).await.unwrap();
        let gaps = crate::told(&told.history).gaps;
        assert_eq!(gaps.len(), 1, "{venue}");
        assert_eq!((gaps[0].0.as_millisecond(), gaps[0].2), (from, 3), "{venue}");
        assert_eq!(values(&told), desk.truth(&worldly(venue), Interval::H1, told.history.series.len()), "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn f67_what_forms_is_never_closed() {
    for venue in EVERYONE {
        let desk = ready(venue).await;
        let told = desk.ask(Interval::M1, 30).await.unwrap();
        assert!(told.history.series.last_close().as_millisecond() <= desk.now() - 2_000, "{venue}");
        // One second after its end a candle has not settled.
        let next = Interval::M1.bucket(desk.now()) + 60_000;
        pass(Duration::from_millis((next + 1_000 - desk.now()) as u64)).await;
        let told = desk.ask(Interval::M1, 30).await.unwrap();
        assert!(told.history.series.last_close().as_millisecond() < next, "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn f69_the_exchanges_clock_closes_a_candle() {
    for (ahead, venue) in [(-600_000, VenueName::Binance), (600_000, VenueName::Okx), (-600_000, VenueName::Coinbase)] {
        let desk = ready(venue).await;
        desk.world.ahead(ahead);
        let told = desk.ask(Interval::M1, 30).await.unwrap();
        let close = told.history.series.last_close().as_millisecond();
        let exchange = desk.now() + ahead;
        assert!(close <= exchange - 1_000, "{venue}: {} s too early", (close - exchange) / 1_000);
        assert!((desk.feed.standing().ahead_ms.unwrap() + ahead).abs() < 1_500, "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn f70_numbers_keep_their_digits() {
    let desk = ready(VenueName::Binance).await;
    desk.world.plan(Fault::Exponents);
    assert_eq!(values(&desk.ask(Interval::H1, 300).await.unwrap()), desk.truth("BTCUSDT", Interval::H1, 300));
    let row = |open: i64| format!(r#"[{open},"0.00000012","0.00000013","1.1e-7","0.000000125000000000","1e7"]"#);
    let first = Interval::H1.bucket(T0) - 3 * Interval::H1.millis();
    let body = format!("[{},{},{}]", row(first), row(first + 3_600_000), row(first + 7_200_000));
    let desk = ready(VenueName::Binance).await;
    desk.world.plan(Fault::Says { status: 200, retry_after: None, body });
    let told = desk.ask(Interval::H1, 3).await.unwrap();
    let candle = told.history.series.candles().next().unwrap();
    assert_eq!(
        (candle.open, candle.high, candle.low, candle.close, candle.volume),
        (1.2e-7, 1.3e-7, 1.1e-7, 1.25e-7, Some(1e7))
    );
}

#[tokio::test(start_paused = true)]
async fn okx_days_are_those_of_utc_and_bybit_is_asked_for_spot() {
    let desk = ready(VenueName::Okx).await;
    desk.ask(Interval::D1, 30).await.unwrap();
    let asked = desk.world.asked();
    assert!(asked.iter().any(|asked| asked.query.contains(&("bar".to_owned(), "1Dutc".to_owned()))));
    let desk = ready(VenueName::Bybit).await;
    desk.ask(Interval::H1, 30).await.unwrap();
    let spot = ("category".to_owned(), "spot".to_owned());
    assert!(desk.world.asked().iter().all(|asked| asked.query.contains(&spot)));
}
