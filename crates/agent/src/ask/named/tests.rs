use analysis::{Interval, Pair};

use super::{Named, named};

fn known() -> Vec<Pair> {
    let watched = ["BTC/USD", "ETH/USD", "EUR/USD", "GBP/USD", "XAU/USD"];
    let offered = ["AAPL", "^GSPC", "BTC/EUR", "USD/JPY", "IT", "A"];
    watched.iter().chain(&offered).map(|name| Pair::new(name).unwrap()).collect()
}

fn read(text: &str) -> (Vec<String>, Option<Interval>) {
    let Named { pairs, timeframe } = named(text, &known());
    (pairs.iter().map(ToString::to_string).collect(), timeframe)
}

#[test]
fn a_market_is_found_however_it_is_written() {
    let table = [
        ("should I buy BTC/USD on the 4h?", "BTC/USD", Some(Interval::H4)),
        ("how does btc look on 4h?", "BTC/USD", Some(Interval::H4)),
        ("what about bitcoin, daily", "BTC/USD", Some(Interval::D1)),
        ("btc-usd 15m", "BTC/USD", Some(Interval::M15)),
        ("BTCUSDT 15 min", "BTC/USDT", Some(Interval::M15)),
        ("eurusd now", "EUR/USD", None),
        ("EURUSD=X on the hourly chart", "EUR/USD", Some(Interval::H1)),
        ("is gold a sell? four hour", "XAU/USD", Some(Interval::H4)),
        ("Is the euro weak?", "EUR/USD", None),
        ("yen?", "USD/JPY", None),
        ("aapl D1", "AAPL", Some(Interval::D1)),
        ("what does ^GSPC do", "^GSPC", None),
        ("solana/usdt 1h", "SOL/USDT", Some(Interval::H1)),
        ("PEPE/USDT:USDT 5m", "PEPE/USDT:USDT", Some(Interval::M5)),
        ("btc, BTC/USD and bitcoin: all one", "BTC/USD", None),
        ("BTC/EUR please", "BTC/EUR", None),
    ];
    for (text, pair, timeframe) in table {
        assert_eq!(read(text), (vec![pair.to_owned()], timeframe), "{text}");
    }
}

#[test]
fn what_is_no_market_is_none() {
    for text in [
        "how are you?",
        "what should I do now",
        "explain R to me",
        "1h",
        "and/or",
        "buy or sell?",
        "",
        "🙂 - / .",
        "is it a buy? tell me",
        "It is a good time",
    ] {
        assert_eq!(read(text).0, Vec::<String>::new(), "{text}");
    }
    assert_eq!(read("and IT?").0, ["IT"]);
    assert_eq!(read("over 2 hours, 30 minutes").1, None);
}

#[test]
fn two_markets_are_both_told() {
    assert_eq!(read("btc or eth?").0, ["BTC/USD", "ETH/USD"]);
    assert_eq!(
        read("compare EUR/USD with GBP/USD on 1h"),
        (vec!["EUR/USD".into(), "GBP/USD".into()], Some(Interval::H1))
    );
}
