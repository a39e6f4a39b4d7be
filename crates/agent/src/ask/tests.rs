use std::sync::Arc;

use analysis::{
    Direction, Gate, Interval,
    answer::{ConfidenceStatus, WarningCode},
};

use super::{Answer, Asked, BARS, Records, answer_knowing};
use crate::{
    Code, Settings, ToolFault, Trading,
    testing::{asked, at, demo, now, wait},
};

fn btc() -> Asked {
    asked("BTC/USD", "1h", Gate::Proven)
}

fn refused(asked: &Asked) -> ToolFault {
    demo(1, asked, now()).unwrap_err()
}

fn timeframe_defaulted(answer: &Answer) -> bool {
    answer.report.signal.head.warnings.iter().any(|warning| warning.code == WarningCode::TimeframeDefaulted)
}

#[test]
fn both_answers_speak_of_the_same_candles() {
    let Answer { report, history } = demo(1, &btc(), now()).unwrap();
    assert_eq!(report.analysis.head.data, report.signal.head.data);
    assert!((BARS..BARS + 512).contains(&report.signal.head.data.candles_used));
    assert_eq!(history.series.last_price(), report.analysis.current_price);
}

#[test]
fn arguments_are_normalised_and_reach_the_report() {
    let asked = Asked {
        pair: " btc/usd ".to_owned(),
        direction: Direction::LongOnly,
        gate: Some(Gate::Rule),
        horizon_bars: Some(7),
        ..btc()
    };
    let signal = demo(1, &asked, now()).unwrap().report.signal;
    assert_eq!(signal.head.pair.as_str(), "BTC/USD");
    assert_eq!((signal.gate, signal.forecast.horizon_bars), (Gate::Rule, 7));
    assert_eq!((signal.scenarios.long.allowed, signal.scenarios.short.allowed), (true, false));
}

#[test]
fn the_usual_question_asks_for_enough_to_be_more_than_thin() {
    let signal = demo(1, &btc(), now()).unwrap().report.signal;
    assert_eq!(signal.confidence_status, ConfidenceStatus::NoSkill);
    for (horizon, least) in [(1, BARS), (24, BARS), (33, BARS), (60, 15_900), (77, 20_000), (500, 20_000)] {
        let mut params = analysis::Params::of_class("BTC/USD".parse::<analysis::Pair>().unwrap().class());
        params.levels.horizon_bars = horizon;
        let bars = super::bars(&params);
        assert!(bars >= least && bars <= params.calibration.max_bars, "{bars} for {horizon}");
    }
    let longer = Asked { horizon_bars: Some(40), ..btc() };
    assert_eq!(demo(1, &longer, now()).unwrap().report.signal.confidence_status, ConfidenceStatus::NoSkill);
}

#[test]
fn what_is_known_is_not_measured_again() {
    let (feed, records) = (market::DemoFeed::new(3), Records::default());
    let ask =
        |asked: &Asked, now| wait(answer_knowing(&feed, asked, &Settings::default(), now, &records)).unwrap().report;
    let first = ask(&btc(), now());
    let other_gate = ask(&Asked { gate: Some(Gate::Rule), direction: Direction::LongOnly, ..btc() }, now());
    assert!(Arc::ptr_eq(&first.measured, &other_gate.measured), "neither gate nor side moves a number");
    let replayed = ask(&Asked { as_of: Some(at("2025-03-04T12:00:00Z")), ..btc() }, now());
    assert!(!Arc::ptr_eq(&first.measured, &replayed.measured));
    assert!(Arc::ptr_eq(&first.measured, &ask(&btc(), now()).measured), "a replay pushes nothing out");
    let later = ask(&btc(), at("2026-11-20T16:00:01Z"));
    assert!(!Arc::ptr_eq(&first.measured, &later.measured), "a candle has closed");
    assert_eq!(
        later.signal,
        wait(super::answer(&feed, &btc(), &Settings::default(), at("2026-11-20T16:00:01Z"))).unwrap().report.signal
    );
}

#[test]
fn without_a_timeframe_the_feed_chooses_and_the_answer_says_so() {
    let answer = demo(1, &Asked { timeframe: None, ..btc() }, now()).unwrap();
    assert_eq!(answer.report.signal.head.timeframe, Interval::H1);
    assert!(timeframe_defaulted(&answer));
    assert!(!timeframe_defaulted(&demo(1, &btc(), now()).unwrap()));
}

#[test]
fn settings_stand_in_for_what_is_not_asked() {
    let settings = Settings {
        trading: Trading {
            default_timeframe: Some(Interval::H4),
            signal_gate: Gate::Rule,
            horizon_bars: 5,
            ..Trading::default()
        },
        ..Settings::default()
    };
    let asked = Asked { timeframe: None, gate: None, ..btc() };
    let feed = market::DemoFeed::new(1);
    let signal = wait(super::answer(&feed, &asked, &settings, now())).unwrap().report.signal;
    assert_eq!((signal.head.timeframe, signal.gate, signal.forecast.horizon_bars), (Interval::H4, Gate::Rule, 5));
}

#[test]
fn a_replay_is_the_answer_of_that_instant() {
    let then = at("2025-03-04T12:00:00Z");
    let replayed = demo(1, &Asked { as_of: Some(then), ..btc() }, now()).unwrap().report;
    let live = demo(1, &btc(), then).unwrap().report;
    assert_eq!(replayed.analysis.current_price, live.analysis.current_price);
    assert_eq!(replayed.signal.score, live.signal.score);
    assert_eq!((replayed.signal.head.data.as_of, replayed.signal.head.timestamp), (then, now()));
}

#[test]
fn what_is_not_allowed_is_named_by_its_field() {
    let cases = [
        (Asked { pair: "b t c".to_owned(), ..btc() }, "/pair"),
        (Asked { pair: String::new(), ..btc() }, "/pair"),
        (Asked { timeframe: Some("2h".to_owned()), ..btc() }, "/timeframe"),
        (Asked { timeframe: Some("1w".to_owned()), ..btc() }, "/timeframe"),
        (Asked { as_of: Some(at("2026-11-20T15:00:04Z")), ..btc() }, "/as_of"),
        (Asked { horizon_bars: Some(0), ..btc() }, "/horizon_bars"),
        (Asked { horizon_bars: Some(501), ..btc() }, "/horizon_bars"),
        (Asked { horizon_bars: Some(65_537), ..btc() }, "/horizon_bars"),
    ];
    for (asked, field) in cases {
        let fault = refused(&asked);
        assert_eq!((fault.code, fault.field.as_deref()), (Code::InvalidParams, Some(field)));
    }
}

#[test]
fn before_the_first_candles_there_is_too_little() {
    let first_day = Asked { as_of: Some(at("2018-01-02T05:00:00Z")), ..btc() };
    assert_eq!(refused(&first_day).code, Code::InsufficientData);
    let before = Asked { as_of: Some(at("2017-01-01T00:00:00Z")), ..btc() };
    assert_eq!(refused(&before).code, Code::NoData);
}
