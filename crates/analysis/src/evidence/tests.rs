use super::*;
use crate::{Candle, Interval, Pair, Series};
use jiff::Timestamp;

fn line(step: f64, count: usize) -> Series {
    let candles = (0..count).map(|bar| {
        let close = 1_000.0 + step * bar as f64;
        let open_time = Timestamp::from_second(3_600 * bar as i64).unwrap();
        Candle { open_time, open: close, high: close + 1.0, low: close - 1.0, close, volume: Some(100.0) }
    });
    Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap()
}

#[test]
fn a_steady_rise_argues_for_long_and_its_mirror_for_short() {
    let (up, down) = (Families::of(&line(1.0, 400)), Families::of(&line(-1.0, 400)));
    for family in [Family::Trend, Family::Momentum, Family::Breakout, Family::MultiTimeframe] {
        let (up, down) = (up.at(family, 399).unwrap(), down.at(family, 399).unwrap());
        assert!(up > 0.3, "{family:?} {up}");
        assert!(down < -0.3, "{family:?} {down}");
    }
    assert!(up.at(Family::MeanReversion, 399).unwrap() < 0.0, "and a stretched price argues for its return");
}

/// Breakout by hand: close 1399, the highest high of 55 bars is 1400, the lowest low 1399 − 54 − 1 = 1344.
#[test]
fn breakout_is_the_place_within_the_range() {
    let value = Families::of(&line(1.0, 400)).at(Family::Breakout, 399).unwrap();
    assert!((value - (2.0 * 55.0 / 56.0 - 1.0)).abs() < 1e-12, "{value}");
}

#[test]
fn one_missing_family_leaves_no_score() {
    let families = Families::of(&line(1.0, 400));
    assert!(families.all(399).is_some());
    // The trend of four hours begins with its 50th closed bar: candle 199.
    assert!(families.all(198).is_none());
    assert!(families.all(199).is_some());
    assert!(families.at(Family::Trend, 198).is_some());
}

#[test]
fn a_claim_names_the_bar_and_the_readings_it_rests_on() {
    let series = line(1.0, 400);
    let claims = Families::of(&series).evidence(&series, 399);
    assert_eq!(claims.len(), 6);
    assert!(claims.iter().all(|claim| claim.basis.closed_at == series.last_close()));
    let trend = claims.iter().find(|claim| claim.family == Family::Trend).unwrap();
    let names: Vec<&str> = trend.basis.readings.iter().map(|reading| reading.name).collect();
    assert_eq!(names, ["ema20", "ema50", "linreg_slope20", "plus_di14", "minus_di14", "adx14", "atr14"]);
    assert!(trend.basis.readings.iter().all(|reading| reading.value.is_some()));
}

#[test]
fn a_market_that_stands_still_claims_nothing() {
    let families = Families::of(&line(0.0, 400));
    assert!(Family::ALL.into_iter().filter(|f| *f != Family::MultiTimeframe).all(|f| families.at(f, 399).is_none()));
}
