use super::{Results, best_of_useless, deflated, normal, quantile};

fn near(value: f64, expected: f64, error: f64) {
    assert!((value - expected).abs() < error, "{value} is not {expected}");
}

/// The example of the paper: 1,250 daily returns, annual Sharpe ratio 2.5, skewness −3, kurtosis 10, and 100 trials
/// whose annual ratios have a variance of 1/2.
#[test]
fn it_is_the_paper_s_example() {
    let set = Results { n: 1_250, mean: 2.5 / 250.0_f64.sqrt(), deviation: 1.0, skewness: -3.0, kurtosis: 10.0 };
    let best = best_of_useless(0.5 / 250.0, 100);
    near(best, 0.1132, 5e-5);
    near(set.probability_above(best).unwrap(), 0.9004, 5e-5);
    // Fewer trials would have let it pass at 95 %.
    near(set.probability_above(best_of_useless(0.5 / 250.0, 46)).unwrap(), 0.9505, 5e-4);
}

#[test]
fn the_normal_distribution_is_the_tabled_one() {
    near(normal(1.96), 0.975_002_104_851_779_5, 1e-14);
    near(normal(-3.0), 0.001_349_898_031_630_094_6, 1e-16);
    near(quantile(0.975), 1.959_963_984_540_054, 1e-12);
    near(quantile(0.5), 0.0, 1e-12);
}

#[test]
fn moments_are_those_of_the_results() {
    // By hand: mean 2.5, squares 1.25 (population), fourth 2.5625.
    let four = Results::of(&[1.0, 2.0, 3.0, 4.0]);
    near(four.mean, 2.5, 1e-15);
    near(four.deviation, (5.0_f64 / 3.0).sqrt(), 1e-15);
    near(four.skewness, 0.0, 1e-15);
    near(four.kurtosis, 2.5625 / 1.5625, 1e-15);
    assert!(Results::of(&[0.0, 0.0, 0.0, 8.0]).skewness > 1.0);
}

#[test]
fn the_more_were_tried_the_less_it_is_worth() {
    let sets = [0.3, 0.1, -0.1].map(|mean| Results { n: 100, mean, deviation: 1.0, skewness: 0.0, kurtosis: 3.0 });
    let of = |trials| deflated(&sets, trials);
    let first: Vec<f64> = [1, 3, 10, 200].map(|trials| of(trials)[0].unwrap()).to_vec();
    assert!(first.is_sorted_by(|fewer, more| fewer > more), "{first:?}");
    let ten = of(10);
    assert!(ten[0] > ten[1] && ten[1] > ten[2]);
    // One trial is set against nothing: the probabilistic Sharpe ratio against 0.
    near(first[0], normal(0.3 * 99.0_f64.sqrt() / (1.0 + 0.5 * 0.09_f64).sqrt()), 1e-12);
}

#[test]
fn too_few_trades_say_nothing() {
    let all = [Results::of(&[]), Results::of(&[1.0, 2.0]), Results::of(&[1.0, 1.0, 1.0])];
    assert_eq!(deflated(&all, 5), [None, None, None]);
}
