use super::*;
use crate::{AssetClass, Costs};

fn params() -> Params {
    Params { costs: Costs::set(5.0), ..Params::of_class(AssetClass::Share) }
}

/// Worked by hand: R = 2 × 0.317 = 0.634, target 1.5 × R = 0.951.
#[test]
fn levels_stand_where_the_plan_says() {
    let long = SideLevels::of(Side::Long, 89.28, 0.317, Tick::of_size(0.01), &params()).unwrap();
    assert_eq!((long.entry, long.stop, long.target), (89.28, 88.64, 90.23));
    assert_eq!(long.rr, 1.484, "0.95 over 0.64");
    let short = SideLevels::of(Side::Short, 89.28, 0.317, Tick::of_size(0.01), &params()).unwrap();
    assert_eq!((short.entry, short.stop, short.target), (89.28, 89.92, 88.33));
    // 5 basis points of 89.28 are 0.04464, over R 0.634.
    assert_eq!(long.cost_r, 0.07);
}

#[test]
fn currencies_keep_five_decimals() {
    let long = SideLevels::of(Side::Long, 1.0842, 0.000_816, Tick::of_size(1e-5), &params()).unwrap();
    assert_eq!((long.stop, long.target), (1.08256, 1.08664));
    assert_eq!(long.rr, 1.488);
}

#[test]
fn a_tick_too_coarse_leaves_no_plan() {
    assert_eq!(SideLevels::of(Side::Long, 100.0, 0.1, Tick::of_size(1.0), &params()), None, "the target is the entry");
    assert_eq!(SideLevels::of(Side::Long, 1.0, 0.6, Tick::of_size(0.01), &params()), None, "the stop is below nothing");
    assert_eq!(SideLevels::of(Side::Short, 1.0, 0.4, Tick::of_size(0.01), &params()), None, "the target is too");
}
