//! Market places: what each is asked, how it answers, and what its refusals mean. All of it is pure; what goes over
//! the wire goes in `remote`.

mod binance;
mod bybit;
pub(crate) mod cells;
mod coinbase;
mod judge;
mod kraken;
mod okx;
mod page;
mod stream;
mod yahoo;

use std::{fmt, str::FromStr};

use analysis::{Interval, Pair, Sessions, Tick};
use serde::{Deserialize, Serialize};

use crate::{Row, quota::Limit};
pub(crate) use judge::{Refusal, Shut, usual};
pub(crate) use page::{Page, vetted};
pub(crate) use stream::{Heard, Stream, Topic};

/// A market place that answers without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VenueName {
    /// Binance, spot.
    Binance,
    /// Kraken, spot.
    Kraken,
    /// Coinbase Exchange.
    Coinbase,
    /// Bybit, spot.
    Bybit,
    /// OKX, spot.
    Okx,
    /// Yahoo Finance: shares, indices, currencies.
    Yahoo,
}

/// Not a market place that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("source must be one of binance, kraken, coinbase, bybit, okx, yahoo; got {0:?}")]
pub struct UnknownVenue(pub String);

/// What is traded, as its market place describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Our name of it.
    pub pair: Pair,
    /// The name it is asked by.
    pub symbol: String,
    /// Words beside it, such as a company's name.
    #[serde(default)]
    pub title: String,
    /// The smallest price step.
    pub tick: Option<Tick>,
    /// The smallest size step, base units.
    pub lot: Option<f64>,
    /// What it is paid in, as far as it is told.
    pub quote: Option<String>,
    /// Whether it trades now.
    pub trades: bool,
}

/// What a market place can do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caps {
    /// Timeframes it has itself; longer ones are gathered from these.
    pub intervals: &'static [Interval],
    /// Most candles of one answer.
    pub page_rows: u32,
    /// How many candles back its history reaches, where that is little.
    pub deepest_bars: Option<u32>,
    /// Whether closed candles come by themselves.
    pub streams: bool,
}

/// What is known of a market place beforehand.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) name: VenueName,
    /// Where it is asked.
    pub(crate) origin: &'static str,
    /// Where its candles come by themselves.
    pub(crate) stream_origin: &'static str,
    pub(crate) caps: Caps,
    /// What we ask of it at most: half of what is allowed.
    pub(crate) limit: Limit,
    /// Candles without a trade are left out, so that a page may be short in the middle of a history.
    pub(crate) skips_quiet: bool,
    /// Old prices change with each split and dividend.
    pub(crate) adjusts: bool,
    /// Declared delay, seconds.
    pub(crate) delay_seconds: Option<u32>,
}

/// Candles that are asked for: those that open from `from_ms` up to, not including, `before_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ask<'a> {
    pub(crate) symbol: &'a str,
    pub(crate) interval: Interval,
    pub(crate) from_ms: i64,
    pub(crate) before_ms: i64,
    /// The exchange's time.
    pub(crate) now_ms: i64,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Get {
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) weight: u32,
    /// Most bytes of the answer.
    pub(crate) most: usize,
}

/// A market place as it speaks.
pub(crate) trait Venue: Send + Sync + fmt::Debug {
    fn facts(&self) -> &'static Facts;

    /// Its name of a pair, by its own rule; `None` where it has none of the kind.
    fn symbol(&self, pair: &Pair) -> Option<String>;

    /// Asks for the newest candles of those that are wanted, as many as one answer holds.
    fn page(&self, ask: &Ask<'_>) -> Get;

    /// Reads the answer.
    fn rows(&self, ask: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal>;

    /// What an answer with another status than 200 means.
    fn refused(&self, status: u16, body: &[u8]) -> Refusal {
        judge::by_status(status, body)
    }

    /// Asks about one instrument; `None` where nothing more is told than its candles say.
    fn about(&self, symbol: &str) -> Option<Get>;

    /// Asks which instruments there are, or which are like these words.
    fn search(&self, words: &str) -> Get;

    /// Reads either answer.
    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal>;

    /// The native timeframe from which this one is made.
    fn native(&self, wanted: Interval, _pair: &Pair) -> Option<Interval> {
        self.facts().caps.intervals.iter().rev().copied().find(|has| *has <= wanted && fits(*has, wanted))
    }

    /// How far back candles of a timeframe reach, ms; `None` where that is all.
    fn reaches_ms(&self, interval: Interval) -> Option<i64> {
        self.facts().caps.deepest_bars.map(|bars| i64::from(bars) * interval.millis())
    }

    /// What it says by itself; `None` where it must be asked.
    fn stream(&self) -> Option<&dyn Stream> {
        None
    }

    /// Weight that was used in the last minute and is allowed, as its answers tell.
    fn used_header(&self) -> Option<(&'static str, u32)> {
        None
    }
}

fn fits(has: Interval, wanted: Interval) -> bool {
    wanted.millis() % has.millis() == 0 && has <= Interval::D1
}

impl VenueName {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Binance, Self::Kraken, Self::Coinbase, Self::Bybit, Self::Okx, Self::Yahoo];

    /// The word it is chosen by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binance => "binance",
            Self::Kraken => "kraken",
            Self::Coinbase => "coinbase",
            Self::Bybit => "bybit",
            Self::Okx => "okx",
            Self::Yahoo => "yahoo",
        }
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Binance => "Binance",
            Self::Kraken => "Kraken",
            Self::Coinbase => "Coinbase",
            Self::Bybit => "Bybit",
            Self::Okx => "OKX",
            Self::Yahoo => "Yahoo Finance",
        }
    }

    /// What it can do.
    pub fn caps(self) -> Caps {
        self.venue().facts().caps
    }

    /// Where it is asked.
    pub fn origin(self) -> &'static str {
        self.venue().facts().origin
    }

    /// Its name of a pair, by its own rule; `None` where it has none of the kind.
    pub fn symbol(self, pair: &Pair) -> Option<String> {
        self.venue().symbol(pair)
    }

    /// Pairs to begin with, of which it has many more.
    pub fn popular(self) -> Vec<Pair> {
        let names: &[&str] = match self {
            Self::Binance | Self::Bybit | Self::Okx => {
                &["BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "BNB/USDT", "DOGE/USDT"]
            }
            Self::Kraken | Self::Coinbase => &["BTC/USD", "ETH/USD", "SOL/USD", "XRP/USD", "DOGE/USD", "BTC/EUR"],
            Self::Yahoo => &["AAPL", "MSFT", "^GSPC", "EUR/USD", "GBP/USD", "BTC/USD"],
        };
        names.iter().filter_map(|name| Pair::new(name).ok()).collect()
    }

    pub(crate) fn venue(self) -> &'static dyn Venue {
        match self {
            Self::Binance => &binance::Binance,
            Self::Kraken => &kraken::Kraken,
            Self::Coinbase => &coinbase::Coinbase,
            Self::Bybit => &bybit::Bybit,
            Self::Okx => &okx::Okx,
            Self::Yahoo => &yahoo::Yahoo,
        }
    }
}

impl FromStr for VenueName {
    type Err = UnknownVenue;

    fn from_str(text: &str) -> Result<Self, UnknownVenue> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|venue| venue.name() == wanted).ok_or_else(|| UnknownVenue(text.to_owned()))
    }
}

impl fmt::Display for VenueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Get {
    /// A request for a page of candles: no more than 8 MiB come back.
    fn candles(path: impl Into<String>, query: Vec<(&'static str, String)>) -> Self {
        Self { path: path.into(), query, weight: 1, most: 8 << 20 }
    }

    /// A request for a list of instruments, which may be long.
    fn listing(path: impl Into<String>, query: Vec<(&'static str, String)>) -> Self {
        Self { path: path.into(), query, weight: 1, most: 24 << 20 }
    }

    fn weighing(self, weight: u32) -> Self {
        Self { weight, ..self }
    }
}

/// Time from the first of so many candles to now, ms, with room for the hours in which this market is closed.
pub(crate) fn span_ms(interval: Interval, bars: u32, sessions: Sessions) -> i64 {
    let year_ms = 365.0 * 86_400_000.0;
    let open = f64::from(bars) * year_ms / interval.per_year(sessions);
    match sessions {
        Sessions::Always => i64::from(bars) * interval.millis(),
        // A few holidays, and at least a long weekend.
        Sessions::FxWeek | Sessions::UsShares | Sessions::Weekdays => (open * 1.06) as i64 + 5 * 86_400_000,
    }
}

/// A row without a line.
fn row(open_ms: i64, [open, high, low, close]: [f64; 4], volume: Option<f64>) -> Row {
    Row { open_ms, open, high, low, close, volume, line: None }
}
