//! What can be wrong with candles, said so that a trader can mend it.

use std::{fmt, io, num::NonZeroU32, path::PathBuf};

use analysis::{CandleFault, Interval, Pair, SeriesFault};
use jiff::Timestamp;

use crate::{VenueName, feed::Column};

/// Why a feed has no candles to give. Every message says what, where and what to do, in at most two sentences.
#[derive(Debug, thiserror::Error)]
pub enum FeedFault {
    /// No candles of this pair here.
    #[error("no file holds candles of {pair}{}. Name a file after it, such as btc_usd-1h.csv, or ask for a pair that is there.", nearest_text(.nearest))]
    UnknownPair {
        /// The pair asked for.
        pair: Pair,
        /// The most similar names that are there, best first, at most 3.
        nearest: Vec<String>,
    },
    /// A market place does not have it.
    #[error("{} does not know {pair}{}. `engram source search {} WORDS` finds what it has.", .venue.title(), pairs_text(.nearest), .venue)]
    UnknownSymbol {
        /// The market place.
        venue: VenueName,
        /// The pair asked for.
        pair: Pair,
        /// The most similar ones it has, best first, at most 3.
        nearest: Vec<Pair>,
    },
    /// A market place does not answer, or not now.
    #[error("{} {trouble}", .venue.title())]
    Venue {
        /// The market place.
        venue: VenueName,
        /// What is wrong.
        trouble: Trouble,
    },
    /// The candles kept on this disk cannot be used.
    #[error("the candle cache cannot be used: {0}. `engram cache prune --all` begins it anew.")]
    Cache(String),
    /// Candles cannot be cut into shorter ones.
    #[error("{symbol} holds {} candles, which cannot be cut into {asked} ones. Ask for {} or longer.", intervals_text(.has), .has.first().map_or("", |interval| interval.name()))]
    BadInterval {
        /// The file or symbol.
        symbol: String,
        /// The timeframe asked for.
        asked: Interval,
        /// What is held, shortest first.
        has: Vec<Interval>,
    },
    /// The disk refused.
    #[error("{} cannot be read: {source}. Check that the file is there and may be read.", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Too much for one read.
    #[error("{file} has {bytes} bytes and at most {most} are read. Split the file.")]
    TooLarge {
        /// The file's name.
        file: String,
        /// Its size.
        bytes: u64,
        /// The most that is read.
        most: u64,
    },
    /// A folder without a file to read.
    #[error("{} holds no .csv, .feather, .parquet or .json file of candles. Put candle files there, named like btc_usd-1h.csv.", .path.display())]
    NoFiles {
        /// The folder.
        path: PathBuf,
    },
    /// The columns setting does not name what is needed.
    #[error(
        "columns {given:?} must name each of t, o, h, l, c once, and may name v. Write them in the file's order, such as t,o,c,h,l,v."
    )]
    BadColumns {
        /// What was given, at most 40 characters.
        given: String,
    },
    /// A file cannot be read as candles.
    #[error(transparent)]
    Csv(#[from] CsvFault),
    /// Two rows open at the same time and differ.
    #[error("{symbol}, {}{}: expected one candle for {at}, found two that differ. Remove one of them.", lines_text(*.first, *.second), column_text(.column.as_ref()))]
    Conflict {
        /// The file or symbol.
        symbol: String,
        /// When both open.
        at: Timestamp,
        /// Line of the first.
        first: Option<NonZeroU32>,
        /// Line of the second.
        second: Option<NonZeroU32>,
        /// The first column in which they differ.
        column: Option<Column>,
    },
    /// More than 0.5 % of the candles break a rule.
    #[error("{symbol}, {first} ({rejected} of {total} candles break a rule, at most 0.5 % may). {}", mend(first))]
    Quality {
        /// The file or symbol.
        symbol: String,
        /// Candles that break a rule.
        rejected: u32,
        /// Candles looked at.
        total: u32,
        /// The first of them, by line.
        first: BadRow,
    },
    /// Nothing was closed yet.
    #[error("{symbol} has no candle of {pair} that had closed by {at}. Ask for a later time.")]
    Empty {
        /// The file or symbol.
        symbol: String,
        /// The pair asked for.
        pair: Pair,
        /// The instant of knowledge.
        at: Timestamp,
    },
    /// Normalised rows were refused all the same: our fault.
    #[error("candles of {symbol} passed our checks and are still no series: {fault}. Please report this.")]
    Unfit {
        /// The file or symbol.
        symbol: String,
        /// What the series said.
        fault: SeriesFault,
    },
}

/// What a market place has against us, or we against it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Too much was asked of it.
    #[error("has limited our questions until {}. Nothing is asked before then.", clock(*.until))]
    RateLimited {
        /// Until then.
        until: Timestamp,
    },
    /// It shut us out.
    #[error("has shut this address out until {}. Nothing is asked before then.", clock(*.until))]
    Banned {
        /// Until then.
        until: Timestamp,
    },
    /// It does not answer where this computer is.
    #[error("does not answer in this country. Choose another source.")]
    GeoBlocked,
    /// It cannot be reached, or fails.
    #[error("cannot be asked: {0}. It is tried again by itself.")]
    Transient(String),
    /// It answered something else.
    #[error("answered what no candles are: {0:?}. Try another source, or a file.")]
    Schema(String),
    /// It took too long.
    #[error("did not answer within {0} s. Ask again.")]
    Late(u64),
    /// It may not be dialled.
    #[error("may not be dialled: {0}.")]
    Forbidden(String),
    /// It has nothing of the kind.
    #[error("has no {0}. Choose another source for it.")]
    Unsupported(String),
}

/// Where a file stops being a candle file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}, {column}: expected {expected}, found {found:?}.")]
pub struct CsvFault {
    /// The file's name, at most 64 characters.
    pub file: String,
    /// Counted from 1, comments and blank lines included.
    pub line: u32,
    /// Where on the line.
    pub column: Column,
    /// What should stand there.
    pub expected: Expected,
    /// What stood there, at most 40 characters.
    pub found: String,
}

/// What a file should have held.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Expected {
    /// Bytes that are no text.
    #[error("UTF-8 text; save the file as UTF-8")]
    Utf8,
    /// A header that lacks a name.
    #[error("a header naming time, open, high, low and close; add one or set columns, such as t,o,h,l,c,v")]
    Header,
    /// A header that names a column twice.
    #[error("only one column of that name")]
    OneOfIt,
    /// A row with more or fewer cells than the header.
    #[error("{0} cells, as in the header")]
    Cells(usize),
    /// A header with more columns than are read.
    #[error("at most {0} columns")]
    AtMostCells(usize),
    /// A quote that does not close.
    #[error("a quote that closes at the end of its cell")]
    Quote,
    /// A cell that is no number.
    #[error("a number such as 1234.5")]
    Number,
    /// A cell that is no time.
    #[error("a time such as 2024-05-31T14:00:00Z")]
    Time,
    /// A time unlike the ones before it.
    #[error("a time written like the first one, from 1800 to 2199")]
    TimeLikeTheFirst,
    /// Dates that could be read either way.
    #[error("a date whose day is above 12, to tell day from month; write dates as 2024-05-31")]
    DateOrder,
    /// A file without a candle.
    #[error("a row with a candle")]
    Candle,
    /// More rows than are read.
    #[error("at most {0} rows; split the file")]
    Rows(usize),
    /// A list of something else.
    #[error("a list of [ms, open, high, low, close, volume], as freqtrade writes it")]
    Rows6,
    /// A file that cannot be unpacked.
    #[error("a gzip file that unpacks to at most 512 MiB")]
    Packed,
    /// An Arrow file that is not whole.
    #[error("a whole Arrow file (Feather version 2); write it again")]
    WholeArrow,
    /// A Parquet file that is not whole.
    #[error("a whole Parquet file; write it again")]
    WholeParquet,
    /// Columns that lack a name.
    #[error("columns named time, open, high, low and close; rename them or set columns, such as t,o,h,l,c,v")]
    Columns,
    /// A column of something else.
    #[error("numbers, such as float64")]
    NumberColumn,
    /// A column of something else.
    #[error("timestamps, or whole numbers since 1970")]
    TimeColumn,
    /// A date and a time of day, each in a column of its own.
    #[error("one column with date and time together")]
    OneTime,
    /// A typed time that no candle has.
    #[error("a time of whole milliseconds from 1800 to 2199")]
    WholeTime,
    /// Days that begin at the midnight of a zone nobody knows.
    #[error("days at midnight UTC, or without a zone; in pandas, dt.tz_localize(None)")]
    Midnight,
    /// A codec that is not read.
    #[error("snappy, zstd, gzip, lz4 or no packing; write it again with one of them")]
    Packing,
    /// Cells that are written in a way that is not read.
    #[error("plain, dictionary, delta or byte-stream-split cells; write it again as Parquet version 1.0")]
    Encoding,
    /// Rows too far apart or too close.
    #[error("rows {0} apart, as the file's name says")]
    SpacingOf(Interval),
    /// Rows that fit no timeframe.
    #[error("rows 1m, 5m, 15m, 1h, 4h or 1d apart")]
    Spacing,
}

/// A candle that breaks a rule, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// When it opens, ms UTC.
    pub open_ms: i64,
    /// Its line; `None` for a source without lines.
    pub line: Option<NonZeroU32>,
    /// The column that breaks the rule.
    pub column: Option<Column>,
    /// The rule.
    pub rule: Rule,
}

/// The rules of which every candle must keep each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// About its prices and volume.
    #[error(transparent)]
    Candle(#[from] CandleFault),
    /// About its time.
    #[error("a {0} candle must open at a whole {0} of UTC")]
    OffGrid(Interval),
    /// A number that no market has, such as 1e308.
    #[error("a price or volume is beyond anything traded")]
    Beyond,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}{}: {}", column_text(self.column.as_ref()), self.rule),
            None => write!(f, "candle at {} ms: {}", self.open_ms, self.rule),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.is_empty() { "unnamed" } else { &self.name };
        write!(f, "column {} ({name})", self.number)
    }
}

impl Trouble {
    /// Until when nothing is asked, if it is so.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::RateLimited { until } | Self::Banned { until } => Some(*until),
            Self::GeoBlocked
            | Self::Transient(_)
            | Self::Schema(_)
            | Self::Late(_)
            | Self::Forbidden(_)
            | Self::Unsupported(_) => None,
        }
    }

    /// Whether candles that were kept may stand in for those that cannot be had.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Banned { .. }
            | Self::GeoBlocked
            | Self::Transient(_)
            | Self::Schema(_)
            | Self::Late(_) => true,
            Self::Forbidden(_) | Self::Unsupported(_) => false,
        }
    }
}

/// Hour, minute and second; with its date, since a ban may last for days.
fn clock(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A file can be mended, a market place not.
fn mend(first: &BadRow) -> &'static str {
    match first.line {
        Some(_) => "Correct the file or remove those rows.",
        None => "Choose another source until this one is right again.",
    }
}

fn pairs_text(pairs: &[Pair]) -> String {
    let names: Vec<&str> = pairs.iter().map(Pair::as_str).collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(", ")) }
}

fn column_text(column: Option<&Column>) -> String {
    column.map(|column| format!(", {column}")).unwrap_or_default()
}

fn lines_text(first: Option<NonZeroU32>, second: Option<NonZeroU32>) -> String {
    first.zip(second).map_or_else(|| "twice".to_owned(), |(first, second)| format!("line {first} and line {second}"))
}

fn nearest_text(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; nearest is {}", nearest.join(", ")) }
}

fn intervals_text(intervals: &[Interval]) -> String {
    intervals.iter().map(|interval| interval.name()).collect::<Vec<_>>().join(", ")
}

/// The first `most` characters.
pub(crate) fn clipped(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
