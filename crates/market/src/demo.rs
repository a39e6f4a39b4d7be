//! A seeded synthetic market, labelled as such wherever it is seen.
//!
//! Every candle is a function of seed, pair and time alone. A chain of days gives each day its four prices; a day is
//! cut into hours and an hour into minutes, each part bound to the whole, so a candle is the exact sum of its shorter
//! ones and only what is asked for is made.

mod bar;
mod days;
mod dice;
mod temper;

use analysis::{Interval, Kind, Pair, Tick};

use crate::{Batch, BoxFuture, Feed, FeedFault, Offer, Origin, Row, Want};
use bar::Bar;
use days::{Day, Days};
use dice::{Dice, Purpose};
use temper::Temper;

/// What the demo market is called.
pub(crate) const NAME: &str = "demo";

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What a picker shows; any other valid pair is answered too.
const OFFERED: [&str; 8] = ["DEMO/USD", "BTC/USD", "ETH/USD", "EUR/USD", "GBP/USD", "XAU/USD", "AAPL", "^GSPC"];

/// The most rows one answer holds.
const MOST_ROWS: usize = 1_000_000;

/// A made-up market since 2018-01-01 in every pair and timeframe, around a price of 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFeed {
    seed: u64,
}

impl DemoFeed {
    /// The market of this seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    fn batch(&self, want: &Want) -> Batch {
        // Weeks are gathered from days by the normaliser.
        let interval = want.interval.unwrap_or(Interval::H1).min(Interval::D1);
        let temper = Temper::of(&want.pair);
        Batch {
            interval,
            rows: self.rows(want, temper, interval),
            forming: None,
            clock: None,
            origin: Origin {
                source: self.name().to_owned(),
                venue_symbol: format!("DEMO:{}", want.pair),
                kind: Kind::Synthetic,
                tick: Tick::of_size(1.0 / temper.ticks_per_unit as f64),
                delay_seconds: Some(0),
                layout: None,
                notes: Vec::new(),
            },
        }
    }

    fn rows(&self, want: &Want, temper: Temper, interval: Interval) -> Vec<Row> {
        let known_ms = want.at.as_millisecond();
        let parts = want.interval.map_or(1, |asked| (asked.millis() / interval.millis()).max(1)) as usize;
        let most = (want.bars.max(1) as usize).saturating_add(1).saturating_mul(parts).min(MOST_ROWS);
        let last_day = known_ms.div_euclid(DAY_MS);
        let days: Vec<Day> =
            Days::new(self.seed, want.pair.as_str(), temper).take_while(|day| day.date <= last_day).collect();
        // From the newest day backwards, so that no older day is cut up than is asked for.
        let mut rows = Vec::new();
        for day in days.iter().rev() {
            let candles = self.candles_of(day, want.pair.as_str(), temper, interval);
            let closed = candles.into_iter().filter(|(open_ms, _)| open_ms + interval.millis() <= known_ms);
            rows.extend(closed.rev().map(|(open_ms, bar)| row(open_ms, bar, temper)));
            if rows.len() >= most {
                break;
            }
        }
        rows.truncate(most);
        rows.reverse();
        rows
    }

    fn candles_of(&self, day: &Day, pair: &str, temper: Temper, interval: Interval) -> Vec<(i64, Bar)> {
        let midnight = day.date * DAY_MS;
        if interval >= Interval::D1 {
            return vec![(midnight, day.bar)];
        }
        let hours: Vec<u8> = (0..24).filter(|hour| day.hours >> hour & 1 == 1).collect();
        let activities: Vec<f64> = hours.iter().map(|hour| temper.activity(*hour)).collect();
        let mut dice = Dice::new(self.seed, pair, day.date, Purpose::Hours);
        let parts = day.bar.split(&activities, &mut dice);
        let hours = hours.into_iter().zip(parts);
        if interval >= Interval::H1 {
            return gathered(hours.map(|(hour, bar)| (midnight + i64::from(hour) * HOUR_MS, bar)), interval);
        }
        let minutes = hours.flat_map(|(hour, bar)| {
            let first = temper.first_minute(hour);
            let mut dice = Dice::new(self.seed, pair, day.date, Purpose::Minutes(hour));
            let parts = bar.split(&vec![1.0; usize::from(60 - first)], &mut dice);
            let opens = midnight + i64::from(hour) * HOUR_MS;
            (first..60).map(move |minute| opens + i64::from(minute) * MINUTE_MS).zip(parts)
        });
        gathered(minutes, interval)
    }
}

impl Feed for DemoFeed {
    fn name(&self) -> &'static str {
        NAME
    }

    fn offers(&self) -> Vec<Offer> {
        let pairs = OFFERED.into_iter().filter_map(|name| Pair::new(name).ok());
        pairs.flat_map(|pair| Interval::ASKABLE.map(|interval| Offer { pair: pair.clone(), interval })).collect()
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        Box::pin(async move { Ok(self.batch(want)) })
    }
}

/// Candles of a longer timeframe from those of a shorter one, oldest first.
fn gathered(parts: impl Iterator<Item = (i64, Bar)>, interval: Interval) -> Vec<(i64, Bar)> {
    let mut candles: Vec<(i64, Bar)> = Vec::new();
    for (open_ms, bar) in parts {
        let opens = interval.bucket(open_ms);
        match candles.last_mut() {
            Some((same, before)) if *same == opens => *before = before.with(bar),
            Some(_) | None => candles.push((opens, bar)),
        }
    }
    candles
}

fn row(open_ms: i64, bar: Bar, temper: Temper) -> Row {
    let price = |ticks: i64| ticks as f64 / temper.ticks_per_unit as f64;
    Row {
        open_ms,
        open: price(bar.open),
        high: price(bar.high),
        low: price(bar.low),
        close: price(bar.close),
        volume: temper.volume.map(|_| bar.volume as f64),
        line: None,
    }
}

#[cfg(test)]
#[cfg(test)]
mod tests;
