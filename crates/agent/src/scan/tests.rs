//! A scan says of each market what a question about it would say.
#![expect(clippy::disallowed_methods, reason = "writes candle files")]

use analysis::{Interval, Pair, Question};
use jiff::Timestamp;
use market::{DemoFeed, Want};

use super::{BARS, Looking, Place, Seen, scan};
use crate::Settings;

fn places() -> Vec<Place> {
    let pair = |name| Pair::new(name).unwrap();
    let pairs = ["BTC/USD", "ETH/USD", "EUR/USD", "XAU/USD"].map(pair);
    let timeframe =
        |pair: &Pair| [Interval::H1, Interval::M15].map(|timeframe| Place { pair: pair.clone(), timeframe });
    pairs.iter().flat_map(timeframe).collect()
}

fn seen(
    feed: &dyn market::Feed,
    places: &[Place],
    measure: usize,
    told: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Vec<Seen> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let settings = Settings::default();
    let runtime = runtime.handle();
    scan(&Looking { feed, settings: &settings, now: now(), measure, threads: 2, runtime }, places, told)
}

fn now() -> Timestamp {
    "2025-06-18T12:00:30Z".parse().unwrap()
}

#[test]
fn the_score_is_that_of_the_signal_and_the_largest_comes_first() {
    let (feed, settings) = (DemoFeed::new(1), Settings::default());
    let seen = seen(&feed, &places(), 3, &|_, _| true);
    assert_eq!(seen.len(), 8);
    let sizes: Vec<f64> = seen.iter().filter_map(|seen| seen.score).map(f64::abs).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
    for seen in &seen {
        let pair = Pair::new(&seen.pair).unwrap();
        let want = Want { pair: pair.clone(), interval: Some(seen.timeframe), bars: BARS, at: now() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let history = runtime.block_on(market::history(&feed, &want)).unwrap();
        let report =
            analysis::report(&history, &Question::about(&history.series), &settings.params(&pair), now()).unwrap();
        assert_eq!((seen.score, seen.lean), (report.signal.score, report.signal.lean), "{}", seen.pair);
    }
    assert_eq!(seen.iter().filter(|seen| seen.measured.is_some()).count(), 3);
}

#[test]
fn whoever_has_seen_enough_stops_it() {
    let feed = DemoFeed::new(1);
    let seen = seen(&feed, &places(), 0, &|done, _| done < 2);
    assert!((2..=3).contains(&seen.len()), "two threads had begun");
}

#[test]
fn what_cannot_be_seen_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("btc_usd-1h.csv");
    std::fs::write(&file, "time,open,high,low,close\n2024-01-01T00:00:00Z,1,1,1,1\n2024-01-01T01:00:00Z,1,1,1,1\n")
        .unwrap();
    let feed = market::FileFeed::open(folder.path()).unwrap();
    let place = Place { pair: Pair::new("ETH/USD").unwrap(), timeframe: Interval::H1 };
    let seen = seen(&feed, &[place], 5, &|_, _| true);
    assert!(seen[0].score.is_none() && seen[0].problem.as_deref().unwrap().contains("ETH/USD"), "{seen:?}");
}
