use super::*;
use crate::{Candle, Pair};
use jiff::Timestamp;

const DAY: i64 = 86_400;

/// Daily closes on the days given.
fn series(pair: &str, days: &[(i64, f64)]) -> Series {
    let candles = days.iter().map(|(day, close)| Candle {
        open_time: Timestamp::from_second(day * DAY).unwrap(),
        open: *close,
        high: *close,
        low: *close,
        close: *close,
        volume: None,
    });
    Series::new(Pair::new(pair).unwrap(), Interval::D1, Timestamp::MAX, candles).unwrap()
}

#[test]
fn only_days_that_both_have_count() {
    let ours = series("BTC/USD", &[(0, 100.0), (1, 110.0), (2, 99.0), (4, 198.0)]);
    let theirs = series("AAPL", &[(1, 10.0), (3, 77.0), (4, 15.0), (5, 1.0)]);
    // Between day 1 and day 4: 110 to 198, and 10 to 15.
    let pairs = common_returns(&ours, &theirs);
    assert_eq!(pairs.len(), 1);
    assert!((pairs[0].0 - 0.8).abs() < 1e-12 && (pairs[0].1 - 0.5).abs() < 1e-12);
    assert!(common_returns(&ours, &series("AAPL", &[(7, 1.0), (8, 2.0)])).is_empty());
}

#[test]
fn together_apart_and_not_at_all() {
    let steps = [0.01, -0.02, 0.03, 0.005, -0.01];
    let of = |sign: f64| steps.map(|step| (step, sign * 2.0 * step));
    assert!((correlation(&of(1.0), 5).unwrap() - 1.0).abs() < 1e-12);
    assert!((correlation(&of(-1.0), 5).unwrap() + 1.0).abs() < 1e-12);
    assert_eq!(correlation(&of(1.0), 6), None, "fewer than asked for");
    assert_eq!(correlation(&steps.map(|step| (step, 0.0)), 5), None, "one of them stood still");
    // Worked by hand: x = −1, 0, 1 and y = 0, 1, 0 have nothing in common.
    assert_eq!(correlation(&[(-1.0, 0.0), (0.0, 1.0), (1.0, 0.0)], 3), Some(0.0));
}
