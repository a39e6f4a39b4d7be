use analysis::{
    Gate,
    answer::{MarketCheck, ScoreSource, SignalWord},
};
use serde_json::json;

use super::{AskedScore, Scored};
use crate::{
    Code, ToolFault,
    ask::Asked,
    testing::{Place, asked, to_score},
};

fn buy() -> AskedScore {
    to_score(asked("BTC/USD", "1h", Gate::Proven), "BUY")
}

fn scored(asked: &AskedScore) -> Result<Scored, ToolFault> {
    Place::Demo(1).score(asked).unwrap()
}

/// Levels of the caller's own, at distances from the last close.
fn own(signal: &str, entry: f64, stop: f64, target: f64) -> AskedScore {
    let price = scored(&buy()).unwrap().answer.report.analysis.current_price;
    AskedScore {
        signal: signal.to_owned(),
        entry_price: Some(price + entry),
        stop_loss: Some(price + stop),
        take_profit: Some(price + target),
        ..buy()
    }
}

#[test]
fn a_score_is_the_scenario_of_its_side() {
    for (word, side) in [("BUY", analysis::Side::Long), ("SELL", analysis::Side::Short)] {
        let Scored { score, answer, .. } = scored(&AskedScore { signal: word.to_owned(), ..buy() }).unwrap();
        let scenario = answer.report.signal.scenarios.of(side);
        assert_eq!((score.confidence, score.interval95), (scenario.probability, scenario.interval95));
        assert_eq!((score.edge, score.expectancy_r), (scenario.edge, scenario.expectancy_r));
        assert_eq!((score.source, score.calibration.side), (ScoreSource::Current, side));
        assert_eq!(score.engine_signal.signal, answer.report.signal.signal);
    }
}

#[test]
fn hold_names_no_event() {
    let score = scored(&AskedScore { signal: "HOLD".to_owned(), ..buy() }).unwrap().score;
    assert_eq!((score.signal, score.confidence, score.event), (SignalWord::Hold, None, None));
    assert!(score.calibration.n > 0);
}

#[test]
fn the_gate_stands_beside_the_score_and_moves_no_number() {
    let of =
        |gate| scored(&to_score(Asked { gate: Some(gate), ..asked("ETH/USD", "1h", gate) }, "SELL")).unwrap().score;
    let (proven, rule) = (of(Gate::Proven), of(Gate::Rule));
    assert_eq!((proven.confidence, &proven.calibration), (rule.confidence, &rule.calibration));
    assert_eq!((proven.engine_signal.gate, rule.engine_signal.gate), (Gate::Proven, Gate::Rule));
}

#[test]
fn own_levels_are_replayed_at_their_own_distances() {
    let score = scored(&own("SELL", 0.1, 2.0, -2.0)).unwrap().score;
    assert_eq!(score.source, ScoreSource::External);
    assert!((score.calibration.reward_risk - 2.1 / 1.9).abs() < 0.01, "{}", score.calibration.reward_risk);
    assert!(score.calibration.stop_atr > 0.25 && score.confidence.is_some());
}

#[test]
fn what_cannot_be_scored_is_named_by_its_field() {
    let cases = [
        (AskedScore { signal: "buy".to_owned(), ..buy() }, "/signal"),
        (AskedScore { signal: String::new(), ..buy() }, "/signal"),
        (AskedScore { entry_price: Some(1.0), ..buy() }, "/stop_loss"),
        (AskedScore { stop_loss: Some(1.0), take_profit: Some(1.0), ..buy() }, "/entry_price"),
        (AskedScore { take_profit: Some(f64::NAN), ..own("BUY", 0.0, -2.0, 2.0) }, "/take_profit"),
        (AskedScore { stop_loss: Some(-1.0), ..own("BUY", 0.0, -2.0, 2.0) }, "/stop_loss"),
        (own("BUY", 0.0, 2.0, 3.0), "/stop_loss"),
        (own("BUY", 0.0, -2.0, -3.0), "/take_profit"),
        (own("BUY", 9.0, -2.0, 30.0), "/entry_price"),
        (own("BUY", 0.0, -0.01, 2.0), "/stop_loss"),
        (own("BUY", 0.0, -2.0, 0.1), "/take_profit"),
        (AskedScore { signal: "HOLD".to_owned(), ..own("BUY", 0.0, -2.0, 2.0) }, "/entry_price"),
        (
            AskedScore { market_data: json!({ "note": "x".repeat(9_000) }).as_object().cloned(), ..buy() },
            "/market_data",
        ),
        (to_score(asked("b t c", "1h", Gate::Proven), "BUY"), "/pair"),
    ];
    for (asked, field) in cases {
        let fault = scored(&asked).unwrap_err();
        assert_eq!((fault.code, fault.field.as_deref()), (Code::InvalidParams, Some(field)), "{fault}");
        assert!(fault.text().ends_with('.'), "{}", fault.text());
    }
    let away = scored(&own("BUY", 9.0, -2.0, 30.0)).unwrap_err().text();
    assert!(away.contains(" The last close is "), "{away}");
}

#[test]
fn the_callers_picture_is_compared_and_not_believed() {
    let plain = scored(&buy()).unwrap().score;
    let told = AskedScore { market_data: json!({ "trend": "sideways", "mood": 7 }).as_object().cloned(), ..buy() };
    let score = scored(&told).unwrap().score;
    assert_eq!(score.market_data_check, MarketCheck::Differs);
    assert_eq!(score.market_data_differences.len(), 1, "what we have no word for is not compared");
    assert_eq!((score.confidence, plain.market_data_check), (plain.confidence, MarketCheck::NotGiven));
}
