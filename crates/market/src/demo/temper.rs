//! How a kind of market behaves, and when it trades.

use analysis::{AssetClass, Pair, Sessions};

use super::dice::{Dice, Purpose};

/// Hours of a day, bit 0 for 00:00 UTC.
pub(super) type Hours = u32;

const ALL_DAY: Hours = 0xFF_FFFF;

/// One day in this many loses some hours.
const OUTAGE_ONE_IN: u32 = 150;

/// A market's character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Temper {
    sessions: Sessions,
    /// Price steps in one unit of quote currency.
    pub(super) ticks_per_unit: i64,
    /// Deviation of a day's return.
    pub(super) daily: f64,
    /// Deviation of the gap after a break, in days' deviations.
    pub(super) gap: f64,
    /// Volume of a quiet day; `None` for a market without volume.
    pub(super) volume: Option<f64>,
}

impl Temper {
    pub(super) fn of(pair: &Pair) -> Self {
        let (ticks_per_unit, daily, gap, volume) = match pair.class() {
            AssetClass::Crypto => (100, 0.025, 0.15, Some(2_000_000.0)),
            AssetClass::Currency => (100_000, 0.005, 0.4, None),
            AssetClass::Metal => (100, 0.010, 0.4, Some(800_000.0)),
            AssetClass::Share => (100, 0.015, 0.45, Some(1_500_000.0)),
        };
        Self { sessions: pair.sessions(), ticks_per_unit, daily, gap, volume }
    }

    /// The hours of a day that have candles, outages taken out; 0 when the market is closed.
    pub(super) fn hours(&self, seed: u64, pair: &str, day: i64) -> Hours {
        let hours = self.trading_hours(day);
        if hours.count_ones() <= 6 {
            return hours;
        }
        let mut dice = Dice::new(seed, pair, day, Purpose::Outage);
        if dice.below(OUTAGE_ONE_IN) > 0 {
            return hours;
        }
        let length = 2 + dice.below(4);
        let first = hours.trailing_zeros() + dice.below(hours.count_ones() - length);
        hours & !(((1 << length) - 1) << first)
    }

    fn trading_hours(&self, day: i64) -> Hours {
        match (self.sessions, weekday(day)) {
            (Sessions::Always, _) | (Sessions::FxWeek, 0..=3) => ALL_DAY,
            (Sessions::FxWeek, 4) => ALL_DAY >> 2,
            (Sessions::FxWeek, 6) => 0b11 << 22,
            (Sessions::UsShares | Sessions::Weekdays, 0..=4) => 0b111_1111 << 14,
            (Sessions::FxWeek | Sessions::UsShares | Sessions::Weekdays, _) => 0,
        }
    }

    /// The first minute of an hour that trades: shares open at 14:30.
    pub(super) const fn first_minute(&self, hour: u8) -> u8 {
        match self.sessions {
            Sessions::UsShares | Sessions::Weekdays if hour == 14 => 30,
            Sessions::UsShares | Sessions::Weekdays | Sessions::Always | Sessions::FxWeek => 0,
        }
    }

    /// How often the price before a day's open is left behind.
    pub(super) fn gap_chance(&self, day: i64) -> f64 {
        match self.sessions {
            Sessions::Always => 0.08,
            Sessions::FxWeek => {
                if weekday(day) == 6 {
                    1.0
                } else {
                    0.02
                }
            }
            Sessions::UsShares | Sessions::Weekdays => 1.0,
        }
    }

    /// How busy an hour is, about 1.
    pub(super) fn activity(&self, hour: u8) -> f64 {
        let hour = f64::from(hour);
        let hump = |centre: f64, width: f64| {
            let far = (hour - centre) / width;
            1.0 / (1.0 + far * far)
        };
        match self.sessions {
            // The open and the close are busy; the first hour has only half its minutes.
            Sessions::UsShares | Sessions::Weekdays => 0.5 + hump(14.5, 0.8) + 1.2 * hump(20.0, 0.8),
            Sessions::Always | Sessions::FxWeek => 0.45 + 0.5 * hump(8.0, 2.5) + 0.9 * hump(14.5, 2.5),
        }
    }

    /// How busy a day of the week is, about 1.
    pub(super) const fn weekly(day: i64) -> f64 {
        match weekday(day) {
            0 => 0.95,
            4 => 1.1,
            5 => 0.6,
            6 => 0.65,
            _ => 1.05,
        }
    }

    /// The part of a full day's movement that its hours leave room for.
    pub(super) fn breadth(&self, hours: Hours) -> f64 {
        let full = match self.sessions {
            Sessions::UsShares | Sessions::Weekdays => 7.0,
            Sessions::Always | Sessions::FxWeek => 24.0,
        };
        (f64::from(hours.count_ones()) / full).sqrt()
    }
}

/// 0 for Monday to 6 for Sunday. The epoch was a Thursday.
const fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}
