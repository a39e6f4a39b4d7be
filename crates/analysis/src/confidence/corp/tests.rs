use proptest::prelude::*;

use super::{COLUMNS, Curve, Level, fit};
use crate::confidence::Chance;

const SEED: &str = "00112233445566778899aabbccddeeff";

fn fitted(values: &[f64]) -> Vec<f64> {
    let mut levels = Vec::new();
    fit(values.iter().enumerate().map(|(at, value)| (at as f64, *value)), &mut levels);
    levels.iter().flat_map(|level| vec![level.frequency; level.count]).collect()
}

/// Forecasts between 20 and 60 of 100, and events that follow as often as `truth` of them says.
fn outcomes(n: usize, seed: u64, truth: fn(f64) -> f64) -> Vec<(f64, bool)> {
    let mut chance = Chance::of(SEED, seed);
    let pair = |_| {
        let p = 0.2 + 0.4 * chance.below(100_000) as f64 / 100_000.0;
        (p, chance.hits(1, truth(p)) == 1)
    };
    (0..n).map(pair).collect()
}

/// Share of the band's places where the curve lies within it.
fn within(pairs: &[(f64, bool)], horizon: usize) -> f64 {
    let curve = Curve::of(pairs, horizon).unwrap();
    let band = curve.band(&mut Chance::of(SEED, 7));
    let inside = band.iter().filter(|place| {
        let at = curve.at(place.forecast).unwrap();
        place.low - 1e-12 <= at && at <= place.high + 1e-12
    });
    inside.count() as f64 / band.len() as f64
}

#[test]
fn the_fit_is_that_of_isoreg() {
    // The example of R's documentation of `isoreg`.
    let ours = fitted(&[1.0, 0.0, 4.0, 3.0, 3.0, 5.0, 4.0, 2.0, 0.0]);
    let theirs = [0.5, 0.5, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0];
    assert!(ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() < 1e-12) && ours.len() == 9, "{ours:?}");
}

#[test]
fn the_curve_is_flat_within_levels_and_straight_between() {
    let pairs = [(0.1, false), (0.2, true), (0.3, false), (0.5, true), (0.5, true), (0.5, false)];
    let curve = Curve::of(&pairs, 1).unwrap();
    assert_eq!(
        curve.levels,
        [
            Level { from: 0.1, to: 0.1, frequency: 0.0, count: 1 },
            Level { from: 0.2, to: 0.3, frequency: 0.5, count: 2 },
            Level { from: 0.5, to: 0.5, frequency: 2.0 / 3.0, count: 3 },
        ]
    );
    for (forecast, frequency) in [(0.0, 0.0), (0.15, 0.25), (0.25, 0.5), (0.4, 7.0 / 12.0), (0.9, 2.0 / 3.0)] {
        assert!((curve.at(forecast).unwrap() - frequency).abs() < 1e-12, "at {forecast}");
    }
    assert_eq!((curve.counts[0], curve.counts[COLUMNS - 1], curve.counts.iter().sum::<u32>()), (1, 3, 6));
    assert_eq!(Curve::of(&[], 24), None);
}

#[test]
fn a_perfect_forecaster_lies_within_the_band_and_a_boaster_does_not() {
    let share = |seeds: u64, n: usize, truth: fn(f64) -> f64| {
        let shares = (1_000..1_000 + seeds).map(|seed| within(&outcomes(n, seed, truth), 1));
        shares.sum::<f64>() / seeds as f64
    };
    let perfect = share(200, 400, |p| p);
    assert!((0.93..=0.97).contains(&perfect), "95 of 100 by definition, {perfect}");
    // It forecasts 20 to 60 of 100, and 40 follow whatever it says.
    let boaster = share(10, 2_000, |_| 0.4);
    assert!(boaster < 0.6, "{boaster}");
}

#[test]
fn outcomes_that_overlap_are_not_counted_as_many() {
    // Each outcome stands for ten bars.
    let overlapping =
        |seed| -> Vec<(f64, bool)> { outcomes(60, seed, |p| p).into_iter().flat_map(|pair| [pair; 10]).collect() };
    let share = |horizon| (0..40).map(|seed| within(&overlapping(seed), horizon)).sum::<f64>() / 40.0;
    assert!(share(10) > 0.93, "{}", share(10));
    assert!(share(1) < 0.8, "taken for independent they look wrong: {}", share(1));
}

#[test]
fn one_forecast_has_no_band() {
    let curve = Curve::of(&[(0.4, true), (0.4, false)], 1).unwrap();
    assert!(curve.band(&mut Chance::of(SEED, 0)).is_empty());
    assert_eq!((curve.at(0.4), curve.counts[0]), (Some(0.5), 2));
}

proptest! {
    /// R. E. Barlow and others 1972: the fit is the largest mean before of the smallest mean after.
    #[test]
    fn any_fit_is_the_max_of_mins(values in prop::collection::vec(0_u8..2, 1..25)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let mean = |from: usize, to: usize| values[from..=to].iter().sum::<f64>() / (to - from + 1) as f64;
        for (at, ours) in fitted(&values).into_iter().enumerate() {
            let least = |from: usize| (at..values.len()).map(|to| mean(from, to)).fold(f64::INFINITY, f64::min);
            let theirs = (0..=at).map(least).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((ours - theirs).abs() < 1e-12, "{ours} {theirs}");
        }
    }
}
