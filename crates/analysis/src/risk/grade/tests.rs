use super::*;
use proptest::prelude::*;

const RISING: [Scale; 7] = [
    Scale::PLANNED_LOSS,
    Scale::LIQUIDITY,
    Scale::VAR99,
    Scale::VOLATILITY,
    Scale::DRAWDOWN,
    Scale::GAP,
    Scale::CORRELATION,
];

fn known(scale: Scale, value: f64) -> (RiskLevel, f64) {
    match scale.grade(value) {
        Grade::Known(level, score) => (level, score),
        other @ (Grade::Unknown | Grade::NotApplicable) => panic!("{other:?}"),
    }
}

/// Values and scores of the published examples.
#[test]
fn scores_equal_the_published_ones() {
    for (scale, value, level, score) in [
        (Scale::PLANNED_LOSS, 3.7137, RiskLevel::High, 0.643),
        (Scale::PLANNED_LOSS, 0.684_64, RiskLevel::Low, 0.171),
        (Scale::LIQUIDATION, 8.858, RiskLevel::Medium, 0.307),
        (Scale::LIQUIDITY, 0.019_73, RiskLevel::Low, 0.049),
        (Scale::VAR99, 0.636, RiskLevel::Low, 0.064),
        (Scale::VAR99, 4.197, RiskLevel::Medium, 0.42),
        (Scale::VOLATILITY, 9.97, RiskLevel::Low, 0.042),
        (Scale::VOLATILITY, 63.871, RiskLevel::Medium, 0.289),
        (Scale::DRAWDOWN, 8.653, RiskLevel::Low, 0.216),
        (Scale::DRAWDOWN, 50.58, RiskLevel::Extreme, 0.816),
        (Scale::GAP, 0.034, RiskLevel::Low, 0.017),
    ] {
        assert_eq!(known(scale, value), (level, score), "{value}");
    }
}

#[test]
fn borders_belong_where_the_table_says() {
    // A planned loss of exactly 1, 2, 5 % is still below; other values on a border are above.
    for (value, level) in [(1.0, RiskLevel::Low), (2.0, RiskLevel::Medium), (5.0, RiskLevel::High)] {
        assert_eq!(known(Scale::PLANNED_LOSS, value).0, level);
        assert_ne!(known(Scale::PLANNED_LOSS, value + 1e-9).0, level);
    }
    for (value, level) in [(2.5, RiskLevel::Medium), (5.0, RiskLevel::High), (10.0, RiskLevel::Extreme)] {
        assert_eq!(known(Scale::VAR99, value).0, level);
        assert_ne!(known(Scale::VAR99, value - 1e-9).0, level);
    }
    for (value, level) in [(10.0, RiskLevel::Medium), (5.0, RiskLevel::High), (2.0, RiskLevel::High)] {
        assert_eq!(known(Scale::LIQUIDATION, value).0, level);
    }
    assert_eq!(known(Scale::LIQUIDATION, 10.1), (RiskLevel::Low, 0.248));
    assert_eq!(known(Scale::LIQUIDATION, 20.0).1, 0.125);
    assert_eq!(known(Scale::LIQUIDATION, 1.999).0, RiskLevel::Extreme);
    assert_eq!(known(Scale::LIQUIDATION, 0.0), (RiskLevel::Extreme, 1.0));
}

#[test]
fn extreme_ends_at_twice_its_border_or_at_the_end_of_the_scale() {
    for (scale, end) in [(Scale::PLANNED_LOSS, 10.0), (Scale::VOLATILITY, 100.0), (Scale::CORRELATION, 1.0)] {
        assert_eq!(known(scale, end).1, 1.0);
        assert!(known(scale, 0.99 * end).1 < 1.0);
    }
    assert_eq!(known(Scale::DRAWDOWN, 900.0), (RiskLevel::Extreme, 1.0));
}

proptest! {
    #[test]
    fn level_and_score_never_disagree_and_never_fall(kind in 0_usize..7, a in 0.0_f64..120.0, b in 0.0_f64..120.0) {
        let scale = RISING[kind];
        let (small, large) = (known(scale, a.min(b)), known(scale, a.max(b)));
        prop_assert!(small.1 <= large.1, "{small:?} {large:?}");
        for (level, score) in [small, large, known(Scale::LIQUIDATION, a)] {
            let quarter = if score == 1.0 { 3 } else { (score * 4.0).floor() as u8 };
            prop_assert_eq!(quarter, level as u8, "{} {:?}", score, level);
        }
        prop_assert!(known(Scale::LIQUIDATION, a.min(b)).1 >= known(Scale::LIQUIDATION, a.max(b)).1);
    }
}
