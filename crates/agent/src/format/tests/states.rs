//! Every state of a record, as a trader reads it, and under the law of formats.

use analysis::{
    Gate,
    answer::{ConfidenceStatus, SignalWord},
};

use super::{
    super::{Format, analysis, confidence, replay, risk, signal},
    assert_lawful, risk_texts, score_texts, texts,
};
use crate::{
    ask::{Answer, Asked, AskedRisk, AskedScore},
    replay::TrackRecord,
    testing::{Place, answered, asked, at, to_assess, to_score},
};

fn hourly(gate: Gate) -> Asked {
    asked("BTC/USD", "1h", gate)
}

/// A place and a question for each state that a record can be in, the proven one last.
fn states() -> [(Place, Asked, ConfidenceStatus); 6] {
    let proven = hourly(Gate::Proven);
    [
        (Place::Demo(1), proven.clone(), ConfidenceStatus::NoSkill),
        (Place::Demo(6), proven.clone(), ConfidenceStatus::Measured),
        (Place::Demo(15), proven.clone(), ConfidenceStatus::Drifted),
        (Place::Demo(1), asked("BTC/USD", "1d", Gate::Proven), ConfidenceStatus::Thin),
        (
            Place::Demo(1),
            Asked { as_of: Some(at("2018-03-01T00:00:00Z")), ..proven.clone() },
            ConfidenceStatus::Unmeasured,
        ),
        (Place::Planted(11), proven, ConfidenceStatus::Measured),
    ]
}

#[test]
fn every_state_of_a_record_is_lawful_under_both_gates() {
    for (place, asked, status) in states() {
        for gate in [Gate::Proven, Gate::Rule] {
            let asked = Asked { gate: Some(gate), ..asked.clone() };
            let answer = place.answer(&asked).unwrap();
            assert_eq!(answer.report.signal.confidence_status, status, "{place:?}");
            assert_lawful(&texts(&answer));
            for side in ["long", "short"] {
                for equity in [None, Some(10_000.0)] {
                    let asked =
                        AskedRisk { side: Some(side.to_owned()), account_equity: equity, ..to_assess(asked.clone()) };
                    assert_lawful(&risk_texts(&place.risk(&asked).unwrap().unwrap()));
                }
            }
            for word in ["BUY", "SELL", "HOLD"] {
                assert_lawful(&score_texts(&place.score(&to_score(asked.clone(), word)).unwrap().unwrap()));
            }
        }
    }
}

#[test]
fn real_files_are_lawful_under_both_gates() {
    for (file, pair) in
        [("eurusd-1h.csv", "EUR/USD"), ("spx-1d.csv", "^GSPC"), ("aapl-1d.csv", "AAPL"), ("btcusd-1d.csv", "BTC/USD")]
    {
        for (gate, horizon_bars) in [(Gate::Proven, 24), (Gate::Rule, 24), (Gate::Rule, 10)] {
            let asked =
                Asked { pair: pair.to_owned(), gate: Some(gate), horizon_bars: Some(horizon_bars), ..Asked::default() };
            let Some(answer) = Place::File(file).answer(&asked) else { return };
            assert_lawful(&texts(&answer));
            let position =
                AskedRisk { account_equity: Some(10_000.0), position_size: Some(20_000.0), ..to_assess(asked.clone()) };
            assert_lawful(&risk_texts(&Place::File(file).risk(&position).unwrap().unwrap()));
            let score = Place::File(file).score(&to_score(asked, "BUY"));
            assert_lawful(&score_texts(&score.unwrap().unwrap()));
        }
    }
}

#[test]
fn an_unproven_signal_says_so_wherever_it_is_read() {
    let rule = answered("ETH/USD", "1h", Gate::Rule).report;
    assert!(rule.signal.signal != SignalWord::Hold && !rule.signal.proven);
    let text = signal(&rule, Format::Clean).to_lowercase();
    for line in ["signal: ", "• scenario, ", "• size, "] {
        let line = text.lines().find(|text| text.starts_with(line)).unwrap();
        assert!(line.contains("unproven"), "{line}");
    }
    assert!(rule.signal.reasoning.to_lowercase().contains("unproven"));
}

#[test]
fn what_a_trader_reads() {
    let hold = answered("EUR/USD", "1h", Gate::Proven).report;
    insta::assert_snapshot!("analysis_clean", analysis(&hold.analysis, Format::Clean));
    insta::assert_snapshot!("analysis_detailed", analysis(&hold.analysis, Format::Detailed));
    let hold = answered("ETH/USD", "1h", Gate::Proven).report;
    insta::assert_snapshot!("signal_clean", signal(&hold, Format::Clean));
    insta::assert_snapshot!("signal_detailed", signal(&hold, Format::Detailed));
    let rule = answered("ETH/USD", "1h", Gate::Rule).report;
    insta::assert_snapshot!("rule_signal_clean", signal(&rule, Format::Clean));
    insta::assert_snapshot!("rule_signal_detailed", signal(&rule, Format::Detailed));
    let closed = answered("AAPL", "4h", Gate::Proven).report;
    insta::assert_snapshot!("closed_signal_clean", signal(&closed, Format::Clean));
}

#[test]
fn what_a_trader_reads_of_a_record() {
    let proven = Place::Planted(11).answer(&hourly(Gate::Proven)).unwrap();
    insta::assert_snapshot!("proven_signal_detailed", signal(&proven.report, Format::Detailed));
    insta::assert_snapshot!("proven_record", replay(&TrackRecord::of(&proven), Format::Detailed, 80));
    let read = |place: Place, asked: Asked| signal(&place.answer(&asked).unwrap().report, Format::Clean);
    let names = ["no_skill", "measured", "drifted", "thin", "unmeasured", "proven"];
    for ((place, asked, _), name) in states().into_iter().zip(names) {
        insta::assert_snapshot!(format!("state_{name}"), read(place, asked));
    }
    let [.., (place, asked, _), _] = states();
    let unmeasured = place.answer(&asked).unwrap();
    insta::assert_snapshot!("unmeasured_record", replay(&TrackRecord::of(&unmeasured), Format::Clean, 80));
}

#[test]
fn what_a_trader_reads_of_a_score() {
    let read = |place: Place, asked: AskedScore, format| confidence(&place.score(&asked).unwrap().unwrap(), format);
    let market_data = serde_json::json!({ "trend": "bullish", "volume": "increasing", "mood": "fine" });
    let asked = AskedScore {
        market_data: market_data.as_object().cloned(),
        ..to_score(asked("EUR/USD", "1h", Gate::Proven), "BUY")
    };
    insta::assert_snapshot!("score_current", read(Place::Demo(1), asked, Format::Clean));
    let proven = to_score(hourly(Gate::Proven), "BUY");
    insta::assert_snapshot!("score_proven_detailed", read(Place::Planted(11), proven.clone(), Format::Detailed));
    insta::assert_snapshot!("score_drifted", read(Place::Demo(15), proven.clone(), Format::Clean));
    insta::assert_snapshot!(
        "score_hold",
        read(Place::Demo(1), AskedScore { signal: "HOLD".to_owned(), ..proven.clone() }, Format::Clean)
    );
    let price = price(&Place::Demo(1).answer(&hourly(Gate::Proven)).unwrap());
    let own = AskedScore {
        signal: "SELL".to_owned(),
        entry_price: Some(price),
        stop_loss: Some(price + 2.0),
        take_profit: Some(price - 2.0),
        ..proven
    };
    insta::assert_snapshot!("score_own_levels", read(Place::Demo(1), own, Format::Clean));
}

#[test]
fn what_a_trader_reads_of_a_risk() {
    let blocked = AskedRisk {
        position_size: Some(400.0),
        side: Some("short".to_owned()),
        account_equity: Some(10_000.0),
        ..to_assess(hourly(Gate::Proven))
    };
    insta::assert_snapshot!("risk_blocked", risk(&Place::Demo(1).risk(&blocked).unwrap().unwrap(), Format::Clean));
    let proven =
        AskedRisk { account_equity: Some(10_000.0), held: Some(Vec::new()), ..to_assess(hourly(Gate::Proven)) };
    let proven = Place::Planted(11).risk(&proven).unwrap().unwrap();
    insta::assert_snapshot!("risk_proven_detailed", risk(&proven, Format::Detailed));
}

fn price(answer: &Answer) -> f64 {
    answer.report.analysis.current_price
}
