use super::{bootstrap, student::*, *};

/// A number in 0..1.
fn unit(chance: &mut Chance) -> f64 {
    chance.below(1 << 53) as f64 / (1_u64 << 53) as f64
}

/// Student's one-sided 95 % points from a printed table.
#[test]
fn student_equals_the_table() {
    for (freedom, t) in [(5.0, 2.015), (10.0, 1.812), (29.0, 1.699), (100.0, 1.660), (1e9, 1.645)] {
        assert!((student95(freedom) - t).abs() < 1e-3, "{freedom}: {}", student95(freedom));
    }
    // Of 1, 2, 3, 4, 5, 6: mean 3.5, deviation 1.8708, t(5) 2.015: 3.5 − 2.015 × 1.8708 / √6 = 1.961.
    let (mean, lower) = mean_and_lower(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(mean, Some(3.5));
    assert!((lower.unwrap() - 1.961).abs() < 1e-3);
    assert_eq!(mean_and_lower(&[1.0]), (Some(1.0), None));
    assert_eq!(mean_and_lower(&[]), (None, None));
}

/// Wilson's interval of 10 in 100, from Newcombe 1998: 0.0552 to 0.1744.
#[test]
fn wilson_equals_the_published_interval() {
    let [low, high] = wilson(0.10, 100.0).unwrap();
    assert!((low - 0.0552).abs() < 1e-4 && (high - 0.1744).abs() < 1e-4, "{low} {high}");
    assert_eq!(wilson(0.5, 0.0), None);
}

#[test]
fn scores_by_hand() {
    assert_eq!(brier([(0.8, true), (0.4, false)]), Some(0.1));
    let realised = |p, base, happened| Realised { bar: 0, p, model: p, base, happened };
    let perfect = [realised(1.0, 0.5, true), realised(0.0, 0.5, false)];
    assert_eq!(brier_skill(&perfect), Some(1.0));
    let base = [realised(0.5, 0.5, true), realised(0.5, 0.5, false)];
    assert_eq!(brier_skill(&base), Some(0.0));
    // Of the four pairs of one that happened and one that did not, three stand the right way up.
    assert_eq!(auc(&[(0.9, true), (0.6, false), (0.5, true), (0.1, false)]), Some(0.75));
    assert_eq!(auc(&[(0.5, true), (0.5, false)]), Some(0.5));
    assert_eq!(auc(&[(0.5, true)]), None);
}

#[test]
fn groups_are_equal_and_in_order() {
    let pairs: Vec<(f64, bool)> = (0..10).map(|k| (f64::from(k) / 10.0, k % 2 == 0)).collect();
    let bins = reliability(&pairs, 3);
    assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [4, 3, 3]);
    assert_eq!((bins[0].from, bins[0].to, bins[0].frequency), (0.0, 0.3, 0.5));
    assert!((bins[0].mean - 0.15).abs() < 1e-12);
    let off: f64 = bins.iter().map(|bin| bin.count as f64 * (bin.mean - bin.frequency).abs()).sum();
    assert_eq!(expected_calibration_error(&bins), Some(off / 10.0));
}

#[test]
fn quantiles_lie_between_neighbours() {
    assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), Some(2.0));
    assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
    assert_eq!(quantile(&[], 0.5), None);
}

#[test]
fn chance_follows_from_the_candles_alone() {
    let draw = |hash: &str, stream| {
        let mut chance = Chance::of(hash, stream);
        [chance.below(1_000), chance.below(1_000), chance.below(1_000)]
    };
    let hash = "20817fcb3ff144b05ec13f7768399dc819152692a2a9d31cf6d20ce1d266d169";
    assert_eq!(draw(hash, 0), draw(hash, 0));
    assert_ne!(draw(hash, 0), draw(hash, 1));
    assert_ne!(draw(hash, 0), draw(&hash.replace('2', "3"), 0));
}

#[test]
fn a_skill_of_nothing_has_an_interval_around_nothing() {
    let mut chance = Chance::of(&"ab".repeat(32), 0);
    let realised: Vec<Realised> = (0..4_000)
        .map(|bar| {
            let happened = unit(&mut chance) < 0.4;
            let p = 0.4 + 0.1 * (unit(&mut chance) - 0.5);
            Realised { bar, p, model: p, base: 0.4, happened }
        })
        .collect();
    let skills = bootstrap::skills(&realised, 1, 500, &mut chance);
    let (low, high) = (quantile(&skills, 0.025).unwrap(), quantile(&skills, 0.975).unwrap());
    let skill = brier_skill(&realised).unwrap();
    assert!(low < skill && skill < high, "{low} {skill} {high}");
    assert!(low < 0.0, "noise cannot prove itself");
    assert!(bootstrap::skills(&realised[..10], 1, 500, &mut chance).is_empty(), "shorter than one block");
}

/// Shares by hand: of ten plans four reach +1.5, five lose 1.2 on average, one ends at +0.3.
#[test]
fn break_even_is_where_nothing_is_expected() {
    let shares = Shares { target: 0.4, stop: 0.5, time: 0.1, mean_stop_r: -1.2, mean_time_r: 0.3 };
    let expected = shares.expectancy(0.4, 1.5, 0.1);
    assert!((expected - (0.4 * 1.5 - 0.5 * 1.2 + 0.1 * 0.3 - 0.1)).abs() < 1e-12);
    let need = shares.break_even(1.5, 0.1);
    assert!(shares.expectancy(need, 1.5, 0.1).abs() < 1e-12);
    // Without time exits and overshoot it is the familiar (1 + c) / (1 + RR).
    let plain = Shares { target: 0.4, stop: 0.6, time: 0.0, mean_stop_r: -1.0, mean_time_r: 0.0 };
    assert!((plain.break_even(1.5, 0.1) - 1.1 / 2.5).abs() < 1e-12);
}

#[test]
fn intervals_hold_as_often_as_they_say() {
    let mut chance = Chance::of(&"cd".repeat(32), 0);
    let returns: Vec<Option<f64>> =
        (0..6_000).map(|_| Some(0.01 * (0..12).map(|_| unit(&mut chance)).sum::<f64>() - 0.06)).collect();
    let sigma = vec![Some(0.01); returns.len()];
    for miss in [0.2, 0.1] {
        let coverage = conformal(&sigma, &returns, 1, miss).unwrap().coverage.unwrap();
        assert!((coverage - (1.0 - miss)).abs() < 0.01, "{coverage}");
    }
}
