//! The answer as of a day is that day's answer, whatever came later.

use analysis::{Direction, Gate, History, Params, Question, Series, report};
use jiff::Timestamp;

use crate::support::{REAL, real, recorded, series, wandering};

fn question(series: &Series, as_of: Option<Timestamp>) -> Question {
    Question {
        pair: series.pair().clone(),
        interval: series.interval(),
        as_of,
        direction: Direction::Both,
        timeframe_defaulted: false,
    }
}

fn answer(history: &History, as_of: Timestamp, gate: Gate) -> String {
    let mut params = Params::of_class(history.series.pair().class());
    params.signal.gate = gate;
    let now = Timestamp::from_second(1_795_000_000).unwrap();
    let report = report(history, &question(&history.series, Some(as_of)), &params, now).unwrap();
    serde_json::to_string(&(report.analysis, report.signal)).unwrap()
}

/// Fifty instants, spread by a multiplicative hash over the bars that can be answered.
fn instants(series: &Series) -> impl Iterator<Item = Timestamp> {
    let (from, bars) = (40, series.len() - 41);
    (0..50_u64).map(move |k| {
        let bar = from + (k.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as usize % bars;
        let close = series.times()[bar] + series.interval().millis();
        // Some instants fall between two closes.
        Timestamp::from_millisecond(close + (k as i64 % 3) * series.interval().millis() / 4).unwrap()
    })
}

fn holds(all: &Series) {
    let whole = recorded(all.clone());
    for (k, as_of) in instants(all).enumerate() {
        let gate = if k % 2 == 0 { Gate::Rule } else { Gate::Proven };
        let then = recorded(all.until(as_of).unwrap());
        assert_eq!(answer(&whole, as_of, gate), answer(&then, as_of, gate), "{} as of {as_of}", all.pair());
    }
}

/// Two hundred instants over the four files; each file is a test of its own, so that they share the processor.
fn holds_on(name: &str) {
    let (_, pair, interval) = REAL.into_iter().find(|(file, _, _)| *file == name).unwrap();
    if let Some(series) = real(name, pair, interval) {
        holds(&series);
    }
}

#[test]
fn no_later_candle_changes_an_answer_on_apple() {
    holds_on("aapl-1d");
}

#[test]
fn no_later_candle_changes_an_answer_on_the_sp500() {
    holds_on("spx-1d");
}

#[test]
fn no_later_candle_changes_an_answer_on_the_euro() {
    holds_on("eurusd-1h");
}

#[test]
fn no_later_candle_changes_an_answer_on_bitcoin() {
    holds_on("btcusd-1d");
}

#[test]
fn no_later_candle_changes_an_answer_on_made_up_candles() {
    holds(&series("DEMO/USD", analysis::Interval::H1, wandering(7, 3_000)));
}

/// The comparison must be able to fail: one changed candle before the instant changes the answer.
#[test]
fn an_earlier_candle_does() {
    let mut candles = wandering(7, 3_000);
    let as_of = candles[2_000].open_time;
    let before = answer(&recorded(series("DEMO/USD", analysis::Interval::H1, candles.clone())), as_of, Gate::Rule);
    candles[1_990].close = candles[1_990].low;
    let after = answer(&recorded(series("DEMO/USD", analysis::Interval::H1, candles)), as_of, Gate::Rule);
    assert_ne!(before, after);
}
