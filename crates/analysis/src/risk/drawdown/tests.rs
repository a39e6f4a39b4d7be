use super::*;

#[test]
fn each_side_suffers_its_own_move() {
    let closes = [100.0, 120.0, 90.0, 110.0];
    let long = drawdown(&closes, Side::Long).unwrap();
    assert_eq!((long.max, long.current), (0.25, 1.0 - 110.0 / 120.0));
    let short = drawdown(&closes, Side::Short).unwrap();
    assert_eq!((short.max, short.current), (110.0 / 90.0 - 1.0, 110.0 / 90.0 - 1.0));
}

#[test]
fn a_price_that_only_rises_never_hurt_a_long() {
    let long = drawdown(&[1.0, 2.0, 3.0], Side::Long).unwrap();
    assert_eq!((long.max, long.current), (0.0, 0.0));
    assert_eq!(drawdown(&[1.0, 2.0, 3.0], Side::Short).unwrap().max, 2.0);
    assert_eq!(drawdown(&[], Side::Long), None);
}
