//! Every way a file may write a time, with values worked out elsewhere (`date -u -d … +%s`).

use jiff::Timestamp;
use proptest::prelude::*;

use super::{DayPlace, Moment, Style, Unit};

/// 2024-05-31T14:00:00Z.
const MAY: i64 = 1_717_164_000_000;

fn read(cell: &str) -> Option<i64> {
    Style::of(cell.as_bytes())?.read(cell.as_bytes()).map(|moment| moment.ms)
}

#[test]
fn year_first() {
    for cell in [
        "2024-05-31T14:00:00Z",
        "2024-05-31T14:00:00.000Z",
        "2024-05-31T14:00:00.000000000Z",
        "2024-05-31t14:00:00z",
        "2024-05-31 14:00:00+00:00",
        "2024-05-31T10:00:00-04:00",
        "2024-05-31T19:30:00+0530",
        "2024-05-31T16:00:00+02",
        "2024-05-31 14:00:00 UTC",
        "2024-05-31 14:00:00",
        "2024-05-31 14:00",
        " 2024-05-31T14:00 ",
        "2024.05.31 14:00",
        "2024/05/31 14:00:00",
    ] {
        assert_eq!(read(cell), Some(MAY), "{cell}");
    }
    assert_eq!(read("2024-05-31"), Some(1_717_113_600_000));
    assert_eq!(read("1969-12-31T23:59:59Z"), Some(-1_000));
    assert_eq!(read("2000-02-29T00:00:00Z"), Some(951_782_400_000));
    assert_eq!(read("2024-05-31T14:00:00.250Z"), Some(MAY + 250));
}

#[test]
fn the_offset_is_kept_for_the_trading_date() {
    let cell = b"2024-05-31T00:00:00-04:00";
    let moment = Style::of(cell).unwrap().read(cell);
    assert_eq!(moment, Some(Moment { ms: 1_717_128_000_000, offset: -240 }));
}

#[test]
fn dots() {
    for cell in ["31.05.2024 14:00:00.000", "31.05.2024 14:00:00", "31.05.2024 14:00"] {
        assert_eq!(read(cell), Some(MAY), "{cell}");
    }
    assert_eq!(read("31.05.2024"), Some(1_717_113_600_000));
}

#[test]
fn slashes_need_an_order() {
    assert_eq!(Style::of(b"5/31/2024"), Some(Style::Slashed(DayPlace::Unknown)));
    assert_eq!(DayPlace::told_by(b"5/31/2024"), Some(DayPlace::MonthFirst));
    assert_eq!(DayPlace::told_by(b"31/05/2024 14:00"), Some(DayPlace::DayFirst));
    assert_eq!(DayPlace::told_by(b"05/06/2024"), None);
    assert_eq!(DayPlace::told_by(b"13/13/2024"), None);
    let ms = |order, cell: &[u8]| Style::Slashed(order).read(cell).map(|moment| moment.ms);
    assert_eq!(ms(DayPlace::MonthFirst, b"05/31/2024 14:00"), Some(MAY));
    assert_eq!(ms(DayPlace::DayFirst, b"31/5/2024 14:00:00"), Some(MAY));
    assert_eq!(ms(DayPlace::DayFirst, b"31/5/2024 9:00"), Some(MAY - 5 * 3_600_000));
    assert_eq!(ms(DayPlace::DayFirst, b"5/31/2024"), None);
    assert_eq!(ms(DayPlace::Unknown, b"31/5/2024"), None);
}

#[test]
fn counts_by_their_size() {
    for (cell, unit) in [
        ("1717164000", Unit::Seconds),
        ("1717164000000", Unit::Millis),
        ("1717164000000000", Unit::Micros),
        ("1717164000000000000", Unit::Nanos),
        ("1717164000.0", Unit::Seconds),
        ("1.717164E+12", Unit::Millis),
        ("1.717164e9", Unit::Seconds),
    ] {
        assert_eq!(Style::of(cell.as_bytes()), Some(Style::Count(unit)), "{cell}");
        assert_eq!(read(cell), Some(MAY), "{cell}");
    }
    assert_eq!(read("-86400"), Some(-86_400_000));
    assert_eq!(read("1717164000.5"), Some(MAY + 500));
}

#[test]
fn what_is_no_time() {
    for cell in [
        "",
        " ",
        "-",
        "nan",
        "inf",
        "1e999",
        "abc",
        "2024-13-01",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "24-05-31",
        "2024-05-31T24:00:00Z",
        "2024-05-31T14:60:00Z",
        "2024-05-31T14:00:61Z",
        "2024-05-31T14:00:00Zx",
        "2024-05-31T14:00:00.0001Z",
        "2024-05-31x",
        "2024-05/31",
        "31.05.24",
        "1/2/24",
        "20240531",
        "1717164000000500",
        "9999999999999999999999",
        "9024-05-31",
        "1700-01-01",
        "2024-05-31T1a:00:00Z",
        "0x12",
        "1717164000.0005",
        "2024-05-31T14:00:00+99:00",
        "2024-5-31",
        "1.05.2024",
        "2024-05-31 9:00",
    ] {
        assert_eq!(read(cell), None, "{cell:?}");
    }
}

#[test]
fn a_file_keeps_to_one_way() {
    let unlike = [
        ("2024-05-31T14:00:00Z", "2024-05-31 14:00:00"),
        ("2024-05-31", "2024-05-31T14:00:00Z"),
        ("2024-05-31", "31.05.2024"),
        ("1717164000", "1717164000000"),
        ("1717164000", "2024-05-31"),
    ];
    for (first, then) in unlike {
        assert_eq!(Style::of(first.as_bytes()).unwrap().read(then.as_bytes()), None, "{first} then {then}");
    }
    // Midnight may be written short.
    assert!(Style::of(b"2024-05-31 14:00").unwrap().read(b"2024-06-01").is_some());
}

proptest! {
    #[test]
    fn agrees_with_jiff(seconds in -5_364_662_400_i64..7_258_118_400) {
        let text = Timestamp::from_second(seconds).unwrap().to_string();
        prop_assert_eq!(read(&text), Some(seconds * 1_000), "{}", text);
        let short = text.trim_end_matches('Z').replace('T', " ");
        prop_assert_eq!(read(&short), Some(seconds * 1_000), "{}", short);
    }

    #[test]
    fn reads_nothing_jiff_refuses(text in "20[0-9]{2}-[0-3][0-9]-[0-4][0-9]T[0-3][0-9]:[0-9]{2}:[0-5][0-9]Z") {
        let jiff = text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond);
        prop_assert_eq!(read(&text), jiff, "{}", text);
    }

    #[test]
    fn never_panics(cell: Vec<u8>, other in "[-+0-9./:TZe ]{0,30}") {
        for cell in [cell.as_slice(), other.as_bytes()] {
            if let Some(style) = Style::of(cell) {
                style.read(cell);
            }
            DayPlace::told_by(cell);
        }
    }
}
