//! What a candle means that comes by itself.

use analysis::{Interval, Pair};

use super::{Step, Track};
use crate::{Row, VenueName, cache::Key};

const MINUTE: i64 = 60_000;

fn track() -> Track {
    let pair = Pair::new("BTC/USDT").unwrap();
    let key = Key { venue: VenueName::Binance, symbol: "BTCUSDT".to_owned(), interval: Interval::M1 };
    Track::new(key, pair, Interval::M1, None, 10 * MINUTE)
}

fn row(minute: i64) -> Row {
    Row { open_ms: minute * MINUTE, open: 9.0, high: 11.0, low: 8.0, close: 10.0, volume: Some(1.0), line: None }
}

#[test]
fn a_flag_closes_a_candle_and_the_next_is_due_after_its_end() {
    let mut track = track();
    assert_eq!((track.last, track.due_ms), (9 * MINUTE, 11 * MINUTE + 3_000));
    assert_eq!(track.bar(row(10), Some(false)), []);
    assert_eq!(track.bar(row(10), Some(true)), [Step::Keep(row(10)), Step::Closed(row(10))]);
    assert_eq!((track.last, track.due_ms), (10 * MINUTE, 12 * MINUTE + 3_000));
    // Told once more it is compared, and an older one is dropped.
    assert_eq!(track.bar(row(10), Some(true)), [Step::Compare(row(10))]);
    assert_eq!(track.bar(row(9), Some(true)), []);
}

#[test]
fn without_a_flag_the_next_one_closes_it() {
    let mut track = track();
    let late = Row { close: 10.5, ..row(10) };
    assert_eq!(track.bar(row(10), None), []);
    assert_eq!(track.bar(late, None), []);
    assert_eq!(track.bar(row(11), None), [Step::Keep(late), Step::Closed(late)]);
    // What was heard before a silence is not known to be the last word.
    track.reconnected();
    assert_eq!(track.bar(row(12), None), []);
}

#[test]
fn with_a_candle_missing_it_is_asked_for() {
    let mut track = track();
    assert_eq!(track.bar(row(12), Some(true)), [Step::Ask]);
    let steps = track.caught_up(vec![row(10), row(11), row(12)], 13 * MINUTE);
    assert_eq!(steps, [Step::Closed(row(10)), Step::Closed(row(11)), Step::Closed(row(12))]);
    // What came by itself meanwhile is not told again.
    assert_eq!(track.caught_up(vec![row(11), row(12)], 13 * MINUTE), []);
}

#[test]
fn an_overdue_candle_is_asked_for_later_and_later() {
    let mut track = track();
    let mut now = track.due_ms;
    let mut waits = Vec::new();
    for _ in 0..7 {
        assert!(track.is_due(now));
        track.caught_up(Vec::new(), now);
        waits.push((track.due_ms - now) / 1_000);
        now = track.due_ms;
    }
    assert_eq!(waits, [2, 4, 8, 15, 30, 60, 60]);
    track.failed(now, Some(now + 120_000));
    assert!(!track.is_due(now + 119_999) && track.is_due(now + 120_000));
}

#[test]
fn nonsense_is_not_heard() {
    let mut track = track();
    assert_eq!(track.bar(Row { high: 1.0, ..row(10) }, Some(true)), []);
    assert_eq!(track.bar(Row { open_ms: 10 * MINUTE + 7, ..row(10) }, Some(true)), []);
    assert_eq!(track.last, 9 * MINUTE);
}
