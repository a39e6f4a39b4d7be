//! Cells, byte by byte.

use super::{Kind, Tick, Zone, offset};

#[test]
fn zones_are_known_by_name_or_offset() {
    for (name, zone) in [
        ("", Zone::Absent),
        ("UTC", Zone::Utc),
        ("+00:00", Zone::Utc),
        ("+09:00", Zone::Fixed(540)),
        ("-03:30", Zone::Fixed(-210)),
        ("Asia/Tokyo", Zone::Lost),
        ("+9:00", Zone::Lost),
        ("+24:00", Zone::Lost),
        ("-00:60", Zone::Lost),
    ] {
        assert_eq!(Zone::named(name), zone, "{name}");
    }
    assert_eq!(offset("é9:00"), None);
}

#[test]
fn counts_become_milliseconds_or_nothing() {
    let moment =
        |tick, count: i64| Kind::Moment { tick, zone: Zone::Utc }.moment(&count.to_le_bytes()).map(|moment| moment.ms);
    assert_eq!(moment(Tick::Seconds, 1_717_164_000), Some(1_717_164_000_000));
    assert_eq!(moment(Tick::Nanos, 1_717_164_000_000_000_000), Some(1_717_164_000_000));
    assert_eq!(moment(Tick::Micros, 1_717_164_000_000_001), None);
    assert_eq!(moment(Tick::Millis, i64::MIN), None);
    assert_eq!(moment(Tick::Seconds, i64::MAX), None);
    assert_eq!(Kind::Days.moment(&19_874_i32.to_le_bytes()).map(|moment| moment.ms), Some(1_717_113_600_000));
    let julian = [&0_i64.to_le_bytes()[..], &2_460_462_u32.to_le_bytes()].concat();
    assert_eq!(Kind::DayAndNanos.moment(&julian).map(|moment| moment.ms), Some(1_717_113_600_000));
}

#[test]
fn numbers_are_those_a_csv_file_would_say() {
    assert_eq!(Kind::Float.number(&1.05236_f32.to_le_bytes()), Some(1.05236));
    assert_eq!(Kind::Float.number(&1.05236_f64.to_le_bytes()), Some(1.05236));
    assert_eq!(Kind::Float.number(&[0; 3]), None);
    assert_eq!(Kind::Whole { signed: true }.number(&(-3_i16).to_le_bytes()), Some(-3.0));
    assert_eq!(Kind::Whole { signed: false }.number(&u32::MAX.to_le_bytes()), Some(4_294_967_295.0));
    let decimal = |big_endian| Kind::Decimal { scale: 2, big_endian };
    assert_eq!(decimal(false).number(&123_457_i128.to_le_bytes()), Some(1_234.57));
    assert_eq!(decimal(true).number(&[0xFF, 0x85]), Some(-1.23));
    assert_eq!(Kind::Decimal { scale: i32::MIN, big_endian: false }.number(&[1]), Some(f64::INFINITY));
    assert_eq!(Kind::Whole { signed: true }.number(&[]), None);
    assert_eq!(Kind::Whole { signed: true }.number(&[0; 17]), None);
}
