//! What the bytes of a cell mean, whichever format they stand in.

use super::super::csv::time::{END_MS, FIRST_MS, Moment};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers, little-endian.
    Whole {
        signed: bool,
    },
    /// Of four or eight bytes.
    Float,
    /// Whole numbers of ten to the power of minus `scale`.
    Decimal {
        scale: i32,
        big_endian: bool,
    },
    /// Counts since 1970.
    Moment {
        tick: Tick,
        zone: Zone,
    },
    /// Days since 1970.
    Days,
    /// Nanoseconds of a day and the Julian number of that day, as Spark and Impala wrote.
    DayAndNanos,
    Text,
    /// Anything else, by its name in messages.
    Other(&'static str),
}

/// What a timestamp counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tick {
    Seconds,
    Millis,
    Micros,
    Nanos,
}

/// What a column says about the zone of its times. Its counts are UTC wherever it names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Absent,
    Utc,
    /// Minutes east.
    Fixed(i16),
    /// One whose offset is not known here, so neither is the trading date of a day that begins at its midnight.
    Lost,
}

impl Zone {
    /// Reads the name Arrow gives to a zone.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "" => Self::Absent,
            "UTC" | "utc" | "Etc/UTC" | "GMT" | "Etc/GMT" | "Z" | "Zulu" | "Etc/Universal" => Self::Utc,
            _ => offset(name).map_or(Self::Lost, |minutes| if minutes == 0 { Self::Utc } else { Self::Fixed(minutes) }),
        }
    }

    const fn minutes(self) -> i16 {
        match self {
            Self::Fixed(minutes) => minutes,
            Self::Absent | Self::Utc | Self::Lost => 0,
        }
    }
}

/// `+09:00` as minutes east.
fn offset(name: &str) -> Option<i16> {
    let (sign, clock) = match name.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let part = |text: &str, most: i16| {
        let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<i16>().ok()).flatten().filter(|part| *part < most)
    };
    Some(sign * (part(hours, 24)? * 60 + part(minutes, 60)?))
}

impl Kind {
    /// Whether prices may stand in such a column.
    pub(super) const fn has_numbers(&self) -> bool {
        matches!(self, Self::Whole { .. } | Self::Float | Self::Decimal { .. })
    }

    /// Its name in messages.
    pub(super) const fn title(&self) -> &'static str {
        match self {
            Self::Whole { .. } | Self::Float | Self::Decimal { .. } => "numbers",
            Self::Moment { .. } | Self::DayAndNanos => "timestamps",
            Self::Days => "dates",
            Self::Text => "texts",
            Self::Other(what) => what,
        }
    }

    /// A price or volume; `None` when the bytes are no such cell.
    pub(super) fn number(&self, cell: &[u8]) -> Option<f64> {
        match self {
            Self::Float => float(cell),
            Self::Whole { signed } => Some(whole(cell, *signed)? as f64),
            Self::Decimal { scale, big_endian: false } => decimal(whole(cell, true)?, *scale),
            Self::Decimal { scale, big_endian: true } => {
                let turned: Vec<u8> = cell.iter().rev().copied().collect();
                decimal(whole(&turned, true)?, *scale)
            }
            Self::Moment { .. } | Self::Days | Self::DayAndNanos | Self::Text | Self::Other(_) => None,
        }
    }

    /// A time that is typed as one; `None` when it is finer than a millisecond, or outside 1800 to 2199.
    pub(super) fn moment(&self, cell: &[u8]) -> Option<Moment> {
        let (ms, offset) = match self {
            Self::Moment { tick, zone } => (tick.millis(i64::try_from(whole(cell, true)?).ok()?)?, zone.minutes()),
            Self::Days => (i64::try_from(whole(cell, true)?).ok()?.checked_mul(86_400_000)?, 0),
            Self::DayAndNanos => {
                let (nanos, day) = cell.split_at_checked(8)?;
                let days = i64::try_from(whole(day, false)?).ok()? - 2_440_588;
                (Tick::Nanos.millis(i64::try_from(whole(nanos, true)?).ok()?)?.checked_add(days * 86_400_000)?, 0)
            }
            Self::Whole { .. } | Self::Float | Self::Decimal { .. } | Self::Text | Self::Other(_) => return None,
        };
        (FIRST_MS..END_MS).contains(&ms).then_some(Moment { ms, offset })
    }

    /// The text a cell would be in a CSV file, for times that are not typed as such.
    pub(super) fn written<'a>(&self, cell: &'a [u8], text: &'a mut String) -> Option<&'a [u8]> {
        *text = match self {
            Self::Text => return Some(cell),
            Self::Whole { signed } => whole(cell, *signed)?.to_string(),
            Self::Float | Self::Decimal { .. } => self.number(cell)?.to_string(),
            Self::Moment { .. } | Self::Days | Self::DayAndNanos | Self::Other(_) => return None,
        };
        Some(text.as_bytes())
    }
}

impl Tick {
    fn millis(self, count: i64) -> Option<i64> {
        let per_milli = match self {
            Self::Seconds => return count.checked_mul(1_000),
            Self::Millis => 1,
            Self::Micros => 1_000,
            Self::Nanos => 1_000_000,
        };
        (count % per_milli == 0).then_some(count / per_milli)
    }
}

/// Little-endian, of one to sixteen bytes.
fn whole(cell: &[u8], signed: bool) -> Option<i128> {
    let is_negative = signed && cell.last()? & 0x80 != 0;
    let mut bytes = if is_negative { [0xFF; 16] } else { [0; 16] };
    bytes.get_mut(..cell.len()).filter(|place| !place.is_empty())?.copy_from_slice(cell);
    Some(i128::from_le_bytes(bytes))
}

fn float(cell: &[u8]) -> Option<f64> {
    match cell.len() {
        8 => Some(f64::from_le_bytes(cell.try_into().ok()?)),
        // Through its shortest decimal: 1.05236 was meant, not 1.0523600578308105, and a CSV file would say so.
        4 => f32::from_le_bytes(cell.try_into().ok()?).to_string().parse().ok(),
        _ => None,
    }
}

/// Through its digits, so that the last place is right.
fn decimal(digits: i128, scale: i32) -> Option<f64> {
    format!("{digits}e{}", -i64::from(scale)).parse().ok()
}

#[cfg(test)]
mod tests;
