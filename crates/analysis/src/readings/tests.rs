use super::*;
use crate::{Candle, Interval, Pair};
use jiff::Timestamp;

fn series(closes: &[f64], volumes: Option<&[f64]>) -> Series {
    let candles = closes.iter().enumerate().map(|(bar, close)| Candle {
        open_time: Timestamp::from_second(3_600 * bar as i64).unwrap(),
        open: *close,
        high: close + 1.0,
        low: close - 1.0,
        close: *close,
        volume: volumes.map(|volumes| volumes[bar]),
    });
    Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap()
}

/// J. Welles Wilder's RSI worked by hand over two bars: of 1, 2, 3, 4, 5, 4 the gains average 2/3 and the losses 1/3
/// only after the fall; before it RSI is 100. A port that forgets the price while losses are nil gets 1.0 here.
#[test]
fn rsi_remembers_the_price_while_nothing_falls() {
    let column = rsi(&[1.0, 2.0, 3.0, 4.0, 5.0, 4.0], 3);
    assert_eq!(column.at(4), Some(100.0));
    // Wilder: gain (1 × 2 + 0) / 3 = 2/3, loss (0 × 2 + 1) / 3 = 1/3, RSI 100 × 2/3.
    assert!((column.at(5).unwrap() - 100.0 * 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(column.at(2), None);
    assert_eq!(column.reading(2), Reading::Warming);
}

#[test]
fn a_series_too_short_has_no_value_and_does_not_fail() {
    for bars in 1..40 {
        let closes: Vec<f64> = (0..bars).map(|bar| 100.0 + f64::from(bar)).collect();
        let series = series(&closes, None);
        for entry in CATALOGUE {
            let columns = entry.compute(&series);
            assert_eq!(columns.len(), entry.names.len());
            assert!(columns.iter().all(|column| column.at(closes.len()).is_none()), "nothing after the end");
        }
    }
}

#[test]
fn names_are_unique_and_plain() {
    let mut names: Vec<&str> = CATALOGUE.iter().flat_map(|entry| entry.names.iter().copied()).collect();
    assert_eq!(names.len(), 54);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 54);
}

#[test]
fn flat_after_fourteen_bars_without_a_move() {
    let closes: Vec<f64> = (0..10).map(f64::from).chain([9.0; 20]).map(|close| close + 100.0).collect();
    let moved = moved(&series(&closes, None));
    // Bar 9 moved; bars 10 to 22 stand within fourteen of it.
    assert_eq!(moved.iter().filter(|moved| **moved).count(), 23);
    assert!(moved[22] && !moved[23]);
}

#[test]
fn volume_is_an_answer_only_where_something_traded() {
    let closes: Vec<f64> = (0..40).map(|bar| 100.0 + f64::from(bar % 7)).collect();
    let volumes: Vec<f64> = (0..40).map(|bar| if bar < 10 { 5.0 } else { 0.0 }).collect();
    let traded = series(&closes, Some(&volumes));
    assert!(has_volume(&traded, 28, 20), "bar 9 lies within");
    assert!(!has_volume(&traded, 29, 20));
    assert_eq!(mfi(&series(&closes, None), 14).reading(39), Reading::NoVolume);
}

#[test]
fn volume_stands_against_its_own_spread() {
    let closes = [100.0; 20];
    // Seventeen of 10 and three of 30: mean 13, deviation √(17 × 9 + 3 × 289)/20 = √51; last three stand 17 above.
    let volumes: Vec<f64> = (0..20).map(|bar| if bar < 17 { 10.0 } else { 30.0 }).collect();
    let z = volume_z(&series(&closes, Some(&volumes)), 19).unwrap();
    assert!((z - 17.0 / 51.0_f64.sqrt()).abs() < 1e-12);
    assert_eq!(volume_z(&series(&closes, Some(&[7.0; 20])), 19), Some(0.0));
    assert_eq!(volume_z(&series(&closes, None), 19), None);
}

#[test]
fn volatility_starts_from_the_first_sixty_returns() {
    // Returns of ±1 % in turn: variance 1e-4 from the first to the last bar, whatever the weights.
    let mut close = 100.0;
    let closes: Vec<f64> = (0..700)
        .map(|bar| {
            close *= libm::exp(if bar % 2 == 0 { 0.01 } else { -0.01 });
            close
        })
        .collect();
    let ewma = Ewma::of(&closes);
    assert_eq!(ewma.sigma(60), None);
    assert!((ewma.sigma(61).unwrap() - 0.01).abs() < 1e-12);
    assert!((ewma.sigma(699).unwrap() - 0.01).abs() < 1e-12);
    assert_eq!(ewma.percentile(563, 504), None);
    assert!(ewma.percentile(564, 504).is_some());
}

#[test]
fn a_percentile_counts_itself() {
    assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0, 2.5]), Some(60.0));
    assert_eq!(percentile(&[]), None);
}
