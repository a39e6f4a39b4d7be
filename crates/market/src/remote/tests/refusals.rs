//! What each market place says when it refuses, row by row as its documents have it, and what that means.

use super::*;
use crate::fake::Fault;

/// What a row of the table means.
#[derive(Debug, PartialEq)]
enum Means {
    Unknown,
    Interval,
    Limited(i64),
    Banned(i64),
    Geo,
    Passes,
    Schema,
}

fn rows() -> Vec<(VenueName, u16, Option<u64>, &'static str, Means)> {
    use Means::{Banned, Geo, Interval, Limited, Passes, Schema, Unknown};
    use VenueName::{Binance, Bybit, Coinbase, Kraken, Okx, Yahoo};
    vec![
        (Binance, 400, None, r#"{"code":-1121,"msg":"Invalid symbol."}"#, Unknown),
        (Binance, 400, None, r#"{"code":-1120,"msg":"Invalid interval."}"#, Interval),
        (Binance, 429, Some(70), r#"{"code":-1003,"msg":"Too much request weight used"}"#, Limited(70)),
        (Binance, 418, Some(120), r#"{"code":-1003,"msg":"Way too much request weight used; IP banned"}"#, Banned(120)),
        (Binance, 418, Some(259_200), "", Banned(259_200)),
        (Binance, 403, None, "<html>WAF</html>", Banned(600)),
        (Binance, 451, None, r#"{"code":0,"msg":"Service unavailable from a restricted location"}"#, Geo),
        (Binance, 500, None, r#"{"code":-1000,"msg":"An unknown error occurred"}"#, Passes),
        (Binance, 503, None, "", Passes),
        (Binance, 200, None, r#"{"code":0}"#, Schema),
        (Kraken, 200, None, r#"{"error":["EQuery:Unknown asset pair"]}"#, Unknown),
        (Kraken, 200, None, r#"{"error":["EGeneral:Invalid arguments"]}"#, Interval),
        (Kraken, 200, None, r#"{"error":["EAPI:Rate limit exceeded"]}"#, Limited(10)),
        (Kraken, 200, None, r#"{"error":["EGeneral:Too many requests"]}"#, Limited(10)),
        (Kraken, 200, None, r#"{"error":["EService: Throttled: 1795178196"]}"#, Limited(100)),
        (Kraken, 200, None, r#"{"error":["EService:Unavailable"]}"#, Passes),
        (Kraken, 200, None, r#"{"error":["EService:Busy"]}"#, Passes),
        (Kraken, 200, None, r#"{"error":["EGeneral:Temporary lockout"]}"#, Banned(600)),
        (Kraken, 200, None, r#"{"error":[],"result":{"last":7}}"#, Schema),
        (Coinbase, 404, None, r#"{"message":"NotFound"}"#, Unknown),
        (Coinbase, 400, None, r#"{"message":"Unsupported granularity"}"#, Interval),
        (Coinbase, 429, None, r#"{"message":"Public rate limit exceeded"}"#, Limited(10)),
        (Coinbase, 400, None, r#"{"message":"granularity too small for the requested time range"}"#, Schema),
        (Coinbase, 500, None, r#"{"message":"Internal server error"}"#, Passes),
        (Bybit, 200, None, r#"{"retCode":10001,"retMsg":"params error: Symbol Is Invalid","result":{}}"#, Unknown),
        (Bybit, 200, None, r#"{"retCode":10001,"retMsg":"Invalid period! interval","result":{}}"#, Interval),
        (Bybit, 200, None, r#"{"retCode":10006,"retMsg":"Too many visits!","result":{}}"#, Limited(10)),
        (Bybit, 403, None, "access too frequent", Banned(600)),
        (Bybit, 403, None, "The Amazon CloudFront distribution is configured to block access from your country.", Geo),
        (Bybit, 200, None, r#"{"retCode":10016,"retMsg":"Server error","result":{}}"#, Passes),
        (Bybit, 200, None, r#"{"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[]}}"#, Schema),
        (Okx, 200, None, r#"{"code":"51001","msg":"Instrument ID does not exist","data":[]}"#, Unknown),
        (Okx, 200, None, r#"{"code":"51000","msg":"Parameter bar error","data":[]}"#, Interval),
        (Okx, 200, None, r#"{"code":"50011","msg":"Too Many Requests","data":[]}"#, Limited(10)),
        (Okx, 429, None, r#"{"code":"50011","msg":"Too Many Requests","data":[]}"#, Limited(10)),
        (Okx, 200, None, r#"{"code":"50001","msg":"Service temporarily unavailable","data":[]}"#, Passes),
        (Okx, 200, None, r#"{"code":"50026","msg":"System error","data":[]}"#, Passes),
        (Okx, 403, None, "", Banned(600)),
        (
            Yahoo,
            404,
            None,
            r#"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}"#,
            Unknown,
        ),
        (
            Yahoo,
            422,
            None,
            r#"{"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"interval"}}}"#,
            Interval,
        ),
        (Yahoo, 429, None, "Too Many Requests\r\n", Limited(10)),
        (Yahoo, 200, None, "<html><body>consent</body></html>", Schema),
        (Yahoo, 200, None, r#"{"chart":{"result":[{"meta":{},"timestamp":[1]}],"error":null}}"#, Schema),
        (Yahoo, 200, None, r#"{"chart":{"result":null,"error":null}}"#, Schema),
        (Yahoo, 502, None, "<html>Bad gateway</html>", Passes),
    ]
}

#[tokio::test(start_paused = true)]
async fn each_row_means_what_it_should() {
    for (venue, status, retry_after, body, means) in rows() {
        let desk = desk(venue);
        // The instrument is known already: the candles are what is refused.
        desk.ask(Interval::H1, 1).await.unwrap();
        pass(Duration::from_hours(2)).await;
        desk.cache.prune(crate::Prune::All).unwrap();
        if venue.symbol(&home(venue)).is_some() && venue != VenueName::Yahoo {
            desk.feed.instrument(&home(venue)).await.unwrap();
        }
        let body = body.replace("1795178196", &((desk.now() + 100_000) / 1_000).to_string());
        for _ in 0..3 {
            desk.world.plan(Fault::Says { status, retry_after, body: body.clone() });
        }
        let asked = desk.world.pages();
        let now = desk.now();
        let refused = desk.ask(Interval::H1, 50).await;
        let asked = desk.world.pages() - asked;
        let seconds = |until: Timestamp| (until.as_millisecond() - now) / 1_000;
        let found = match refused.unwrap_err() {
            FeedFault::UnknownSymbol { .. } => Means::Unknown,
            FeedFault::Venue { trouble: Trouble::Unsupported(_), .. } => Means::Interval,
            FeedFault::Venue { trouble: Trouble::Transient(_), .. } => Means::Passes,
            FeedFault::Venue { trouble: Trouble::Schema(_), .. } => Means::Schema,
            FeedFault::Venue { trouble: Trouble::GeoBlocked, .. } => Means::Geo,
            FeedFault::Venue { trouble: Trouble::Banned { until }, .. } => Means::Banned(seconds(until)),
            FeedFault::Venue { trouble: Trouble::RateLimited { until }, .. } => Means::Limited(seconds(until)),
            other => panic!("{venue} {status} {body}: {other}"),
        };
        let close = match (&found, &means) {
            // What fits into our patience is waited for, three times at most: the last refusal is told.
            (Means::Limited(a), Means::Limited(b)) => *b > 60 && (a - b).abs() <= 1 || *b <= 20 && *a >= *b,
            (Means::Banned(a), Means::Banned(b)) => (a - b).abs() <= 1,
            (a, b) => a == b,
        };
        assert!(close, "{venue} {status} {body}: {found:?}, not {means:?}");
        let tries = match means {
            Means::Passes => 3,
            Means::Limited(wait) if wait < 60 => 3,
            _ => 1,
        };
        assert_eq!(asked, tries, "{venue} {status} {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_warning_beside_candles_is_no_failure() {
    let desk = desk(VenueName::Kraken);
    let good = desk.world.answer("/0/public/OHLC?pair=XBTUSD&interval=60&since=0");
    let warned = String::from_utf8(good.body).unwrap().replace(r#""error":[]"#, r#""error":["WGeneral:Danger"]"#);
    desk.feed.instrument(&home(VenueName::Kraken)).await.unwrap();
    desk.world.plan(Fault::Says { status: 200, retry_after: None, body: warned });
    assert_eq!(desk.ask(Interval::H1, 50).await.unwrap().history.series.len(), 50);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_pair_is_told_with_what_was_meant() {
    let desk = desk(VenueName::Binance);
    let want = desk.want(pair("BTC/USD"), Interval::H1, 5);
    let said = desk.feed.candles(&want).await.unwrap_err().to_string();
    assert!(said.starts_with("Binance does not know BTC/USD; did you mean BTC/USDT"), "{said}");
    let share = desk.want(pair("AAPL"), Interval::H1, 5);
    let said = desk.feed.candles(&share).await.unwrap_err().to_string();
    assert_eq!(said, "Binance has no AAPL, nor anything of its kind. Choose another source for it.");
}

#[tokio::test(start_paused = true)]
async fn instruments_are_found_by_words() {
    for venue in VenueName::ALL {
        let desk = desk(venue);
        let found = desk.feed.search("btc", 5).await.unwrap();
        assert!(found.iter().any(|told| told.pair.base() == "BTC"), "{venue}: {found:?}");
        if venue != VenueName::Yahoo {
            let first = desk.feed.search(&worldly(venue), 1).await.unwrap();
            assert_eq!(first[0].pair, home(venue), "{venue}");
            assert!(first[0].tick.is_some() && first[0].lot.is_some(), "{venue}");
        }
    }
}
