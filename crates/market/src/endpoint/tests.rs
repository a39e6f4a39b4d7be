//! What may be dialled.

use super::{Endpoint, EndpointFault};

#[test]
fn market_places_are_public_and_secure() {
    for good in [
        "https://api.binance.com",
        "wss://ws.okx.com:8443",
        "http://127.0.0.1:9",
        "http://localhost:80",
        "ws://[::1]:7",
    ] {
        assert!(Endpoint::parse(good).is_ok(), "{good}");
    }
    for (bad, why) in [
        ("", EndpointFault::Unreadable),
        ("api.binance.com", EndpointFault::Unreadable),
        ("http://api.binance.com", EndpointFault::Scheme),
        ("ws://10.0.0.1", EndpointFault::Scheme),
        ("ftp://api.binance.com", EndpointFault::Scheme),
        ("https://me@api.binance.com", EndpointFault::Userinfo),
        ("https://me:pw@api.binance.com", EndpointFault::Userinfo),
        ("https://api.binance.com/api", EndpointFault::Path),
        ("https://api.binance.com?x=1", EndpointFault::Path),
        ("https://169.254.169.254", EndpointFault::Inside),
        ("https://10.0.0.7", EndpointFault::Inside),
        ("https://192.168.1.1", EndpointFault::Inside),
        ("https://100.64.0.1", EndpointFault::Inside),
        ("https://0.0.0.0", EndpointFault::Inside),
        ("https://[fe80::1]", EndpointFault::Inside),
        ("https://[fd00::1]", EndpointFault::Inside),
        ("https://[::ffff:10.0.0.1]", EndpointFault::Inside),
    ] {
        assert_eq!(Endpoint::parse(bad), Err(why), "{bad}");
    }
}

#[test]
fn a_name_may_not_turn_into_an_address_inside() {
    let venue = Endpoint::parse("https://api.binance.com").unwrap();
    assert!(venue.admits("52.84.150.36".parse().unwrap()));
    for inside in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"] {
        assert!(!venue.admits(inside.parse().unwrap()), "{inside}");
    }
    let here = Endpoint::parse("http://localhost:1").unwrap();
    assert!(here.admits("127.0.0.1".parse().unwrap()) && !here.admits("52.84.150.36".parse().unwrap()));
}

#[test]
fn paths_and_queries_are_ours() {
    let venue = Endpoint::parse("wss://data-stream.binance.vision").unwrap();
    let at = venue.at("/stream?streams=btcusdt@kline_1h/ethusdt@kline_1h");
    assert_eq!(at.as_str(), "wss://data-stream.binance.vision/stream?streams=btcusdt@kline_1h/ethusdt@kline_1h");
    assert_eq!(venue.to_string(), "wss://data-stream.binance.vision");
}
