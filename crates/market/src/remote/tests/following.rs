//! Candles that come by themselves, and what is done where they do not.

use futures_util::StreamExt;

use super::*;
use crate::{BoxStream, News, Offer};

const STREAMS: [VenueName; 4] = [VenueName::Binance, VenueName::Kraken, VenueName::Bybit, VenueName::Okx];

/// Closed candles until then, in the order in which they were told.
async fn closed(news: &mut BoxStream<'static, News>, time: Duration) -> Vec<(Pair, i64, f64)> {
    let mut told = Vec::new();
    let end = Instant::now() + time;
    while let Ok(Some(news)) = tokio::time::timeout_at(end, news.next()).await {
        if let News::Closed { pair, candle, .. } = news {
            told.push((pair, candle.open_time.as_millisecond(), candle.close));
        }
    }
    told
}

fn series(venue: VenueName, interval: Interval, count: usize) -> Vec<Offer> {
    venue.popular().into_iter().take(count).map(|pair| Offer { pair, interval }).collect()
}

/// Every candle that closed within these times once, in order, as the world has it.
fn assert_whole(desk: &Desk, told: &[(Pair, i64, f64)], of: &Offer, from: i64, to: i64) {
    let step = of.interval.millis();
    let symbol = of.pair.as_str().replace('/', "");
    let should: Vec<(i64, f64)> = (0..)
        .map(|n| of.interval.bucket(from - 2_000) + n * step)
        .take_while(|open| open + step <= to)
        .filter_map(|open| Some((open, desk.world.candle(&symbol, step, open)?[3])))
        .collect();
    let came: Vec<(i64, f64)> = told
        .iter()
        .filter(|(pair, open, _)| *pair == of.pair && open + step <= to)
        .map(|(_, open, close)| (*open, *close))
        .collect();
    assert_eq!(came, should, "{}", of.pair);
}

#[tokio::test(start_paused = true)]
async fn every_closed_candle_comes_once_by_stream_or_by_asking() {
    for venue in VenueName::ALL {
        let desk = desk(venue);
        let offers = series(venue, Interval::M1, 3);
        let offers: Vec<Offer> = offers.into_iter().filter(|offer| offer.pair.quote().is_some()).collect();
        let began = desk.now();
        let mut news = desk.feed.follow(&offers).unwrap();
        let told = closed(&mut news, Duration::from_secs(20 * 60 + 10)).await;
        for offer in &offers {
            assert_whole(&desk, &told, offer, began, desk.now() - 10_000);
        }
        assert_eq!(desk.world.violations(), 0, "{venue}");
        if STREAMS.contains(&venue) {
            let asked = desk.world.pages();
            assert!(asked <= 3 * offers.len(), "{venue}: {asked} questions, though it tells by itself");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_break_is_mended_before_a_candle_is_called_closed() {
    for venue in STREAMS {
        let desk = desk(venue);
        let offers = series(venue, Interval::M1, 2);
        let began = desk.now();
        let mut news = desk.feed.follow(&offers).unwrap();
        let mut told = closed(&mut news, Duration::from_mins(4)).await;
        // Cut, and nobody is let in for three candles.
        desk.world.refuse_sockets(true);
        desk.world.cut();
        told.extend(closed(&mut news, Duration::from_mins(3)).await);
        desk.world.refuse_sockets(false);
        told.extend(closed(&mut news, Duration::from_mins(4)).await);
        // Silence without a word, which looks like a connection.
        desk.world.mute(true);
        told.extend(closed(&mut news, Duration::from_mins(4)).await);
        desk.world.mute(false);
        told.extend(closed(&mut news, Duration::from_secs(4 * 60 + 10)).await);
        for offer in &offers {
            assert_whole(&desk, &told, offer, began, desk.now() - 10_000);
        }
        assert!(desk.world.sockets() >= 2, "{venue}");
        assert!(desk.feed.standing().streams, "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn candles_that_go_on_are_told_four_times_a_second_at_most() {
    let desk = desk(VenueName::Binance);
    let mut news = desk.feed.follow(&series(VenueName::Binance, Interval::M1, 6)).unwrap();
    let end = Instant::now() + Duration::from_mins(1);
    let (mut rounds, mut last) = (0, None);
    while let Ok(Some(news)) = tokio::time::timeout_at(end, news.next()).await {
        if let News::Forming { .. } = news {
            rounds += u32::from(last != Some(Instant::now()));
            last = Some(Instant::now());
        }
    }
    assert!((30..=240).contains(&rounds), "{rounds}");
}

#[tokio::test(start_paused = true)]
async fn a_longer_timeframe_closes_with_its_last_part() {
    let desk = desk(VenueName::Coinbase);
    let offer = Offer { pair: pair("BTC/USD"), interval: Interval::H4 };
    let mut news = desk.feed.follow(std::slice::from_ref(&offer)).unwrap();
    let told = closed(&mut news, Duration::from_hours(9)).await;
    let opens: Vec<i64> = told.iter().map(|(_, open, _)| *open).collect();
    let first = Interval::H4.bucket(T0);
    assert_eq!(opens, [first, first + Interval::H4.millis()]);
    let last = desk.world.candle("BTCUSD", Interval::H1.millis(), first + 3 * Interval::H1.millis()).unwrap();
    assert_eq!(told[0].2, last[3]);
}

#[tokio::test(start_paused = true)]
async fn after_a_long_sleep_everything_that_closed_meanwhile_comes() {
    let desk = desk(VenueName::Bybit);
    let offers = series(VenueName::Bybit, Interval::M5, 2);
    let began = desk.now();
    let mut news = desk.feed.follow(&offers).unwrap();
    let mut told = closed(&mut news, Duration::from_mins(7)).await;
    // Nobody looks: the computer is asleep, and its connection gone.
    desk.world.cut();
    pass(Duration::from_hours(8)).await;
    told.extend(closed(&mut news, Duration::from_secs(7 * 60 + 10)).await);
    for offer in &offers {
        assert_whole(&desk, &told, offer, began, desk.now() - 10_000);
    }
}
