//! Binance, spot: <https://developers.binance.com/docs/binance-spot-api-docs>.

use std::time::Duration;

use analysis::{Interval, Pair, Tick};
use serde::Deserialize;

use super::{
    Ask, Caps, Facts, Get, Heard, Instrument, Page, Refusal, Shut, Stream, Topic, Venue, VenueName,
    cells::{Cell, Cells, whole},
    judge, row,
};
use crate::{quota::Limit, symbol};

#[derive(Debug)]
pub(super) struct Binance;

const FACTS: Facts = Facts {
    name: VenueName::Binance,
    // The host for public figures alone.
    origin: "https://data-api.binance.vision",
    stream_origin: "wss://data-stream.binance.vision",
    caps: Caps {
        intervals: &[Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1],
        page_rows: 1_000,
        deepest_bars: None,
        streams: true,
    },
    // Half of 6,000 a minute.
    limit: Limit { weight: 3_000, per: Duration::from_mins(1), burst: 500 },
    skips_quiet: false,
    adjusts: false,
    delay_seconds: Some(0),
};

/// Its codes, and what they mean.
const CODES: [(i64, judge::Means); 7] = [
    (-1000, |said| Refusal::Transient(said.to_owned())),
    (-1001, |said| Refusal::Transient(said.to_owned())),
    (-1003, |_| Refusal::RateLimited(Shut::Told)),
    (-1007, |said| Refusal::Transient(said.to_owned())),
    (-1008, |said| Refusal::Transient(said.to_owned())),
    (-1120, |_| Refusal::BadInterval),
    (-1121, |_| Refusal::UnknownSymbol),
];

#[derive(Deserialize)]
struct Error {
    code: i64,
    #[serde(default)]
    msg: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    symbols: Vec<Symbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Symbol {
    #[serde(rename = "symbol")]
    name: String,
    status: String,
    base_asset: String,
    quote_asset: String,
    #[serde(default)]
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    #[serde(rename = "filterType")]
    kind: String,
    tick_size: Option<Cell>,
    step_size: Option<Cell>,
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Event {
    e: String,
    k: Option<Kline>,
}

#[derive(Deserialize)]
struct Kline {
    t: i64,
    s: String,
    i: String,
    o: Cell,
    c: Cell,
    h: Cell,
    l: Cell,
    v: Cell,
    x: bool,
}

impl Venue for Binance {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn symbol(&self, pair: &Pair) -> Option<String> {
        symbol::joined(pair, "")
    }

    /// Without a beginning the newest before the end come, however many are missing among them.
    fn page(&self, ask: &Ask<'_>) -> Get {
        let bars = ((ask.before_ms - ask.from_ms) / ask.interval.millis()).clamp(1, 1_000);
        let query = vec![
            ("symbol", ask.symbol.to_owned()),
            ("interval", ask.interval.name().to_owned()),
            ("endTime", (ask.before_ms - 1).to_string()),
            ("limit", bars.to_string()),
        ];
        Get::candles("/api/v3/klines", query).weighing(2)
    }

    fn rows(&self, ask: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal> {
        let cells: Vec<Cells<6>> = judge::read(body).map_err(|error| judge::unreadable(&error, body))?;
        let mut page = Page { is_last: cells.is_empty(), ..Page::default() };
        for Cells([time, open, high, low, close, volume]) in cells {
            let open_ms = whole(time).ok_or_else(|| Refusal::Schema(format!("a candle at {time}")))?;
            let row = row(open_ms, [open, high, low, close], Some(volume));
            if open_ms + ask.interval.millis() > ask.now_ms {
                page.forming = Some(row);
            } else {
                page.rows.push(row);
            }
        }
        Ok(page)
    }

    fn refused(&self, status: u16, body: &[u8]) -> Refusal {
        let Ok(error) = serde_json::from_slice::<Error>(body) else { return judge::by_status(status, body) };
        if matches!(status, 418 | 429 | 451 | 500..) {
            return judge::by_status(status, body);
        }
        let known = CODES.iter().find(|(code, _)| *code == error.code);
        known.map_or_else(|| judge::by_status(status, body), |(_, means)| means(&judge::shown(error.msg.as_bytes())))
    }

    fn about(&self, symbol: &str) -> Option<Get> {
        let query = vec![("symbol", symbol.to_owned()), ("showPermissionSets", "false".to_owned())];
        Some(Get::listing("/api/v3/exchangeInfo", query).weighing(20))
    }

    fn search(&self, _: &str) -> Get {
        let query = vec![("permissions", "SPOT".to_owned()), ("showPermissionSets", "false".to_owned())];
        Get::listing("/api/v3/exchangeInfo", query).weighing(20)
    }

    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal> {
        let listing: Listing = serde_json::from_slice(body).map_err(|error| judge::unreadable(&error, body))?;
        Ok(listing.symbols.into_iter().filter_map(Symbol::instrument).collect())
    }

    fn stream(&self) -> Option<&dyn Stream> {
        Some(self)
    }

    fn used_header(&self) -> Option<(&'static str, u32)> {
        Some(("x-mbx-used-weight-1m", 6_000))
    }
}

impl Symbol {
    fn instrument(self) -> Option<Instrument> {
        let filter = |kind: &str| self.filters.iter().find(|filter| filter.kind == kind);
        Some(Instrument {
            pair: Pair::new(&format!("{}/{}", self.base_asset, self.quote_asset)).ok()?,
            tick: filter("PRICE_FILTER").and_then(|f| f.tick_size).and_then(|size| Tick::of_size(size.0)),
            lot: filter("LOT_SIZE").and_then(|f| f.step_size).map(|size| size.0).filter(|lot| *lot > 0.0),
            quote: Some(self.quote_asset),
            title: String::new(),
            trades: self.status == "TRADING",
            symbol: self.name,
        })
    }
}

impl Stream for Binance {
    fn follows(&self, interval: Interval) -> bool {
        FACTS.caps.intervals.contains(&interval)
    }

    fn path(&self, topics: &[Topic]) -> String {
        let streams: Vec<String> = topics
            .iter()
            .map(|topic| format!("{}@kline_{}", topic.symbol.to_ascii_lowercase(), topic.interval))
            .collect();
        format!("/stream?streams={}", streams.join("/"))
    }

    fn hello(&self, _: &[Topic]) -> Vec<String> {
        Vec::new()
    }

    /// Something comes every two seconds for each series; it pings every 20.
    fn silence(&self) -> Duration {
        Duration::from_secs(45)
    }

    fn hear(&self, text: &str) -> Vec<Heard> {
        let event = serde_json::from_str::<Envelope<Event>>(text)
            .map(|envelope| envelope.data)
            .or_else(|_| serde_json::from_str::<Event>(text));
        match event {
            Ok(Event { e, k: Some(kline) }) if e == "kline" => {
                kline.heard().map_or_else(|| vec![Heard::Alive], |bar| vec![bar])
            }
            Ok(Event { e, .. }) if e == "serverShutdown" => vec![Heard::Restart],
            Ok(_) | Err(_) => vec![Heard::Alive],
        }
    }
}

impl Kline {
    fn heard(self) -> Option<Heard> {
        let interval = FACTS.caps.intervals.iter().copied().find(|interval| interval.name() == self.i)?;
        let row = row(self.t, [self.o.0, self.h.0, self.l.0, self.c.0], Some(self.v.0));
        Some(Heard::Bar { topic: Topic { symbol: self.s, interval }, row, closed: Some(self.x) })
    }
}
