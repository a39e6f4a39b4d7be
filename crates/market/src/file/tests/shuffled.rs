//! A sound file in any order, with lines repeated, is the same series or is refused; never another series.

use std::{fmt::Write as _, sync::LazyLock};

use analysis::{History, Interval, Series};
use proptest::prelude::*;

use super::super::{batch, parsed};
use crate::{
    DemoFeed, FeedFault, normalise,
    testing::{all_of, asked, at},
};

const HEADER: &str = "time,open,high,low,close,volume\n";

static SOUND: LazyLock<(Series, Vec<String>)> = LazyLock::new(|| {
    let mut want = all_of("BTC/USD", Some(Interval::M15));
    (want.bars, want.at) = (60, at("2024-05-31T14:00:00Z"));
    let series = asked(&DemoFeed::new(3), &want).unwrap().series;
    let mut lines = Vec::new();
    for candle in series.candles() {
        let mut line = candle.open_time.to_string();
        for price in [candle.open, candle.high, candle.low, candle.close] {
            write!(line, ",{price}").unwrap();
        }
        lines.push(format!("{line},{}\n", candle.volume.unwrap()));
    }
    (series, lines)
});

fn load(lines: &[String]) -> Result<History, FeedFault> {
    let (sheet, interval) = parsed("a.csv", (HEADER.to_owned() + &lines.concat()).as_bytes(), None, None)?;
    normalise(batch("a.csv", sheet, interval), &all_of("BTC/USD", None))
}

proptest! {
    #[test]
    fn the_order_of_lines_does_not_matter(
        order in Just((0..60_usize).collect::<Vec<_>>()).prop_shuffle(),
        repeated in prop::collection::vec((0..60_usize, 0..60_usize), 0..5),
    ) {
        let (series, lines) = &*SOUND;
        let mut shuffled: Vec<String> = order.iter().map(|index| lines[*index].clone()).collect();
        for (line, place) in repeated {
            shuffled.insert(place, lines[line].clone());
        }
        prop_assert_eq!(&load(&shuffled).unwrap().series, series);
    }

    #[test]
    fn a_repeated_time_with_another_price_is_refused(
        order in Just((0..60_usize).collect::<Vec<_>>()).prop_shuffle(),
        line in 0..60_usize,
        other in 0..60_usize,
        place in 0..60_usize,
    ) {
        let (_, lines) = &*SOUND;
        prop_assume!(line != other);
        let mut shuffled: Vec<String> = order.iter().map(|index| lines[*index].clone()).collect();
        let (time, _) = lines[line].split_once(',').unwrap();
        let (_, prices) = lines[other].split_once(',').unwrap();
        prop_assume!(lines[line] != format!("{time},{prices}"));
        shuffled.insert(place, format!("{time},{prices}"));
        let fault = load(&shuffled).unwrap_err();
        let FeedFault::Conflict { first: Some(first), second: Some(second), .. } = fault else { panic!("{fault}") };
        prop_assert!(first < second);
        prop_assert!([first.get(), second.get()].contains(&(place as u32 + 2)));
    }
}
