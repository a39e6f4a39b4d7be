//! A replay with the product's conventions earns what an independent engine earned, to the cent.
//!
//! A decision at the close of a bar fills at the next open, market orders only, long only; whole units for 95 % of the
//! cash, commission in; what is open at the end is closed at the last open. The sums check arithmetic; nothing here is
//! worth trading.

use analysis::{Series, readings::CATALOGUE};

use crate::support::{REAL, real};

#[derive(Clone, Copy)]
enum Rule {
    /// Averages of 10 and 30 closes cross, both strictly.
    Cross,
    /// Buy when RSI(2) is below 10 above the average of 200 closes, sell when it is above 70.
    Reversion,
}

/// File, rule, and equity with trades at no commission and at 0.1 % a side.
type Row = (&'static str, Rule, [(f64, usize); 2]);

const REFERENCE: [Row; 8] = [
    ("aapl-1d", Rule::Cross, [(9_555_474.62, 59), (8_540_766.186_505, 59)]),
    ("aapl-1d", Rule::Reversion, [(2_159_204.555, 92), (1_812_772.836_995, 92)]),
    ("spx-1d", Rule::Cross, [(3_877_755.67, 147), (2_933_098.083_550, 147)]),
    ("spx-1d", Rule::Reversion, [(6_208_742.96, 251), (3_853_654.917_220, 251)]),
    ("eurusd-1h", Rule::Cross, [(1_077_548.246_280, 108), (877_648.827_128, 108)]),
    ("eurusd-1h", Rule::Reversion, [(1_022_389.676_570, 138), (786_591.480_495, 138)]),
    ("btcusd-1d", Rule::Cross, [(20_432_260.56, 20), (19_684_607.513_200, 20)]),
    ("btcusd-1d", Rule::Reversion, [(1_078_103.27, 18), (1_041_644.964_750, 18)]),
];

/// What a rule wants at the close of a bar.
#[derive(Clone, Copy, PartialEq)]
enum Wish {
    Buy,
    Sell,
    Nothing,
}

struct Trade {
    entry: (usize, f64),
    exit: (usize, f64),
    units: f64,
}

/// TA-Lib's running mean, as the references used it. On AAPL the two averages once are equal but for its dust: summing
/// afresh gives another equity, and exact fractions one trade less.
fn averages(closes: &[f64], period: i32) -> Vec<Option<f64>> {
    let mut out = vec![0.0; closes.len()];
    let range = ta_lib::Core::new().sma(0, closes.len() - 1, closes, period, &mut out).unwrap();
    let values = out.into_iter().take(range.count).map(Some);
    std::iter::repeat_n(None, range.beg_idx).chain(values).collect()
}

/// The wish at each bar; whether anything is open does not matter to it.
fn wishes(series: &Series, rule: Rule) -> Vec<Wish> {
    let closes = series.closes();
    let [short, middle, long] = [10, 30, 200].map(|period| averages(closes, period));
    let rsi2 = CATALOGUE.iter().find(|entry| entry.names == ["rsi2"]).unwrap().compute(series).remove(0);
    let wish = |bar: usize| match rule {
        Rule::Cross => {
            let before = bar.checked_sub(1)?;
            let (a, b, c, d) = (short[before]?, middle[before]?, short[bar]?, middle[bar]?);
            match (a < b && c > d, a > b && c < d) {
                (true, _) => Some(Wish::Buy),
                (_, true) => Some(Wish::Sell),
                (false, false) => None,
            }
        }
        Rule::Reversion => {
            let (rsi, trend) = (rsi2.at(bar)?, long[bar]?);
            match (rsi < 10.0 && closes[bar] > trend, rsi > 70.0) {
                (true, _) => Some(Wish::Buy),
                (_, true) => Some(Wish::Sell),
                (false, false) => None,
            }
        }
    };
    (0..closes.len()).map(|bar| wish(bar).unwrap_or(Wish::Nothing)).collect()
}

/// Equity at the end, from a million.
fn replay(series: &Series, rule: Rule, commission: f64) -> (f64, Vec<Trade>) {
    let (wishes, opens) = (wishes(series, rule), series.opens());
    let mut cash = 1_000_000.0;
    let mut open: Option<(usize, f64, f64)> = None;
    let mut trades = Vec::new();
    let close = |cash: &mut f64, trades: &mut Vec<Trade>, (entry, price, units): (usize, f64, f64), bar: usize| {
        *cash += units * opens[bar] * (1.0 - commission);
        trades.push(Trade { entry: (entry, price), exit: (bar, opens[bar]), units });
    };
    for bar in 1..opens.len() {
        match (wishes[bar - 1], open) {
            (Wish::Sell, Some(held)) => {
                close(&mut cash, &mut trades, held, bar);
                open = None;
            }
            (Wish::Buy, None) => {
                let price = opens[bar];
                let units = (0.95 * cash / (price * (1.0 + commission))).floor();
                cash -= units * price * (1.0 + commission);
                open = Some((bar, price, units));
            }
            (Wish::Buy | Wish::Sell | Wish::Nothing, _) => {}
        }
    }
    if let Some(held) = open {
        close(&mut cash, &mut trades, held, opens.len() - 1);
    }
    (cash, trades)
}

#[test]
fn sixteen_replays_end_with_the_published_equity() {
    for (name, rule, results) in REFERENCE {
        let (_, pair, interval) = REAL.into_iter().find(|(file, _, _)| *file == name).unwrap();
        let Some(series) = real(name, pair, interval) else { return };
        for (commission, (equity, count)) in [0.0, 0.001].into_iter().zip(results) {
            let (ours, trades) = replay(&series, rule, commission);
            assert_eq!(trades.len(), count, "{name} at {commission}");
            assert!((ours - equity).abs() < 0.005, "{name} at {commission}: {ours}, published {equity}");
        }
    }
}

#[test]
fn the_first_trade_is_the_published_one() {
    let (name, pair, interval) = REAL[0];
    let Some(series) = real(name, pair, interval) else { return };
    let (_, trades) = replay(&series, Rule::Cross, 0.0);
    let first = &trades[0];
    assert_eq!((first.entry, first.exit, first.units), ((79, 27.875), (105, 24.58), 34_080.0));
}

#[test]
fn a_decision_at_the_last_close_is_never_filled() {
    let (name, pair, interval) = REAL[0];
    let Some(series) = real(name, pair, interval) else { return };
    // The first cross happens at bar 78.
    let cut = series.until(jiff::Timestamp::from_millisecond(series.times()[79]).unwrap()).unwrap();
    assert_eq!(cut.len(), 79);
    let (equity, trades) = replay(&cut, Rule::Cross, 0.001);
    assert_eq!((equity, trades.len()), (1_000_000.0, 0));
    assert!(wishes(&cut, Rule::Cross)[78] == Wish::Buy);
}
