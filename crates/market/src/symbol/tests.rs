//! Every notation there and back.

use super::{encoded, nearest, read};
use crate::{VenueName, testing::pair};

#[test]
fn one_pair_has_many_names() {
    for (name, ours) in [
        ("BTC/USD", "BTC/USD"),
        ("btc-usd", "BTC/USD"),
        ("BTC_USDT", "BTC/USDT"),
        ("BTCUSDT", "BTC/USDT"),
        ("XBTUSD", "BTC/USD"),
        ("XBT/USD", "BTC/USD"),
        ("XXBTZUSD", "BTC/USD"),
        ("XETHXXBT", "ETH/BTC"),
        ("XDGUSD", "DOGE/USD"),
        ("ETHBTC", "ETH/BTC"),
        ("EURUSD=X", "EUR/USD"),
        ("EURUSD", "EUR/USD"),
        ("XAUUSD", "XAU/USD"),
        ("JPY=X", "USD/JPY"),
        ("BTC-USDT-SWAP", "BTC/USDT:USDT"),
        ("BTC/USDT:USDT", "BTC/USDT:USDT"),
        ("AAPL", "AAPL"),
        ("BRK-B", "BRK-B"),
        ("SAP.DE", "SAP.DE"),
        ("^GSPC", "^GSPC"),
        ("USDT", "USDT"),
    ] {
        assert_eq!(read(name).unwrap().as_str(), ours, "{name}");
    }
    assert_eq!(read("what is this"), None);
    assert_eq!(read(""), None);
}

#[test]
fn every_venue_has_its_own() {
    let name = |venue: VenueName, of: &str| venue.symbol(&pair(of));
    assert_eq!(name(VenueName::Binance, "BTC/USDT").as_deref(), Some("BTCUSDT"));
    assert_eq!(name(VenueName::Kraken, "BTC/USD").as_deref(), Some("XBTUSD"));
    assert_eq!(name(VenueName::Kraken, "DOGE/USD").as_deref(), Some("XDGUSD"));
    assert_eq!(name(VenueName::Coinbase, "BTC/USD").as_deref(), Some("BTC-USD"));
    assert_eq!(name(VenueName::Bybit, "BTC/USDT").as_deref(), Some("BTCUSDT"));
    assert_eq!(name(VenueName::Okx, "BTC/USDT").as_deref(), Some("BTC-USDT"));
    assert_eq!(name(VenueName::Yahoo, "EUR/USD").as_deref(), Some("EURUSD=X"));
    assert_eq!(name(VenueName::Yahoo, "BTC/USD").as_deref(), Some("BTC-USD"));
    assert_eq!(name(VenueName::Yahoo, "^GSPC").as_deref(), Some("^GSPC"));
    // An exchange for coins has no shares, and its perpetuals lie elsewhere.
    assert_eq!(name(VenueName::Binance, "AAPL"), None);
    assert_eq!(name(VenueName::Okx, "BTC/USDT:USDT"), None);
}

#[test]
fn names_go_there_and_come_back() {
    for venue in VenueName::ALL {
        for pair in venue.popular() {
            let symbol = venue.symbol(&pair).unwrap();
            assert_eq!(read(&symbol), Some(pair), "{venue}: {symbol}");
        }
    }
}

#[test]
fn the_nearest_is_the_same_thing_for_another_money() {
    let known = ["BTC/USDT", "BTC/EUR", "BCH/USD", "ETH/USDT"].map(pair);
    assert_eq!(nearest(&pair("BTC/USD"), &known, 2), ["BTC/USDT", "BTC/EUR"].map(pair));
    assert_eq!(nearest(&pair("BTX/USDT"), &known, 1), ["BTC/USDT"].map(pair));
    assert!(nearest(&pair("QQQQQ"), &known, 3).is_empty());
}

#[test]
fn a_symbol_in_a_path_is_encoded() {
    assert_eq!(encoded("^GSPC"), "%5EGSPC");
    assert_eq!(encoded("EURUSD=X"), "EURUSD%3DX");
    assert_eq!(encoded("../a b"), "..%2Fa%20b");
}
