//! The answers of each market place, in its own shape.

use analysis::Interval;
use serde_json::{Value, json};

use super::world::{Answer, Fault, Inner};
use crate::VenueName;

const INTERVALS: [Interval; 7] =
    [Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1, Interval::W1];

/// What trades: base and quote.
const PAIRS: [(&str, &str); 14] = [
    ("BTC", "USDT"),
    ("ETH", "USDT"),
    ("SOL", "USDT"),
    ("XRP", "USDT"),
    ("BNB", "USDT"),
    ("DOGE", "USDT"),
    ("PEPE", "USDT"),
    ("BTC", "USD"),
    ("ETH", "USD"),
    ("SOL", "USD"),
    ("XRP", "USD"),
    ("DOGE", "USD"),
    ("BTC", "EUR"),
    ("ETH", "BTC"),
];

pub(super) fn is_page(path: &str) -> bool {
    ["klines", "OHLC", "candles", "kline", "chart"].iter().any(|word| path.contains(word))
}

pub(super) fn weight(venue: VenueName, path: &str) -> u32 {
    match venue {
        VenueName::Binance if path.ends_with("klines") => 2,
        VenueName::Binance => 20,
        _ => 1,
    }
}

/// Too much was asked, or we are shut out.
pub(super) fn shut(venue: VenueName, status: u16, seconds: i64) -> Answer {
    let (status, body) = match (venue, status) {
        (VenueName::Binance, 429 | 418) => (status, json!({ "code": -1003, "msg": "Too much request weight used." })),
        (VenueName::Kraken, 429) => (200, json!({ "error": ["EGeneral:Too many requests"] })),
        (VenueName::Coinbase, 429) => (429, json!({ "message": "Public rate limit exceeded" })),
        (VenueName::Bybit, 429) => (200, json!({ "retCode": 10006, "retMsg": "Too many visits!", "result": {} })),
        (VenueName::Okx, 429) => (429, json!({ "code": "50011", "msg": "Too Many Requests", "data": [] })),
        _ => (status, Value::Null),
    };
    let body = if body.is_null() { b"Too Many Requests\r\n".to_vec() } else { body.to_string().into_bytes() };
    Answer { status, retry_after: Some(seconds.unsigned_abs()), body, ..Answer::default() }
}

pub(super) fn answer(inner: &Inner, path: &str, query: &[(String, String)], fault: Option<&Fault>) -> Answer {
    let asked = Query(query);
    let (status, body) = match inner.venue {
        VenueName::Binance => binance(inner, path, &asked, fault),
        VenueName::Kraken => kraken(inner, path, &asked, fault),
        VenueName::Coinbase => coinbase(inner, path, &asked, fault),
        VenueName::Bybit => bybit(inner, path, &asked, fault),
        VenueName::Okx => okx(inner, path, &asked, fault),
        VenueName::Yahoo => yahoo(inner, path, &asked, fault),
    };
    let used = (inner.venue == VenueName::Binance).then_some(20);
    Answer { status, used, body: body.to_string().into_bytes(), ..Answer::default() }
}

struct Query<'a>(&'a [(String, String)]);

impl Query<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }
}

struct Candle {
    at: i64,
    /// open, high, low, close, volume
    values: [f64; 5],
    closed: bool,
}

/// Candles that open within these times, oldest first, the forming one with them; what is wrong is done to them.
fn candles(
    inner: &Inner,
    symbol: &str,
    interval: Interval,
    (from, to): (i64, i64),
    most: usize,
    fault: Option<&Fault>,
) -> Vec<Candle> {
    let (step, now) = (interval.millis(), inner.now());
    // The newest ones, with what is missing among them.
    let missing: i64 = inner.gaps.iter().map(|gap| gap.end - gap.start).sum();
    let from = from.max(to.min(now) - (most as i64 + 2) * step - missing);
    let first = interval.bucket(from.max(inner.since_ms) + step - 1);
    let mut all: Vec<Candle> = (0..)
        .map(|n| first + n * step)
        .take_while(|at| *at <= to.min(now))
        .filter_map(|at| Some(Candle { at, values: inner.candle(symbol, step, at)?, closed: at + step <= now }))
        .collect();
    all.drain(..all.len().saturating_sub(most));
    let middle = all.len() / 2;
    match fault {
        Some(Fault::Empty) => all.clear(),
        Some(Fault::BadCandle) if !all.is_empty() => all[middle].values[1] = all[middle].values[3] / 2.0,
        Some(Fault::Hole) if all.len() > 6 => drop(all.drain(middle..middle + 3)),
        Some(Fault::Twice) if !all.is_empty() => {
            let Candle { at, mut values, closed } = all[middle];
            values[3] = values[2];
            all.insert(middle + 1, Candle { at, values, closed });
        }
        _ => {}
    }
    all
}

/// A number as a text, as this answer writes them.
fn text(value: f64, fault: Option<&Fault>) -> Value {
    match fault {
        Some(Fault::Exponents) if value.to_bits().is_multiple_of(2) => json!(format!("{value:e}")),
        Some(Fault::Exponents) => json!(format!("{value:.18}")),
        _ => json!(format!("{value:.8}")),
    }
}

fn interval_of(names: [&str; 7], name: Option<&str>) -> Option<Interval> {
    let at = names.iter().position(|known| Some(*known) == name)?;
    INTERVALS.get(at).copied()
}

/// Who counts in dollars of his own has none of the real ones.
fn of_tether() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAIRS.into_iter().filter(|(_, quote)| *quote != "USD")
}

fn knows(symbol: &str, mark: &str) -> Option<(&'static str, &'static str)> {
    let pairs: Vec<_> = if mark.is_empty() { of_tether().collect() } else { PAIRS.to_vec() };
    pairs.into_iter().find(|(base, quote)| format!("{base}{mark}{quote}") == symbol)
}

fn binance(inner: &Inner, path: &str, query: &Query<'_>, fault: Option<&Fault>) -> (u16, Value) {
    let one = |base: &str, quote: &str| {
        json!({ "symbol": format!("{base}{quote}"), "status": "TRADING", "baseAsset": base, "quoteAsset": quote,
            "filters": [{ "filterType": "PRICE_FILTER", "minPrice": "0.01", "tickSize": "0.01000000" },
                { "filterType": "LOT_SIZE", "stepSize": "0.00001000" }] })
    };
    let unknown = || (400, json!({ "code": -1121, "msg": "Invalid symbol." }));
    if path == "/api/v3/exchangeInfo" {
        let found: Vec<Value> = match query.text("symbol") {
            Some(symbol) => match knows(symbol, "") {
                Some((base, quote)) => vec![one(base, quote)],
                // As many more as a test wants.
                None => match symbol.strip_suffix("USDT").filter(|base| base.starts_with("SIM")) {
                    Some(base) => vec![one(base, "USDT")],
                    None => return unknown(),
                },
            },
            None => of_tether().map(|(base, quote)| one(base, quote)).collect(),
        };
        return (200, json!({ "timezone": "UTC", "serverTime": inner.now(), "symbols": found }));
    }
    let symbol = query.text("symbol").unwrap_or_default();
    if knows(symbol, "").is_none() && !symbol.starts_with("SIM") {
        return unknown();
    }
    let Some(interval) = interval_of(["1m", "5m", "15m", "1h", "4h", "1d", "1w"], query.text("interval")) else {
        return (400, json!({ "code": -1120, "msg": "Invalid interval." }));
    };
    let limit = query.number("limit").unwrap_or(500).min(1_000) as usize;
    let end = query.number("endTime").unwrap_or(i64::MAX - 1);
    let from = query.number("startTime").unwrap_or(i64::MIN / 2);
    // With a beginning the oldest of them come, without one the newest.
    let end = query.number("startTime").map_or(end, |from| end.min(from + limit as i64 * interval.millis() - 1));
    let all = candles(inner, symbol, interval, (from, end), limit, fault);
    let rows = all.iter().map(|Candle { at, values: [o, h, l, c, v], .. }| {
        json!([
            at,
            text(*o, fault),
            text(*h, fault),
            text(*l, fault),
            text(*c, fault),
            text(*v, fault),
            at + interval.millis() - 1,
            "1.0",
            3,
            "0.5",
            "0.5",
            "0"
        ])
    });
    (200, rows.collect())
}

fn kraken(inner: &Inner, path: &str, query: &Query<'_>, fault: Option<&Fault>) -> (u16, Value) {
    let theirs = |code: &str| match code {
        "BTC" => "XBT".to_owned(),
        "DOGE" => "XDG".to_owned(),
        other => other.to_owned(),
    };
    let error = |said: &str| (200, json!({ "error": [said] }));
    let find = |symbol: &str| PAIRS.into_iter().find(|(b, q)| format!("{}{}", theirs(b), theirs(q)) == symbol);
    if path == "/0/public/AssetPairs" {
        let wanted = query.text("pair");
        let found: serde_json::Map<String, Value> = PAIRS
            .into_iter()
            .filter(|(base, quote)| wanted.is_none_or(|wanted| format!("{}{}", theirs(base), theirs(quote)) == wanted))
            .map(|(base, quote)| {
                let (base, quote) = (theirs(base), theirs(quote));
                let told = json!({ "altname": format!("{base}{quote}"), "wsname": format!("{base}/{quote}"),
                    "base": format!("X{base}"), "quote": format!("Z{quote}"), "tick_size": "0.1", "lot_decimals": 8,
                    "status": "online" });
                (format!("X{base}Z{quote}"), told)
            })
            .collect();
        return if found.is_empty() {
            error("EQuery:Unknown asset pair")
        } else {
            (200, json!({ "error": [], "result": found }))
        };
    }
    let symbol = query.text("pair").unwrap_or_default();
    let Some((base, quote)) = find(symbol) else { return error("EQuery:Unknown asset pair") };
    let Some(interval) = interval_of(["1", "5", "15", "60", "240", "1440", "10080"], query.text("interval")) else {
        return error("EGeneral:Invalid arguments");
    };
    let since = query.number("since").map_or(i64::MIN / 2, |seconds| seconds * 1_000 + 1);
    // Only the newest 720 exist, however old the beginning is.
    let oldest = interval.bucket(inner.now()) - 719 * interval.millis();
    let all = candles(inner, &format!("{base}{quote}"), interval, (since.max(oldest), i64::MAX - 1), 720, fault);
    let rows: Vec<Value> = all
        .iter()
        .map(|Candle { at, values: [o, h, l, c, v], .. }| {
            json!([
                at / 1_000,
                text(*o, fault),
                text(*h, fault),
                text(*l, fault),
                text(*c, fault),
                "1.0",
                text(*v, fault),
                7
            ])
        })
        .collect();
    let last = all.iter().rev().nth(1).map_or(0, |candle| candle.at / 1_000);
    let name = format!("X{}Z{}", theirs(base), theirs(quote));
    (200, json!({ "error": [], "result": { name: rows, "last": last } }))
}

fn coinbase(inner: &Inner, path: &str, query: &Query<'_>, fault: Option<&Fault>) -> (u16, Value) {
    let one = |base: &str, quote: &str| {
        json!({ "id": format!("{base}-{quote}"), "base_currency": base, "quote_currency": quote,
            "display_name": format!("{base}-{quote}"), "quote_increment": "0.01", "base_increment": "0.00000001",
            "status": "online", "trading_disabled": false })
    };
    let not_found = || (404, json!({ "message": "NotFound" }));
    let Some(rest) = path.strip_prefix("/products") else { return not_found() };
    if rest.is_empty() {
        return (200, PAIRS.iter().map(|(base, quote)| one(base, quote)).collect());
    }
    let mut words = rest.trim_start_matches('/').split('/');
    let symbol = words.next().unwrap_or_default();
    let Some((base, quote)) = knows(symbol, "-") else { return not_found() };
    if words.next().is_none() {
        return (200, one(base, quote));
    }
    let step = query.number("granularity").unwrap_or(60);
    let Some(interval) =
        INTERVALS.into_iter().find(|known| known.seconds() == step && ![Interval::H4, Interval::W1].contains(known))
    else {
        return (400, json!({ "message": "Unsupported granularity" }));
    };
    let time = |name: &str| query.text(name)?.parse().ok().map(jiff::Timestamp::as_millisecond);
    let (from, to) = match (time("start"), time("end")) {
        (Some(from), Some(to)) => (from, to),
        _ => (inner.now() - 299 * interval.millis(), inner.now()),
    };
    if (to - from) / interval.millis() + 1 > 300 {
        let message = "granularity too small for the requested time range. Count of aggregations requested exceeds 300";
        return (400, json!({ "message": message }));
    }
    // One before the beginning comes as well, as it may.
    let all = candles(inner, &format!("{base}{quote}"), interval, (from - interval.millis(), to), 301, fault);
    let number = |value: f64| json!(value);
    let row = |candle: &Candle| {
        let [o, h, l, c, v] = candle.values;
        json!([candle.at / 1_000, number(l), number(h), number(o), number(c), number(v)])
    };
    let rows: Vec<Value> =
        if inner.reversed { all.iter().map(row).collect() } else { all.iter().rev().map(row).collect() };
    (200, rows.into())
}

fn bybit(inner: &Inner, path: &str, query: &Query<'_>, fault: Option<&Fault>) -> (u16, Value) {
    let failed =
        |code: i64, said: &str| (200, json!({ "retCode": code, "retMsg": said, "result": {}, "time": inner.now() }));
    let fine = |result: Value| (200, json!({ "retCode": 0, "retMsg": "OK", "result": result, "time": inner.now() }));
    let one = |base: &str, quote: &str| {
        json!({ "symbol": format!("{base}{quote}"), "baseCoin": base, "quoteCoin": quote, "status": "Trading",
            "lotSizeFilter": { "basePrecision": "0.000001" }, "priceFilter": { "tickSize": "0.01" } })
    };
    let wanted = query.text("symbol");
    if path == "/v5/market/instruments-info" {
        let found: Vec<Value> = PAIRS
            .into_iter()
            .filter(|(base, quote)| wanted.is_none_or(|wanted| format!("{base}{quote}") == wanted))
            .map(|(base, quote)| one(base, quote))
            .collect();
        return fine(json!({ "category": "spot", "list": found }));
    }
    let symbol = wanted.unwrap_or_default();
    if knows(symbol, "").is_none() {
        return failed(10_001, "params error: symbol invalid");
    }
    let Some(interval) = interval_of(["1", "5", "15", "60", "240", "D", "W"], query.text("interval")) else {
        return failed(10_001, "Invalid period! interval");
    };
    let limit = query.number("limit").unwrap_or(200).min(1_000) as usize;
    let (from, to) = (query.number("start").unwrap_or(i64::MIN / 2), query.number("end").unwrap_or(i64::MAX - 1));
    let all = candles(inner, symbol, interval, (from, to), limit, fault);
    let rows: Vec<Value> = all
        .iter()
        .rev()
        .map(|Candle { at, values: [o, h, l, c, v], .. }| {
            json!([
                at.to_string(),
                text(*o, fault),
                text(*h, fault),
                text(*l, fault),
                text(*c, fault),
                text(*v, fault),
                "1.0"
            ])
        })
        .collect();
    // Without a category they are those of perpetuals.
    let category = query.text("category").unwrap_or("linear");
    fine(json!({ "category": category, "symbol": symbol, "list": rows }))
}

fn okx(inner: &Inner, path: &str, query: &Query<'_>, fault: Option<&Fault>) -> (u16, Value) {
    let failed = |code: &str, said: &str| (200, json!({ "code": code, "msg": said, "data": [] }));
    let one = |base: &str, quote: &str| {
        json!({ "instType": "SPOT", "instId": format!("{base}-{quote}"), "baseCcy": base, "quoteCcy": quote,
            "tickSz": "0.1", "lotSz": "0.00000001", "state": "live" })
    };
    let wanted = query.text("instId");
    if path == "/api/v5/public/instruments" {
        let found: Vec<Value> = PAIRS
            .into_iter()
            .filter(|(base, quote)| wanted.is_none_or(|wanted| format!("{base}-{quote}") == wanted))
            .map(|(base, quote)| one(base, quote))
            .collect();
        return match found.is_empty() {
            true => failed("51001", "Instrument ID does not exist"),
            false => (200, json!({ "code": "0", "msg": "", "data": found })),
        };
    }
    let symbol = wanted.unwrap_or_default();
    if knows(symbol, "-").is_none() {
        return failed("51001", "Instrument ID does not exist");
    }
    let Some(interval) = interval_of(["1m", "5m", "15m", "1H", "4H", "1Dutc", "1Wutc"], query.text("bar")) else {
        return failed("51000", "Parameter bar error");
    };
    let is_history = path.ends_with("history-candles");
    let limit = query.number("limit").unwrap_or(100).min(if is_history { 100 } else { 300 }) as usize;
    let to = query.number("after").map_or(i64::MAX - 1, |before| before - 1);
    let mut from = query.number("before").map_or(i64::MIN / 2, |after| after + 1);
    if !is_history {
        from = from.max(inner.now() - 1_440 * interval.millis());
    }
    let all = candles(inner, symbol, interval, (from, to), limit, fault);
    let rows: Vec<Value> = all
        .iter()
        .rev()
        .filter(|candle| !is_history || candle.closed)
        .map(|Candle { at, values: [o, h, l, c, v], closed }| {
            json!([
                at.to_string(),
                text(*o, fault),
                text(*h, fault),
                text(*l, fault),
                text(*c, fault),
                text(*v, fault),
                "1.0",
                "1.0",
                if *closed { "1" } else { "0" }
            ])
        })
        .collect();
    (200, json!({ "code": "0", "msg": "", "data": rows }))
}

fn yahoo(inner: &Inner, path: &str, query: &Query<'_>, fault: Option<&Fault>) -> (u16, Value) {
    if path == "/v1/finance/search" {
        let quotes = json!([
            { "symbol": "AAPL", "shortname": "Apple Inc.", "exchange": "NMS", "quoteType": "EQUITY" },
            { "symbol": "EURUSD=X", "shortname": "EUR/USD", "exchange": "CCY", "quoteType": "CURRENCY" },
            { "symbol": "BTC-USD", "shortname": "Bitcoin USD", "exchange": "CCC", "quoteType": "CRYPTOCURRENCY" }]);
        return (200, json!({ "count": 3, "quotes": quotes, "news": [] }));
    }
    let symbol = path.rsplit('/').next().unwrap_or_default();
    let not_found = json!({ "code": "Not Found", "description": "No data found, symbol may be delisted" });
    let known = ["AAPL", "MSFT", "^GSPC", "EURUSD=X", "GBPUSD=X", "BTC-USD", "ETH-USD"];
    if !known.contains(&symbol) {
        return (404, json!({ "chart": { "result": null, "error": not_found } }));
    }
    let Some(interval) = interval_of(["1m", "5m", "15m", "1h", "4h", "1d", "1wk"], query.text("interval")) else {
        let error = json!({ "code": "Bad Request", "description": "Invalid input - interval is not supported" });
        return (422, json!({ "chart": { "result": null, "error": error } }));
    };
    let from = query.number("period1").unwrap_or(0) * 1_000;
    let to = query.number("period2").unwrap_or(i64::MAX / 2_000) * 1_000;
    let kind = if symbol.ends_with("=X") { "CURRENCY" } else { "EQUITY" };
    let sessions = match kind {
        "CURRENCY" => analysis::Sessions::FxWeek,
        _ if symbol.contains('-') => analysis::Sessions::Always,
        _ => analysis::Sessions::UsShares,
    };
    let all: Vec<Candle> = candles(inner, symbol, interval, (from, to), 20_000, fault)
        .into_iter()
        .filter(|candle| sessions.expects(interval, candle.at))
        .collect();
    let column = |of: fn(&[f64; 5]) -> f64| all.iter().map(|candle| json!(of(&candle.values))).collect::<Vec<_>>();
    // The exchange opens half past nine in New York.
    let opens =
        |at: i64| at / 1_000 + if interval >= Interval::D1 && kind == "EQUITY" { 14 * 3_600 + 1_800 } else { 0 };
    let times: Vec<i64> = all.iter().map(|candle| opens(candle.at)).collect();
    let meta = json!({ "currency": "USD", "symbol": symbol, "instrumentType": kind, "gmtoffset": -18_000 + if kind == "CURRENCY" { 18_000 } else { 0 },
        "priceHint": 2, "dataGranularity": query.text("interval") });
    let quote = json!({ "open": column(|v| v[0]), "high": column(|v| v[1]), "low": column(|v| v[2]),
        "close": column(|v| v[3]), "volume": column(|v| v[4]) });
    let indicators = json!({ "quote": [quote], "adjclose": [{ "adjclose": column(|v| v[3]) }] });
    (
        200,
        json!({ "chart": { "result": [{ "meta": meta, "timestamp": times, "indicators": indicators }], "error": null } }),
    )
}
