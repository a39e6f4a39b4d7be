use super::*;
use crate::{
    Candle, Direction, Gate, History, Holding, Holdings, Kind, Measured, Pair, Params, Provenance, Question, Side,
    SignalTaken, SizeUnit, Tick, Unanswerable,
    answer::{ComponentLevel, LevelSource, RiskLevel, SideSource, SignalWord, SizeMethod},
    assess,
    confidence::{Bin, Shadow, Shares, SideTrack, Status},
    report,
};
use jiff::Timestamp;
use std::sync::Arc;

const START: i64 = 1_577_836_800;
const DAY: i64 = 86_400;

/// Daily candles that wander about 100, with volume in the thousands.
fn candles(count: usize) -> Vec<Candle> {
    (0..count)
        .map(|bar| {
            let cents = |price: f64| (price * 100.0).round() / 100.0;
            let close = |bar: usize| 100.0 + 6.0 * (bar as f64 / 23.0).sin() + (bar * bar % 11) as f64 * 0.2;
            let (open, close) = (cents(close(bar.saturating_sub(1)) + 0.05), cents(close(bar)));
            Candle {
                open_time: Timestamp::from_second(START + DAY * bar as i64).unwrap(),
                open,
                high: cents(open.max(close) + 0.6),
                low: cents(open.min(close) - 0.6),
                close,
                volume: Some(50_000.0 + bar as f64),
            }
        })
        .collect()
}

fn history(pair: &str, interval: Interval, candles: Vec<Candle>) -> History {
    let series = Series::new(Pair::new(pair).unwrap(), interval, Timestamp::MAX, candles).unwrap();
    let provenance = Provenance {
        source: "test".to_owned(),
        venue_symbol: pair.replace('/', ""),
        kind: Kind::Live,
        delay_seconds: Some(0),
        tick: Tick::of_size(0.01),
        rejected: 0,
        second: None,
    };
    History { series, provenance }
}

struct Ask {
    pair: &'static str,
    days: usize,
    gate: Gate,
    change: fn(&mut Params),
    known: Option<Arc<Measured>>,
}

impl Default for Ask {
    fn default() -> Self {
        Self { pair: "DEMO/USD", days: 1_000, gate: Gate::Proven, change: |_| (), known: None }
    }
}

impl Ask {
    fn history(&self) -> History {
        history(self.pair, Interval::D1, candles(self.days))
    }

    fn params(&self) -> Params {
        let mut params = Params::of_class(Pair::new(self.pair).unwrap().class());
        params.signal.gate = self.gate;
        params.risk.account_equity = Some(10_000.0);
        (self.change)(&mut params);
        params
    }

    fn question(&self) -> Question {
        Question {
            pair: Pair::new(self.pair).unwrap(),
            interval: Interval::D1,
            as_of: None,
            direction: Direction::Both,
            timeframe_defaulted: false,
        }
    }

    fn try_of(&self, asked: &RiskQuestion) -> Result<RiskAssessment, Unanswerable> {
        let history = self.history();
        let now = history.series.last_close();
        assess(&history, &self.question(), asked, &self.params(), now, self.known.as_ref())
            .map(|answered| answered.answer)
    }

    fn of(&self, asked: &RiskQuestion) -> RiskAssessment {
        self.try_of(asked).unwrap()
    }

    /// The record of these candles, as if the long side had proven an edge.
    fn proven(self) -> Self {
        self.proven_but(|_| ())
    }

    /// The same, with a change that may take the proof away.
    fn proven_but(self, change: fn(&mut SideTrack)) -> Self {
        let history = self.history();
        let report = report(&history, &self.question(), &self.params(), history.series.last_close()).unwrap();
        let mut measured = Measured::clone(&report.measured);
        let long = &mut measured.track.long;
        let horizon = measured.rules.barriers.horizon;
        long.record.status = Status::Measured;
        long.record.in_range = true;
        (long.record.forecast, long.record.base) = (Some(0.6), Some(0.4));
        long.record.bins = vec![Bin { from: 0.0, to: 1.0, mean: 0.6, frequency: 0.6, count: 300 * horizon }];
        long.shares = Some(Shares { target: 0.5, stop: 0.4, time: 0.1, mean_stop_r: -1.0, mean_time_r: 0.0 });
        long.results = (0..60).map(|k| if k % 5 < 3 { 1.4 } else { -1.1 }).collect();
        long.shadow = Shadow { trades: 60, mean_r: Some(0.4), lower_r: Some(0.2) };
        long.blind_r = Some(0.0);
        change(long);
        Self { known: Some(Arc::new(measured)), ..self }
    }
}

fn size(units: f64) -> RiskQuestion {
    RiskQuestion { position_size: Some(units), ..RiskQuestion::default() }
}

fn codes(answer: &RiskAssessment) -> Vec<WarningCode> {
    answer.head.warnings.iter().map(|warning| warning.code).collect()
}

fn units_by(answer: &RiskAssessment, method: SizeMethod) -> Option<f64> {
    answer.sizing.candidates.iter().find(|candidate| candidate.method == method)?.units
}

#[test]
fn a_call_with_only_a_pair_assesses_the_limit_and_recommends_nothing() {
    let answer = Ask::default().of(&RiskQuestion::default());
    assert_eq!((answer.side, answer.side_source), (Side::Long, SideSource::Default));
    assert_eq!(answer.assessed.source, AssessedSource::Limit);
    assert_eq!(answer.assessed.units, answer.sizing.limit_units);
    assert_eq!(answer.sizing.basis, SizeBasis::None);
    assert_eq!(
        (answer.sizing.recommended_units, units_by(&answer, SizeMethod::FractionalKelly)),
        (Some(0.0), Some(0.0))
    );
    assert_eq!(answer.sizing.binding_constraint, Some(SizeMethod::FractionalKelly));
    assert!(answer.blockers.is_empty(), "what fits the limits breaks none: {:?}", answer.blockers);
    assert_eq!(answer.stop.source, LevelSource::Atr);
    assert!(answer.components.planned_loss.value.unwrap() <= 1.0);
    assert_eq!(answer.recommendations[0], "Recommended size is 0: no edge is proven for this side.");
    assert_eq!(answer.components.correlation.level, ComponentLevel::Unknown);
}

#[test]
fn without_equity_nobody_knows_what_it_would_cost() {
    let ask = Ask { change: |params| params.risk.account_equity = None, ..Ask::default() };
    let answer = ask.of(&RiskQuestion::default());
    assert_eq!((answer.assessed.units, answer.assessed.source), (None, AssessedSource::None));
    assert_eq!(answer.components.planned_loss.level, ComponentLevel::Unknown);
    assert_eq!(answer.components.planned_loss.detail, "equity is not set");
    assert_eq!(answer.components.liquidation.detail, "no leverage given");
    assert!(answer.risk_level != RiskLevel::Low);
    assert_eq!((answer.sizing.limit_units, answer.sizing.recommended_units), (None, Some(0.0)));
    assert!(codes(&answer).contains(&WarningCode::EquityUnknown));
    assert!(answer.recommendations.contains(&"Set trading.account.equity to get sizes and planned loss.".to_owned()));
    assert!(answer.recommendations[2].contains(" ATR away from "), "{:?}", answer.recommendations);
    // An argument stands in for the setting.
    let given = ask.of(&RiskQuestion { account_equity: Some(5_000.0), ..RiskQuestion::default() });
    assert!(given.sizing.limit_units.is_some() && !codes(&given).contains(&WarningCode::EquityUnknown));
    // With a size the value is known, and whether it is leveraged is not.
    let sized = ask.of(&size(10.0));
    assert!(sized.stop.planned_loss_quote.is_some() && sized.stop.planned_loss_pct_equity.is_none());
    assert_eq!(sized.components.liquidation.level, ComponentLevel::Unknown);
}

#[test]
fn a_position_too_large_breaks_limits_and_is_leveraged() {
    let answer = Ask::default().of(&size(1_000.0));
    assert!(answer.blockers.len() >= 2, "{:?}", answer.blockers);
    assert!(answer.blockers[0].starts_with("Planned loss is ") && answer.blockers[0].ends_with("your limit is 1 %."));
    assert!(answer.blockers[1].ends_with("trading.max_position_size is 10000."), "{}", answer.blockers[1]);
    assert!(matches!(answer.risk_level, RiskLevel::High | RiskLevel::Extreme));
    let liquidation = answer.liquidation.unwrap();
    let value = answer.assessed.value_quote.unwrap();
    assert_eq!((liquidation.leverage, liquidation.leverage_source), (rounded(value / 10_000.0, 2), "implied"));
    let exact = (value / 1_000.0) * (1.0 - 10_000.0 / value) / 0.995;
    assert!(liquidation.price >= exact && liquidation.price < exact + 0.01, "toward the entry");
    assert!(codes(&answer).contains(&WarningCode::LeverageImplied));
    let broken = answer.blockers.len();
    let limit = answer.sizing.limit_units.unwrap();
    assert_eq!(
        answer.recommendations[0],
        format!("1000 DEMO breaks {broken} of your limits; at most {limit} DEMO stays inside them.")
    );
    assert_eq!(answer.sizing.requested_units, Some(1_000.0));
    assert!(!codes(&Ask::default().of(&size(10.0))).contains(&WarningCode::LeverageImplied));
}

#[test]
fn leverage_that_cannot_carry_the_position_does_not_count() {
    let leveraged = |leverage| RiskQuestion { leverage: Some(leverage), ..size(1_000.0) };
    let given = Ask::default().of(&leveraged(50.0)).liquidation.unwrap();
    assert_eq!((given.leverage, given.leverage_source), (50.0, "argument"));
    let implied = Ask::default().of(&leveraged(2.0)).liquidation.unwrap();
    assert!(implied.leverage > 9.0 && implied.leverage_source == "implied");
    let none = Ask::default().of(&RiskQuestion { leverage: Some(1.0), ..size(10.0) });
    assert_eq!(none.components.liquidation.level, ComponentLevel::NotApplicable);
    let sooner = Ask::default().of(&RiskQuestion { stop_loss: Some(50.0), ..leveraged(50.0) });
    assert!(sooner.components.liquidation.detail.starts_with("comes before the stop"));
}

#[test]
fn units_are_taken_as_they_are_meant() {
    let of = |unit| Ask::default().of(&RiskQuestion { unit, ..size(50.0) });
    let (base, quote, pct) = (of(SizeUnit::Base), of(SizeUnit::Quote), of(SizeUnit::PctEquity));
    assert_eq!(base.assessed.units, Some(50.0));
    assert!((quote.assessed.value_quote.unwrap() - 50.0).abs() < 0.01);
    assert!((pct.assessed.value_quote.unwrap() - 5_000.0).abs() < 0.01);
    assert!((pct.assessed.pct_equity.unwrap() - 50.0).abs() < 0.001);
    assert_eq!(pct.factors.position_size, PositionSize::Given(50.0), "as given");
    let poor = Ask { change: |params| params.risk.account_equity = None, ..Ask::default() };
    let unknown = poor.of(&RiskQuestion { unit: SizeUnit::PctEquity, ..size(50.0) });
    assert_eq!((unknown.assessed.units, unknown.assessed.source), (None, AssessedSource::None));
}

#[test]
fn a_stop_belongs_on_the_losing_side() {
    let stop =
        |side, stop_loss| RiskQuestion { side: Some(side), stop_loss: Some(stop_loss), ..RiskQuestion::default() };
    let wrong = Ask::default().try_of(&stop(Side::Long, 500.0)).unwrap_err();
    assert_eq!(wrong, Unanswerable::Position(PositionFault::StopOnWrongSide { side: Side::Long }));
    let wrong = Ask::default().try_of(&stop(Side::Short, 50.0)).unwrap_err();
    assert_eq!(wrong, Unanswerable::Position(PositionFault::StopOnWrongSide { side: Side::Short }));
    let right = Ask::default().of(&stop(Side::Short, 120.006));
    assert_eq!((right.stop.price, right.stop.source), (Some(120.01), LevelSource::Argument), "never nearer");
    assert_eq!(right.side_source, SideSource::Argument);
    let long = Ask::default().of(&stop(Side::Long, 80.006));
    assert_eq!(long.stop.price, Some(80.0));
}

/// Loss at the stop by hand: 10 units, entry 100, stop 95, 20 basis points of 100 are 0.2.
#[test]
fn a_planned_loss_holds_the_cost() {
    let asked = RiskQuestion { entry_price: Some(100.0), stop_loss: Some(95.0), ..size(10.0) };
    let answer = Ask::default().of(&asked);
    assert_eq!(answer.stop.distance, Some(5.0));
    assert_eq!(answer.stop.planned_loss_quote, Some(52.0));
    assert_eq!(answer.components.planned_loss.value, Some(0.52));
    assert_eq!(answer.components.planned_loss.score, Some(0.13));
    assert_eq!(answer.components.planned_loss.detail, "52 USD at the stop, cost in");
    assert_eq!(answer.assessed.value_quote, Some(1_000.0));
    // 1 % of 10000 over 5.2 a unit.
    assert!((units_by(&answer, SizeMethod::FixedFractional).unwrap() - 100.0 / 5.2).abs() < 1e-7);
    assert!(answer.stop.gap_loss_p95_quote.unwrap() >= 52.0);
}

#[test]
fn an_earlier_signal_gives_side_and_levels() {
    let taken = SignalTaken {
        receipt_id: "er1_5rtnsx4erb2az6msl7pywfhu3v".to_owned(),
        signal: SignalWord::Sell,
        side: Side::Short,
        entry_price: Some(101.0),
        stop_loss: Some(104.0),
    };
    let asked = RiskQuestion { receipt: Some(taken.clone()), ..size(10.0) };
    let answer = Ask::default().of(&asked);
    assert_eq!((answer.side, answer.side_source), (Side::Short, SideSource::Receipt));
    assert_eq!((answer.stop.price, answer.stop.source), (Some(104.0), LevelSource::Receipt));
    assert_eq!(answer.assessed.value_quote, Some(1_010.0));
    let other = Ask::default().try_of(&RiskQuestion { side: Some(Side::Long), ..asked.clone() }).unwrap_err();
    assert_eq!(other, Unanswerable::Position(PositionFault::SideContradictsReceipt(Side::Short)));
    // Gate rule: the signal of the receipt decides what the size rests on, not that of now.
    let rule = Ask { gate: Gate::Rule, ..Ask::default() };
    assert_eq!(rule.of(&asked).sizing.basis, SizeBasis::Unproven);
    let held = RiskQuestion { receipt: Some(SignalTaken { signal: SignalWord::Hold, ..taken }), ..size(10.0) };
    assert_eq!(rule.of(&held).sizing.basis, SizeBasis::None);
}

#[test]
fn the_rule_sizes_its_own_side_unproven() {
    // The sixth family needs 250 weeks.
    let rule =
        Ask { gate: Gate::Rule, days: 1_900, change: |params| params.signal.rule_threshold = 0.0, ..Ask::default() };
    let on = |side| rule.of(&RiskQuestion { side: Some(side), ..RiskQuestion::default() });
    let mut answers = [on(Side::Long), on(Side::Short)];
    answers.sort_by_key(|answer| answer.sizing.basis == SizeBasis::None);
    let [with, against] = answers;
    assert_eq!((with.sizing.basis, against.sizing.basis), (SizeBasis::Unproven, SizeBasis::None));
    let limit = with.sizing.limit_units.unwrap().min(units_by(&with, SizeMethod::VolatilityTarget).unwrap());
    assert_eq!(with.sizing.recommended_units, Some(limit));
    assert_ne!(with.sizing.binding_constraint, Some(SizeMethod::FractionalKelly));
    assert_eq!(units_by(&with, SizeMethod::FractionalKelly), Some(0.0));
    assert!(with.recommendations[0].contains("at most, unproven: "), "{:?}", with.recommendations);
    assert_eq!(against.sizing.recommended_units, Some(0.0));
}

#[test]
fn a_proven_side_gets_kelly_and_the_other_none() {
    let proven = Ask { days: 1_900, ..Ask::default() }.proven();
    let answer = proven.of(&RiskQuestion::default());
    assert_eq!(answer.sizing.basis, SizeBasis::Proven);
    let kelly = units_by(&answer, SizeMethod::FractionalKelly).unwrap();
    assert!(kelly > 0.0);
    // By hand from what the answer shows: p is the lower end of Wilson's interval of 180 hits in 300.
    let (p, _) = (0.543_67, 0.6);
    let (distance, entry) =
        (answer.stop.distance.unwrap(), answer.assessed.value_quote.unwrap() / answer.assessed.units.unwrap());
    let cost = 0.002 * entry;
    let atr = distance / answer.stop.atr_multiple.unwrap();
    let (rr, cost_r) = (1.5, cost / (2.0 * atr));
    let fraction = p / (1.0 + cost_r) - (1.0 - p) / (rr - cost_r);
    let by_hand = (0.25 * fraction).min(0.02) * 10_000.0 / (distance + cost);
    assert!((kelly / by_hand - 1.0).abs() < 0.02, "{kelly} {by_hand}");
    let recommended = answer.sizing.recommended_units.unwrap();
    assert!(recommended <= kelly && recommended <= answer.sizing.limit_units.unwrap());
    assert!(answer.recommendations[0].contains("fits every constraint"), "{:?}", answer.recommendations);
    let other = proven.of(&RiskQuestion { side: Some(Side::Short), ..RiskQuestion::default() });
    assert_eq!((other.sizing.basis, other.sizing.recommended_units), (SizeBasis::None, Some(0.0)));
    // A stop nearer than the one that was measured earns no larger stake than that one.
    let near = RiskQuestion { stop_loss: Some(rounded(entry - 0.1 * distance, 2)), ..RiskQuestion::default() };
    assert!(units_by(&proven.of(&near), SizeMethod::FractionalKelly).unwrap() <= kelly + 1e-9);
}

#[test]
fn one_missing_proof_takes_kelly_away() {
    for change in [
        (|long| long.shadow.trades = 29) as fn(&mut SideTrack),
        |long| long.shadow.lower_r = Some(0.0),
        |long| long.record.status = Status::Thin,
        |long| long.record.in_range = false,
    ] {
        let answer = Ask { days: 1_900, ..Ask::default() }.proven_but(change).of(&RiskQuestion::default());
        assert_eq!(answer.sizing.basis, SizeBasis::None);
        assert_eq!(
            (units_by(&answer, SizeMethod::FractionalKelly), answer.sizing.recommended_units),
            (Some(0.0), Some(0.0))
        );
        assert_eq!(answer.sizing.candidates[2].note, "0: no edge is proven for this side");
    }
}

/// The worst past stops lost half an R beyond theirs: 0.5 × 2 ATR more a unit.
#[test]
fn past_overshoots_cost_more_than_planned() {
    let ask = Ask::default().proven_but(|long| long.overshoot_r = Some(0.5));
    let answer = ask.of(&size(10.0));
    let (planned, overshot) = (answer.stop.planned_loss_quote.unwrap(), answer.stop.gap_loss_p95_quote.unwrap());
    let atr = answer.stop.distance.unwrap() / answer.stop.atr_multiple.unwrap();
    assert!(((overshot - planned) / (10.0 * atr) - 1.0).abs() < 0.01, "{planned} {overshot}");
    let unknown = Ask::default().proven_but(|long| long.overshoot_r = None).of(&size(10.0));
    assert_eq!(unknown.stop.gap_loss_p95_quote, None);
}

#[test]
fn past_trades_of_the_side_give_the_odds() {
    let answer = Ask::default().proven().of(&size(10.0));
    assert_eq!(answer.drawdown.trades, 60);
    assert!(answer.drawdown.p_dd_20pct_100_trades.is_some());
    assert!((2..=4).contains(&answer.drawdown.losing_streak_p95.unwrap()), "two losses in five, side by side");
    let huge = Ask::default().proven().of(&size(5_000.0));
    assert!(huge.drawdown.p_dd_20pct_100_trades > answer.drawdown.p_dd_20pct_100_trades);
    let none = Ask::default().proven().of(&RiskQuestion { side: Some(Side::Short), ..size(10.0) });
    assert_eq!((none.drawdown.p_dd_20pct_100_trades, none.drawdown.losing_streak_p95), (None, None));
}

#[test]
fn money_of_another_kind_is_not_compared() {
    let ask = Ask { pair: "DEMO/JPY", ..Ask::default() };
    let answer = ask.of(&size(10.0));
    assert!(codes(&answer).contains(&WarningCode::CurrencyMismatch));
    assert_eq!((answer.assessed.pct_equity, answer.sizing.limit_units), (None, None));
    assert_eq!(units_by(&answer, SizeMethod::ExposureCap), None);
    assert_eq!(answer.components.planned_loss.detail, "account is in USD, the pair in JPY");
    assert!(answer.stop.planned_loss_quote.is_some(), "in yen it is known");
    assert!(answer.risk_level != RiskLevel::Low);
    // A US share is paid in dollars although its name does not say so; another listing says nothing.
    assert!(!codes(&Ask { pair: "AAPL", ..Ask::default() }.of(&size(10.0))).contains(&WarningCode::CurrencyMismatch));
    let abroad = Ask { pair: "SAP.DE", ..Ask::default() }.of(&size(10.0));
    assert!(codes(&abroad).contains(&WarningCode::CurrencyMismatch));
    assert!(abroad.recommendations.iter().any(|line| line.ends_with("at the stop.") && !line.contains("USD")));
}

#[test]
fn a_short_history_is_at_least_medium() {
    let short = Ask { days: 200, change: |params| params.risk.holdings = Holdings::Empty, ..Ask::default() };
    let answer = short.of(&size(0.1));
    let warning = answer.head.warnings.iter().find(|warning| warning.code == WarningCode::ShortHistory).unwrap();
    assert_eq!(warning.message, "199 daily returns; 561 are wanted for the tail.");
    assert!(answer.risk_score >= 0.25);
    let very = Ask { days: 60, ..Ask::default() }.of(&size(0.1));
    assert_eq!((very.tail.var99_pct, very.tail.n), (None, 0));
    assert_eq!(very.components.var99.detail, "only 59 days of history");
    assert_eq!((very.stop.source, very.components.planned_loss.level), (LevelSource::None, ComponentLevel::Unknown));
    assert!(!codes(&Ask::default().of(&size(0.1))).contains(&WarningCode::ShortHistory));
}

#[test]
fn a_small_position_in_a_calm_market_is_low_only_when_all_is_known() {
    let calm = |change| Ask { change, ..Ask::default() }.of(&size(0.5));
    let known = calm(|params| params.risk.holdings = Holdings::Empty);
    assert_eq!(known.components.correlation.level, ComponentLevel::NotApplicable);
    let hard = [&known.components.planned_loss, &known.components.liquidity];
    assert!(hard.iter().all(|component| component.level == ComponentLevel::Low));
    // The same with one hard input unknown.
    let unknown = calm(|params| {
        params.risk.holdings = Holdings::Empty;
        params.risk.account_equity = None;
    });
    assert!(known.risk_score < unknown.risk_score || known.risk_level != RiskLevel::Low);
    assert!(unknown.risk_level != RiskLevel::Low);
}

fn holding(pair: &str, candles: Option<Vec<Candle>>) -> Holding {
    let pair_name = Pair::new(pair).unwrap();
    let candles = candles.map(|candles| Arc::new(history(pair, Interval::D1, candles)));
    Holding { pair: pair_name, side: Side::Long, units: 10.0, stop: Some(95.0), candles }
}

#[test]
fn what_is_held_moves_with_it_and_uses_the_heat() {
    let ask = Ask {
        change: |params| {
            params.risk.holdings = Holdings::Of(vec![holding("ETH/USD", Some(candles(1_000)))]);
        },
        ..Ask::default()
    };
    let answer = ask.of(&size(1.0));
    let correlation = &answer.components.correlation;
    assert_eq!((correlation.value, correlation.level), (Some(1.0), ComponentLevel::Extreme));
    assert_eq!(correlation.detail, "with ETH/USD over 60 days; 1.00 over 250");
    let alone = Ask::default().of(&size(1.0));
    let heat = |answer: &RiskAssessment| units_by(answer, SizeMethod::PortfolioHeatCap).unwrap();
    let loss = answer.stop.planned_loss_quote.unwrap();
    let price = candles(1_000)[999].close;
    let taken = 10.0 * (price - 95.0).max(0.0);
    assert!((heat(&alone) * loss - heat(&answer) * loss - taken).abs() < 0.5, "{taken}");
    let note = &answer.sizing.candidates[5].note;
    assert!(note.contains("% is taken") && note.ends_with("counts as one with ETH/USD"), "{note}");
}

#[test]
fn a_holding_nobody_can_price_leaves_its_limit_unknown() {
    let held = |change| Ask { change, ..Ask::default() }.of(&size(1.0));
    let blind = held(|params| params.risk.holdings = Holdings::Of(vec![holding("ETH/USD", None)]));
    assert_eq!(blind.components.correlation.level, ComponentLevel::Unknown);
    assert_eq!((units_by(&blind, SizeMethod::PortfolioHeatCap), blind.sizing.limit_units), (None, None));
    assert_eq!(blind.sizing.candidates[5].note, "what is held cannot be added up; ETH/USD: no price");
    let naked = held(|params| {
        let one = Holding { side: Side::Short, stop: None, ..holding("ETH/USD", Some(candles(1_000))) };
        params.risk.holdings = Holdings::Of(vec![one]);
    });
    assert_eq!(naked.sizing.candidates[5].note, "what is held cannot be added up; ETH/USD: a short without a stop");
    // The pair itself needs no candles of its own.
    let same = held(|params| params.risk.holdings = Holdings::Of(vec![holding("DEMO/USD", None)]));
    assert_eq!(same.components.correlation.value, Some(1.0));
    assert!(same.sizing.limit_units.is_some());
    let none = held(|params| params.risk.holdings = Holdings::Of(vec![]));
    assert_eq!(none.components.correlation.level, ComponentLevel::NotApplicable);
}

#[test]
fn a_low_correlation_beside_an_unknown_one_is_unknown() {
    fn apart() -> Holding {
        let mut own = candles(1_000);
        for (bar, candle) in own.iter_mut().enumerate() {
            let price = 100.0 + (bar * 37 % 17) as f64;
            (candle.open, candle.high, candle.low, candle.close) = (price, price, price, price);
        }
        holding("XMR/USD", Some(own))
    }
    let held = |change| Ask { change, ..Ask::default() }.of(&size(1.0)).components.correlation;
    let alone = held(|params| params.risk.holdings = Holdings::Of(vec![apart()]));
    assert_eq!(alone.level, ComponentLevel::Low);
    let beside = held(|params| params.risk.holdings = Holdings::Of(vec![apart(), holding("ETH/USD", None)]));
    assert_eq!((beside.level, beside.value), (ComponentLevel::Unknown, None));
    assert_eq!(beside.detail, "fewer than 60 days in common with ETH/USD");
    let worse = held(|params| {
        let same = holding("LTC/USD", Some(candles(1_000)));
        params.risk.holdings = Holdings::Of(vec![same, holding("ETH/USD", None)]);
    });
    assert_eq!(worse.level, ComponentLevel::Extreme, "what is known is bad enough");
}

#[test]
fn a_receipt_names_every_series() {
    let series_of = |interval: Interval, pairs: &[&str]| {
        let seconds = interval.seconds();
        let shorter = candles(2_000).into_iter().enumerate().map(|(bar, candle)| Candle {
            open_time: Timestamp::from_second(START + seconds * bar as i64).unwrap(),
            ..candle
        });
        let history = history("DEMO/USD", interval, shorter.collect());
        let now = history.series.last_close();
        let ask = Ask::default();
        let question = Question { interval, ..ask.question() };
        let mut params = ask.params();
        let held = pairs.iter().map(|pair| holding(pair, Some(candles(80))));
        params.risk.holdings = Holdings::Of(held.collect());
        let picture = Picture::of(&history, &question, &params, now, None).unwrap();
        let asked = size(1.0);
        let position = Position::of(&picture, &asked).unwrap();
        let assessment = Assessment::of(&picture, &asked, position);
        let also: Vec<Interval> = assessment.answer().head.data.also.iter().map(|series| series.timeframe).collect();
        (assessment.receipt_series(), also, assessment.input())
    };
    let (series, also, input) = series_of(Interval::M15, &["ETH/USD"]);
    let named: Vec<_> = series.iter().map(|s| (s.role, s.pair.as_str(), s.timeframe)).collect();
    assert_eq!(named, [("primary", "DEMO/USD", "15m"), ("daily", "DEMO/USD", "1d"), ("daily", "ETH/USD", "1d")]);
    assert_eq!(also, [Interval::H1, Interval::H4, Interval::D1]);
    assert_eq!((&input["pair"], &input["position_size_unit"]), (&json!("DEMO/USD"), &json!("base")));
    assert_eq!(
        (&input["side"], &input["receipt_id"], &input["stop_loss"]),
        (&json!("long"), &Value::Null, &Value::Null)
    );
    assert_eq!(input.as_object().unwrap().len(), 11);
    let (series, also, _) = series_of(Interval::D1, &["A/USD", "B/USD", "C/USD", "D/USD", "E/USD", "F/USD", "G/USD"]);
    assert!(also.is_empty(), "daily candles are the answer's own");
    assert_eq!(series.len(), 6);
    assert_eq!((series[5].venue_symbol.as_str(), series[5].count), ("3 others", 240));
    let again = series_of(Interval::D1, &["A/USD", "B/USD", "C/USD", "D/USD", "E/USD", "F/USD", "H/USD"]).0;
    assert_ne!(series[5].candles_sha256, again[5].candles_sha256, "each of them moves the hash");
}

#[test]
fn the_gate_moves_no_risk_and_no_candidate() {
    let of = |gate| Ask { gate, ..Ask::default() }.of(&size(20.0));
    let (proven, rule) = (of(Gate::Proven), of(Gate::Rule));
    let same = |answer: &RiskAssessment| {
        serde_json::to_string(&(answer.risk_level, &answer.components, &answer.sizing.candidates)).unwrap()
    };
    assert_eq!(same(&proven), same(&rule));
    assert_ne!(proven.head.receipt_id, rule.head.receipt_id);
}

#[test]
fn a_replay_knows_nothing_later() {
    let ask = Ask::default();
    let whole = ask.history();
    let cut = history("DEMO/USD", Interval::D1, candles(900));
    let as_of = cut.series.last_close();
    let question = Question { as_of: Some(as_of), ..ask.question() };
    let now = whole.series.last_close();
    let of = |history: &History, held: usize| {
        let mut params = ask.params();
        params.risk.holdings = Holdings::Of(vec![holding("ETH/USD", Some(candles(held)))]);
        assess(history, &question, &size(5.0), &params, now, None).unwrap().answer
    };
    assert_eq!(of(&whole, 1_000), of(&cut, 900), "candles after the instant are not there");
    assert_ne!(of(&whole, 1_000).head.receipt_id, of(&whole, 800).head.receipt_id, "those before it are");
}
