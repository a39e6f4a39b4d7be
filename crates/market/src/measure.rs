//! Insides for benches and fuzzing: how an answer is read, and what is kept.
#![expect(clippy::missing_panics_doc, clippy::unwrap_used, reason = "for measuring: not for use")]

use std::path::Path;

use analysis::{Interval, Pair};

use crate::{
    Cache, Instrument, Row, VenueName,
    cache::Key,
    venue::{Ask, vetted},
};

const HOUR: i64 = 3_600_000;

fn ask(venue: VenueName, from_ms: i64, before_ms: i64, now_ms: i64) -> Ask<'static> {
    let symbol = match venue {
        VenueName::Binance | VenueName::Bybit => "BTCUSDT",
        VenueName::Kraken => "XBTUSD",
        VenueName::Coinbase | VenueName::Yahoo => "BTC-USD",
        VenueName::Okx => "BTC-USDT",
    };
    Ask { symbol, interval: Interval::H1, from_ms, before_ms, now_ms }
}

/// Path and query that ask for these hours.
pub fn target(venue: VenueName, from_ms: i64, before_ms: i64, now_ms: i64) -> String {
    let get = venue.venue().page(&ask(venue, from_ms, before_ms, now_ms));
    let query: Vec<String> = get.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}?{}", get.path, query.join("&"))
}

/// Reads an answer as a feed does; how many rows it held, or why it is none.
///
/// # Errors
/// What the market place says, or what is wrong with the answer.
pub fn rows(venue: VenueName, from_ms: i64, before_ms: i64, now_ms: i64, body: &[u8]) -> Result<usize, String> {
    let ask = ask(venue, from_ms, before_ms, now_ms);
    let page = venue.venue().rows(&ask, body).and_then(|page| vetted(&ask, page));
    page.map(|page| page.rows.len()).map_err(|refusal| format!("{refusal:?}"))
}

/// Reads any bytes in every way that bytes of a market place are read.
pub fn everything(venue: VenueName, bytes: &[u8]) {
    let place = venue.venue();
    let ask = ask(venue, 0, 1_000 * HOUR, 1_000 * HOUR);
    let mut read = place.rows(&ask, bytes).and_then(|page| vetted(&ask, page)).is_ok();
    read |= place.instruments(bytes).is_ok();
    for status in [200, 302, 400, 403, 404, 418, 429, 451, 500] {
        read |= matches!(place.refused(status, bytes), crate::venue::Refusal::UnknownSymbol);
    }
    if let (Some(stream), Ok(text)) = (place.stream(), std::str::from_utf8(bytes)) {
        read |= stream.hear(text).is_empty();
        read |= crate::symbol::read(text).is_some();
    }
    std::hint::black_box(read);
}

/// Keeps the newest candles of a made-up pair, and what it is called.
pub fn keep(cache: &Cache, pair: &Pair, interval: Interval, bars: u32, now_ms: i64) {
    let symbol = VenueName::Binance.symbol(pair).unwrap();
    let told = Instrument {
        pair: pair.clone(),
        symbol: symbol.clone(),
        title: String::new(),
        tick: analysis::Tick::of_size(0.01),
        lot: None,
        quote: None,
        trades: true,
    };
    cache.describe(VenueName::Binance, &[told], now_ms).unwrap();
    let (step, end) = (interval.millis(), interval.bucket(now_ms - 2_000));
    let from = end - i64::from(bars) * step;
    let salt = symbol.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 10_007);
    let wave = |n: i64| 100.0 + (n * salt % 193) as f64 / 20.0 + (n % 71) as f64 / 10.0;
    let rows: Vec<Row> = (0..i64::from(bars))
        .map(|n| {
            let (open, close) = (wave(n), wave(n + 1));
            let (high, low) = (open.max(close) + 0.5, open.min(close) - 0.5);
            Row { open_ms: from + n * step, open, high, low, close, volume: Some(5.0 + (n % 13) as f64), line: None }
        })
        .collect();
    let key = Key { venue: VenueName::Binance, symbol, interval };
    cache.store(&key, from..end, &rows, now_ms).unwrap();
}

/// A file of kept hours.
#[derive(Debug)]
pub struct Kept {
    cache: Cache,
    key: Key,
    bars: i64,
    next: std::cell::Cell<i64>,
}

impl Kept {
    /// A file with so many.
    pub fn of(place: &Path, bars: i64) -> Self {
        let cache = Cache::open(place, crate::USUAL_BYTES).unwrap();
        let key = Key { venue: VenueName::Binance, symbol: "BTCUSDT".to_owned(), interval: Interval::H1 };
        let rows: Vec<Row> = (0..bars).map(row).collect();
        cache.store(&key, 0..bars * HOUR, &rows, 1).unwrap();
        Self { cache, key, bars, next: std::cell::Cell::new(bars) }
    }

    /// The newest of them.
    pub fn newest(&self, bars: u64) -> usize {
        let end = self.bars * HOUR;
        self.cache.rows(&self.key, end - bars as i64 * HOUR..end, 1).unwrap().len()
    }

    /// Keeps one more.
    pub fn one_more(&self) {
        let n = self.next.replace(self.next.get() + 1);
        self.cache.store(&self.key, n * HOUR..(n + 1) * HOUR, &[row(n)], 1).unwrap();
    }
}

fn row(n: i64) -> Row {
    let price = 100.0 + (n % 97) as f64;
    let (high, low, close) = (price + 1.0, price - 1.0, price + 0.5);
    Row { open_ms: n * HOUR, open: price, high, low, close, volume: Some(3.5), line: None }
}
