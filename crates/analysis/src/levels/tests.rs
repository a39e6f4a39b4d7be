use super::*;
use crate::{Candle, Interval, Pair};
use jiff::Timestamp;

/// Candles whose high and low stand 0.1 around the closes.
fn series(closes: &[f64]) -> Series {
    let candles = closes.iter().enumerate().map(|(bar, close)| Candle {
        open_time: Timestamp::from_second(3_600 * bar as i64).unwrap(),
        open: *close,
        high: close + 0.1,
        low: close - 0.1,
        close: *close,
        volume: None,
    });
    Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap()
}

/// Straight legs of six bars between these turning points.
fn zigzag(turns: &[f64]) -> Vec<f64> {
    let leg =
        |pair: &[f64]| -> Vec<f64> { (0..6).map(|k| pair[0] + (pair[1] - pair[0]) * f64::from(k) / 6.0).collect() };
    turns.windows(2).flat_map(leg).collect()
}

#[test]
fn swings_become_levels_on_either_side() {
    let series = series(&zigzag(&[100.0, 110.0, 96.0, 110.2, 90.0, 120.0, 104.0, 105.0]));
    let levels = Levels::of(&series, Some(1.0), Tick::of_size(0.01));
    // The two tops near 110 are one level, at the mean of 110.1 and 110.3.
    assert_eq!(levels.resistance, [110.2, 120.1]);
    // Lows at 90, 96 and, five bars before the end, 104; nearest first.
    assert_eq!(levels.support, [103.9, 95.9, 89.9]);
}

#[test]
fn a_narrower_width_keeps_them_apart() {
    let series = series(&zigzag(&[100.0, 110.0, 96.0, 110.2, 90.0, 120.0, 104.0, 105.0]));
    assert_eq!(Levels::of(&series, Some(0.2), Tick::of_size(0.01)).resistance, [110.1, 110.3, 120.1]);
    assert_eq!(Levels::of(&series, None, None), Levels::default(), "without an ATR there is no width");
}

#[test]
fn a_straight_line_has_none() {
    let closes: Vec<f64> = (0..100).map(|bar| 100.0 + f64::from(bar)).collect();
    assert_eq!(Levels::of(&series(&closes), Some(1.0), None), Levels::default());
}

#[test]
fn groups_reach_half_an_atr_from_their_lowest() {
    assert_eq!(gathered(&[1.0, 1.4, 1.5, 1.6, 3.0], 0.5), [1.3, 1.6, 3.0]);
}
