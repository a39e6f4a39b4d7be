use super::*;

#[test]
fn sizes_are_kept_as_decimals() {
    for (size, decimals) in [(0.01, 2), (0.25, 2), (5e-5, 5), (1.0, 0), (0.5, 1), (1e-12, 12)] {
        let tick = Tick::of_size(size).unwrap();
        assert_eq!((tick.size(), tick.decimals()), (size, decimals));
    }
    for size in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-13, 1e9] {
        assert_eq!(Tick::of_size(size), None, "{size}");
    }
}

#[test]
fn rounding_goes_where_it_is_told() {
    let tick = Tick::of_size(0.01).unwrap();
    assert_eq!((tick.below(88.646), tick.above(88.641), tick.nearest(88.644)), (88.64, 88.65, 88.64));
    // A price on the tick stays there, though its binary fraction lies beside it.
    assert_eq!((tick.below(0.29), tick.above(0.29), tick.below(1.1 + 2.2)), (0.29, 0.29, 3.3));
    let quarter = Tick::of_size(0.25).unwrap();
    assert_eq!((quarter.below(100.3), quarter.above(100.3), quarter.nearest(100.13)), (100.25, 100.5, 100.25));
}

#[test]
fn the_printed_decimals_suggest_it() {
    assert_eq!(Tick::inferred([1.0842, 1.08425, 1.1]).unwrap().decimals(), 5);
    assert_eq!(Tick::inferred([100.0, 3.0]).unwrap().size(), 1.0);
    assert_eq!(Tick::inferred([]), None);
    assert_eq!(Tick::inferred([1.0 / 3.0]), None, "no price step has sixteen places");
}

#[test]
fn halves_go_to_the_even_digit_as_they_print() {
    assert_eq!((rounded(0.5, 0), rounded(1.5, 0), rounded(2.5, 0)), (0.0, 2.0, 2.0));
    assert_eq!((rounded(0.125, 2), rounded(-0.125, 2)), (0.12, -0.12));
    assert!(rounded(-0.0001, 2).is_sign_positive(), "a receipt has no −0");
}
