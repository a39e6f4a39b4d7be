use super::*;

/// Worked by hand: 100 at tenfold leverage with half a percent to be kept.
#[test]
fn margin_is_used_up_where_the_formula_says() {
    let long = liquidation_price(Side::Long, 100.0, 10.0, 0.005);
    // Bought for 100 with 10 of margin: at 90 / 0.995 what is left is half a percent of the value.
    assert!((long - 90.0 / 0.995).abs() < 1e-12);
    assert!(((long - 90.0) - 0.005 * long).abs() < 1e-12, "what remains is the maintenance margin");
    let short = liquidation_price(Side::Short, 100.0, 10.0, 0.005);
    assert!((short - 110.0 / 1.005).abs() < 1e-12);
    assert!(((110.0 - short) - 0.005 * short).abs() < 1e-12);
}

#[test]
fn more_leverage_ends_sooner_and_none_never() {
    assert_eq!(liquidation_price(Side::Long, 100.0, 1.0, 0.005), 0.0);
    let at = |leverage| liquidation_price(Side::Long, 100.0, leverage, 0.005);
    assert!(at(2.0) < at(3.0) && at(3.0) < at(200.0));
    // The published example: 216840 against 10000 of equity.
    assert!((liquidation_price(Side::Long, 1.0842, 21.684, 0.005) - 1.0394).abs() < 5e-6);
}
