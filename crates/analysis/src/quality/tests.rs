use super::*;
use crate::{Candle, Pair, Provenance};

const HOUR: i64 = 3_600;

fn history(pair: &str, interval: Interval, opens: impl IntoIterator<Item = i64>, kind: Kind) -> History {
    let candles = opens.into_iter().enumerate().map(|(bar, at)| {
        let close = 100.0 + (bar % 7) as f64;
        Candle {
            open_time: Timestamp::from_second(at).unwrap(),
            open: close,
            high: close,
            low: close,
            close,
            volume: None,
        }
    });
    let series = Series::new(Pair::new(pair).unwrap(), interval, Timestamp::MAX, candles).unwrap();
    let provenance = Provenance {
        source: "test".to_owned(),
        venue_symbol: "TEST".to_owned(),
        kind,
        delay_seconds: Some(0),
        tick: None,
        rejected: 0,
        second: None,
    };
    History { series, provenance }
}

fn facts(history: &History, after_close: i64) -> QualityFacts {
    let as_of = Timestamp::from_second(history.series.last_close().as_second() + after_close).unwrap();
    QualityFacts::of(history, &history.series, as_of, false)
}

fn hours(count: i64) -> impl Iterator<Item = i64> {
    (0..count).map(|bar| 1_763_640_000 + bar * HOUR)
}

#[test]
fn age_makes_stale_only_beyond_two_candles() {
    let live = history("BTC/USD", Interval::H1, hours(100), Kind::Live);
    assert_eq!(facts(&live, 2 * HOUR).quality, Quality::Live);
    assert_eq!(facts(&live, 2 * HOUR + 1).quality, Quality::Stale);
    assert_eq!(facts(&live, 2 * HOUR + 1).age_seconds, 7_201);
}

#[test]
fn a_file_is_recorded_however_old() {
    let file = history("BTC/USD", Interval::H1, hours(100), Kind::Recorded);
    assert_eq!(facts(&file, 10_000 * HOUR).quality, Quality::Recorded);
}

#[test]
fn a_currency_is_closed_over_the_weekend_and_stale_on_monday() {
    // Last candle: Friday 2025-11-21 20:00 to 21:00 UTC.
    let friday = Timestamp::from_second(1_763_755_200).unwrap();
    assert_eq!(friday.to_string(), "2025-11-21T20:00:00Z");
    let opens = (0..100).map(|bar| friday.as_second() - (99 - bar) * HOUR);
    let eur = history("EUR/USD", Interval::H1, opens, Kind::Live);
    assert_eq!(facts(&eur, 30 * HOUR).quality, Quality::Closed);
    assert_eq!(facts(&eur, 60 * HOUR).quality, Quality::Stale);
}

#[test]
fn gaps_are_listed_and_only_recent_ones_forbid_judgement() {
    let with_gap = |at: i64| {
        let opens = hours(200).filter(move |open| !(at..at + 3).contains(&((open - 1_763_640_000) / HOUR)));
        facts(&history("BTC/USD", Interval::H1, opens, Kind::Live), 0)
    };
    let old = with_gap(20);
    assert_eq!((old.missing(), old.gap_is_recent), (3, false));
    let from = old.gaps[0].from.as_second();
    assert_eq!((from - 1_763_640_000) / HOUR, 20);
    assert_eq!((old.gaps[0].to.as_second() - from) / HOUR, 3);
    // 60 bars from the end: the gap lies before bar 197 − 60.
    assert!(!with_gap(136).gap_is_recent);
    assert!(with_gap(141).gap_is_recent);
}

#[test]
fn opens_that_repeat_the_close_before_are_suspect_on_markets_that_close() {
    let make = |pair: &str, repeats: usize| {
        let mut close = 100.0;
        let candles: Vec<Candle> = (0..600)
            .map(|bar| {
                let open = if bar % 10 < repeats { close } else { close + 0.5 };
                close = 100.0 + (bar % 7) as f64;
                let (high, low) = (open.max(close), open.min(close));
                let open_time = Timestamp::from_second(86_400 * bar as i64).unwrap();
                Candle { open_time, open, high, low, close, volume: None }
            })
            .collect();
        let series = Series::new(Pair::new(pair).unwrap(), Interval::D1, Timestamp::MAX, candles).unwrap();
        let provenance = history("BTC/USD", Interval::H1, hours(1), Kind::Recorded).provenance;
        facts(&History { series, provenance }, 0)
    };
    assert!(make("^GSPC", 5).fills_are_suspect);
    assert!(!make("^GSPC", 4).fills_are_suspect);
    assert!(!make("BTC/USD", 9).fills_are_suspect, "on a market that never closes it is normal");
}

#[test]
fn a_split_is_seen_on_a_share_alone() {
    let make = |pair: &str| {
        let candles = (0..50).map(|bar| {
            let close = if bar < 25 { 100.0 } else { 50.0 };
            let open_time = Timestamp::from_second(86_400 * bar).unwrap();
            Candle { open_time, open: close, high: close, low: close, close, volume: None }
        });
        let series = Series::new(Pair::new(pair).unwrap(), Interval::D1, Timestamp::MAX, candles).unwrap();
        let provenance = history("BTC/USD", Interval::H1, hours(1), Kind::Recorded).provenance;
        facts(&History { series, provenance }, 0).jump
    };
    assert!((make("AAPL").unwrap() + std::f64::consts::LN_2).abs() < 1e-12);
    assert_eq!(make("BTC/USD"), None);
}

#[test]
fn the_ten_largest_gaps_come_first() {
    let opens = hours(2_000).filter(|open| {
        let bar = (open - 1_763_640_000) / HOUR;
        bar % 100 == 0 || bar % 100 > bar / 100
    });
    let facts = facts(&history("BTC/USD", Interval::H1, opens, Kind::Live), 0);
    let largest = facts.largest_gaps();
    assert_eq!(largest.len(), 10);
    assert!(largest.is_sorted_by(|a, b| a.missing >= b.missing));
    assert_eq!(largest[0].missing, facts.gaps.iter().map(|gap| gap.missing).max().unwrap());
}
