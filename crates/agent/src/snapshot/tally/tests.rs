use analysis::Side;

use super::{Group, LEAST, Tally};
use crate::{
    journal::{Decided, Decision, Ended, Listed, Outcome},
    testing::at,
};

/// A signal of the hour, and what came of it after cost.
fn signal(hour: usize, word: &str, decision: Option<Decision>, net_r: Option<f64>) -> Listed {
    let outcome = |net_r| Outcome {
        side: Side::Long,
        ending: Ended::Time,
        r: Some(net_r),
        net_r: Some(net_r),
        best_r: None,
        worst_r: None,
        bars: None,
    };
    Listed {
        id: format!("er1_{hour}"),
        tool: "generate_signal".to_owned(),
        pair: "BTC/USD".to_owned(),
        timeframe: "1h".to_owned(),
        clock: "2026-11-20T15:00:03Z".to_owned(),
        source: Some("demo".to_owned()),
        last_closed_candle: Some(format!("{hour}")),
        signal: Some(word.to_owned()),
        decided: decision.map(|decision| Decided { decision, why: String::new(), at: at("2026-11-20T15:00:03Z") }),
        outcome: net_r.map(outcome),
    }
}

fn many(from: usize, count: usize, decision: Option<Decision>, net_r: f64) -> Vec<Listed> {
    (from..from + count).map(|hour| signal(hour, "BUY", decision, Some(net_r))).collect()
}

#[test]
fn each_group_has_the_mean_of_its_own_signals() {
    let mut all = many(0, 40, Some(Decision::Took), 0.5);
    all.extend(many(40, 40, Some(Decision::Skipped), -1.0));
    all.extend(many(80, 20, None, 0.25));
    let tally = Tally::of(&all, "demo");
    assert_eq!((tally.took.n, tally.took.mean_r), (40, Some(0.5)));
    assert_eq!((tally.skipped.n, tally.skipped.mean_r), (40, Some(-1.0)));
    // (40 · 0.5 − 40 + 20 · 0.25) / 100
    assert_eq!((tally.all.n, tally.all.mean_r), (100, Some(-0.15)));
    assert_eq!(tally.undecided, Group { n: 20, mean_r: None, interval95: None });
}

#[test]
fn fewer_than_thirty_have_no_mean_and_thirty_have_one() {
    let one_short = Tally::of(&many(0, LEAST - 1, Some(Decision::Took), 1.0), "demo");
    assert_eq!(one_short.took, Group { n: 29, mean_r: None, interval95: None });
    assert_eq!(one_short.least, 30);
    assert_eq!(Tally::of(&many(0, LEAST, Some(Decision::Took), 1.0), "demo").took.mean_r, Some(1.0));
}

/// By hand: 18 times +1.5 and 18 times −1 has mean 0.25 and standard deviation √(36 · 1.25² / 35) = 1.2677, so the
/// standard error is 0.21129 and 1.96 of it 0.41412.
#[test]
fn the_interval_is_of_the_mean() {
    let mut all = many(0, 18, None, 1.5);
    all.extend(many(18, 18, None, -1.0));
    assert_eq!(Tally::of(&all, "demo").all.interval95, Some([-0.164, 0.664]));
}

#[test]
fn the_same_signal_asked_for_again_counts_once_and_as_decided() {
    let mut again = signal(7, "BUY", None, Some(1.0));
    again.id = "er1_again".to_owned();
    for pair in [
        [signal(7, "BUY", Some(Decision::Took), Some(1.0)), again.clone()],
        [again, signal(7, "BUY", Some(Decision::Took), Some(1.0))],
    ] {
        let tally = Tally::of(&pair, "demo");
        assert_eq!((tally.all.n, tally.took.n, tally.undecided.n), (1, 1, 0));
    }
}

#[test]
fn other_sources_and_hold_do_not_count_and_what_runs_is_open() {
    let elsewhere = Listed { source: Some("file".to_owned()), ..signal(1, "BUY", None, Some(1.0)) };
    let all = [elsewhere, signal(2, "HOLD", None, Some(1.0)), signal(3, "SELL", Some(Decision::Took), None)];
    let tally = Tally::of(&all, "demo");
    assert_eq!((tally.all.n, tally.took.n, tally.open), (0, 0, 1));
}
