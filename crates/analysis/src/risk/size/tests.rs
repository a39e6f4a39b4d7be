use super::*;
use crate::RiskTolerance;
use proptest::prelude::*;

/// The published example, worked by hand where it can be: 89.28 with the stop 0.64 away and 5 basis points of cost.
fn example() -> Capacity {
    Capacity {
        price: 89.28,
        equity: Some(10_000.0),
        loss_per_unit: Some(0.64 + 0.044_64),
        turnover: Some(5067.768 * 89.28 * 100.0),
        annual: Some(0.403_84),
        max_value: Some(10_000.0),
        heat: Some(0.0),
        kelly: Some(Kelly { fraction: 0.004_692_244_7, loss_per_unit: 0.684_64 }),
    }
}

fn params() -> RiskParams {
    RiskParams::of(RiskTolerance::Medium)
}

#[test]
fn candidates_equal_the_published_ones() {
    let units = Units::of(&example(), &params());
    for (method, theirs) in [
        // 100 USD at the stop over 0.68464 a unit.
        (units.fixed_fractional, 146.062),
        // 15 % over 40.384 %, of 10000 USD, at 89.28.
        (units.volatility_target, 41.603),
        (units.fractional_kelly, 17.134),
        (units.liquidity_cap, 5067.768),
        (units.exposure_cap, 112.007),
        // 500 USD at the stops.
        (units.portfolio_heat_cap, 730.31),
    ] {
        assert!((method.unwrap() - theirs).abs() < 1e-3, "{method:?} {theirs}");
    }
    assert_eq!(units.limit(), units.exposure_cap);
    assert_eq!(units.recommended(SizeBasis::Proven).unwrap().0, SizeMethod::FractionalKelly);
    assert_eq!(
        units.recommended(SizeBasis::Unproven),
        units.volatility_target.map(|u| (SizeMethod::VolatilityTarget, u))
    );
    assert_eq!(units.recommended(SizeBasis::None), Some((SizeMethod::FractionalKelly, 0.0)));
}

#[test]
fn kelly_by_hand() {
    // Even money, three wins of five: bet a fifth.
    assert!((kelly(0.6, 1.0, 0.0) - 0.2).abs() < 1e-15);
    // Two to one on a coin: a quarter.
    assert!((kelly(0.5, 2.0, 0.0) - 0.25).abs() < 1e-15);
    // With a tenth of cost each loss is 1.1 and each gain 1.9: 0.5/1.1 − 0.5/1.9.
    assert!((kelly(0.5, 2.0, 0.1) - (0.5 / 1.1 - 0.5 / 1.9)).abs() < 1e-15);
    assert_eq!(kelly(0.4, 1.0, 0.0), 0.0, "what does not pay is not bet on");
    assert_eq!(kelly(0.9, 0.1, 0.1), 0.0, "cost eats the whole gain");
}

#[test]
fn kelly_is_capped_and_needs_proof() {
    let sure = Kelly { fraction: 0.5, loss_per_unit: 0.5 };
    // A quarter of one half is 12.5 %; the cap is 2 % of 10000 at the stop, 0.5 a unit.
    let units = Units::of(&Capacity { kelly: Some(sure), ..example() }, &params());
    assert_eq!(units.fractional_kelly, Some(400.0));
    let unproven = Units::of(&Capacity { kelly: None, equity: None, ..example() }, &params());
    assert_eq!(unproven.fractional_kelly, Some(0.0), "0 needs no equity");
}

#[test]
fn what_is_held_uses_the_heat_up() {
    let of = |heat| Units::of(&Capacity { heat, ..example() }, &params());
    assert!((of(Some(400.0)).portfolio_heat_cap.unwrap() - 100.0 / 0.684_64).abs() < 1e-6);
    assert_eq!(of(Some(600.0)).limit(), Some(0.0), "nothing fits any more");
    assert_eq!(of(None).limit(), None, "what cannot be added up leaves no limit");
}

#[test]
fn an_unknown_volume_is_passed_over_and_an_unknown_equity_is_not() {
    let silent = Units::of(&Capacity { turnover: None, ..example() }, &params());
    assert_eq!(silent.limit(), silent.exposure_cap);
    let poor = Units::of(&Capacity { equity: None, ..example() }, &params());
    assert_eq!((poor.limit(), poor.recommended(SizeBasis::Unproven)), (None, None));
    assert!(poor.exposure_cap.is_some());
    let calm = Units::of(&Capacity { annual: None, ..example() }, &params());
    assert_eq!(calm.recommended(SizeBasis::Proven), None);
}

#[test]
fn tolerance_sets_three_limits() {
    let of = |tolerance| {
        let set = RiskParams::of(tolerance);
        [set.risk_per_trade_pct, set.vol_target_ann_pct, set.max_portfolio_heat_pct]
    };
    assert_eq!(of(RiskTolerance::Low), [0.5, 10.0, 3.0]);
    assert_eq!(of(RiskTolerance::Medium), [1.0, 15.0, 5.0]);
    assert_eq!(of(RiskTolerance::High), [2.0, 25.0, 8.0]);
}

proptest! {
    #[test]
    fn no_size_exceeds_a_limit(
        price in 0.0001_f64..100_000.0, equity in 1.0_f64..1e8, risk in 0.0001_f64..0.5, volume in 1.0_f64..1e9,
        sigma in 0.01_f64..3.0, max_value in 1.0_f64..1e7, held in 0.0_f64..0.1, edge in prop::option::of(0.0_f64..1.0),
    ) {
        let loss = price * risk;
        let capacity = Capacity {
            price, equity: Some(equity), loss_per_unit: Some(loss), turnover: Some(volume), annual: Some(sigma),
            max_value: Some(max_value), heat: Some(held * equity),
            kelly: edge.map(|fraction| Kelly { fraction, loss_per_unit: loss }),
        };
        let set = params();
        let units = Units::of(&capacity, &set);
        let within = |value: f64, limit: f64| value <= limit * (1.0 + 1e-12) + 1e-12;
        let limit = units.limit().unwrap();
        for basis in [SizeBasis::Proven, SizeBasis::Unproven, SizeBasis::None] {
            let (method, size) = units.recommended(basis).unwrap();
            prop_assert!(size <= limit && size >= 0.0);
            prop_assert!(within(size * loss, equity * set.risk_per_trade_pct / 100.0));
            prop_assert!(within(size * price, max_value));
            prop_assert!(within(size * price, volume * set.liquidity_cap_pct / 100.0));
            prop_assert!(within(size * loss + held * equity, (equity * set.max_portfolio_heat_pct / 100.0).max(held * equity)));
            if basis != SizeBasis::None {
                prop_assert!(within(size * price * sigma, equity * (set.vol_target_ann_pct / 100.0).max(sigma)));
            }
            if basis == SizeBasis::Proven {
                prop_assert!(within(size * loss, equity * set.kelly_cap_pct / 100.0));
                if edge.is_none() {
                    prop_assert_eq!(size, 0.0);
                }
            }
            // What binds is the first of the smallest that count.
            let first = units.each().into_iter().find(|(_, units)| *units == Some(size));
            if basis == SizeBasis::Proven {
                prop_assert_eq!(first.unwrap().0, method);
            }
        }
    }
}
