//! What every source of candles can be asked, and what it answers.

use std::{future::Future, num::NonZeroU32, pin::Pin};

use analysis::{Candle, History, Interval, Kind, Pair, Tick};
use jiff::Timestamp;

use crate::{FeedFault, News, Standing, normalise};

/// A future on the heap, so that feeds can stand behind `dyn Feed`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A stream on the heap, for the same reason.
pub type BoxStream<'a, T> = futures_util::stream::BoxStream<'a, T>;

/// A source of candles.
pub trait Feed: Send + Sync {
    /// Its name, at most 64 characters: `file`, `demo`.
    fn name(&self) -> &str;

    /// What it holds, for a picker. A feed may answer more than it offers.
    fn offers(&self) -> Vec<Offer>;

    /// Fetches rows, not yet normalised.
    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>>;

    /// Another source of this pair, asked to check this one; `None` where none was set.
    fn second(&self, _pair: &Pair) -> Option<&dyn Feed> {
        None
    }

    /// How the market places behind it stand; empty for what is on this computer.
    fn standings(&self) -> Vec<Standing> {
        Vec::new()
    }

    /// Tells of these series when their candles close, as long as it is listened to; `None` where somebody has to look.
    fn follow(&self, _series: &[Offer]) -> Option<BoxStream<'static, News>> {
        None
    }
}

/// A pair and timeframe a feed holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// The pair, as the feed's own names suggest it.
    pub pair: Pair,
    /// The timeframe it is held in.
    pub interval: Interval,
}

/// Which candles are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// What is traded.
    pub pair: Pair,
    /// The timeframe; `None` takes the feed's own: the file's, or 1h on demo.
    pub interval: Option<Interval>,
    /// Most candles wanted; the newest are kept. 0 counts as 1.
    pub bars: u32,
    /// The instant of knowledge: no candle that closes later is used.
    pub at: Timestamp,
}

/// Rows as a source has them, with what is known about the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The timeframe of the rows, which may be shorter than the one wanted.
    pub interval: Interval,
    /// Rows in any order, checked by nobody yet; of two for one time the later one was received later.
    pub rows: Vec<Row>,
    /// The candle that has not closed, where the source tells it.
    pub forming: Option<Row>,
    /// The source's own time, by which its candles close; `None` where it has no clock.
    pub clock: Option<Timestamp>,
    /// Where they came from.
    pub origin: Origin,
}

/// One row, not yet trusted. Prices are in quote currency; a price that was absent is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Opening time, ms UTC.
    pub open_ms: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Volume in base units; `None` when unknown.
    pub volume: Option<f64>,
    /// Line of the file, counted from 1; `None` for a source without lines.
    pub line: Option<NonZeroU32>,
}

/// What a source says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The feed's name, at most 64 characters.
    pub source: String,
    /// The pair's name there, at most 64 characters: a symbol, a file name.
    pub venue_symbol: String,
    /// What kind of source it is.
    pub kind: Kind,
    /// The smallest price step, when the source states it.
    pub tick: Option<Tick>,
    /// Declared delay, seconds; `None` when unknown.
    pub delay_seconds: Option<u32>,
    /// The columns of a file, so that a message can point at a cell.
    pub layout: Option<Layout>,
    /// What was assumed or left aside while reading.
    pub notes: Vec<Note>,
}

/// Something a reader of the candles may want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The times name no zone and were taken as UTC.
    ZoneAssumedUtc,
    /// An adjusted close stands in the file and was not used.
    AdjustedCloseUnused,
    /// The market place could not be asked; these are candles that were kept.
    FromCache,
}

/// Where each value of a row stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Opening time.
    pub time: Column,
    /// First price.
    pub open: Column,
    /// Highest price.
    pub high: Column,
    /// Lowest price.
    pub low: Column,
    /// Last price.
    pub close: Column,
    /// Volume; `None` when the file has none.
    pub volume: Option<Column>,
}

/// A column by number and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Counted from 1.
    pub number: u32,
    /// As the header writes it, at most 40 characters.
    pub name: String,
}

impl Row {
    /// The same values as a candle; `None` when the time is outside the years jiff can hold.
    pub fn candle(&self) -> Option<Candle> {
        let Self { open_ms, open, high, low, close, volume, line: _ } = *self;
        Some(Candle { open_time: Timestamp::from_millisecond(open_ms).ok()?, open, high, low, close, volume })
    }

    /// Whether both hold the same candle, to the bit, wherever they stand.
    pub fn same_candle(&self, other: &Self) -> bool {
        let bits = |row: &Self| {
            (row.open_ms, [row.open, row.high, row.low, row.close].map(f64::to_bits), row.volume.map(f64::to_bits))
        };
        bits(self) == bits(other)
    }
}

/// Asks a feed and normalises its answer.
///
/// # Errors
/// What the feed or the normaliser found wrong.
pub async fn history(feed: &dyn Feed, want: &Want) -> Result<History, FeedFault> {
    normalise(feed.candles(want).await?, want)
}
