use jiff::Timestamp;

use crate::{
    Gate, History, Params, Question, Report, ScoreQuestion, SecondClose, SecondSource,
    answer::{HoldReason, SignalWord, WarningCode},
    confidence_score,
    picture::tests::rising,
    report,
};

fn history(second: Option<SecondSource>) -> History {
    let mut history = rising();
    history.provenance.second = second;
    history
}

fn params(gate: Gate) -> Params {
    let mut params = Params::of_class(rising().series.pair().class());
    params.signal.gate = gate;
    params
}

fn answered(gate: Gate, second: Option<SecondSource>) -> Report {
    let history = history(second);
    report(&history, &Question::about(&history.series), &params(gate), history.series.last_close()).unwrap()
}

/// A second source whose close of the candle before the last is `factor` times ours.
fn says(factor: f64) -> SecondSource {
    let series = rising().series;
    let at = series.len() - 2;
    let last = SecondClose {
        closed_at: Timestamp::from_millisecond(series.times()[at + 1]).unwrap(),
        price: series.closes()[at] * factor,
    };
    second(Some(last))
}

fn second(last: Option<SecondClose>) -> SecondSource {
    SecondSource { source: "other".to_owned(), venue_symbol: "DEMO-USD".to_owned(), last }
}

fn codes(report: &Report) -> Vec<WarningCode> {
    report.signal.head.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn while_sources_disagree_the_forecast_shrinks_to_the_base_rate() {
    let alone = answered(Gate::Rule, None);
    let apart = answered(Gate::Rule, Some(says(1.006)));
    let (before, after) = (&alone.signal.scenarios.long, &apart.signal.scenarios.long);
    assert_ne!(before.probability, before.base_rate, "or nothing could be seen to shrink");
    assert_eq!((after.probability, after.base_rate), (before.base_rate, before.base_rate));
    assert_eq!(apart.signal.confidence, before.base_rate);
    assert_eq!(apart.signal.forecast.probability, alone.signal.forecast.base_rate);

    let history = history(Some(says(1.006)));
    let buy = ScoreQuestion { signal: SignalWord::Buy, receipt_id: None, own: None, market_data: None };
    let (question, now) = (Question::about(&history.series), history.series.last_close());
    let score = confidence_score(&history, &question, &buy, &params(Gate::Rule), now, None).unwrap().answer;
    assert_eq!((score.confidence, score.calibration.shrink_lambda), (before.base_rate, Some(0.0)));

    // The rule is the trader's own, and is said to be unproven; the proof is withheld.
    assert_eq!(apart.signal.signal, alone.signal.signal);
    assert_eq!(apart.signal.unproven_reasons[..2], [HoldReason::Thin, HoldReason::SourcesDisagree]);
    let held = answered(Gate::Proven, Some(says(1.006))).signal;
    assert_eq!((held.signal, held.abstained), (SignalWord::Hold, true));
    assert!(held.hold_reasons.contains(&HoldReason::SourcesDisagree));
    assert!(held.reasoning.contains("Two sources disagree"), "{}", held.reasoning);
}

#[test]
fn both_prices_are_shown_and_warned_of() {
    let apart = answered(Gate::Rule, Some(says(0.99)));
    let check = apart.signal.head.data.second_source.clone().unwrap();
    assert_eq!((check.source.as_str(), check.difference_pct), ("other", 1.01));
    assert!(codes(&apart).contains(&WarningCode::SourcesDisagree));
    let message = apart.signal.head.warnings.iter().find(|warning| warning.code == WarningCode::SourcesDisagree);
    assert!(message.unwrap().message.starts_with(&format!("other says {}, 1.01 % away", check.price)));
}

#[test]
fn half_a_percent_is_no_disagreement() {
    let (alone, near) = (answered(Gate::Rule, None), answered(Gate::Rule, Some(says(1.005))));
    assert_eq!(near.signal.head.data.second_source.clone().unwrap().difference_pct, 0.5);
    assert_eq!(near.signal.scenarios, alone.signal.scenarios);
    assert_eq!(codes(&near), codes(&alone));
    assert_ne!(near.signal.head.receipt_id, alone.signal.head.receipt_id, "its receipt names what was asked");
}

#[test]
fn a_silent_second_source_is_told_and_changes_nothing() {
    let alone = answered(Gate::Rule, None);
    let other_times = SecondClose { closed_at: Timestamp::UNIX_EPOCH, price: 100.0 };
    for last in [None, Some(other_times)] {
        let silent = answered(Gate::Rule, Some(second(last)));
        assert_eq!(silent.signal.head.data.second_source, None);
        assert!(codes(&silent).contains(&WarningCode::SecondSourceSilent));
        assert_eq!(silent.signal.scenarios, alone.signal.scenarios);
    }
    assert_eq!(alone.signal.head.data.second_source, None);
    assert!(!codes(&alone).contains(&WarningCode::SecondSourceSilent));
}
