//! Kraken, spot: <https://docs.kraken.com/api/>.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use analysis::{Interval, Pair, Tick};
use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, json};

use super::{
    Ask, Caps, Facts, Get, Heard, Instrument, Page, Refusal, Shut, Stream, Topic, Venue, VenueName,
    cells::{Cell, Cells, whole},
    judge, row,
};
use crate::{quota::Limit, symbol};

#[derive(Debug)]
pub(super) struct Kraken;

const FACTS: Facts = Facts {
    name: VenueName::Kraken,
    origin: "https://api.kraken.com",
    stream_origin: "wss://ws.kraken.com",
    caps: Caps {
        intervals: &[Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1],
        page_rows: 720,
        deepest_bars: Some(720),
        streams: true,
    },
    // Not published for public questions; one a second is what its users keep to.
    limit: Limit { weight: 1, per: Duration::from_secs(1), burst: 2 },
    skips_quiet: false,
    adjusts: false,
    delay_seconds: Some(0),
};

/// What its errors begin with, and what they mean.
const ERRORS: [(&str, judge::Means); 9] = [
    ("EQuery:Unknown asset pair", |_| Refusal::UnknownSymbol),
    ("EGeneral:Invalid arguments", |_| Refusal::BadInterval),
    ("EGeneral:Too many requests", |_| Refusal::RateLimited(Shut::Told)),
    ("EAPI:Rate limit exceeded", |_| Refusal::RateLimited(Shut::Told)),
    ("EService: Throttled", throttled),
    ("EService:Throttled", throttled),
    ("EGeneral:Temporary lockout", |_| Refusal::Banned(Shut::Told)),
    ("EService:", |said| Refusal::Transient(said.to_owned())),
    ("EGeneral:Internal error", |said| Refusal::Transient(said.to_owned())),
];

fn throttled(said: &str) -> Refusal {
    let seconds = said.rsplit(' ').next().and_then(|last| last.parse::<i64>().ok());
    Refusal::RateLimited(seconds.map_or(Shut::Told, |seconds| Shut::Until(seconds.saturating_mul(1_000))))
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Answer<T> {
    #[serde(default)]
    error: Vec<String>,
    result: Option<T>,
}

/// Candles under a name of its own choice, with `last` beside them.
struct Series(Vec<Cells<7>>);

#[derive(Deserialize)]
struct AssetPair {
    altname: String,
    wsname: Option<String>,
    #[serde(default)]
    tick_size: Option<Cell>,
    #[serde(default)]
    lot_decimals: Option<i32>,
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    channel: String,
    #[serde(default)]
    data: Value,
    #[serde(default)]
    success: Option<bool>,
    #[serde(default)]
    error: Option<String>,
}

#[derive(Deserialize)]
struct Bar {
    symbol: String,
    open: Cell,
    high: Cell,
    low: Cell,
    close: Cell,
    volume: Cell,
    interval_begin: Timestamp,
    interval: i64,
}

/// An error is a failure, a warning is none.
fn answered<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Refusal> {
    let answer: Answer<T> = judge::read(body).map_err(|error| judge::unreadable(&error, body))?;
    if let Some(said) = answer.error.iter().find(|said| !said.starts_with('W')) {
        let said = judge::shown(said.as_bytes());
        let known = ERRORS.iter().find(|(begins, _)| said.starts_with(begins));
        return Err(known.map_or_else(|| Refusal::Schema(said.clone()), |(_, means)| means(&said)));
    }
    answer.result.ok_or_else(|| Refusal::Schema(judge::shown(body)))
}

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OneSeries)
    }
}

struct OneSeries;

impl<'de> Visitor<'de> for OneSeries {
    type Value = Series;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the candles of one pair")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Series, A::Error> {
        let mut rows = None;
        while let Some(name) = parts.next_key::<Cow<'_, str>>()? {
            if name == "last" {
                parts.next_value::<IgnoredAny>()?;
            } else if rows.replace(parts.next_value()?).is_some() {
                return Err(A::Error::custom("candles of two pairs"));
            }
        }
        rows.map(Series).ok_or_else(|| A::Error::custom("no candles"))
    }
}

const fn minutes(interval: Interval) -> i64 {
    interval.millis() / 60_000
}

impl Venue for Kraken {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn symbol(&self, pair: &Pair) -> Option<String> {
        symbol::joined(&symbol::kraken_of(pair)?, "")
    }

    fn page(&self, ask: &Ask<'_>) -> Get {
        let query = vec![
            ("pair", ask.symbol.to_owned()),
            ("interval", minutes(ask.interval).to_string()),
            // What opens then does not come: only what is later.
            ("since", (ask.from_ms / 1_000 - 1).to_string()),
        ];
        Get::candles("/0/public/OHLC", query)
    }

    /// The last row has never closed, whatever the clock says.
    fn rows(&self, _: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal> {
        let Series(cells) = answered(body)?;
        let mut page = Page { is_last: true, ..Page::default() };
        for Cells([time, open, high, low, close, _, volume]) in cells {
            let seconds = whole(time).ok_or_else(|| Refusal::Schema(format!("a candle at {time}")))?;
            page.rows.push(row(seconds.saturating_mul(1_000), [open, high, low, close], Some(volume)));
        }
        let newest = page.rows.iter().map(|row| row.open_ms).max();
        if let Some(at) = page.rows.iter().position(|row| Some(row.open_ms) == newest) {
            page.forming = page.rows.get(at).copied();
            page.rows.retain(|row| Some(row.open_ms) != newest);
        }
        Ok(page)
    }

    fn about(&self, symbol: &str) -> Option<Get> {
        Some(Get::listing("/0/public/AssetPairs", vec![("pair", symbol.to_owned())]))
    }

    fn search(&self, _: &str) -> Get {
        Get::listing("/0/public/AssetPairs", Vec::new())
    }

    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal> {
        let pairs: BTreeMap<String, AssetPair> = answered(body)?;
        Ok(pairs.into_values().filter_map(AssetPair::instrument).collect())
    }

    fn stream(&self) -> Option<&dyn Stream> {
        Some(self)
    }
}

impl AssetPair {
    fn instrument(self) -> Option<Instrument> {
        let pair = symbol::ours_of_kraken(self.wsname.as_deref()?)?;
        Some(Instrument {
            quote: pair.quote().map(str::to_owned),
            pair,
            symbol: self.altname,
            title: String::new(),
            tick: self.tick_size.and_then(|size| Tick::of_size(size.0)),
            lot: self.lot_decimals.filter(|places| (0..=12).contains(places)).map(|places| 10_f64.powi(-places)),
            trades: self.status.is_none_or(|status| status == "online"),
        })
    }
}

impl Stream for Kraken {
    fn follows(&self, interval: Interval) -> bool {
        FACTS.caps.intervals.contains(&interval)
    }

    /// Version 2 names a pair with a slash, and with the usual codes.
    fn symbol(&self, symbol: &str) -> String {
        symbol::read(symbol).map_or_else(|| symbol.to_owned(), |pair| pair.to_string())
    }

    fn path(&self, _: &[Topic]) -> String {
        "/v2".to_owned()
    }

    fn hello(&self, topics: &[Topic]) -> Vec<String> {
        let mut intervals: Vec<Interval> = topics.iter().map(|topic| topic.interval).collect();
        intervals.sort_unstable();
        intervals.dedup();
        let subscribe = |interval: Interval| {
            let symbols: Vec<&str> =
                topics.iter().filter(|topic| topic.interval == interval).map(|topic| topic.symbol.as_str()).collect();
            let params =
                json!({ "channel": "ohlc", "symbol": symbols, "interval": minutes(interval), "snapshot": true });
            json!({ "method": "subscribe", "params": params }).to_string()
        };
        intervals.into_iter().map(subscribe).collect()
    }

    fn ping(&self) -> Option<(Duration, &'static str)> {
        Some((Duration::from_secs(30), r#"{"method":"ping"}"#))
    }

    /// A heartbeat comes about every second.
    fn silence(&self) -> Duration {
        Duration::from_secs(15)
    }

    fn hear(&self, text: &str) -> Vec<Heard> {
        let Ok(message) = serde_json::from_str::<Message>(text) else { return vec![Heard::Alive] };
        if message.success == Some(false) {
            return vec![Heard::Refused(judge::shown(message.error.unwrap_or_default().as_bytes()))];
        }
        if message.channel != "ohlc" {
            return vec![Heard::Alive];
        }
        let bars: Vec<Bar> = serde_json::from_value(message.data).unwrap_or_default();
        bars.into_iter().filter_map(Bar::heard).collect()
    }
}

impl Bar {
    fn heard(self) -> Option<Heard> {
        let interval = FACTS.caps.intervals.iter().copied().find(|interval| minutes(*interval) == self.interval)?;
        let prices = [self.open.0, self.high.0, self.low.0, self.close.0];
        let row = row(self.interval_begin.as_millisecond(), prices, Some(self.volume.0));
        Some(Heard::Bar { topic: Topic { symbol: self.symbol, interval }, row, closed: None })
    }
}
