//! Coinbase Exchange: <https://docs.cdp.coinbase.com/exchange/>.
//!
//! Its public stream has candles of five minutes alone, so it is asked when one should have closed.

use std::time::Duration;

use analysis::{Interval, Pair, Tick};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Ask, Caps, Facts, Get, Instrument, Page, Refusal, Shut, Venue, VenueName,
    cells::{Cell, Cells, whole},
    judge, row,
};
use crate::{quota::Limit, symbol};

#[derive(Debug)]
pub(super) struct Coinbase;

const FACTS: Facts = Facts {
    name: VenueName::Coinbase,
    origin: "https://api.exchange.coinbase.com",
    stream_origin: "",
    caps: Caps {
        intervals: &[Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::D1],
        page_rows: 300,
        deepest_bars: None,
        streams: false,
    },
    // Half of ten a second.
    limit: Limit { weight: 5, per: Duration::from_secs(1), burst: 5 },
    skips_quiet: true,
    adjusts: false,
    delay_seconds: Some(0),
};

#[derive(Deserialize)]
struct Message {
    message: String,
}

#[derive(Deserialize)]
struct Product {
    id: String,
    base_currency: String,
    quote_currency: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    quote_increment: Option<Cell>,
    #[serde(default)]
    base_increment: Option<Cell>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    trading_disabled: bool,
}

/// One product, or all of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Products {
    All(Vec<Product>),
    One(Box<Product>),
}

/// What its messages hold, and what they mean.
const MESSAGES: [(&str, judge::Means); 5] = [
    ("notfound", |_| Refusal::UnknownSymbol),
    ("product not found", |_| Refusal::UnknownSymbol),
    ("unsupported granularity", |_| Refusal::BadInterval),
    ("rate limit", |_| Refusal::RateLimited(Shut::Told)),
    ("slow down", |_| Refusal::RateLimited(Shut::Told)),
];

fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

impl Venue for Coinbase {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn symbol(&self, pair: &Pair) -> Option<String> {
        symbol::joined(pair, "-")
    }

    /// A window that could hold more candles than one answer is refused, so it is cut to size; both ends are in it.
    fn page(&self, ask: &Ask<'_>) -> Get {
        let step = ask.interval.millis();
        let from_ms = ask.from_ms.max(ask.before_ms - i64::from(FACTS.caps.page_rows) * step);
        let query = vec![
            ("granularity", ask.interval.seconds().to_string()),
            ("start", time(from_ms)),
            ("end", time((ask.before_ms - step).max(from_ms))),
        ];
        Get::candles(format!("/products/{}/candles", ask.symbol), query)
    }

    /// Low and high come before open and close.
    fn rows(&self, ask: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal> {
        let cells: Vec<Cells<6>> = judge::read(body).map_err(|error| match said(body) {
            Some(refusal) => refusal,
            None => judge::unreadable(&error, body),
        })?;
        let mut page = Page::default();
        for Cells([time, low, high, open, close, volume]) in cells {
            let seconds = whole(time).ok_or_else(|| Refusal::Schema(format!("a candle at {time}")))?;
            let row = row(seconds.saturating_mul(1_000), [open, high, low, close], Some(volume));
            if row.open_ms + ask.interval.millis() > ask.now_ms {
                page.forming = Some(row);
            } else {
                page.rows.push(row);
            }
        }
        Ok(page)
    }

    fn refused(&self, status: u16, body: &[u8]) -> Refusal {
        match status {
            400 | 404 => said(body).unwrap_or_else(|| judge::by_status(status, body)),
            _ => judge::by_status(status, body),
        }
    }

    fn about(&self, symbol: &str) -> Option<Get> {
        Some(Get::listing(format!("/products/{symbol}"), Vec::new()))
    }

    fn search(&self, _: &str) -> Get {
        Get::listing("/products", Vec::new())
    }

    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal> {
        let products: Products = serde_json::from_slice(body)
            .map_err(|error| said(body).unwrap_or_else(|| judge::unreadable(&error, body)))?;
        let products = match products {
            Products::All(all) => all,
            Products::One(one) => vec![*one],
        };
        Ok(products.into_iter().filter_map(Product::instrument).collect())
    }
}

fn said(body: &[u8]) -> Option<Refusal> {
    let Message { message } = serde_json::from_slice(body).ok()?;
    let words = message.to_ascii_lowercase();
    let known = MESSAGES.iter().find(|(holds, _)| words.contains(holds));
    Some(known.map_or_else(|| Refusal::Schema(judge::shown(message.as_bytes())), |(_, means)| means(&message)))
}

impl Product {
    fn instrument(self) -> Option<Instrument> {
        let size = |cell: Option<Cell>| cell.map(|cell| cell.0).filter(|size| *size > 0.0);
        Some(Instrument {
            pair: Pair::new(&format!("{}/{}", self.base_currency, self.quote_currency)).ok()?,
            tick: size(self.quote_increment).and_then(Tick::of_size),
            lot: size(self.base_increment),
            quote: Some(self.quote_currency),
            title: self.display_name,
            trades: !self.trading_disabled && self.status.is_none_or(|status| status == "online"),
            symbol: self.id,
        })
    }
}
