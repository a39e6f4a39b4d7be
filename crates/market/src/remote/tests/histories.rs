//! Pages become a history, and only what is missing is fetched.

use analysis::answer::Quality;

use super::*;
use crate::fake::Fault;

const COINS: [VenueName; 5] =
    [VenueName::Binance, VenueName::Kraken, VenueName::Coinbase, VenueName::Bybit, VenueName::Okx];

#[tokio::test(start_paused = true)]
async fn every_history_is_the_markets_own() {
    for venue in COINS {
        for interval in venue.caps().intervals {
            let desk = desk(venue);
            let bars = venue.caps().deepest_bars.map_or(2_500, |deepest| deepest - 1) as usize;
            let bars = if *interval == Interval::D1 { 700 } else { bars };
            let answer = desk.ask(*interval, bars as u32).await.unwrap();
            assert_eq!(values(&answer), desk.truth(&worldly(venue), *interval, bars), "{venue} {interval}");
            assert_eq!((answer.repeated, answer.corrected, answer.history.provenance.rejected), (0, 0, 0));
            assert_eq!(desk.world.violations(), 0, "{venue}");
            assert!(answer.history.provenance.tick.is_some(), "{venue} tells its step");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn only_the_missing_tail_is_fetched() {
    for venue in COINS {
        let desk = desk(venue);
        desk.ask(Interval::H1, 500).await.unwrap();
        let pages = desk.world.pages();
        desk.ask(Interval::H1, 500).await.unwrap();
        assert_eq!(desk.world.pages(), pages, "{venue}: nothing has closed since");
        pass(Duration::from_hours(3)).await;
        let answer = desk.ask(Interval::H1, 500).await.unwrap();
        assert_eq!(desk.world.pages(), pages + 1, "{venue}");
        assert_eq!(values(&answer), desk.truth(&worldly(venue), Interval::H1, 500), "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_cache_outlives_the_program_and_answers_alone() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("candles.db");
    let open = || Arc::new(Cache::open(&place, crate::USUAL_BYTES).unwrap());
    let clock = clock();
    let world = World::new(VenueName::Binance, Arc::clone(&clock));
    let first = desk_over(world.clone(), VenueName::Binance, open(), Arc::clone(&clock));
    let before = first.ask(Interval::H1, 800).await.unwrap();
    drop(first);
    let second = desk_over(world.clone(), VenueName::Binance, open(), Arc::clone(&clock));
    let pages = world.pages();
    assert_eq!(second.ask(Interval::H1, 800).await.unwrap(), before);
    assert_eq!(world.pages(), pages);
    // Without a network the age shows: nothing is made up, and it is stale after two candles.
    pass(Duration::from_hours(5)).await;
    for _ in 0..9 {
        world.plan(Fault::Reset);
    }
    let offline = second.ask(Interval::H1, 800).await.unwrap();
    assert_eq!(values(&offline).last(), values(&before).last());
    let now = Timestamp::from_millisecond(second.now()).unwrap();
    assert_eq!(offline.history.quality_at(now), Quality::Stale);
    assert!(second.feed.standing().from_cache);
}

#[tokio::test(start_paused = true)]
async fn longer_timeframes_are_gathered_from_closed_ones() {
    // Coinbase has no four hours.
    let desk = desk(VenueName::Coinbase);
    let answer = desk.ask(Interval::H4, 100).await.unwrap();
    assert_eq!(answer.history.series.len(), 100);
    let last = answer.history.series.last_close().as_millisecond();
    assert_eq!(last, Interval::H4.bucket(desk.now()));
    let hours = desk.truth("BTCUSD", Interval::H1, 400);
    let newest: Vec<_> = hours.iter().filter(|(at, _)| (last - Interval::H4.millis()..last).contains(at)).collect();
    assert_eq!(newest.len(), 4);
    let candle = answer.history.series.candles().last().unwrap();
    assert_eq!((candle.open, candle.close), (newest[0].1[0], newest[3].1[3]));
}

#[tokio::test(start_paused = true)]
async fn a_replay_fetches_its_own_time() {
    let desk = desk(VenueName::Bybit);
    let at = "2025-03-01T00:00:00Z".parse().unwrap();
    let want = Want { at, ..desk.want(pair("BTC/USDT"), Interval::H1, 300) };
    let answer = judged(desk.feed.candles(&want).await.unwrap(), &want).unwrap();
    assert_eq!((answer.history.series.len(), answer.history.series.last_close()), (300, at));
    // The newest ones are another range, and both stay.
    desk.ask(Interval::H1, 300).await.unwrap();
    let pages = desk.world.pages();
    judged(desk.feed.candles(&want).await.unwrap(), &want).unwrap();
    assert_eq!(desk.world.pages(), pages);
}

#[tokio::test(start_paused = true)]
async fn a_history_begins_where_the_market_began() {
    for venue in [VenueName::Binance, VenueName::Bybit, VenueName::Okx, VenueName::Coinbase] {
        let desk = desk(venue);
        desk.world.listed(Interval::H1.bucket(T0) - 350 * Interval::H1.millis());
        let answer = desk.ask(Interval::H1, 2_000).await.unwrap();
        assert_eq!(answer.history.series.len(), 350, "{venue}");
        let pages = desk.world.pages();
        assert_eq!(desk.ask(Interval::H1, 1_000).await.unwrap().history.series.len(), 350, "{venue}");
        assert_eq!(desk.world.pages(), pages, "{venue} is not asked again for what is not there");
    }
}

#[tokio::test(start_paused = true)]
async fn at_kraken_720_are_all_there_is_and_more_are_gathered_with_time() {
    let desk = desk(VenueName::Kraken);
    let answer = desk.ask(Interval::H1, 5_000).await.unwrap();
    assert_eq!(answer.history.series.len(), 719, "the 720th is forming");
    pass(Duration::from_hours(100)).await;
    assert_eq!(desk.ask(Interval::H1, 5_000).await.unwrap().history.series.len(), 819);
}

#[tokio::test(start_paused = true)]
async fn the_order_of_coinbase_does_not_matter() {
    let (one, other) = (desk(VenueName::Coinbase), desk(VenueName::Coinbase));
    other.world.reversed();
    assert_eq!(
        values(&one.ask(Interval::H1, 700).await.unwrap()),
        values(&other.ask(Interval::H1, 700).await.unwrap())
    );
}

#[tokio::test(start_paused = true)]
async fn one_flight_for_everyone() {
    let desk = desk(VenueName::Binance);
    let asks = (0..20).map(|_| desk.ask(Interval::H1, 1_000));
    let answers = futures_util::future::join_all(asks).await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().history.series.len() == 1_000));
    assert_eq!(desk.world.pages(), 1);
}

#[tokio::test(start_paused = true)]
async fn yahoo_tells_shares_indices_and_currencies() {
    let desk = desk(VenueName::Yahoo);
    for (name, interval) in [
        ("AAPL", Interval::D1),
        ("^GSPC", Interval::D1),
        ("EUR/USD", Interval::H1),
        ("AAPL", Interval::H1),
        ("AAPL", Interval::M5),
    ] {
        let want = desk.want(pair(name), interval, 200);
        let answer = judged(desk.feed.candles(&want).await.unwrap(), &want).unwrap();
        let series = &answer.history.series;
        assert!(series.len() >= 150, "{name} {interval}: {}", series.len());
        assert!(series.times().iter().all(|open| open % interval.millis() == 0), "{name} {interval}");
        let has_volume = name != "EUR/USD";
        assert_eq!(series.volumes().is_some(), has_volume, "{name}: a column of zeros is no volume");
    }
}

/// Fault F68, as far as it begins here: what a place that froze still answers is never told as live.
#[tokio::test(start_paused = true)]
async fn a_market_place_that_froze_is_told_as_stale() {
    for venue in COINS {
        let quality = async |silent_hours: i64| {
            let desk = desk(venue);
            let frozen_at = Interval::H1.bucket(desk.now()) - silent_hours * Interval::H1.millis();
            desk.world.gap(frozen_at..i64::MAX);
            let history = desk.ask(Interval::H1, 300).await.unwrap().history;
            let now = Timestamp::from_millisecond(desk.now()).unwrap();
            // Kraken's last row is never taken as closed.
            let late = frozen_at - history.series.last_close().as_millisecond();
            assert!([0, Interval::H1.millis()].contains(&late), "{venue}: {late}");
            history.quality_at(now)
        };
        assert_eq!(quality(0).await, Quality::Live, "{venue}");
        assert_eq!(quality(3).await, Quality::Stale, "{venue}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_split_the_whole_past_is_fetched_anew() {
    let desk = desk(VenueName::Yahoo);
    let want = |desk: &Desk| desk.want(pair("AAPL"), Interval::D1, 300);
    let ask = async |desk: &Desk| judged(desk.feed.candles(&want(desk)).await.unwrap(), &want(desk)).unwrap();
    let before = ask(&desk).await;
    desk.world.split(i64::MAX);
    pass(Duration::from_hours(96)).await;
    let after = ask(&desk).await;
    let at = before.history.series.last_close();
    let close = |judged: &Judged| judged.history.series.until(at).unwrap().last_price();
    assert_eq!(close(&after), close(&before) / 2.0);
    assert_eq!(told_jump(&after), None, "old and new prices are not mixed");
}

fn told_jump(judged: &Judged) -> Option<(f64, Timestamp)> {
    crate::told(&judged.history).jump
}
