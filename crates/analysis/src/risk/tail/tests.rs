use super::*;

/// Closes whose log returns repeat this pattern.
fn closes(count: usize) -> Vec<f64> {
    const STEPS: [f64; 7] = [0.01, -0.02, 0.015, -0.005, 0.03, -0.035, 0.004];
    let mut close = 100.0;
    let step = |bar: usize| STEPS[(bar * bar + 3 * bar) % 7] + 0.001 * (bar % 13) as f64 - 0.006;
    (0..count)
        .map(|bar| {
            close *= libm::exp(step(bar));
            close
        })
        .collect()
}

#[test]
fn a_short_loses_on_the_way_up() {
    let closes = closes(700);
    let upside_down: Vec<f64> = closes.iter().map(|close| 10_000.0 / close).collect();
    let long = Tail::of(&closes, 0.94, 500, Side::Long).unwrap();
    let short = Tail::of(&upside_down, 0.94, 500, Side::Short).unwrap();
    assert_eq!((long.n, short.n), (500, 500));
    assert!((long.var99 - short.var99).abs() < 1e-12 && (long.cvar95 - short.cvar95).abs() < 1e-12);
    assert!(short.loss99() > long.loss99(), "the same log return is a larger move up than down");
    assert!(long.var99 < long.var95 && long.cvar99 <= long.var99 && long.cvar95 < long.var95);
    assert!(long.mean_loss95 >= long.loss95() && short.mean_loss99 >= short.loss99());
}

#[test]
fn a_log_return_is_a_loss_of_price() {
    // 1 − e^−0.1 and e^0.1 − 1.
    assert!((loss(-0.1, Side::Long) - 0.095_162_581_964_040_4).abs() < 1e-15);
    assert!((loss(-0.1, Side::Short) - 0.105_170_918_075_647_6).abs() < 1e-15);
    assert_eq!(loss(0.1, Side::Long), 0.0, "a gain is no loss");
}

#[test]
fn too_few_days_and_days_without_movement_have_no_tail() {
    assert!(Tail::of(&closes(162), 0.94, 500, Side::Long).is_some(), "61 to start with and 100 to judge by");
    assert_eq!(Tail::of(&closes(161), 0.94, 500, Side::Long), None);
    assert_eq!(Tail::of(&[100.0; 700], 0.94, 500, Side::Long), None);
    assert_eq!(Tail::of(&[], 0.94, 500, Side::Long), None);
    assert!(plain_quantile(&closes(251), Side::Long, 0.05).is_some());
    assert_eq!(plain_quantile(&closes(250), Side::Long, 0.05), None);
}

#[test]
fn the_plain_quantile_counts_the_side_that_loses() {
    // 250 returns of which every tenth falls by 2 %, the others rise by 1 %.
    let mut close = 100.0;
    let closes: Vec<f64> = std::iter::once(100.0)
        .chain((0..250).map(|bar| {
            close *= if bar % 10 == 0 { libm::exp(-0.02) } else { libm::exp(0.01) };
            close
        }))
        .collect();
    assert!((plain_quantile(&closes, Side::Long, 0.05).unwrap() + 0.02).abs() < 1e-12);
    assert!((plain_quantile(&closes, Side::Short, 0.05).unwrap() + 0.01).abs() < 1e-12);
}
