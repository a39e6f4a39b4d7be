//! The only door for prices.

use jiff::Timestamp;

use crate::{Interval, Pair};

/// One candle as it came, not yet trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candle {
    /// When it opened, UTC.
    pub open_time: Timestamp,
    /// Prices in quote currency.
    pub open: f64,
    pub high: f64,
    pub low: f64,
    pub close: f64,
    /// Volume in base units; `None` when the feed has none. Never 0 for want of an answer.
    pub volume: Option<f64>,
}

/// Why a candle cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CandleFault {
    #[error("{0} is not a finite number")]
    NotFinite(&'static str),
    #[error("{0} must be above 0")]
    NotPositive(&'static str),
    #[error("volume must not be negative")]
    NegativeVolume,
    #[error("high must be at least open and close")]
    HighTooLow,
    #[error("low must be at most open and close")]
    LowTooHigh,
}

impl Candle {
    /// The rules every candle must keep by itself.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn check(&self) -> Result<(), CandleFault> {
        for (name, price) in [("open", self.open), ("high", self.high), ("low", self.low), ("close", self.close)] {
            if !price.is_finite() {
                return Err(CandleFault::NotFinite(name));
            }
            if price <= 0.0 {
                return Err(CandleFault::NotPositive(name));
            }
        }
        match self.volume {
            Some(volume) if !volume.is_finite() => return Err(CandleFault::NotFinite("volume")),
            Some(volume) if volume < 0.0 => return Err(CandleFault::NegativeVolume),
            Some(_) | None => {}
        }
        if self.high < self.open.max(self.close) {
            return Err(CandleFault::HighTooLow);
        }
        if self.low > self.open.min(self.close) {
            return Err(CandleFault::LowTooHigh);
        }
        Ok(())
    }
}

/// Why candles are not a [`Series`]. `index` counts from 0 in the candles given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeriesFault {
    #[error("no candle")]
    Empty,
    #[error("candle {index}: {fault}")]
    Candle { index: usize, fault: CandleFault },
    #[error("candle {index} does not open after the one before it")]
    NotAscending { index: usize },
    #[error("candle {index} was not closed yet")]
    StillOpen { index: usize },
}

/// Closed candles of one pair and timeframe: at least one, strictly ascending, every candle valid.
///
/// Kept in columns, because every reading walks a column.
#[derive(Clone, Debug)]
pub struct Series {
    pair: Pair,
    interval: Interval,
    times: Vec<i64>,
    opens: Vec<f64>,
    highs: Vec<f64>,
    lows: Vec<f64>,
    closes: Vec<f64>,
    /// NaN where unknown; never handed out as a number.
    volumes: Vec<f64>,
    unknown_volumes: usize,
}

impl PartialEq for Series {
    /// Two unknown volumes are the same, which NaN by itself would deny.
    fn eq(&self, other: &Self) -> bool {
        (&self.pair, self.interval, &self.times) == (&other.pair, other.interval, &other.times)
            && (&self.opens, &self.highs) == (&other.opens, &other.highs)
            && (&self.lows, &self.closes) == (&other.lows, &other.closes)
            && self.volumes.iter().map(|v| v.to_bits()).eq(other.volumes.iter().map(|v| v.to_bits()))
    }
}

impl Series {
    /// Checks every candle and keeps them in columns. `known_at` is the instant of knowledge: a candle that
    /// closes later was not known and may not enter.
    ///
    /// # Errors
    /// The first candle that breaks a rule, by its index.
    pub fn new(
        pair: Pair,
        interval: Interval,
        known_at: Timestamp,
        candles: impl IntoIterator<Item = Candle>,
    ) -> Result<Self, SeriesFault> {
        let candles = candles.into_iter();
        let mut series = Self::with_capacity(pair, interval, candles.size_hint().0);
        let known_ms = known_at.as_millisecond();
        for (index, candle) in candles.enumerate() {
            candle.check().map_err(|fault| SeriesFault::Candle { index, fault })?;
            let at = candle.open_time.as_millisecond();
            if series.times.last().is_some_and(|last| *last >= at) {
                return Err(SeriesFault::NotAscending { index });
            }
            if at + interval.millis() > known_ms {
                return Err(SeriesFault::StillOpen { index });
            }
            series.push(at, &candle);
        }
        if series.times.is_empty() { Err(SeriesFault::Empty) } else { Ok(series) }
    }

    fn with_capacity(pair: Pair, interval: Interval, capacity: usize) -> Self {
        let column = || Vec::with_capacity(capacity);
        Self {
            pair,
            interval,
            times: Vec::with_capacity(capacity),
            opens: column(),
            highs: column(),
            lows: column(),
            closes: column(),
            volumes: column(),
            unknown_volumes: 0,
        }
    }

    fn push(&mut self, at_ms: i64, candle: &Candle) {
        self.times.push(at_ms);
        self.opens.push(candle.open);
        self.highs.push(candle.high);
        self.lows.push(candle.low);
        self.closes.push(candle.close);
        self.volumes.push(candle.volume.unwrap_or(f64::NAN));
        self.unknown_volumes += usize::from(candle.volume.is_none());
    }

    /// The candles that were closed at `at`; `None` when there was none yet.
    pub fn until(&self, at: Timestamp) -> Option<Self> {
        let at_ms = at.as_millisecond();
        let count = self.times.partition_point(|open| open + self.interval.millis() <= at_ms);
        (count > 0).then(|| self.range(0, count))
    }

    /// The last `count` candles, or all.
    #[must_use]
    pub fn tail(&self, count: usize) -> Self {
        self.range(self.len().saturating_sub(count.max(1)), self.len())
    }

    fn range(&self, from: usize, to: usize) -> Self {
        let cut = |column: &[f64]| column.get(from..to).unwrap_or_default().to_vec();
        let volumes = cut(&self.volumes);
        Self {
            pair: self.pair.clone(),
            interval: self.interval,
            times: self.times.get(from..to).unwrap_or_default().to_vec(),
            opens: cut(&self.opens),
            highs: cut(&self.highs),
            lows: cut(&self.lows),
            closes: cut(&self.closes),
            unknown_volumes: volumes.iter().filter(|v| v.is_nan()).count(),
            volumes,
        }
    }

    pub fn pair(&self) -> &Pair {
        &self.pair
    }

    pub const fn interval(&self) -> Interval {
        self.interval
    }

    /// How many candles; at least 1.
    #[expect(clippy::len_without_is_empty, reason = "a Series is never empty")]
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Opening times, ms UTC.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    pub fn opens(&self) -> &[f64] {
        &self.opens
    }

    pub fn highs(&self) -> &[f64] {
        &self.highs
    }

    pub fn lows(&self) -> &[f64] {
        &self.lows
    }

    pub fn closes(&self) -> &[f64] {
        &self.closes
    }

    /// Memory its candles take, bytes.
    pub fn bytes(&self) -> usize {
        self.times.capacity() * size_of::<i64>() + 5 * self.opens.capacity() * size_of::<f64>()
    }

    /// Volume of each candle, NaN where it is unknown.
    pub(crate) fn volumes_or_nan(&self) -> &[f64] {
        &self.volumes
    }

    /// Volumes, only when every candle has one.
    pub fn volumes(&self) -> Option<&[f64]> {
        (self.unknown_volumes == 0).then_some(&self.volumes)
    }

    /// One candle, oldest first.
    pub fn candle(&self, index: usize) -> Option<Candle> {
        let volume = *self.volumes.get(index)?;
        Some(Candle {
            open_time: Timestamp::from_millisecond(*self.times.get(index)?).ok()?,
            open: *self.opens.get(index)?,
            high: *self.highs.get(index)?,
            low: *self.lows.get(index)?,
            close: *self.closes.get(index)?,
            volume: (!volume.is_nan()).then_some(volume),
        })
    }

    /// Every candle, oldest first.
    pub fn candles(&self) -> impl Iterator<Item = Candle> {
        (0..self.len()).filter_map(|index| self.candle(index))
    }

    /// Opening time of the first candle.
    pub fn first_open(&self) -> Timestamp {
        instant(self.times.first().copied().unwrap_or_default())
    }

    /// Closing time of the last candle: its opening time plus one interval.
    pub fn last_close(&self) -> Timestamp {
        instant(self.times.last().copied().unwrap_or_default() + self.interval.millis())
    }

    /// Close of the last candle, in quote currency.
    pub fn last_price(&self) -> f64 {
        self.closes.last().copied().unwrap_or_default()
    }
}

/// Times in a series came from a `Timestamp` plus one interval, so they fit one, save at the end of all time.
pub(crate) fn instant(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
