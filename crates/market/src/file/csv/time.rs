//! Cells that hold a time.

use super::lines::trimmed;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The years a candle may have. A date outside them is a slip, not a price.
pub(crate) const FIRST_MS: i64 = days_from_civil(1800, 1, 1) * DAY;
pub(crate) const END_MS: i64 = days_from_civil(2200, 1, 1) * DAY;

/// A moment, and how the file wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// UTC.
    pub(crate) ms: i64,
    /// Offset from UTC the file wrote, minutes; 0 when none.
    pub(crate) offset: i16,
}

/// How a file writes its times: one way from the first row to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `2024-05-31`, `2024-05-31 14:00`, `2024-05-31T14:00:00Z`.
    YearFirst { zoned: bool },
    /// `31.05.2024 14:00:00.000`.
    Dotted,
    /// `31/5/2024` or `5/31/2024`.
    Slashed(DayPlace),
    /// `1717164000`, in the unit its size tells.
    Count(Unit),
}

/// Which part of a slashed date is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayPlace {
    DayFirst,
    MonthFirst,
    /// Nothing above 12 seen yet.
    Unknown,
}

/// What a whole number counts since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Millis,
    Micros,
    Nanos,
}

impl Style {
    /// How this cell writes its time; `None` when it is no time.
    pub(crate) fn of(cell: &[u8]) -> Option<Self> {
        let cell = trimmed(cell);
        if let Some(count) = count(cell) {
            // `20240531` is a date; as seconds it would be a day of 1970.
            let is_date = cell.len() == 8 && (18_000_000..22_000_000).contains(&count.whole);
            return (!is_date).then_some(Self::Count(Unit::of(count)));
        }
        if let Some((_, zoned)) = year_first(cell) {
            return Some(Self::YearFirst { zoned });
        }
        match cell.iter().find(|b| !b.is_ascii_digit())? {
            b'.' => dotted(cell).map(|_| Self::Dotted),
            b'/' => slashed_parts(cell).map(|_| Self::Slashed(DayPlace::Unknown)),
            _ => None,
        }
    }

    /// Reads a cell written this way; `None` when it is not, or lies outside 1800 to 2199.
    pub(crate) fn read(self, cell: &[u8]) -> Option<Moment> {
        let moment = match self {
            Self::YearFirst { zoned: true } if let Some(ms) = utc_seconds(cell) => Moment { ms, offset: 0 },
            Self::YearFirst { zoned } => {
                let (moment, has_zone) = year_first(trimmed(cell))?;
                (has_zone == zoned).then_some(moment)?
            }
            Self::Dotted => Moment { ms: dotted(trimmed(cell))?, offset: 0 },
            Self::Slashed(order) => Moment { ms: slashed(trimmed(cell), order)?, offset: 0 },
            Self::Count(unit) => {
                let count = count(trimmed(cell))?;
                (Unit::of(count) == unit).then_some(())?;
                Moment { ms: unit.millis(count)?, offset: 0 }
            }
        };
        (FIRST_MS..END_MS).contains(&moment.ms).then_some(moment)
    }
}

impl DayPlace {
    /// What this date tells about the order, if anything.
    pub(crate) fn told_by(cell: &[u8]) -> Option<Self> {
        let (first, second, ..) = slashed_parts(trimmed(cell))?;
        match (first > 12, second > 12) {
            (true, false) => Some(Self::DayFirst),
            (false, true) => Some(Self::MonthFirst),
            (true, true) | (false, false) => None,
        }
    }
}

impl Unit {
    const fn of(count: Count) -> Self {
        match count.whole.unsigned_abs() {
            0..100_000_000_000 => Self::Seconds,
            100_000_000_000..100_000_000_000_000 => Self::Millis,
            100_000_000_000_000..100_000_000_000_000_000 => Self::Micros,
            _ => Self::Nanos,
        }
    }

    /// `None` when it is no whole number of milliseconds.
    fn millis(self, count: Count) -> Option<i64> {
        let per_milli = match self {
            Self::Seconds => return count.whole.checked_mul(SECOND)?.checked_add(count.thousandths),
            Self::Millis => 1,
            Self::Micros => 1_000,
            Self::Nanos => 1_000_000,
        };
        (count.thousandths == 0 && count.whole % per_milli == 0).then_some(count.whole / per_milli)
    }
}

/// A number since 1970 and what stands after its point.
#[derive(Clone, Copy)]
struct Count {
    whole: i64,
    thousandths: i64,
}

/// `1717164000`, `-86400`, `1717164000.000`, `1.717164E+12`.
fn count(cell: &[u8]) -> Option<Count> {
    let text = str::from_utf8(cell).ok()?;
    if let Ok(whole) = text.parse() {
        return Some(Count { whole, thousandths: 0 });
    }
    // Only what begins and ends like a number, so that no date pays for this and `nan` does not pass.
    let plausible = cell.iter().all(|b| b.is_ascii_digit() || b"+-.eE".contains(b)) && cell.last()?.is_ascii_digit();
    let value = if plausible { text.parse::<f64>().ok()? } else { return None };
    let exact = 9_007_199_254_740_992.0;
    if !(-exact..exact).contains(&value) {
        return None;
    }
    let thousandths = (value.fract() * 1_000.0).round();
    let close = (value.fract() * 1_000.0 - thousandths).abs() < 0.01;
    close.then_some(Count { whole: value.trunc() as i64, thousandths: thousandths as i64 })
}

/// `2024-05-31T14:00:00Z`, by far the most frequent form.
fn utc_seconds(cell: &[u8]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] = cell else {
        return None;
    };
    let mut all_digits = true;
    let mut pair = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        all_digits &= tens < 10 && ones < 10;
        i64::from(tens) * 10 + i64::from(ones)
    };
    let year = pair(y1, y2) * 100 + pair(y3, y4);
    let (month, day) = (pair(m1, m2), pair(d1, d2));
    let (hour, minute, second) = (pair(h1, h2), pair(n1, n2), pair(s1, s2));
    if !all_digits || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(date(year, month, day)? + hour * HOUR + minute * MINUTE + second * SECOND)
}

/// `2024-05-31`, with a time and a zone or without; the parts of the date may also be parted by `.` or `/`.
fn year_first(cell: &[u8]) -> Option<(Moment, bool)> {
    let mut scan = Scan(cell);
    let year = scan.digits(4, 4)?;
    let mark = scan.any_of(b"-./")?;
    let month = scan.digits(2, 2)?;
    scan.eat(mark)?;
    let day = scan.digits(2, 2)?;
    let date = date(year, month, day)?;
    let clock = scan.clock(2)?;
    let offset = if clock.is_some() { scan.zone()? } else { None };
    scan.end()?;
    let ms = date + clock.unwrap_or(0) - offset.unwrap_or(0) * MINUTE;
    Some((Moment { ms, offset: i16::try_from(offset.unwrap_or(0)).ok()? }, offset.is_some()))
}

/// `31.05.2024`, with a time or without.
fn dotted(cell: &[u8]) -> Option<i64> {
    let mut scan = Scan(cell);
    let day = scan.digits(2, 2)?;
    scan.eat(b'.')?;
    let month = scan.digits(2, 2)?;
    scan.eat(b'.')?;
    let year = scan.digits(4, 4)?;
    let clock = scan.clock(2)?.unwrap_or(0);
    scan.end()?;
    Some(date(year, month, day)? + clock)
}

fn slashed(cell: &[u8], order: DayPlace) -> Option<i64> {
    let (first, second, year, clock) = slashed_parts(cell)?;
    let (month, day) = match order {
        DayPlace::DayFirst => (second, first),
        DayPlace::MonthFirst => (first, second),
        DayPlace::Unknown => return None,
    };
    Some(date(year, month, day)? + clock)
}

/// Spreadsheets write these without leading noughts; in the other forms one digit is one that got lost.
fn slashed_parts(cell: &[u8]) -> Option<(i64, i64, i64, i64)> {
    let mut scan = Scan(cell);
    let first = scan.digits(1, 2)?;
    scan.eat(b'/')?;
    let second = scan.digits(1, 2)?;
    scan.eat(b'/')?;
    let year = scan.digits(4, 4)?;
    let clock = scan.clock(1)?.unwrap_or(0);
    scan.end()?;
    Some((first, second, year, clock))
}

/// What is left of a cell.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let count = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(count).filter(|_| count >= least)?;
        self.0 = rest;
        Some(digits.iter().fold(0, |number, b| number * 10 + i64::from(b - b'0')))
    }

    fn any_of(&mut self, marks: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first().filter(|(first, _)| marks.contains(first))?;
        self.0 = rest;
        Some(*first)
    }

    fn eat(&mut self, mark: u8) -> Option<()> {
        self.any_of(&[mark]).map(|_| ())
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    /// `[T| ]HH:MM[:SS[.mmm]]` in milliseconds; `Some(None)` when nothing follows.
    #[expect(clippy::option_option, reason = "absent and unreadable are different answers")]
    fn clock(&mut self, least_hour_digits: usize) -> Option<Option<i64>> {
        if self.0.is_empty() {
            return Some(None);
        }
        self.any_of(b"Tt ")?;
        let hour = self.digits(least_hour_digits, 2).filter(|hour| *hour < 24)?;
        self.eat(b':')?;
        let minute = self.digits(2, 2).filter(|minute| *minute < 60)?;
        let mut ms = hour * HOUR + minute * MINUTE;
        if self.eat(b':').is_some() {
            ms += self.digits(2, 2).filter(|second| *second < 60)? * SECOND;
            if self.any_of(b".,").is_some() {
                ms += self.fraction()?;
            }
        }
        Some(Some(ms))
    }

    /// Digits after the seconds, as whole milliseconds; finer ones must be nought.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.0.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        let nanos = self.digits(1, 9)? * 10_i64.pow(9_u32.saturating_sub(count as u32));
        (nanos % 1_000_000 == 0).then_some(nanos / 1_000_000)
    }

    /// `Z`, `UTC` or `±HH:MM` as minutes east; `Some(None)` when there is none.
    #[expect(clippy::option_option, reason = "absent and unreadable are different answers")]
    fn zone(&mut self) -> Option<Option<i64>> {
        let text = trimmed(self.0);
        if text.is_empty() {
            return Some(None);
        }
        self.0 = text;
        if text.eq_ignore_ascii_case(b"z") || text.eq_ignore_ascii_case(b"utc") {
            self.0 = &[];
            return Some(Some(0));
        }
        let sign = if self.any_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.digits(2, 2).filter(|hours| *hours < 24)?;
        if !self.0.is_empty() {
            self.eat(b':');
        }
        let minutes = if self.0.is_empty() { 0 } else { self.digits(2, 2).filter(|minutes| *minutes < 60)? };
        Some(Some(sign * (hours * 60 + minutes)))
    }
}

/// Midnight of a calendar day, ms UTC; `None` when there is no such day.
fn date(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then(|| days_from_civil(year, month, day) * DAY)
}

/// Days since 1970-01-01; the year is counted from March, so that the leap day comes last.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests;
