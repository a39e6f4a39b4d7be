use analysis::{
    Gate, Side,
    answer::{SizeBasis, ToolName},
};

use crate::{
    Settings,
    ask::{AskedRisk, Full},
    testing::{Place, asked, fully, to_assess, to_score},
};

const PAIRS: [&str; 5] = ["BTC/USD", "ETH/USD", "EUR/USD", "XAU/USD", "AAPL"];

#[test]
fn score_and_risk_are_of_the_side_and_the_levels_that_are_shown() {
    for pair in PAIRS {
        let Full { answer, side, score, risk, .. } = fully(pair, "1h", Gate::Rule);
        let scenario = answer.report.signal.scenarios.of(side);
        assert_eq!((score.calibration.side, risk.side), (side, side), "{pair}");
        assert_eq!((score.confidence, score.interval95), (scenario.probability, scenario.interval95), "{pair}");
        assert_eq!(score.breakeven_probability, scenario.breakeven_probability, "{pair}");
        assert_eq!(risk.stop.price, scenario.stop_loss, "{pair}");
        if let Some(plan) = &answer.report.signal.plan {
            assert_eq!((plan.side, risk.stop.price), (side, answer.report.signal.stop_loss), "{pair}");
            assert_ne!(risk.sizing.basis, SizeBasis::None, "{pair}");
        }
    }
}

#[test]
fn every_answer_has_its_receipt_of_the_same_candles() {
    let Full { answer, score, risk, receipts, .. } = fully("EUR/USD", "1h", Gate::Proven);
    let report = &answer.report;
    let heads = [&report.analysis.head, &report.signal.head, &score.head, &risk.head];
    let ids: Vec<_> = receipts.iter().map(|receipt| receipt.id.as_str()).collect();
    assert_eq!(ids, heads.map(|head| head.receipt_id.as_str()));
    let tools = [ToolName::AnalyzeMarket, ToolName::GenerateSignal, ToolName::GetConfidenceScore, ToolName::AssessRisk];
    assert_eq!(heads.map(|head| head.tool), tools);
    assert!(heads.iter().all(|head| head.data.candles_sha256 == report.signal.head.data.candles_sha256));
}

/// Each tool asked alone says the same.
#[test]
fn it_says_what_each_tool_says_alone() {
    let market = asked("ETH/USD", "4h", Gate::Rule);
    let all = fully("ETH/USD", "4h", Gate::Rule);
    let (signal, side) = match all.side {
        Side::Long => ("BUY", "long"),
        Side::Short => ("SELL", "short"),
    };
    let place = Place::Demo(1);
    assert_eq!(place.answer(&market).unwrap(), all.answer);
    assert_eq!(place.score(&to_score(market.clone(), signal)).unwrap().unwrap().score, all.score);
    let position = AskedRisk { side: Some(side.to_owned()), ..to_assess(market) };
    assert_eq!(place.risk(&position).unwrap().unwrap().risk, all.risk);
}

#[test]
fn with_equity_there_is_a_size_to_lose_at_the_stop() {
    let mut settings = Settings::default();
    settings.trading.account.equity = Some(10_000.0);
    let market = asked("EUR/USD", "1h", Gate::Proven);
    let of = |settings: &Settings| Place::Demo(1).full(&market, settings).unwrap();
    let (with, without) = (of(&settings), of(&Settings::default()));
    assert_eq!((with.has_equity, without.has_equity), (true, false));
    let (with, without) = (with.risk, without.risk);
    assert!(with.stop.planned_loss_pct_equity.is_some() && with.sizing.recommended_units == Some(0.0));
    assert_eq!(without.stop.planned_loss_pct_equity, None);
}
