//! One test per rule, then laws over random rows.

use std::num::NonZeroU32;

use analysis::{Interval, Kind};
use proptest::prelude::*;

use super::normalise;
use crate::{
    Batch, Column, FeedFault, Layout, Origin, Row, Want,
    testing::{at, pair},
};

const HOUR: i64 = 3_600_000;
/// 2024-05-31T14:00:00Z.
const MAY: i64 = 1_717_164_000_000;

fn column(number: u32, name: &str) -> Column {
    Column { number, name: name.to_owned() }
}

fn batch(rows: Vec<Row>) -> Batch {
    let layout = Layout {
        time: column(1, "time"),
        open: column(2, "open"),
        high: column(3, "high"),
        low: column(4, "low"),
        close: column(5, "close"),
        volume: Some(column(6, "volume")),
    };
    let origin = Origin {
        source: "file".to_owned(),
        venue_symbol: "a.csv".to_owned(),
        kind: Kind::Recorded,
        tick: None,
        delay_seconds: None,
        layout: Some(layout),
        notes: Vec::new(),
    };
    Batch { interval: Interval::H1, rows, forming: None, clock: None, origin }
}

/// The `n`th hour, on line `n + 2`.
fn row(n: u32) -> Row {
    let base = 100.0 + f64::from(n % 7);
    Row {
        open_ms: MAY + i64::from(n) * HOUR,
        open: base,
        high: base + 2.0,
        low: base - 2.0,
        close: base + 1.0,
        volume: Some(5.0),
        line: NonZeroU32::new(n + 2),
    }
}

fn rows(count: u32) -> Vec<Row> {
    (0..count).map(row).collect()
}

fn want() -> Want {
    Want { pair: pair("BTC/USD"), interval: None, bars: 10_000, at: at("2190-01-01T00:00:00Z") }
}

#[test]
fn newest_first_becomes_oldest_first() {
    let upright = normalise(batch(rows(50)), &want()).unwrap();
    let reversed = normalise(batch(rows(50).into_iter().rev().collect()), &want()).unwrap();
    assert_eq!(upright, reversed);
    assert_eq!(upright.series.len(), 50);
}

#[test]
fn only_what_had_closed_enters() {
    let closes_at = |ms: i64| Want { at: jiff::Timestamp::from_millisecond(ms).unwrap(), ..want() };
    let series = |want: &Want| normalise(batch(rows(50)), want).map(|history| history.series);
    assert_eq!(series(&closes_at(MAY + 10 * HOUR)).unwrap().len(), 10);
    assert_eq!(series(&closes_at(MAY + 10 * HOUR - 1)).unwrap().len(), 9);
    let fault = series(&closes_at(MAY)).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "a.csv has no candle of BTC/USD that had closed by 2024-05-31T14:00:00Z. Ask for a later time."
    );
}

#[test]
fn the_newest_are_kept() {
    let history = normalise(batch(rows(50)), &Want { bars: 7, ..want() }).unwrap();
    assert_eq!(history.series.len(), 7);
    assert_eq!(history.series.times().first(), Some(&row(43).open_ms));
    assert_eq!(normalise(batch(rows(50)), &Want { bars: 0, ..want() }).unwrap().series.len(), 1);
}

#[test]
fn a_repeated_row_counts_once_and_a_contradicting_one_stops() {
    let mut twice = rows(50);
    twice.push(Row { line: NonZeroU32::new(99), ..row(20) });
    assert_eq!(normalise(batch(twice), &want()).unwrap().series.len(), 50);
    for (name, number, change) in [
        ("high", 3, (|row: &mut Row| row.high += 1.0) as fn(&mut Row)),
        ("close", 5, |row| row.close += 0.5),
        ("volume", 6, |row| row.volume = None),
    ] {
        let mut other = Row { line: NonZeroU32::new(99), ..row(20) };
        change(&mut other);
        let mut all = rows(50);
        all.insert(0, other);
        let fault = normalise(batch(all), &want()).unwrap_err();
        assert_eq!(
            fault.to_string(),
            format!(
                "a.csv, line 22 and line 99, column {number} ({name}): expected one candle for 2024-06-01T10:00:00Z, \
                 found two that differ. Remove one of them."
            )
        );
    }
}

/// A change to a row, and the column and words that must name it.
type Breach = (fn(&mut Row), &'static str);

const BREACHES: [Breach; 11] = [
    (|row| row.open = f64::NAN, "column 2 (open): open is not a finite number"),
    (|row| row.high = f64::INFINITY, "column 3 (high): high is not a finite number"),
    (|row| row.low = 0.0, "column 4 (low): low must be above 0"),
    (|row| row.close = -1.0, "column 5 (close): close must be above 0"),
    (|row| row.open = -0.0, "column 2 (open): open must be above 0"),
    (|row| row.volume = Some(-1.0), "column 6 (volume): volume must not be negative"),
    (|row| row.volume = Some(f64::NAN), "column 6 (volume): volume is not a finite number"),
    (|row| row.high = row.close - 0.1, "column 3 (high): high must be at least open and close"),
    (|row| row.low = row.open + 0.1, "column 4 (low): low must be at most open and close"),
    (|row| row.open_ms += 1, "column 1 (time): a 1h candle must open at a whole 1h of UTC"),
    (|row| row.open_ms -= HOUR / 2, "column 1 (time): a 1h candle must open at a whole 1h of UTC"),
];

#[test]
fn every_rule_rejects_its_row_and_the_limit_is_half_a_percent() {
    for (breach, words) in BREACHES {
        // One in two hundred is the limit and leaves a gap.
        let mut all = rows(200);
        breach(&mut all[120]);
        let history = normalise(batch(all.clone()), &want()).unwrap();
        assert_eq!((history.series.len(), history.provenance.rejected), (199, 1), "{words}");
        assert!(!history.series.times().contains(&row(120).open_ms), "{words}");
        // Two are too many.
        breach(&mut all[130]);
        let fault = normalise(batch(all), &want()).unwrap_err();
        assert_eq!(
            fault.to_string(),
            format!(
                "a.csv, line 122, {words} (2 of 200 candles break a rule, at most 0.5 % may). Correct the file or \
                 remove those rows."
            )
        );
    }
}

#[test]
fn rows_before_the_ones_used_are_not_counted() {
    let mut all = rows(400);
    for bad in &mut all[..100] {
        bad.close = 0.0;
    }
    let recent = Want { bars: 300, ..want() };
    assert_eq!(normalise(batch(all.clone()), &recent).unwrap().provenance.rejected, 0);
    let fault = normalise(batch(all), &want()).unwrap_err();
    assert!(matches!(fault, FeedFault::Quality { rejected: 100, total: 400, .. }), "{fault}");
}

#[test]
fn longer_candles_are_as_many_as_asked() {
    // From 14:00, so the first four hours are half a group.
    let wanted = Want { interval: Some(Interval::H4), bars: 5, ..want() };
    let series = normalise(batch(rows(100)), &wanted).unwrap().series;
    assert_eq!((series.len(), series.interval()), (5, Interval::H4));
    // The last whole group ends with the hour of line 99 at the latest.
    assert_eq!(series.last_close().as_millisecond(), MAY + 98 * HOUR);
    let fault = normalise(batch(rows(100)), &Want { interval: Some(Interval::M15), ..want() }).unwrap_err();
    assert_eq!(fault.to_string(), "a.csv holds 1h candles, which cannot be cut into 15m ones. Ask for 1h or longer.");
}

#[test]
fn where_they_came_from_is_passed_on() {
    let mut named = batch(rows(5));
    named.origin.venue_symbol = "x".repeat(100);
    let provenance = normalise(named, &want()).unwrap().provenance;
    assert_eq!((provenance.source.as_str(), provenance.venue_symbol.len()), ("file", 64));
    assert_eq!((provenance.kind, provenance.delay_seconds, provenance.tick), (Kind::Recorded, None, None));
}

fn any_row() -> impl Strategy<Value = Row> {
    let price = prop_oneof![6 => 1.0..200.0, 1 => Just(f64::NAN), 1 => Just(-1.0), 1 => Just(f64::INFINITY)];
    (-50_i64..50, 0_i64..4, prop::array::uniform4(price), proptest::option::of(-1.0..10.0), 1_u32..100).prop_map(
        |(hour, odd, [open, high, low, close], volume, line)| Row {
            open_ms: MAY + hour * HOUR + odd / 3,
            open,
            high,
            low,
            close,
            volume,
            line: NonZeroU32::new(line),
        },
    )
}

proptest! {
    #[test]
    fn nothing_enters_that_was_not_closed_or_not_there(
        odd in prop::collection::vec(any_row(), 0..6),
        kept in prop::collection::vec(any::<bool>(), 400),
        known in 0_i64..500 * HOUR,
        bars in 0_u32..500,
    ) {
        let mut all: Vec<Row> = rows(400).into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(row, _)| row).collect();
        all.extend(odd);
        let want = Want { bars, at: jiff::Timestamp::from_millisecond(MAY + known).unwrap(), ..want() };
        if let Ok(history) = normalise(batch(all.clone()), &want) {
            let series = history.series;
            prop_assert!(series.last_close() <= want.at);
            prop_assert!(series.len() <= bars.max(1) as usize);
            for candle in series.candles() {
                prop_assert!(candle.check().is_ok());
                prop_assert!(all.iter().any(|row| row.candle() == Some(candle)));
            }
        }
    }
}
