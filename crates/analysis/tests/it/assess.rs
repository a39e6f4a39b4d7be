//! Answers of `assess_risk` on real and on seeded candles: the schema, the law of the level, and what must not happen
//! when a position grows.

use analysis::{
    History, Holdings, Interval, Kind, Measured, Params, Question, RiskParams, RiskQuestion, RiskTolerance, Side, Tick,
    answer::{ComponentLevel, RiskAssessment, RiskLevel, SizeBasis},
    assess, report,
};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::Value;
use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use crate::support::{REAL, history, real, recorded, series, shared, wandering};

/// A file among the published schemas; `None`, said on stdout, where the folder is absent.
fn published(path: &str) -> Option<Value> {
    let manifest = shared("golden/manifest.json")?;
    let file: PathBuf = manifest.ancestors().nth(3)?.join("design/schemas").join(path);
    if !file.is_file() {
        println!("skipped: {} is not here", file.display());
        return None;
    }
    Some(serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
}

fn schema() -> Option<Validator> {
    Some(jsonschema::validator_for(&published("assess_risk.output.schema.json")?).unwrap())
}

fn faults(validator: &Validator, answer: &Value) -> Vec<String> {
    validator.iter_errors(answer).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

fn ask(history: &History, asked: &RiskQuestion, known: Option<&Arc<Measured>>, equity: Option<f64>) -> RiskAssessment {
    let question = question(history);
    let mut params = Params::of_class(question.pair.class());
    params.risk.account_equity = equity;
    params.risk.holdings = Holdings::Empty;
    assess(history, &question, asked, &params, history.series.last_close(), known).unwrap().answer
}

fn question(history: &History) -> Question {
    Question::about(&history.series)
}

fn measured(history: &History) -> Arc<Measured> {
    let question = question(history);
    let params = Params::of_class(question.pair.class());
    report(history, &question, &params, history.series.last_close()).unwrap().measured
}

#[test]
fn answers_on_real_files_keep_the_schema() {
    let Some(validator) = schema() else { return };
    for (name, pair, interval) in REAL {
        let Some(series) = real(name, pair, interval) else { return };
        let price = series.last_price();
        let history = recorded(series);
        let known = measured(&history);
        for equity in [None, Some(10_000.0)] {
            for side in Side::BOTH {
                for size in [None, Some(10.0 / price), Some(1e6 / price)] {
                    let asked = RiskQuestion { position_size: size, side: Some(side), ..RiskQuestion::default() };
                    let answer = ask(&history, &asked, Some(&known), equity);
                    let faults = faults(&validator, &serde_json::to_value(&answer).unwrap());
                    assert!(faults.is_empty(), "{name} {equity:?} {side:?} {size:?}: {faults:#?}");
                    lawful(&answer);
                }
            }
        }
    }
}

#[test]
fn the_schema_would_notice() {
    let Some(validator) = schema() else { return };
    let history = seeded(1, 1_400);
    let answer = serde_json::to_value(ask(&history, &RiskQuestion::default(), None, Some(1e4))).unwrap();
    assert!(faults(&validator, &answer).is_empty());
    let changed = |change: fn(&mut Value)| {
        let mut other = answer.clone();
        change(&mut other);
        faults(&validator, &other)
    };
    assert!(!changed(|answer| answer["sizing"]["recommended_units"] = 1.0.into()).is_empty(), "size without a basis");
    let mild = |answer: &mut Value| {
        answer["blockers"] = vec!["x"].into();
        answer["risk_level"] = "LOW".into();
    };
    assert!(!changed(mild).is_empty(), "a broken limit is at least high");
    assert!(!changed(|answer| answer["weight"] = 1.into()).is_empty(), "unknown field");
    assert!(!changed(|answer| answer["tail"]["var99_pct"] = "high".into()).is_empty());
}

#[test]
fn the_defaults_are_the_published_parameters() {
    let Some(receipt) = published("examples/receipt.assess_risk.seed_no_equity.json") else { return };
    let ours = serde_json::to_value(RiskParams::of(RiskTolerance::Medium)).unwrap();
    let numbers = |value: &Value| {
        let text = analysis::receipt::canonical(value).unwrap();
        String::from_utf8(text).unwrap()
    };
    assert_eq!(numbers(&ours), numbers(&receipt["params"]["risk"]));
    let fields = |value: &Value| value["input"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&receipt).len(), 11);
}

fn seeded(seed: u64, bars: usize) -> History {
    history(series("DEMO/USD", Interval::H1, wandering(seed, bars)), Kind::Synthetic, Tick::of_size(0.01))
}

/// Level and score agree, unknown is never low, and a broken limit is at least high.
fn lawful(answer: &RiskAssessment) {
    let quarter = |score: f64| if score >= 1.0 { 3 } else { (4.0 * score).floor() as u8 };
    assert_eq!(quarter(answer.risk_score), answer.risk_level as u8, "{}", answer.risk_score);
    for (name, component) in answer.components.named() {
        match (component.score, component.level) {
            (Some(score), level) => assert_eq!(quarter(score), level as u8, "{name}"),
            (None, level) => {
                assert!(matches!(level, ComponentLevel::Unknown | ComponentLevel::NotApplicable), "{name}");
                assert_eq!(component.value, None, "{name}");
            }
        }
        if component.kind == "hard" && component.level == ComponentLevel::Unknown {
            assert!(answer.risk_level != RiskLevel::Low, "{name} is unknown");
        }
    }
    if !answer.blockers.is_empty() {
        assert!(answer.risk_score >= 0.5);
    }
    let decided = answer.components.named().into_iter().find(|(name, _)| *name == answer.decided_by);
    if let Some((_, component)) = decided {
        assert_eq!(component.score.unwrap_or(0.25), answer.risk_score, "{}", answer.decided_by);
    }
    assert!(answer.sizing.basis != SizeBasis::None || answer.sizing.recommended_units == Some(0.0));
    assert!((1..=5).contains(&answer.recommendations.len()));
    assert!(answer.recommendations.iter().chain(&answer.blockers).all(|line| line.chars().count() <= 200));
    assert!(answer.head.receipt_id.len() == 30 && answer.head.warnings.len() <= 20);
    if let (Some(recommended), Some(limit)) = (answer.sizing.recommended_units, answer.sizing.limit_units) {
        assert!(recommended <= limit);
    }
}

/// Histories of several lengths with their record, made once.
static SEEDED: LazyLock<Vec<(History, Arc<Measured>)>> = LazyLock::new(|| {
    let of = |(seed, bars)| {
        let history = seeded(seed, bars);
        let measured = measured(&history);
        (history, measured)
    };
    [(1, 200), (2, 1_400), (3, 6_600), (4, 15_000)].map(of).into()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_larger_position_never_costs_less(
        at in 0_usize..4, units in 0.01_f64..5_000.0, more in 1.0_f64..20.0, short: bool,
        equity in prop::option::of(100.0_f64..1e6), leverage in prop::option::of(1.0_f64..100.0),
    ) {
        let (history, known) = &SEEDED[at];
        let side = Some(if short { Side::Short } else { Side::Long });
        let of = |units: f64| {
            let asked = RiskQuestion { position_size: Some(units), side, leverage, ..RiskQuestion::default() };
            ask(history, &asked, Some(known), equity)
        };
        let (small, large) = (of(units), of(units * more));
        lawful(&small);
        lawful(&large);
        prop_assert!(small.risk_score <= large.risk_score, "{} {}", small.risk_score, large.risk_score);
        prop_assert!(small.blockers.len() <= large.blockers.len());
        prop_assert!(small.drawdown.p_dd_20pct_100_trades <= large.drawdown.p_dd_20pct_100_trades);
        prop_assert_eq!(&small.sizing.candidates, &large.sizing.candidates, "what fits does not depend on what is asked");
        if equity.is_none() {
            prop_assert!(small.risk_level != RiskLevel::Low);
        }
    }

    #[test]
    fn the_limit_breaks_no_limit(at in 0_usize..4, equity in 10.0_f64..1e9, short: bool) {
        let (history, known) = &SEEDED[at];
        let asked = RiskQuestion { side: Some(if short { Side::Short } else { Side::Long }), ..RiskQuestion::default() };
        let answer = ask(history, &asked, Some(known), Some(equity));
        lawful(&answer);
        prop_assert!(answer.blockers.is_empty(), "{:?}", answer.blockers);
        if let Some(limit) = answer.sizing.limit_units.filter(|limit| *limit > 0.01) {
            // A tenth more breaks one, or takes more of the volume than the cap.
            let asked = RiskQuestion { position_size: Some(1.1 * limit), ..asked };
            let more = ask(history, &asked, Some(known), Some(equity));
            let cap = more.sizing.candidates.iter().find(|c| c.method.word() == "liquidity_cap").unwrap();
            prop_assert!(!more.blockers.is_empty() || cap.units == Some(limit));
        }
    }
}
