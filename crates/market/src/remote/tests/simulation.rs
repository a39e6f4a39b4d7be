//! A day with fifty symbols, in which everything goes wrong now and then.

use std::collections::HashMap;

use futures_util::StreamExt;

use super::*;
use crate::{News, Offer, fake::Fault};

/// A number from 0 to n, the same in every run.
fn draw(state: &mut u64, n: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % n
}

/// Every test run takes an hour and a half of it.
#[tokio::test(start_paused = true)]
async fn no_closed_candle_is_missed_none_comes_twice_and_no_limit_is_passed() {
    pass_time(90).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "a whole day takes minutes: cargo test -p market --release simulation -- --ignored"]
async fn the_same_over_a_whole_day() {
    pass_time(24 * 60).await;
}

async fn pass_time(minutes: u64) {
    let desk = desk(VenueName::Binance);
    desk.world.ahead(-90_000);
    desk.world.sparing();
    let pairs: Vec<Pair> = (0..50).map(|n| pair(&format!("SIM{n}/USDT"))).collect();
    let told: Vec<crate::Instrument> = pairs
        .iter()
        .map(|pair| crate::Instrument {
            pair: pair.clone(),
            symbol: pair.as_str().replace('/', ""),
            title: String::new(),
            tick: None,
            lot: None,
            quote: None,
            trades: true,
        })
        .collect();
    desk.cache.describe(VenueName::Binance, &told, T0).unwrap();
    let offers: Vec<Offer> = pairs.iter().map(|pair| Offer { pair: pair.clone(), interval: Interval::M5 }).collect();
    // Its clock is known from the first question on.
    desk.feed.search("", 1).await.unwrap();
    let began = desk.now() - 90_000;
    let mut news = desk.feed.follow(&offers).unwrap();
    let mut closed: HashMap<Pair, Vec<i64>> = HashMap::new();
    let (mut chance, mut bans) = (7, 0);
    for minute in 0..minutes {
        match draw(&mut chance, 60) {
            0..4 => desk.world.cut(),
            4 => desk.world.refuse_sockets(true),
            5..9 => desk.world.refuse_sockets(false),
            9 => desk.world.mute(true),
            10..14 => desk.world.mute(false),
            14..17 => desk.world.plan(Fault::Says { status: 500, retry_after: None, body: String::new() }),
            17 => desk.world.plan(Fault::Truncated),
            18 => desk.world.plan(Fault::Reset),
            19 => desk.world.plan(Fault::Slow(Duration::from_secs(40))),
            20 => desk.world.plan(Fault::Used(5_900)),
            21 => desk.world.plan(Fault::Says { status: 429, retry_after: Some(11), body: String::new() }),
            22 if minute % 7 == 0 => {
                desk.world.plan(Fault::Says { status: 418, retry_after: Some(300), body: String::new() });
                bans += 1;
            }
            _ => {}
        }
        let end = Instant::now() + Duration::from_mins(1);
        while let Ok(Some(news)) = tokio::time::timeout_at(end, news.next()).await {
            if let News::Closed { pair, candle, .. } = news {
                let close = candle.open_time.as_millisecond() + Interval::M5.millis();
                assert!(close <= desk.now() - 90_000 + 1_000, "{pair} closed before the exchange's clock said so");
                closed.entry(pair).or_default().push(candle.open_time.as_millisecond());
            }
        }
    }
    // What was under way at the end may arrive.
    desk.world.refuse_sockets(false);
    desk.world.mute(false);
    let end = Instant::now() + Duration::from_mins(11);
    while let Ok(Some(news)) = tokio::time::timeout_at(end, news.next()).await {
        if let News::Closed { pair, candle, .. } = news {
            closed.entry(pair).or_default().push(candle.open_time.as_millisecond());
        }
    }
    let first = Interval::M5.bucket(began - 2_000);
    let last = Interval::M5.bucket(desk.now() - 90_000 - 30_000) - Interval::M5.millis();
    for pair in &pairs {
        let came = closed.get(pair).cloned().unwrap_or_default();
        let should: Vec<i64> =
            (0..).map(|n| first + n * Interval::M5.millis()).take_while(|open| *open <= last).collect();
        let within: Vec<i64> = came.iter().copied().filter(|open| *open <= last).collect();
        assert_eq!(within, should, "{pair}");
    }
    assert_eq!(desk.world.violations(), 0);
    let sockets = desk.world.sockets();
    assert!(sockets > 3 && (bans > 0 || minutes < 1_000), "{bans} bans, {sockets} sockets");
}
