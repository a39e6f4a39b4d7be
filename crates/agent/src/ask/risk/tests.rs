use analysis::{
    Gate, Pair, Side,
    answer::{AssessedSource, ComponentLevel, RiskWord, WarningCode},
};

use super::{AskedRisk, Risked};
use crate::{
    Code, ToolFault,
    ask::Position,
    testing::{Place, asked, to_assess},
};

fn open() -> AskedRisk {
    to_assess(asked("BTC/USD", "1h", Gate::Proven))
}

fn with_account() -> AskedRisk {
    AskedRisk { account_equity: Some(10_000.0), ..open() }
}

fn risked(asked: &AskedRisk) -> Result<Risked, ToolFault> {
    Place::Demo(1).risk(asked).unwrap()
}

fn held(pair: &str) -> Position {
    Position { pair: Pair::new(pair).unwrap(), side: Side::Long, units: 1.0, stop: Some(1.0) }
}

#[test]
fn without_an_account_nobody_knows_what_it_would_cost() {
    let risk = risked(&open()).unwrap().risk;
    assert_eq!((risk.assessed.source, risk.assessed.units), (AssessedSource::None, None));
    assert_eq!(risk.components.planned_loss.level, ComponentLevel::Unknown);
    assert!(risk.head.warnings.iter().any(|warning| warning.code == WarningCode::EquityUnknown));
}

#[test]
fn the_tolerance_moves_the_limit() {
    let limit = |tolerance: &str| {
        let asked = AskedRisk { risk_tolerance: Some(tolerance.to_owned()), ..with_account() };
        risked(&asked).unwrap().risk.sizing.limit_units.unwrap()
    };
    assert!(limit("low") < limit("medium") && limit("medium") < limit("high"));
}

#[test]
fn its_receipt_is_that_of_its_answer() {
    let Risked { risk, receipt, .. } = risked(&with_account()).unwrap();
    assert_eq!(receipt.unwrap().id, risk.head.receipt_id);
}

#[test]
fn nothing_held_is_low_and_not_said_is_unknown() {
    let word = |held: Option<Vec<Position>>| {
        let risk = risked(&AskedRisk { held, ..with_account() }).unwrap().risk;
        (risk.factors.correlation_risk, risk.components.correlation.level)
    };
    assert_eq!(word(None), (RiskWord::Unknown, ComponentLevel::Unknown));
    assert_eq!(word(Some(Vec::new())), (RiskWord::Low, ComponentLevel::NotApplicable));
    assert_eq!(word(Some(vec![held("BTC/USD")])), (RiskWord::High, ComponentLevel::Extreme), "it moves with itself");
    assert_ne!(word(Some(vec![held("ETH/USD")])).1, ComponentLevel::Unknown, "demo has its candles");
}

/// One file answers for every pair; taking its candles for those of another would invent a correlation of one.
#[test]
fn the_candles_of_one_file_are_not_those_of_what_is_held() {
    let asked =
        AskedRisk { held: Some(vec![held("ETH/USD")]), market: asked("^GSPC", "1d", Gate::Proven), ..with_account() };
    let Some(risked) = Place::File("spx-1d.csv").risk(&asked) else { return };
    let risk = risked.unwrap().risk;
    assert_eq!(risk.components.correlation.level, ComponentLevel::Unknown);
    assert_eq!(risk.factors.correlation_risk, RiskWord::Unknown);
}

#[test]
fn an_argument_that_is_not_allowed_is_named() {
    let word = |word: &str| Some(word.to_owned());
    let cases = [
        (AskedRisk { position_size: Some(0.0), ..open() }, "/position_size"),
        (AskedRisk { position_size: Some(f64::NAN), ..open() }, "/position_size"),
        (AskedRisk { position_size_unit: word("lots"), ..open() }, "/position_size_unit"),
        (AskedRisk { side: word("both"), ..open() }, "/side"),
        (AskedRisk { entry_price: Some(-1.0), ..open() }, "/entry_price"),
        (AskedRisk { stop_loss: Some(f64::INFINITY), ..open() }, "/stop_loss"),
        (AskedRisk { stop_loss: Some(1e9), ..open() }, "/stop_loss"),
        (AskedRisk { leverage: Some(0.5), ..open() }, "/leverage"),
        (AskedRisk { leverage: Some(201.0), ..open() }, "/leverage"),
        (AskedRisk { account_equity: Some(-3.0), ..open() }, "/account_equity"),
        (AskedRisk { account_currency: word("$"), ..open() }, "/account_currency"),
        (AskedRisk { risk_tolerance: word("none"), ..open() }, "/risk_tolerance"),
    ];
    for (asked, field) in cases {
        let fault = risked(&asked).unwrap_err();
        assert_eq!((fault.code, fault.field.as_deref()), (Code::InvalidParams, Some(field)), "{fault}");
    }
}

#[test]
fn another_currency_gives_no_sizes() {
    let risk = risked(&AskedRisk { account_currency: Some("eur".to_owned()), ..with_account() }).unwrap().risk;
    assert_eq!(risk.sizing.limit_units, None);
    assert!(risk.head.warnings.iter().any(|warning| warning.code == WarningCode::CurrencyMismatch));
}
