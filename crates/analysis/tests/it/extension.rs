//! A record that goes on from an earlier one is the record measured anew, to the bit.

use std::sync::Arc;

use analysis::{Candle, Interval, Kind, Measured, Params, Question, Report, Tick, report, report_knowing};
use proptest::prelude::*;

use crate::support::{history, series, wandering};

/// The answer from these candles; a horizon of a few bars makes many outcomes of few candles.
fn answer(candles: &[Candle], horizon: u16, known: Option<&Arc<Measured>>) -> Report {
    let series = series("DEMO/USD", Interval::H1, candles.to_vec());
    let now = series.last_close();
    let question = Question::about(&series);
    let mut params = Params::of_class(series.pair().class());
    params.levels.horizon_bars = horizon;
    params.calibration.min_forecasts = 20;
    params.calibration.unmeasured_below = 5.0;
    params.calibration.thin_below = 10.0;
    params.calibration.bootstrap = 200;
    let history = history(series, Kind::Synthetic, Tick::of_size(0.01));
    match known {
        None => report(&history, &question, &params, now).unwrap(),
        Some(known) => report_knowing(&history, &question, &params, now, Some(known)).unwrap(),
    }
}

/// Candles, every so many of them missing.
fn market(seed: u64, missing: usize) -> Vec<Candle> {
    wandering(seed, 1_300)
        .into_iter()
        .enumerate()
        .filter(|(at, _)| at % missing != 7)
        .map(|(_, candle)| candle)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn it_goes_on_as_if_measured_anew(
        seed in 1_u64..,
        missing in prop::sample::select(vec![97_usize, 211, 5_000]),
        cuts in prop::collection::vec(560_usize..1_290, 1..4),
        horizon in 2_u16..9,
    ) {
        let market = market(seed, missing);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(market.len() - 1)).collect();
        cuts.sort_unstable();
        let mut known = answer(&market[..cuts[0]], horizon, None).measured;
        for end in cuts.into_iter().skip(1).chain([market.len()]) {
            let extended = answer(&market[..end], horizon, Some(&known));
            let anew = answer(&market[..end], horizon, None);
            prop_assert_eq!(&extended.measured, &anew.measured);
            prop_assert_eq!(&extended.signal, &anew.signal);
            // What a receipt is verified by: the same candles, measured anew.
            prop_assert_eq!(&extended.receipts, &anew.receipts);
            known = extended.measured;
        }
    }
}

/// The twin: what is not the beginning of these candles under these rules is not gone on from.
#[test]
fn another_beginning_or_other_rules_are_measured_anew() {
    let market = market(3, 5_000);
    let known = answer(&market[..900], 5, None).measured;
    let mut other = market.clone();
    other[400].volume = Some(1.0);
    let later = answer(&other, 5, Some(&known)).measured;
    assert_eq!(later, answer(&other, 5, None).measured);
    assert_eq!(answer(&market, 6, Some(&known)).measured, answer(&market, 6, None).measured);
    // Without the first candle everything is another.
    assert_eq!(answer(&market[1..], 5, Some(&known)).measured, answer(&market[1..], 5, None).measured);
    // Fewer candles than the record has.
    assert_eq!(answer(&market[..800], 5, Some(&known)).measured, answer(&market[..800], 5, None).measured);
}
