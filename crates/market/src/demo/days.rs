//! The chain of days: trends and ranges, calm and storm.

use super::{
    bar::Bar,
    dice::{Dice, Purpose},
    temper::{Hours, Temper},
};

/// 2018-01-01, a Monday, in days since 1970: the demo market knows nothing earlier.
pub(super) const FIRST_DAY: i64 = 17_532;

/// Every pair wanders about this price, which is nobody's real one for long.
const HOME: f64 = 100.0;
/// Prices never leave this band.
const BAND: (f64, f64) = (20.0, 500.0);

/// A day that trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// Days since 1970.
    pub(super) date: i64,
    /// The hours that have candles.
    pub(super) hours: Hours,
    /// The whole day.
    pub(super) bar: Bar,
}

/// Walks the days from the first one.
#[derive(Debug)]
pub(super) struct Days<'a> {
    seed: u64,
    pair: &'a str,
    temper: Temper,
    dice: Dice,
    next: i64,
    close: f64,
    /// Variance against a calm day's.
    variance: f64,
    mood: Mood,
    /// Trading days the mood still lasts.
    left: u32,
}

#[derive(Clone, Copy, Debug)]
enum Mood {
    Rising,
    Falling,
    /// Drawn to the price at which it began.
    Ranging(f64),
}

impl<'a> Days<'a> {
    pub(super) fn new(seed: u64, pair: &'a str, temper: Temper) -> Self {
        let mut dice = Dice::new(seed, pair, FIRST_DAY, Purpose::Days);
        let close = HOME * (1.0 + 0.05 * dice.normal()) * temper.ticks_per_unit as f64;
        Self { seed, pair, temper, dice, next: FIRST_DAY, close, variance: 1.0, mood: Mood::Rising, left: 0 }
    }

    fn walk(&mut self, day: i64, hours: Hours) -> Bar {
        let Self { temper, dice, .. } = self;
        let unit = temper.ticks_per_unit as f64;
        if self.left == 0 {
            self.left = 5 + dice.below(21);
            self.mood = match dice.below(10) {
                0..3 => Mood::Rising,
                3..6 => Mood::Falling,
                _ => Mood::Ranging(self.close),
            };
        }
        self.left -= 1;
        let shock = if dice.below(40) == 0 { 2.2 } else { 1.0 };
        let roll = dice.normal() * shock;
        let size = temper.daily * self.variance.sqrt();
        let drift = match self.mood {
            Mood::Rising => 0.25 * temper.daily,
            Mood::Falling => -0.25 * temper.daily,
            Mood::Ranging(anchor) => -0.12 * (self.close / anchor - 1.0),
        };
        let homeward = -0.01 * (self.close / (HOME * unit) - 1.0);
        let breadth = temper.breadth(hours);
        let jumps = dice.unit() < temper.gap_chance(day);
        let gap = dice.normal() * if jumps { temper.gap * size } else { 0.0 };

        let within = |price: f64| price.clamp(BAND.0 * unit, BAND.1 * unit).round();
        let open = within(self.close * (1.0 + gap));
        let close = within(open * (1.0 + size * breadth * roll + drift + homeward));
        let reach = 0.45 * size * breadth * open;
        let high = (open.max(close) + dice.normal().abs() * reach).round();
        let low = within((open.min(close) - dice.normal().abs() * reach).min(open.min(close)));
        let noise = 0.8 + 0.4 * dice.unit();
        let bustle = (0.4 + 0.3 * self.variance.sqrt() + 0.4 * roll.abs()) * breadth * breadth;
        let volume = temper.volume.unwrap_or(0.0) * bustle * noise * Temper::weekly(day);

        // What moved today moves tomorrow: GARCH(1,1).
        self.variance = (0.05 + self.variance * (0.08 * roll * roll + 0.87)).clamp(0.25, 6.0);
        self.close = close;
        Bar { open: open as i64, high: high as i64, low: low as i64, close: close as i64, volume: volume as i64 }
    }
}

impl Iterator for Days<'_> {
    type Item = Day;

    /// The next day that trades; never `None`.
    fn next(&mut self) -> Option<Day> {
        loop {
            let day = self.next;
            self.next += 1;
            let hours = self.temper.hours(self.seed, self.pair, day);
            if hours != 0 {
                return Some(Day { date: day, hours, bar: self.walk(day, hours) });
            }
        }
    }
}
