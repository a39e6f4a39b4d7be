//! Timeframes told by rows, and trading dates.

use analysis::Interval;

use super::{interval_of, on_trading_dates};
use crate::{Expected, file::csv};

fn sheet(times: &[&str]) -> csv::Sheet {
    let rows: String = times.iter().flat_map(|time| [*time, ",10,12,9,11\n"]).collect();
    csv::read("a.csv", format!("time,open,high,low,close\n{rows}").as_bytes(), None).unwrap()
}

#[test]
fn the_most_frequent_distance_tells() {
    // A Friday, a weekend, and a missing Tuesday.
    let daily = sheet(&["2024-05-31", "2024-06-03", "2024-06-05", "2024-06-06", "2024-06-07"]);
    assert_eq!(interval_of("a.csv", &daily, None), Ok(Interval::D1));
    assert_eq!(interval_of("a.csv", &daily, Some(Interval::D1)), Ok(Interval::D1));
    let newest_first = sheet(&["2024-05-31 16:00", "2024-05-31 15:00", "2024-05-31 14:00"]);
    assert_eq!(interval_of("a.csv", &newest_first, None), Ok(Interval::H1));
}

#[test]
fn a_name_that_says_otherwise_is_refused() {
    let fault =
        interval_of("a-1d.csv", &sheet(&["2024-05-31 14:00", "2024-05-31 15:00"]), Some(Interval::D1)).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "a-1d.csv, line 3, column 1 (time): expected rows 1d apart, as the file's name says, found \"rows 1h apart\"."
    );
}

#[test]
fn distances_engram_does_not_speak_are_refused() {
    for (times, found) in [
        (&["2024-05-31 14:00", "2024-05-31 16:00"][..], "rows 2h apart"),
        (&["2024-05-01", "2024-05-08"], "rows 7d apart"),
        (&["2024-05-31 14:00:00", "2024-05-31 14:00:01"], "rows 1s apart"),
        (&["2024-05-31 14:00:00", "2024-05-31 14:00:00.5"], "rows 500ms apart"),
        (&["2024-05-31"], "one row"),
    ] {
        let fault = interval_of("a.csv", &sheet(times), None).unwrap_err();
        assert_eq!((fault.expected, fault.found.as_str()), (Expected::Spacing, found));
    }
    assert_eq!(interval_of("a.csv", &sheet(&["2024-05-31"]), Some(Interval::D1)), Ok(Interval::D1));
}

#[test]
fn daily_rows_stand_on_their_trading_date() {
    let mut zoned = sheet(&[
        "2024-05-31T00:00:00-04:00",
        "2024-05-31T00:00:00+09:00",
        "2024-05-31T13:30:00Z",
        "2024-05-30T21:00:00Z",
        "2024-05-30T17:00:00-04:00",
        "2024-05-31T00:00:00Z",
    ]);
    on_trading_dates("a.csv", &mut zoned).unwrap();
    for row in &zoned.rows {
        assert_eq!(row.open_ms, 1_717_113_600_000, "line {}", row.line.unwrap());
    }
}
