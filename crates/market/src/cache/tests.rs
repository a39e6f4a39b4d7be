//! What is kept comes back as it was, or not at all.
#![expect(clippy::disallowed_methods, reason = "damages files")]

use std::fs;

use analysis::Interval;
use proptest::prelude::*;

use super::{Cache, Key, Prune};
use crate::{Row, VenueName, quota::Closed};

const HOUR: i64 = 3_600_000;

fn key(symbol: &str) -> Key {
    Key { venue: VenueName::Binance, symbol: symbol.to_owned(), interval: Interval::H1 }
}

fn row(n: i64) -> Row {
    let base = 100.0 + n as f64;
    Row {
        open_ms: n * HOUR,
        open: base,
        high: base + 1.5,
        low: base - 1.5,
        close: base + 0.1,
        volume: Some(3.25),
        line: None,
    }
}

fn rows(of: std::ops::Range<i64>) -> Vec<Row> {
    of.map(row).collect()
}

fn hours(of: std::ops::Range<i64>) -> std::ops::Range<i64> {
    of.start * HOUR..of.end * HOUR
}

#[test]
fn only_what_is_missing_is_missing() {
    let cache = Cache::in_memory().unwrap();
    let key = key("BTCUSDT");
    assert_eq!(cache.missing(&key, hours(0..100)).unwrap(), [hours(0..100)]);
    cache.store(&key, hours(20..600), &rows(20..600), 1).unwrap();
    assert_eq!(cache.missing(&key, hours(0..700)).unwrap(), [hours(0..20), hours(600..700)]);
    assert_eq!(cache.rows(&key, hours(0..700), 1).unwrap(), rows(20..600));
    assert_eq!(cache.rows(&key, hours(511..513), 1).unwrap(), rows(511..513));
    // Nothing traded in the hours between, and that is known too.
    cache.store(&key, hours(600..700), &rows(650..700), 1).unwrap();
    assert!(cache.missing(&key, hours(20..700)).unwrap().is_empty());
    assert_eq!(cache.rows(&key, hours(599..651), 1).unwrap(), [row(599), row(650)]);
}

#[test]
fn a_correction_replaces_and_is_counted() {
    let cache = Cache::in_memory().unwrap();
    let key = key("BTCUSDT");
    assert_eq!(cache.store(&key, hours(0..10), &rows(0..10), 1).unwrap(), 0);
    assert_eq!(cache.store(&key, hours(5..12), &rows(5..12), 1).unwrap(), 0);
    let other = Row { close: 101.0, ..row(9) };
    assert_eq!(cache.store(&key, hours(9..10), &[other], 1).unwrap(), 1);
    assert_eq!(cache.rows(&key, hours(9..10), 1).unwrap(), [other]);
}

#[test]
fn unknown_volume_and_bad_rows_come_back_as_they_were() {
    let cache = Cache::in_memory().unwrap();
    let bad = Row { high: f64::NAN, volume: None, ..row(3) };
    cache.store(&key("X"), hours(3..4), &[bad], 1).unwrap();
    let back = cache.rows(&key("X"), hours(0..9), 1).unwrap();
    assert!(back.len() == 1 && back[0].same_candle(&bad));
}

#[test]
fn a_damaged_block_is_fetched_again_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("candles.db");
    let cache = Cache::open(&place, super::USUAL_BYTES).unwrap();
    let key = key("BTCUSDT");
    cache.store(&key, hours(0..1_536), &rows(0..1_536), 1).unwrap();
    cache
        .db()
        .execute(
            "UPDATE block SET rows = CAST(substr(rows, 1, 100) || x'a5' || substr(rows, 102) AS BLOB) WHERE number = 1",
            [],
        )
        .unwrap();
    assert_eq!(cache.rows(&key, hours(0..1_536), 1).unwrap(), [rows(0..512), rows(1_024..1_536)].concat());
    assert_eq!(cache.missing(&key, hours(0..1_536)).unwrap(), [hours(512..1_024)]);
}

#[test]
fn a_file_that_is_no_database_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("deep/candles.db");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, "these are no candles, and there are enough of them to be read as a header of one".repeat(90))
        .unwrap();
    let cache = Cache::open(&place, super::USUAL_BYTES).unwrap();
    cache.store(&key("A"), hours(0..3), &rows(0..3), 1).unwrap();
    assert!(folder.path().join("deep/candles.db.bad").exists());
    drop(cache);
    let again = Cache::open(&place, super::USUAL_BYTES).unwrap();
    assert_eq!(again.rows(&key("A"), hours(0..3), 1).unwrap(), rows(0..3));
}

#[test]
fn a_ban_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("candles.db");
    let ban = Closed { until_ms: 99, is_ban: true };
    Cache::open(&place, 1 << 20).unwrap().close(VenueName::Binance, ban).unwrap();
    let again = Cache::open(&place, 1 << 20).unwrap();
    assert_eq!(again.closed(VenueName::Binance).unwrap(), Some(ban));
    assert_eq!(again.closed(VenueName::Kraken).unwrap(), None);
}

#[test]
fn the_longest_unused_makes_room() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(&folder.path().join("candles.db"), 1 << 20).unwrap();
    for n in 0..40 {
        cache.store(&key(&format!("S{n}")), hours(0..1_000), &rows(0..1_000), n).unwrap();
    }
    let contents = cache.contents().unwrap();
    assert!(contents.bytes <= 1 << 20, "{}", contents.bytes);
    let names: Vec<_> = contents.series.iter().map(|kept| kept.symbol.as_str()).collect();
    assert!(names.starts_with(&["S39", "S38"]) && !names.contains(&"S0"), "{names:?}");
    assert_eq!(cache.prune(Prune::UnusedSince(39)).unwrap(), names.len() - 1);
    assert_eq!(cache.prune(Prune::All).unwrap(), 1);
    assert!(cache.contents().unwrap().series.is_empty());
}

proptest! {
    /// Whatever was stored in whatever order, a time holds what was stored for it last.
    #[test]
    fn the_last_word_counts(pieces in prop::collection::vec((0_i64..2_000, 1_i64..700, 1_u8..5), 1..8)) {
        let cache = Cache::in_memory().unwrap();
        let key = key("P");
        let mut should = std::collections::BTreeMap::new();
        for (from, length, factor) in pieces {
            let all: Vec<Row> = rows(from..from + length)
                .into_iter()
                .map(|row| Row { volume: Some(f64::from(factor)), ..row })
                .collect();
            cache.store(&key, hours(from..from + length), &all, 1).unwrap();
            should.extend(all.into_iter().map(|row| (row.open_ms, row)));
        }
        let back = cache.rows(&key, hours(0..3_000), 1).unwrap();
        prop_assert_eq!(back, should.into_values().collect::<Vec<_>>());
    }
}
