//! Candles for the tests: the real files beside the repository where they are, seeded ones everywhere.

use std::path::PathBuf;

use analysis::{Candle, History, Interval, Kind, Pair, Provenance, Series, Tick};
use jiff::Timestamp;

/// The four real files: name, pair, timeframe.
pub(crate) const REAL: [(&str, &str, Interval); 4] = [
    ("aapl-1d", "AAPL", Interval::D1),
    ("spx-1d", "^GSPC", Interval::D1),
    ("eurusd-1h", "EUR/USD", Interval::H1),
    ("btcusd-1d", "BTC/USD", Interval::D1),
];

/// A file of the folder with real candles; `None`, said on stdout, where the folder is absent.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("ENGRAM_SHARED").map_or(beside, PathBuf::from);
    let found = folder.join("data").join(path);
    if found.is_file() {
        return Some(found);
    }
    println!("skipped: {} is not here (ENGRAM_SHARED names the folder)", found.display());
    None
}

/// Reads the plain form of the reference files: `time,open,high,low,close,volume` with RFC 3339 times.
pub(crate) fn candles(text: &str) -> Vec<Candle> {
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |index: usize| cells[index].parse::<f64>().unwrap();
        Candle {
            open_time: cells[0].parse().unwrap(),
            open: number(1),
            high: number(2),
            low: number(3),
            close: number(4),
            volume: Some(number(5)),
        }
    })
    .collect()
}

/// A real file as a series.
pub(crate) fn real(name: &str, pair: &str, interval: Interval) -> Option<Series> {
    let text = std::fs::read_to_string(shared(&format!("{name}.csv"))?).unwrap();
    Some(series(pair, interval, candles(&text)))
}

pub(crate) fn series(pair: &str, interval: Interval, candles: Vec<Candle>) -> Series {
    Series::new(Pair::new(pair).unwrap(), interval, Timestamp::MAX, candles).unwrap()
}

/// A history as the file feed gives it.
pub(crate) fn recorded(series: Series) -> History {
    history(series, Kind::Recorded, None)
}

pub(crate) fn history(series: Series, kind: Kind, tick: Option<Tick>) -> History {
    let provenance = Provenance {
        source: "file".to_owned(),
        venue_symbol: "test.csv".to_owned(),
        kind,
        delay_seconds: None,
        tick,
        rejected: 0,
        second: None,
    };
    History { series, provenance }
}

/// Seeded hourly candles that wander: xorshift noise on a slow wave, on a tick of 0.01, so that each test can have
/// as many different markets as it likes.
pub(crate) fn wandering(seed: u64, count: usize) -> Vec<Candle> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let cents = |price: f64| (price * 100.0).round() / 100.0;
    let mut close = 100.0;
    (0..count)
        .map(|bar| {
            let open = cents(close + 0.05 * noise());
            close = cents((open * (1.0 + 0.01 * noise() + 0.001 * (bar as f64 / 40.0).sin())).max(1.0));
            let high = cents(open.max(close) + 0.2 * noise().abs());
            let low = cents((open.min(close) - 0.2 * noise().abs()).max(0.5));
            let volume = Some((1_000.0 * (1.0 + noise())).round());
            let open_time = Timestamp::from_second(1_577_836_800 + 3_600 * bar as i64).unwrap();
            Candle { open_time, open, high, low, close, volume }
        })
        .collect()
}
