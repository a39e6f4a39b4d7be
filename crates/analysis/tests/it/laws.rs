//! What must hold on any candles.

use analysis::{
    Candle, CandleFault, Families, Family, Gate, Interval, Kind, Pair, Params, Question, Series, SeriesFault, Side,
    Tick,
    answer::{HoldReason, Lean, SignalWord, TradeSignal},
    readings::CATALOGUE,
    report,
};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::support::{history, series, wandering};

fn signal(candles: Vec<Candle>, change: impl FnOnce(&mut Params)) -> TradeSignal {
    let series = series("DEMO/USD", Interval::H1, candles);
    let now = series.last_close();
    let question = Question::about(&series);
    let mut params = Params::of_class(series.pair().class());
    change(&mut params);
    let history = history(series, Kind::Synthetic, Tick::of_size(0.01));
    report(&history, &question, &params, now).unwrap().signal
}

/// Whether the last bar's families lie outside those of the bars before `end`, widened by a tenth.
fn is_unlike(candles: &[Candle], end: usize) -> bool {
    let families = Families::of(&series("DEMO/USD", Interval::H1, candles.to_vec()));
    let row = |bar: usize| Family::ALL.map(|family| families.at(family, bar)).into_iter().collect::<Option<Vec<f64>>>();
    let (rows, last): (Vec<_>, _) = ((0..end).filter_map(row).collect(), row(candles.len() - 1).unwrap());
    last.iter().enumerate().any(|(family, value)| {
        let seen = || rows.iter().map(|row| row[family]);
        let (low, high) = (seen().fold(f64::INFINITY, f64::min), seen().fold(f64::NEG_INFINITY, f64::max));
        let room = (high - low) / 10.0;
        !(low - room..=high + room).contains(value)
    })
}

fn promises(seed: u64, threshold: f64, rule: bool) -> Result<(), TestCaseError> {
    let candles = wandering(seed, 1_400);
    let mut horizon = 0;
    let signal = signal(candles.clone(), |params| {
        params.signal.gate = if rule { Gate::Rule } else { Gate::Proven };
        params.signal.rule_threshold = threshold;
        horizon = usize::from(params.levels.horizon_bars);
    });
    let sum: f64 = signal.drivers.iter().filter_map(|driver| driver.contribution).sum();
    prop_assert!((signal.score.unwrap() - sum).abs() < 1e-9, "the score is the sum of its shares");
    let lean = match signal.score.unwrap() {
        score if score > threshold => Lean::Long,
        score if score < -threshold => Lean::Short,
        _ => Lean::None,
    };
    prop_assert_eq!(signal.lean, lean);

    // Trained on labels known by the last refit, at most 21 bars ago.
    let unlike = signal.hold_reasons.contains(&HoldReason::OutOfRange);
    prop_assert!(unlike || !is_unlike(&candles, candles.len() - horizon));
    prop_assert!(!unlike || is_unlike(&candles, candles.len() - horizon - 21));

    let word = match (rule && !unlike, lean) {
        (true, Lean::Long) => SignalWord::Buy,
        (true, Lean::Short) => SignalWord::Sell,
        _ => SignalWord::Hold,
    };
    prop_assert_eq!(signal.signal, word);
    prop_assert!(!signal.proven && signal.confidence.is_none());
    prop_assert_eq!(signal.plan.is_some(), word != SignalWord::Hold);
    prop_assert_eq!(signal.hold_reasons.is_empty(), word != SignalWord::Hold);
    let range = unlike.then_some(HoldReason::OutOfRange);
    if !rule {
        let reasons: Vec<HoldReason> = range.into_iter().chain([HoldReason::Unmeasured]).collect();
        prop_assert_eq!(&signal.hold_reasons, &reasons);
        prop_assert!(signal.abstained);
    } else if unlike {
        prop_assert_eq!(&signal.hold_reasons, &vec![HoldReason::OutOfRange]);
    }
    Ok(())
}

#[test]
fn a_bar_unlike_those_of_the_training_holds_whatever_the_gate() {
    for rule in [false, true] {
        promises(6_734_678_453_615_128_463, 0.0, rule).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_longer_series_never_changes_an_earlier_reading(seed in 1_u64.., cut in 60_usize..500) {
        let all = wandering(seed, 520);
        let (whole, part) = (series("DEMO/USD", Interval::H1, all.clone()), series("DEMO/USD", Interval::H1, all[..cut].to_vec()));
        for entry in CATALOGUE {
            for (name, (long, short)) in entry.names.iter().zip(entry.compute(&whole).iter().zip(entry.compute(&part))) {
                for bar in 0..cut {
                    prop_assert_eq!(long.at(bar).map(f64::to_bits), short.at(bar).map(f64::to_bits), "{} at {}", name, bar);
                }
            }
        }
        let (long, short) = (Families::of(&whole), Families::of(&part));
        for family in Family::ALL {
            for bar in 0..cut {
                prop_assert_eq!(long.at(family, bar).map(f64::to_bits), short.at(family, bar).map(f64::to_bits));
            }
        }
    }

    #[test]
    fn families_stay_within_bounds(seed in 1_u64..) {
        let families = Families::of(&series("DEMO/USD", Interval::H1, wandering(seed, 600)));
        for family in Family::ALL {
            for value in (0..600).filter_map(|bar| families.at(family, bar)) {
                prop_assert!((-1.0..=1.0).contains(&value), "{family:?} {value}");
            }
        }
    }

    #[test]
    fn any_disorder_is_refused(seed in 1_u64.., a in 0_usize..50, b in 0_usize..50) {
        prop_assume!(a != b);
        let mut candles = wandering(seed, 50);
        candles.swap(a, b);
        let fault = Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap_err();
        let disordered = matches!(fault, SeriesFault::NotAscending { .. });
        prop_assert!(disordered);
    }

    #[test]
    fn any_bad_cell_is_refused_by_name(seed in 1_u64.., bar in 0_usize..50, cell in 0_usize..5, bad in 0_usize..4) {
        let mut candles = wandering(seed, 50);
        let candle = &mut candles[bar];
        let value = [f64::NAN, f64::INFINITY, -1.0, f64::NEG_INFINITY][bad];
        let name = ["open", "high", "low", "close", "volume"][cell];
        match cell {
            0 => candle.open = value,
            1 => candle.high = value,
            2 => candle.low = value,
            3 => candle.close = value,
            _ => candle.volume = Some(value),
        }
        let fault = Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap_err();
        let expected = match (value.is_finite(), cell) {
            (false, _) => CandleFault::NotFinite(name),
            (true, 4) => CandleFault::NegativeVolume,
            (true, _) => CandleFault::NotPositive(name),
        };
        prop_assert_eq!(fault, SeriesFault::Candle { index: bar, fault: expected });
    }

    #[test]
    fn a_signal_keeps_its_promises(seed in 1_u64.., threshold in 0.0_f64..0.6, rule: bool) {
        promises(seed, threshold, rule)?;
    }

    #[test]
    fn levels_are_never_rounded_in_our_favour(seed in 1_u64..) {
        let candles = wandering(seed, 1_400);
        let signal = signal(candles.clone(), |_| ());
        let series = series("DEMO/USD", Interval::H1, candles);
        let atr = Families::of(&series).atr(series.len() - 1).unwrap();
        for side in Side::BOTH {
            let scenario = signal.scenarios.of(side);
            let (entry, stop, target) = (scenario.entry_price.unwrap(), scenario.stop_loss.unwrap(), scenario.take_profit.unwrap());
            let (risk, gain) = ((entry - stop) * side.sign(), (target - entry) * side.sign());
            prop_assert!(risk >= 2.0 * atr - 1e-7, "the stop is never nearer than planned");
            prop_assert!(risk < 2.0 * atr + 0.0101);
            prop_assert!(gain <= 3.0 * atr + 1e-7, "the target is never farther than planned");
            prop_assert!(gain > 3.0 * atr - 0.0101);
        }
    }

    #[test]
    fn prices_times_1024_change_no_score_and_no_r(seed in 1_u64..) {
        let scale = |candle: &Candle| Candle {
            open: candle.open * 1024.0, high: candle.high * 1024.0, low: candle.low * 1024.0, close: candle.close * 1024.0, ..*candle
        };
        let candles = wandering(seed, 1_400);
        let ask = |candles: Vec<Candle>, tick: f64| {
            let series = series("DEMO/USD", Interval::H1, candles);
            let now = series.last_close();
            let question = Question::about(&series);
            report(&history(series, Kind::Synthetic, Tick::of_size(tick)), &question, &Params::of_class(question.pair.class()), now).unwrap().signal
        };
        let (small, large) = (ask(candles.clone(), 0.01), ask(candles.iter().map(scale).collect(), 10.24));
        prop_assert_eq!(small.score, large.score);
        prop_assert_eq!(small.drivers, large.drivers);
        for side in Side::BOTH {
            prop_assert_eq!(small.scenarios.of(side).rr, large.scenarios.of(side).rr);
            prop_assert_eq!(small.scenarios.of(side).cost_r, large.scenarios.of(side).cost_r);
        }
    }
}
