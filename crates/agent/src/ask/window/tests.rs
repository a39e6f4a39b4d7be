use analysis::{History, Interval};

use super::{STEP, fetched, settled};
use crate::journal::tests::support::history;

const LEAST: u32 = 1_000;

/// What an answer rests on after so many more candles.
fn after(pair: &str, interval: Interval, bars: i64) -> History {
    let start: jiff::Timestamp = "2026-11-02T00:00:03Z".parse().unwrap();
    let now = analysis::add_millis(start, bars * interval.millis()).unwrap();
    settled(history(1, pair, interval, fetched(LEAST, 20_000), now), LEAST)
}

#[test]
fn it_begins_at_the_same_candle_for_a_step_and_then_at_a_later_one() {
    for pair in ["BTC/USD", "EUR/USD"] {
        let mut begins: Vec<i64> = Vec::new();
        for bars in (0..600).step_by(9) {
            let series = after(pair, Interval::H1, bars).series;
            assert!(series.len() >= LEAST as usize, "{} candles of {pair}", series.len());
            begins.push(series.times()[0]);
        }
        assert!(begins.is_sorted());
        begins.dedup();
        assert!((2..=3).contains(&begins.len()), "{begins:?}");
    }
}

#[test]
fn a_short_history_is_used_whole() {
    let now = "2026-11-02T00:00:03Z".parse().unwrap();
    let short = history(1, "BTC/USD", Interval::H1, LEAST + STEP - 1, now);
    assert_eq!(settled(short.clone(), LEAST), short);
    assert_eq!(fetched(19_900, 20_000), 19_900);
}
