//! When a candle is expected, as far as the kind of market tells.
//!
//! Nobody told us the holidays or a venue's own hours, so the calendar errs on the quiet side: what may be a holiday
//! is not called a gap, and what may be closing time is not called late.

use jiff::Timestamp;

use crate::{Interval, Sessions, candle::instant};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Weekdays in a row that may all be holidays: a long Easter, or Christmas around a weekend.
const HOLIDAYS_IN_A_ROW: i64 = 3;

/// A pause within a share's day that may be its lunch.
const LUNCH: i64 = 90 * MINUTE;

/// US shares trade at these times of day in winter and in summer alike, UTC.
const US_OPEN: i64 = 14 * HOUR + 30 * MINUTE;
const US_CLOSE: i64 = 20 * HOUR;

/// Longest stretch that is walked candle by candle; a longer one is measured in whole weeks first.
const WEEK: i64 = 7 * DAY;

impl Sessions {
    /// Whether a candle that opens then is expected.
    pub fn expects(self, interval: Interval, open_ms: i64) -> bool {
        let weekday = weekday(open_ms);
        match (self, interval) {
            (Self::Always, _) | (_, Interval::W1) => true,
            (_, Interval::D1) | (Self::Weekdays, _) => weekday < 5,
            (Self::FxWeek, _) => {
                // Sunday 22:00 to Friday 21:00: open in winter and in summer alike.
                let into_week = weekday * DAY + open_ms.rem_euclid(DAY);
                let end = into_week + interval.millis();
                end <= 4 * DAY + 21 * HOUR || into_week >= 6 * DAY + 22 * HOUR
            }
            (Self::UsShares, _) => weekday < 5 && (US_OPEN..US_CLOSE).contains(&open_ms.rem_euclid(DAY)),
        }
    }

    /// Candles missing between two that follow each other in a series.
    pub fn missing_between(self, interval: Interval, open_ms: i64, next_ms: i64) -> u32 {
        let step = interval.millis();
        if next_ms - open_ms <= step {
            return 0;
        }
        let closes = matches!(self, Self::UsShares | Self::Weekdays);
        if closes && interval == Interval::D1 {
            let days = self.expected_between(interval, open_ms, next_ms);
            return if days <= HOLIDAYS_IN_A_ROW { 0 } else { days as u32 };
        }
        if closes && step < DAY {
            return missing_of_share(step, open_ms, next_ms);
        }
        self.expected_between(interval, open_ms, next_ms) as u32
    }

    /// Whether a candle should have opened and closed after the one that opened at `open_ms`, by `now_ms`.
    pub fn overdue(self, interval: Interval, open_ms: i64, now_ms: i64) -> bool {
        let closes = matches!(self, Self::UsShares | Self::Weekdays);
        let due = self.expected_between(interval, open_ms, now_ms - interval.millis() + 1);
        due > if closes && interval == Interval::D1 { HOLIDAYS_IN_A_ROW } else { 0 }
    }

    /// Opening time of the `n`th candle expected after one that opened at `open_ms`; `n` from 1.
    pub fn nth_open_after(self, interval: Interval, open_ms: i64, n: u16) -> Timestamp {
        let step = interval.millis();
        let mut at = open_ms;
        let mut left = n.max(1);
        // A week without any expected candle does not exist, so each candle is found within one.
        for _ in 0..i64::from(left) * (WEEK / step + 1) {
            at += step;
            if self.expects(interval, at) {
                left -= 1;
                if left == 0 {
                    break;
                }
            }
        }
        instant(at)
    }

    fn expected_between(self, interval: Interval, open_ms: i64, next_ms: i64) -> i64 {
        let step = interval.millis();
        if step >= WEEK || self == Self::Always {
            return ((next_ms - open_ms - 1) / step).max(0);
        }
        let whole = ((next_ms - open_ms - 1).max(0)) / WEEK;
        let of_week = || (1..=WEEK / step).filter(|k| self.expects(interval, open_ms + k * step)).count() as i64;
        let from = open_ms + whole * WEEK;
        let rest = (1..).map(|k| from + k * step).take_while(|at| *at < next_ms);
        (if whole > 0 { whole * of_week() } else { 0 }) + rest.filter(|at| self.expects(interval, *at)).count() as i64
    }
}

/// Within a day only a pause longer than lunch counts; over days only weekdays too many in a row to be holidays, at
/// one candle each, because nobody told us how many a day has.
fn missing_of_share(step: i64, open_ms: i64, next_ms: i64) -> u32 {
    let (day, next_day) = (open_ms.div_euclid(DAY), next_ms.div_euclid(DAY));
    if day == next_day {
        let pause = next_ms - open_ms - step;
        return if pause > LUNCH { (pause / step) as u32 } else { 0 };
    }
    let weekdays = (day + 1..next_day).filter(|day| weekday(day * DAY) < 5).count() as i64;
    if weekdays <= HOLIDAYS_IN_A_ROW { 0 } else { weekdays as u32 }
}

/// 0 for Monday to 6 for Sunday, UTC. The epoch was a Thursday.
const fn weekday(at_ms: i64) -> i64 {
    (at_ms.div_euclid(DAY) + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests;
