//! Files that were cut, changed or made to deceive: each is refused with a reason, none panics, none fills the memory.
//!
//! What can be promised of the values differs. A byte that changes in a price is seen where the writer added check
//! sums (pages of Parquet with a CRC, gzip); without them no reader can tell one number from another.

use super::{bytes, csv, load, names};
use crate::FeedFault;

/// Every file that can be read, as its writer made it.
fn files() -> impl Iterator<Item = (String, Vec<u8>)> {
    names("same").into_iter().map(|name| {
        let held = bytes(&format!("same/{name}"));
        (name, held)
    })
}

#[test]
fn a_file_that_was_cut_is_refused() {
    for (name, whole) in files() {
        for length in 0..whole.len() {
            let fault = load(&name, &whole[..length]).expect_err("a file that was cut was used").to_string();
            assert!(fault.starts_with(&format!("{name}, line 1")), "{fault}");
            assert!(fault.contains("expected a whole "), "{name} at {length}: {fault}");
        }
    }
}

/// A reason, or candles that keep the rules. Some bytes of each file, to end in seconds; with 1 instead of these steps it
/// takes minutes and holds as well.
#[test]
fn a_changed_byte_is_no_panic_and_no_impossible_candle() {
    let (mut refused, mut used) = (0, 0);
    for (name, whole) in files() {
        let every = if name.starts_with("BTC_USDT-1h") { 5 } else { 19 };
        let mut changed = whole.clone();
        for place in (0..whole.len()).step_by(every) {
            for flip in [0x01, 0xFF] {
                changed[place] = whole[place] ^ flip;
                match load(&name, &changed) {
                    Ok(history) => {
                        used += 1;
                        assert!(history.series.candles().all(|candle| candle.check().is_ok()), "{name} at {place}");
                    }
                    Err(fault) => {
                        refused += 1;
                        assert!(fault.to_string().chars().count() < 400, "{fault}");
                    }
                }
            }
            changed[place] = whole[place];
        }
    }
    println!("{refused} refused, {used} used");
    assert!(refused > 2_000 && used > 2_000, "the check looked at nothing: {refused} refused, {used} used");
}

/// The twin of the above where the pages carry check sums: never another series.
#[test]
fn with_check_sums_a_changed_page_is_never_another_series() {
    let whole = bytes("same/groups.parquet");
    let sound = csv().series;
    // Behind the pages stands the frame, which no check sum covers.
    let frame = whole.len() - 8 - u32::from_le_bytes(whole[whole.len() - 8..][..4].try_into().unwrap()) as usize;
    let (mut caught, mut changed) = (0, whole.clone());
    for place in 4..frame {
        changed[place] ^= 0x10;
        match load("groups.parquet", &changed) {
            Ok(history) => assert_eq!(history.series.closes(), sound.closes(), "at {place}"),
            Err(fault) => caught += u32::from(fault.to_string().contains("not what was written")),
        }
        changed[place] = whole[place];
    }
    assert!(caught > 500, "{caught}");
}

#[test]
fn many_changes_at_once_are_no_panic() {
    let mut state = 7_u64;
    let mut roll = move |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    for (name, whole) in files() {
        for _ in 0..300 {
            let mut changed = whole.clone();
            for _ in 0..=roll(6) {
                let place = roll(changed.len());
                match roll(4) {
                    0 => changed[place] = roll(256) as u8,
                    1 => drop(changed.splice(place..place, [0xFF; 8].into_iter().take(1 + roll(8)))),
                    2 => drop(changed.drain(place..(place + 1 + roll(9)).min(changed.len()))),
                    // A length that is declared and huge.
                    _ => {
                        let end = (place + 8).min(changed.len());
                        changed[place..end].copy_from_slice(&0x7FFF_FFFF_FFFF_FFFF_u64.to_le_bytes()[..end - place]);
                    }
                }
            }
            if let Ok(history) = load(&name, &changed) {
                assert!(history.series.candles().all(|candle| candle.check().is_ok()), "{name}");
            }
        }
    }
}

#[test]
fn what_is_no_table_at_all_is_refused() {
    for (name, held) in [
        ("a.feather", &b""[..]),
        ("a.feather", b"ARROW1\0\0ARROW1"),
        ("a.feather", b"ARROW1\0\0\xFF\xFF\xFF\x7FARROW1"),
        ("a.feather", b"ARROW1\0\0\0\0\0\0\0\0\0\0ARROW1"),
        ("a.feather", b"date,open,high,low,close\n"),
        ("a.arrow", b"PAR1"),
        ("a.parquet", b"PAR1PAR1"),
        ("a.parquet", b"PAR1\xFF\xFF\xFF\xFFPAR1"),
        ("a.parquet", b"PAR1\0\0\0\0PAR1"),
        ("a.parquet", b"PAR1\0\x01\0\0\0PAR1"),
        ("a.parquet", b"PARE\0\0\0\0PARE"),
        ("a.parquet", b"[[1,2,3,4,5,6]]"),
    ] {
        let fault = load(name, held).unwrap_err();
        assert!(matches!(fault, FeedFault::Csv(_)) && fault.to_string().contains("expected a whole "), "{fault}");
    }
}
