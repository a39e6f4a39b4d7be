use analysis::{AssetClass, Costs, Gate, Interval, Pair, Params};

use crate::journal::tests::support::{at, journal, small, stored};

fn params() -> Params {
    Params::of_class(AssetClass::Crypto)
}

fn changed(change: impl FnOnce(&mut Params)) -> Params {
    let mut params = params();
    change(&mut params);
    params
}

#[test]
fn each_set_counts_once_for_its_pair_and_timeframe() {
    let (_folder, mut journal) = journal();
    let (btc, eth): (Pair, Pair) = ("BTC/USD".parse().unwrap(), "ETH/USD".parse().unwrap());
    let now = at("2026-11-20T15:00:03Z");
    assert_eq!(journal.rules_tried(&btc, Interval::H1, &params()).unwrap(), 1, "the one that is asked about");
    stored(&mut journal, &small(0));
    stored(&mut journal, &small(1));
    assert_eq!(journal.rules_tried(&btc, Interval::H1, &params()).unwrap(), 1, "an answer tries its rules");
    let other = changed(|params| params.levels.stop_atr = 3.0);
    assert_eq!(journal.rules_tried(&btc, Interval::H1, &other).unwrap(), 2);
    for _ in 0..2 {
        assert_eq!(journal.try_rules(&btc, Interval::H1, &other, now).unwrap(), 2, "asking again is no new one");
    }
    assert_eq!(journal.rules_tried(&btc, Interval::H1, &params()).unwrap(), 2);
    assert_eq!(journal.rules_tried(&btc, Interval::H4, &params()).unwrap(), 1);
    assert_eq!(journal.rules_tried(&eth, Interval::H1, &params()).unwrap(), 1);
    let state = journal.check_chain().unwrap();
    assert!(state.is_whole(), "{:?}", state.broken);
    assert_eq!(state.entries, state.receipts + 2);
}

#[test]
fn what_is_measured_counts_and_what_is_shown_does_not() {
    let (_folder, mut journal) = journal();
    let pair: Pair = "BTC/USD".parse().unwrap();
    let now = at("2026-11-20T15:00:03Z");
    journal.try_rules(&pair, Interval::H1, &params(), now).unwrap();
    let same = [
        changed(|params| params.signal.gate = Gate::Rule),
        changed(|params| params.signal.rule_threshold = 0.5),
        changed(|params| params.indicators.rsi.period = 9),
        changed(|params| params.calibration.rules_tried = 40),
        changed(|params| params.risk.account_equity = Some(5.0)),
        changed(|params| params.confidence_thresholds.high = 0.9),
        // The same cost is the same measurement, whoever named it.
        changed(|params| params.costs = Costs::set(params.costs.round_trip_bps)),
    ];
    for params in &same {
        assert_eq!(journal.rules_tried(&pair, Interval::H1, params).unwrap(), 1, "{params:?}");
    }
    let other = [
        changed(|params| params.levels.horizon_bars = 12),
        changed(|params| params.levels.reward_risk = 2.0),
        changed(|params| params.costs = Costs::set(1.0)),
        changed(|params| params.calibration.ridge_l2 = 3.0),
        changed(|params| params.calibration.min_edge = 0.02),
    ];
    for (before, params) in other.iter().enumerate() {
        assert_eq!(journal.try_rules(&pair, Interval::H1, params, now).unwrap() as usize, before + 2);
    }
}
