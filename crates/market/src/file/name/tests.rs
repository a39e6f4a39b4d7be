//! File names as people write them.

use analysis::Interval;

use super::{FileName, key};

#[test]
fn names_as_people_write_them() {
    for (stem, key, pair, interval) in [
        ("aapl-1d", "AAPL", "AAPL", Some(Interval::D1)),
        ("BTC_USDT-1h", "BTCUSDT", "BTC/USDT", Some(Interval::H1)),
        ("EURUSD_1h", "EURUSD", "EUR/USD", Some(Interval::H1)),
        ("btc-usd 4h", "BTCUSD", "BTC/USD", Some(Interval::H4)),
        ("AAPL", "AAPL", "AAPL", None),
        ("btcusd-1d", "BTCUSD", "BTC/USD", Some(Interval::D1)),
        ("ETHUSDT", "ETHUSDT", "ETH/USDT", None),
        ("BTC_USDT_USDT-15m", "BTCUSDTUSDT", "BTC/USDT:USDT", Some(Interval::M15)),
        ("spx-1d", "SPX", "SPX", Some(Interval::D1)),
        ("^GSPC_D1", "GSPC", "^GSPC", Some(Interval::D1)),
        ("xauusd", "XAUUSD", "XAU/USD", None),
        // Not a timeframe Engram speaks; the rows will tell.
        ("BTC_USDT-1Mo", "BTCUSDT", "BTC/USDT", None),
        ("BTC_USDT-2h", "BTCUSDT", "BTC/USDT", None),
        // 3M is a company, and a month only after a name.
        ("3M", "3M", "3M", None),
    ] {
        let name = FileName::of(stem);
        assert_eq!(name.key, key, "{stem}");
        assert_eq!(name.pair.as_ref().map(analysis::Pair::as_str), Some(pair), "{stem}");
        assert_eq!(name.interval, interval, "{stem}");
    }
}

#[test]
fn a_name_need_not_be_a_pair() {
    let name = FileName::of("my best (candles) of 2024");
    assert_eq!((name.pair, name.interval), (None, None));
    assert_eq!(FileName::of("").pair, None);
    assert_eq!(FileName::of("-_ ").pair, None);
}

#[test]
fn pairs_meet_their_files() {
    assert_eq!(key("BTC/USDT:USDT"), key("btc_usdt_usdt"));
    assert_eq!(key("^GSPC"), key("gspc"));
    assert_eq!(key("EUR/USD"), key("eur-usd"));
    assert_ne!(key("BRK.B"), key("BRKB"));
}
