use super::*;

const LONG: OwnLevels = OwnLevels { entry: 100.0, stop: 98.0, target: 103.0 };

#[test]
fn levels_become_distances() {
    assert_eq!(LONG.distances(Side::Long, 100.2, 1.0), Ok((2.0, 1.5)));
    let short = OwnLevels { entry: 100.0, stop: 102.0, target: 96.0 };
    assert_eq!(short.distances(Side::Short, 100.0, 4.0), Ok((0.5, 2.0)));
}

#[test]
fn what_cannot_be_replayed_is_refused_by_name() {
    let field = |own: OwnLevels, side, price, atr| own.distances(side, price, atr).unwrap_err().field();
    assert_eq!(field(LONG, Side::Short, 100.0, 1.0), Some("/stop_loss"), "on the wrong side");
    assert_eq!(field(OwnLevels { target: 99.0, ..LONG }, Side::Long, 100.0, 1.0), Some("/take_profit"));
    assert_eq!(field(LONG, Side::Long, 100.6, 1.0), Some("/entry_price"), "a pending order");
    assert_eq!(field(LONG, Side::Long, 100.0, 0.05), Some("/stop_loss"), "40 ATR away");
    assert_eq!(field(OwnLevels { target: 100.1, ..LONG }, Side::Long, 100.0, 1.0), Some("/take_profit"));
    assert_eq!(field(OwnLevels { stop: f64::NAN, ..LONG }, Side::Long, 100.0, 1.0), Some("/stop_loss"));
}
