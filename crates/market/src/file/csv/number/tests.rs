//! Numbers are the standard library's, to the bit, or they are none.

use proptest::prelude::*;

use super::number;

fn read(cell: &str) -> Option<f64> {
    number(cell.as_bytes(), true)
}

#[test]
fn plain_numbers() {
    for (cell, value) in [
        ("29.64", 29.64),
        ("153912000", 153_912_000.0),
        (" 1.05 ", 1.05),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1.54E+12", 1_540_000_000_000.0),
        ("1e-5", 0.00001),
        // Eighteen decimals, as some venues write them.
        ("0.123456789012345678", 0.123_456_789_012_345_68),
        ("9007199254740993", 9_007_199_254_740_992.0),
    ] {
        assert_eq!(read(cell), Some(value), "{cell}");
    }
}

#[test]
fn thousands_only_where_no_decimal_comma_can_be_meant() {
    assert_eq!(read("1,234.5"), Some(1234.5));
    assert_eq!(read("12,345,678"), Some(12_345_678.0));
    assert_eq!(read("1,23"), None);
    assert_eq!(read("1234,567"), None);
    assert_eq!(read(",123"), None);
    // In a file separated by semicolons 1,234 may be one and a bit.
    assert_eq!(number(b"1,234", false), None);
    assert_eq!(number(b"1,234.50", false), Some(1234.5));
}

#[test]
fn absent_is_not_nought() {
    for cell in ["", " ", "null", "NULL", "NA", "n/a", "NaN"] {
        assert!(read(cell).is_some_and(f64::is_nan), "{cell:?}");
    }
    assert_eq!(read("inf"), Some(f64::INFINITY));
    assert_eq!(read("1e999"), Some(f64::INFINITY));
}

#[test]
fn junk_is_none() {
    for cell in [".", "-", "1.2.3", "1_000", "0x10", "12a", "$5", "1 2", "1e", "--1", "1,2,3", "\u{2212}5"] {
        assert_eq!(read(cell), None, "{cell:?}");
    }
    assert_eq!(number(b"1\xFF", true), None);
    assert_eq!(number(b"1\0", true), None);
}

proptest! {
    #[test]
    fn equals_the_standard_library_on_decimals(cell in "[0-9]{0,20}(\\.[0-9]{0,24})?") {
        let ours = read(&cell).filter(|value| !value.is_nan()).map(f64::to_bits);
        prop_assert_eq!(ours, cell.parse::<f64>().ok().map(f64::to_bits), "{}", cell);
    }

    #[test]
    fn equals_the_standard_library_on_any_value(bits: u64) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        for cell in [format!("{value}"), format!("{value:e}"), format!("{value:?}")] {
            prop_assert_eq!(read(&cell).map(f64::to_bits), Some(bits), "{}", cell);
        }
    }

    #[test]
    fn what_the_standard_library_refuses_is_refused(cell in "[-+0-9.eEx_ ]{1,12}") {
        let trimmed = cell.trim();
        if !trimmed.is_empty() {
            prop_assert_eq!(read(&cell).map(f64::to_bits), trimmed.parse::<f64>().ok().map(f64::to_bits), "{}", cell);
        }
    }
}
