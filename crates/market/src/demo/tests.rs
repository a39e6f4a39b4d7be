//! A market made of numbers: the same whoever asks, and like a market in the ways that matter.

use std::collections::BTreeMap;

use analysis::{Interval, Kind, Pair, Series, Sessions};
use jiff::Timestamp;
use proptest::prelude::*;

use super::{DAY_MS, DemoFeed, HOUR_MS, MINUTE_MS, OFFERED};
use crate::{
    Feed, Row, Want,
    testing::{asked, at, pair, ready},
};

/// A Friday noon.
const NOW: &str = "2026-11-20T12:00:00Z";

fn want(name: &str, interval: Interval, bars: u32, now: &str) -> Want {
    Want { pair: pair(name), interval: Some(interval), bars, at: at(now) }
}

fn series(name: &str, interval: Interval, bars: u32, now: &str) -> Series {
    asked(&DemoFeed::new(7), &want(name, interval, bars, now)).unwrap().series
}

fn rows(want: &Want) -> Vec<Row> {
    ready(DemoFeed::new(7).candles(want)).unwrap().rows
}

#[test]
fn the_same_today_and_on_every_machine() {
    let hour = series("BTC/USD", Interval::H1, 1, "2026-11-20T12:00:00Z").candle(0).unwrap();
    assert_eq!(hour.open_time, at("2026-11-20T11:00:00Z"));
    assert_eq!(
        (hour.open, hour.high, hour.low, hour.close, hour.volume),
        (56.69, 57.64, 56.63, 57.33, Some(122_654.0))
    );
    let minute = series("EUR/USD", Interval::M1, 1, "2026-11-20T12:00:00Z").candle(0).unwrap();
    assert_eq!(
        (minute.open, minute.high, minute.low, minute.close, minute.volume),
        (97.908_59, 97.910_27, 97.908_55, 97.909_11, None)
    );
}

#[test]
fn says_that_it_is_made_up() {
    let history = asked(&DemoFeed::new(7), &want("BTC/USD", Interval::H1, 10, NOW)).unwrap();
    assert_eq!(history.provenance.kind, Kind::Synthetic);
    assert_eq!(
        (history.provenance.source.as_str(), history.provenance.venue_symbol.as_str()),
        ("demo", "DEMO:BTC/USD")
    );
    assert_eq!(history.provenance.tick.map(analysis::Tick::size), Some(0.01));
    let fx = asked(&DemoFeed::new(7), &want("EUR/USD", Interval::H1, 10, NOW)).unwrap();
    assert_eq!(fx.provenance.tick.map(analysis::Tick::size), Some(0.000_01));
}

#[test]
fn offers_a_few_and_answers_any() {
    let offers = DemoFeed::new(7).offers();
    assert_eq!(offers.len(), OFFERED.len() * Interval::ASKABLE.len());
    let own = Want { interval: None, ..want("WHATEVER.X", Interval::M1, 5, NOW) };
    let history = asked(&DemoFeed::new(7), &own).unwrap();
    assert_eq!((history.series.len(), history.series.interval()), (5, Interval::H1));
    assert_eq!(series("BTC/USD", Interval::W1, 20, NOW).len(), 20);
}

/// The test's own gathering of minutes into longer candles.
fn gathered(minutes: &[Row], interval: Interval) -> Vec<Row> {
    let mut groups: BTreeMap<i64, Row> = BTreeMap::new();
    for minute in minutes {
        let opens = minute.open_ms - minute.open_ms.rem_euclid(interval.millis());
        groups
            .entry(opens)
            .and_modify(|group| {
                group.high = group.high.max(minute.high);
                group.low = group.low.min(minute.low);
                group.close = minute.close;
                group.volume = group.volume.zip(minute.volume).map(|(sum, more)| sum + more);
            })
            .or_insert(Row { open_ms: opens, ..*minute });
    }
    groups.into_values().collect()
}

#[test]
fn every_timeframe_is_the_sum_of_its_minutes() {
    for name in OFFERED {
        // A week that ends with a whole day; for one pair a week that loses some hours.
        let mut end = at("2026-03-10T00:00:00Z").as_millisecond();
        if name == "BTC/USD" {
            let hours = series(name, Interval::H1, 20_000, NOW);
            let lost = hours.times().windows(2).find(|two| two[1] - two[0] > HOUR_MS).unwrap();
            end = lost[1].div_euclid(DAY_MS) * DAY_MS + DAY_MS;
        }
        let (from, end) = (end - 7 * DAY_MS, Timestamp::from_millisecond(end).unwrap().to_string());
        let week = |interval: Interval| -> Vec<Row> {
            let bars = (7 * DAY_MS / interval.millis()) as u32;
            rows(&want(name, interval, bars, &end)).into_iter().filter(|row| row.open_ms >= from).collect()
        };
        let minutes = week(Interval::M1);
        for interval in [Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1] {
            assert_eq!(gathered(&minutes, interval), week(interval), "{name} {interval}");
        }
    }
}

#[test]
fn all_its_candles_are_sound() {
    for name in OFFERED {
        for interval in [Interval::D1, Interval::H1] {
            let history = asked(&DemoFeed::new(7), &want(name, interval, 20_000, NOW)).unwrap();
            assert_eq!(history.provenance.rejected, 0, "{name}");
            let tick = history.provenance.tick.unwrap();
            for candle in history.series.candles() {
                for price in [candle.open, candle.high, candle.low, candle.close] {
                    assert_eq!(tick.nearest(price), price, "{name}");
                    assert!((10.0..=700.0).contains(&price), "{name} at {price}");
                }
            }
            let closes = history.series.closes();
            let mean = closes.iter().sum::<f64>() / closes.len() as f64;
            assert!((60.0..160.0).contains(&mean), "{name} about {mean}");
        }
    }
}

#[test]
fn markets_close_as_real_ones_do() {
    let weekday = |ms: i64| (ms.div_euclid(DAY_MS) + 3).rem_euclid(7);
    for (name, sessions) in [("BTC/USD", Sessions::Always), ("EUR/USD", Sessions::FxWeek), ("AAPL", Sessions::UsShares)]
    {
        assert_eq!(pair(name).sessions(), sessions);
        for row in rows(&want(name, Interval::M1, 20_000, NOW)) {
            let (day, minute) = (weekday(row.open_ms), row.open_ms.rem_euclid(DAY_MS) / MINUTE_MS);
            let trades = match name {
                "EUR/USD" => matches!((day, minute), (0..=3, _) | (4, ..1320) | (6, 1320..)),
                "AAPL" => day < 5 && (870..1260).contains(&minute),
                _ => true,
            };
            assert!(trades, "{name} on day {day} at minute {minute}");
        }
    }
    // And every day that should trade does.
    assert_eq!(rows(&want("AAPL", Interval::D1, 100_000, "2019-01-01T00:00:00Z")).len(), 261);
    assert_eq!(rows(&want("BTC/USD", Interval::D1, 100_000, "2019-01-01T00:00:00Z")).len(), 365);
    assert_eq!(rows(&want("EUR/USD", Interval::D1, 100_000, "2019-01-01T00:00:00Z")).len(), 313);
}

#[test]
fn one_day_in_about_150_loses_some_hours() {
    let hours = series("BTC/USD", Interval::H1, 100_000, NOW);
    let gaps: Vec<i64> =
        hours.times().windows(2).map(|two| (two[1] - two[0]) / HOUR_MS - 1).filter(|gap| *gap > 0).collect();
    let days = hours.len() as f64 / 24.0;
    assert!((80.0..300.0).contains(&(days / gaps.len() as f64)), "{} gaps in {days} days", gaps.len());
    assert!(gaps.iter().all(|gap| (2..=5).contains(gap)), "{gaps:?}");
}

fn mean(of: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = of.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / count
}

#[test]
fn storms_come_in_clusters_and_prices_trend() {
    let mut clustered = 0;
    for name in OFFERED {
        let days = series(name, Interval::D1, 100_000, NOW);
        let moves: Vec<f64> = days.closes().windows(2).map(|two| (two[1] / two[0] - 1.0).abs()).collect();
        let usual = mean(moves.iter().copied());
        let after_large = mean(moves.windows(2).filter(|two| two[0] > 1.5 * usual).map(|two| two[1]));
        clustered += u32::from(after_large > 1.05 * usual);
        // Twenty days of rising or falling are frequent; a walk of the same steps would seldom go so far.
        let far = days.closes().windows(21).filter(|span| (span[20] / span[0] - 1.0).abs() > 6.0 * usual).count();
        assert!(far * 20 > days.len(), "{name} never trends: {far} of {}", days.len());
    }
    assert!(clustered >= 6, "only {clustered} of {} cluster", OFFERED.len());
}

#[test]
fn opens_leave_gaps_where_markets_close() {
    let gap = |name: &str, at_least: f64| {
        let days = series(name, Interval::D1, 1_000, NOW);
        let pairs = days.opens().iter().skip(1).zip(days.closes());
        pairs.filter(|(open, close)| (*open / *close - 1.0).abs() > at_least).count() as f64 / days.len() as f64
    };
    assert!(gap("AAPL", 0.002) > 0.5);
    assert!((0.02..0.2).contains(&gap("BTC/USD", 0.001)));
    assert!(gap("EUR/USD", 0.0005) > 0.05);
}

#[test]
fn volume_has_its_hours_and_days() {
    let hours = series("BTC/USD", Interval::H1, 20_000, NOW);
    let volumes = hours.volumes().unwrap();
    let busy = |wanted: &dyn Fn(i64) -> bool| {
        mean(hours.times().iter().zip(volumes).filter(|(time, _)| wanted(**time)).map(|(_, volume)| *volume))
    };
    let hour = |ms: i64| ms.rem_euclid(DAY_MS) / HOUR_MS;
    let weekday = |ms: i64| (ms.div_euclid(DAY_MS) + 3).rem_euclid(7);
    assert!(busy(&|ms| hour(ms) == 14) > 1.5 * busy(&|ms| hour(ms) == 2));
    assert!(busy(&|ms| weekday(ms) == 2) > 1.3 * busy(&|ms| weekday(ms) == 5));
    assert!(volumes.iter().all(|volume| volume.fract() == 0.0));
    assert!(series("EUR/USD", Interval::H1, 100, NOW).volumes().is_none());
}

#[test]
fn seeds_and_pairs_are_worlds_of_their_own() {
    let of = |seed, name| asked(&DemoFeed::new(seed), &want(name, Interval::H1, 50, NOW)).unwrap().series;
    assert_ne!(of(7, "BTC/USD").closes(), of(8, "BTC/USD").closes());
    assert_ne!(of(7, "BTC/USD").closes(), of(7, "ETH/USD").closes());
    assert_eq!(of(7, "BTC/USD"), of(7, "BTC/USD"));
}

#[test]
fn before_the_beginning_there_is_nothing() {
    let fault = asked(&DemoFeed::new(7), &want("BTC/USD", Interval::H1, 5, "2018-01-01T00:59:59Z")).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "DEMO:BTC/USD has no candle of BTC/USD that had closed by 2018-01-01T00:59:59Z. Ask for a later time."
    );
    assert_eq!(series("BTC/USD", Interval::H1, 5, "2018-01-01T01:00:00Z").len(), 1);
    assert!(rows(&Want { at: Timestamp::MIN, ..want("BTC/USD", Interval::H1, 5, NOW) }).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_known_earlier_does_not_change(
        name in prop::sample::select(OFFERED.to_vec()),
        interval in prop::sample::select(Interval::ASKABLE.to_vec()),
        minute in 60 * 24 * 365_i64..60 * 24 * 365 * 3,
        later in 0..60 * 24 * 5_i64,
        (bars, fewer) in (1_u32..400, 1_u32..400),
    ) {
        let start = at("2018-01-01T00:00:00Z").as_millisecond();
        let instant = |minute: i64| Timestamp::from_millisecond(start + minute * MINUTE_MS).unwrap();
        let then = Want { pair: Pair::new(name).unwrap(), interval: Some(interval), bars, at: instant(minute) };
        let early = rows(&then);
        prop_assert!(early.iter().all(|row| row.open_ms + interval.millis() <= then.at.as_millisecond()));
        let late = rows(&Want { at: instant(minute + later), bars: bars + 8_000, ..then.clone() });
        prop_assert!(early.iter().all(|row| late.contains(row)));
        let known_then = late.iter().filter(|row| row.open_ms + interval.millis() <= then.at.as_millisecond());
        let expected: Vec<Row> = known_then.copied().collect();
        prop_assert!(expected.ends_with(&early));
        let few = rows(&Want { bars: fewer.min(bars), ..then });
        prop_assert!(early.ends_with(&few));
    }
}
