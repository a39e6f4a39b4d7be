use super::*;
use crate::{
    Candle, Direction, Gate, Kind, Pair, Provenance,
    answer::{
        AboveBelow, HoldReason, Lean, MacdState, Quality, Regime, RsiState, SignalWord, TradeSignal, Trend, Volatility,
        VolumeState, WarningCode,
    },
    report,
};

const START: i64 = 1_577_836_800;
const HOUR: i64 = 3_600;

/// Hourly candles that rise by `drift` a bar and swing by a slow wave, with volume that grows at the end.
fn candles(count: usize, drift: f64) -> Vec<Candle> {
    let close = |bar: usize| 100.0 + drift * bar as f64 + 0.8 * (bar as f64 / 9.0).sin() + (bar % 5) as f64 * 0.07;
    (0..count)
        .map(|bar| {
            let cents = |price: f64| (price * 100.0).round() / 100.0;
            let (open, close) = (cents(close(bar.saturating_sub(1)) + 0.02), cents(close(bar)));
            let (high, low) = (cents(open.max(close) + 0.3), cents(open.min(close) - 0.3));
            let volume = Some(1_000.0 + (bar % 11) as f64 * 10.0 + if bar + 3 >= count { 500.0 } else { 0.0 });
            let open_time = Timestamp::from_second(START + HOUR * bar as i64).unwrap();
            Candle { open_time, open, high, low, close, volume }
        })
        .collect()
}

fn history(pair: &str, interval: Interval, candles: Vec<Candle>) -> History {
    let series = Series::new(Pair::new(pair).unwrap(), interval, Timestamp::MAX, candles).unwrap();
    let provenance = Provenance {
        source: "test".to_owned(),
        venue_symbol: "TEST".to_owned(),
        kind: Kind::Live,
        delay_seconds: Some(0),
        tick: Tick::of_size(0.01),
        rejected: 0,
        second: None,
    };
    History { series, provenance }
}

struct Ask {
    direction: Direction,
    gate: Gate,
    late: i64,
    change: fn(&mut Params),
}

impl Default for Ask {
    fn default() -> Self {
        Self { direction: Direction::Both, gate: Gate::Rule, late: 3, change: |_| () }
    }
}

/// A horizon of 500 bars leaves too few forecasts on 1,500 to measure anything.
fn unmeasured(params: &mut Params) {
    params.levels.horizon_bars = 500;
}

impl Ask {
    fn of(&self, history: &History) -> crate::Report {
        let now = Timestamp::from_second(history.series.last_close().as_second() + self.late).unwrap();
        let pair = history.series.pair().clone();
        let mut params = Params::of_class(pair.class());
        params.signal.gate = self.gate;
        (self.change)(&mut params);
        let interval = history.series.interval();
        let question = Question { pair, interval, as_of: None, direction: self.direction, timeframe_defaulted: false };
        report(history, &question, &params, now).unwrap()
    }

    fn signal(&self, history: &History) -> TradeSignal {
        self.of(history).signal
    }
}

fn codes(signal: &TradeSignal) -> Vec<WarningCode> {
    signal.head.warnings.iter().map(|warning| warning.code).collect()
}

pub(super) fn rising() -> History {
    history("DEMO/USD", Interval::H1, candles(1_500, 0.05))
}

#[test]
fn a_rising_market_leans_long_and_the_rule_says_buy_unproven() {
    let signal = Ask::default().signal(&rising());
    assert_eq!((signal.signal, signal.lean, signal.gate), (SignalWord::Buy, Lean::Long, Gate::Rule));
    assert!(!signal.proven && !signal.abstained);
    // 1,500 bars leave 752 forecasts of 24 bars: 31 effective ones.
    assert_eq!(signal.unproven_reasons.first(), Some(&HoldReason::Thin));
    assert_eq!(signal.confidence, signal.scenarios.long.probability);
    assert!(signal.confidence.is_some());
    assert!(signal.hold_reasons.is_empty());
    let plan = signal.plan.unwrap();
    let close = START + HOUR * 1_500;
    assert_eq!(plan.enter_at.as_second(), close);
    assert_eq!(plan.expires_at.as_second(), close + 24 * HOUR);
    assert_eq!(signal.valid_until.unwrap().as_second(), close + HOUR);
    assert!(plan.invalidation.starts_with(&format!("Price touches {:.2}, or", signal.stop_loss.unwrap())));
}

#[test]
fn the_proof_holds_back_what_is_not_measured() {
    let signal = Ask { gate: Gate::Proven, change: unmeasured, ..Ask::default() }.signal(&rising());
    assert_eq!((signal.signal, signal.lean), (SignalWord::Hold, Lean::Long));
    assert!(signal.abstained, "what is not measured cannot be judged");
    assert_eq!(signal.hold_reasons, [HoldReason::Unmeasured]);
    assert!(signal.scenarios.long.stop_loss < signal.scenarios.long.entry_price, "the levels are still shown");
    assert!(signal.entry_price.is_none() && signal.plan.is_none() && signal.event.is_none());
}

#[test]
fn a_side_that_is_not_allowed_is_not_taken() {
    let signal = Ask { direction: Direction::ShortOnly, change: unmeasured, ..Ask::default() }.signal(&rising());
    assert_eq!((signal.signal, signal.lean), (SignalWord::Hold, Lean::Long));
    assert_eq!(signal.hold_reasons, [HoldReason::SideNotAllowed]);
    assert!(!signal.abstained, "it was judged");
    assert_eq!(signal.scenarios.long.hold_reasons, [HoldReason::Unmeasured, HoldReason::SideNotAllowed]);
    assert!(signal.scenarios.short.allowed && !signal.scenarios.long.allowed);
}

#[test]
fn below_the_threshold_the_rule_is_silent() {
    let ask = Ask { change: |params| params.signal.rule_threshold = 0.99, ..Ask::default() };
    let signal = ask.signal(&rising());
    assert_eq!((signal.signal, signal.lean), (SignalWord::Hold, Lean::None));
    assert_eq!(signal.hold_reasons, [HoldReason::NoLean]);
    assert!(signal.reasoning.contains("too little for the rule to lean"), "{}", signal.reasoning);
}

#[test]
fn late_data_is_not_judged() {
    let signal = Ask { late: 3 * HOUR, ..Ask::default() }.signal(&rising());
    assert_eq!(signal.head.data.quality, Quality::Stale);
    assert_eq!((signal.signal, signal.lean), (SignalWord::Hold, Lean::None));
    assert_eq!(signal.hold_reasons, [HoldReason::DataStale]);
    assert!(signal.unproven_reasons.is_empty() && signal.abstained && signal.score.is_none());
    assert!(signal.drivers.iter().all(|driver| driver.value.is_none()));
    assert!(signal.scenarios.long.entry_price.is_none() && signal.valid_until.is_none());
    assert_eq!(signal.head.warnings[0].message, "The last candle closed 3 h ago; the limit is 2 h.");
}

#[test]
fn a_recent_gap_is_not_judged_and_an_old_one_is() {
    let without = |missing: usize| {
        let mut candles = candles(1_500, 0.05);
        candles.remove(missing);
        Ask::default().signal(&history("DEMO/USD", Interval::H1, candles))
    };
    assert_eq!(without(1_480).hold_reasons, [HoldReason::DataGaps]);
    let old = without(700);
    assert_eq!(old.signal, SignalWord::Buy);
    assert!(codes(&old).contains(&WarningCode::DataGaps));
}

#[test]
fn a_short_history_is_warming_up() {
    let short = history("DEMO/USD", Interval::H1, candles(900, 0.05));
    let report = Ask::default().of(&short);
    assert_eq!(report.signal.hold_reasons, [HoldReason::WarmingUp]);
    assert!(report.signal.reasoning.contains("multi timeframe still needs more"), "{}", report.signal.reasoning);
    assert_eq!(report.signal.drivers[0].value.map(|_| ()), Some(()), "what is known is shown");
    assert_eq!(report.signal.drivers[5].value, None);
    assert_eq!(report.evidence[5].value, None);
    // 900 candles are 225 of four hours.
    let warning = report.signal.head.warnings.iter().find(|w| w.code == WarningCode::WarmingUp).unwrap();
    assert_eq!(warning.message, "225 of 250 closed 4h candles; its trend is unknown.");
}

#[test]
fn very_few_candles_know_little_and_say_so() {
    let report = Ask::default().of(&history("DEMO/USD", Interval::H1, candles(60, 0.05)));
    let analysis = report.analysis;
    assert_eq!((analysis.trend, analysis.regime), (Trend::Unknown, Regime::Unknown));
    assert_eq!(analysis.indicators.rsi, None);
    assert_eq!(analysis.indicators.rsi_state, RsiState::Unknown);
    assert_eq!(analysis.indicators.macd, MacdState::Unknown);
    assert_eq!(analysis.indicators.values["macd_line"], None);
    assert!(analysis.indicators.values["sma_20"].is_some(), "a plain mean needs nothing more");
    assert_eq!(analysis.indicators.moving_averages["ma_200"], AboveBelow::Unknown);
    assert_eq!(analysis.volatility, Volatility::Unknown);
    assert!(analysis.support_levels.is_empty() && analysis.resistance_levels.is_empty());
    let warning = analysis.head.warnings.iter().find(|w| w.code == WarningCode::WarmingUp).unwrap();
    assert_eq!(warning.message, "60 of 565 candles; values that need more are unknown.");
}

#[test]
fn fewer_than_thirty_candles_answer_nothing() {
    let short = history("DEMO/USD", Interval::H1, candles(29, 0.05));
    let question = Question::about(&short.series);
    let params = Params::of_class(question.pair.class());
    let at = |now| report(&short, &question, &params, now).unwrap_err();
    assert_eq!(at(short.series.last_close()), Unanswerable::TooFew { have: 29, least: 30 });
    assert_eq!(at(Timestamp::from_second(START).unwrap()), Unanswerable::NoCandle);
}

#[test]
fn a_market_that_stands_still_is_not_judged() {
    let mut candles = candles(1_500, 0.05);
    let last = candles[1_479].close;
    for candle in &mut candles[1_480..] {
        (candle.open, candle.high, candle.low, candle.close) = (last, last, last, last);
    }
    let report = Ask::default().of(&history("DEMO/USD", Interval::H1, candles));
    assert_eq!(report.signal.hold_reasons, [HoldReason::NoMovement]);
    assert_eq!(report.analysis.indicators.rsi, None, "a flat market has no RSI");
    assert!(codes(&report.signal).contains(&WarningCode::NoMovement));
}

#[test]
fn without_volume_the_family_is_nil_and_said_to_be() {
    let mut candles = candles(1_500, 0.05);
    for candle in &mut candles {
        candle.volume = None;
    }
    let report = Ask::default().of(&history("DEMO/USD", Interval::H1, candles));
    assert_eq!(report.signal.drivers[4].value, Some(0.0));
    assert_eq!(report.analysis.volume, VolumeState::Unknown);
    assert!(codes(&report.signal).contains(&WarningCode::NoVolume));
    assert_eq!(report.signal.signal, SignalWord::Buy);
}

#[test]
fn suspect_fills_are_a_reason_of_their_own() {
    let mut daily = candles(2_000, 0.05);
    for bar in 1..daily.len() {
        daily[bar].open = daily[bar - 1].close;
        daily[bar].high = daily[bar].high.max(daily[bar].open);
        daily[bar].low = daily[bar].low.min(daily[bar].open);
    }
    // Weekdays from Wednesday 2020-01-01 on.
    let mut day = START / 86_400 - 1;
    for candle in &mut daily {
        day += 1;
        while (day + 3) % 7 >= 5 {
            day += 1;
        }
        candle.open_time = Timestamp::from_second(day * 86_400).unwrap();
    }
    let report = Ask::default().of(&history("^GSPC", Interval::D1, daily));
    assert_eq!(report.signal.hold_reasons, [HoldReason::FillSuspect]);
    assert!(report.signal.scenarios.long.entry_price.is_some(), "the prices themselves are not in doubt");
    assert!(!report.signal.unproven_reasons.is_empty());
}

#[test]
fn the_gate_decides_the_word_and_moves_no_number() {
    let history = rising();
    let (rule, proven) = (Ask::default().of(&history), Ask { gate: Gate::Proven, ..Ask::default() }.of(&history));
    let same = |report: &crate::Report| {
        let signal = &report.signal;
        serde_json::to_string(&(&signal.scenarios, &signal.forecast, &signal.drivers, signal.score, signal.lean))
            .unwrap()
    };
    assert_eq!(same(&rule), same(&proven));
    assert_ne!(rule.signal.head.receipt_id, proven.signal.head.receipt_id, "the gate stands in the receipt");
}

#[test]
fn a_display_that_is_off_is_unknown_and_changes_no_family() {
    let history = rising();
    let off = Ask {
        change: |params| {
            params.indicators.rsi.enabled = false;
            params.indicators.macd.enabled = false;
            params.indicators.moving_averages.enabled = false;
        },
        ..Ask::default()
    };
    let (off, on) = (off.of(&history), Ask::default().of(&history));
    assert_eq!(off.analysis.indicators.rsi, None);
    assert_eq!(off.analysis.indicators.macd, MacdState::Unknown);
    assert_eq!(off.analysis.indicators.moving_averages["ma_20"], AboveBelow::Unknown);
    assert!(on.analysis.indicators.rsi.is_some());
    assert_eq!(off.signal.score, on.signal.score);
}

#[test]
fn an_answer_after_the_open_says_so() {
    assert!(!codes(&Ask { late: 700, ..Ask::default() }.signal(&rising())).contains(&WarningCode::EntryPassed));
    assert!(codes(&Ask { late: 730, ..Ask::default() }.signal(&rising())).contains(&WarningCode::EntryPassed));
}

/// Every number of a JSON value, however deep.
fn gather(value: &serde_json::Value, known: &mut Vec<f64>) {
    match value {
        serde_json::Value::Number(number) => known.extend(number.as_f64()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| gather(item, known)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| gather(item, known)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::String(_) => {}
    }
}

#[test]
fn every_number_of_the_reasoning_stands_in_the_answer() {
    let signal = Ask::default().signal(&rising());
    let json = serde_json::to_value(&signal).unwrap();
    let mut known = Vec::new();
    gather(&json, &mut known);
    let figures = signal.reasoning.split(|c: char| !(c.is_ascii_digit() || ".+-".contains(c)));
    let figures: Vec<&str> = figures.map(|word| word.trim_end_matches('.')).filter(|word| word.len() > 1).collect();
    assert!(figures.len() >= 2, "{}", signal.reasoning);
    for figure in figures {
        let said = |number: &f64| format!("{number:+.2}") == figure || format!("{:.0}", 100.0 * number) == figure;
        assert!(figure == "100" || known.iter().any(said), "{figure} in {}", signal.reasoning);
    }
}
