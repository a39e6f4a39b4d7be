//! Yahoo Finance's chart, which nobody promises: shares, indices and currencies, without a key.
//!
//! One request and one answer of our own. The crate `yahoo_finance_api` 5.0 turns a missing price into 0 and has its
//! address built in, so that a candle could be wrong and no test could stand in for Yahoo.

use std::time::Duration;

use analysis::{AssetClass, Interval, Pair, Tick};
use serde::Deserialize;

use super::{Ask, Caps, Facts, Get, Instrument, Page, Refusal, Venue, VenueName, cells::Cell, judge, row};
use crate::{Row, quota::Limit, symbol};

#[derive(Debug)]
pub(super) struct Yahoo;

const FACTS: Facts = Facts {
    name: VenueName::Yahoo,
    origin: "https://query1.finance.yahoo.com",
    stream_origin: "",
    caps: Caps {
        intervals: &[Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::D1],
        page_rows: 100_000,
        deepest_bars: None,
        streams: false,
    },
    // Nothing is published, and it refuses early.
    limit: Limit { weight: 1, per: Duration::from_secs(1), burst: 2 },
    skips_quiet: true,
    adjusts: true,
    delay_seconds: None,
};

const DAY_MS: i64 = 86_400_000;

/// More than this and it refuses a range, ms, with a day of room.
const fn reach(interval: Interval) -> Option<i64> {
    match interval {
        Interval::M1 => Some(6 * DAY_MS),
        Interval::M5 | Interval::M15 => Some(58 * DAY_MS),
        Interval::H1 | Interval::H4 => Some(725 * DAY_MS),
        Interval::D1 | Interval::W1 => None,
    }
}

#[derive(Deserialize)]
struct Answer {
    chart: Chart,
}

#[derive(Deserialize)]
struct Chart {
    result: Option<Vec<Outcome>>,
    error: Option<Error>,
}

#[derive(Deserialize)]
struct Error {
    #[serde(default)]
    code: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Outcome {
    meta: Meta,
    #[serde(default)]
    timestamp: Vec<i64>,
    indicators: Indicators,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    #[serde(default)]
    gmtoffset: i64,
    #[serde(default)]
    data_granularity: Option<String>,
    #[serde(default)]
    price_hint: Option<u8>,
    #[serde(default)]
    instrument_type: String,
}

#[derive(Deserialize)]
struct Indicators {
    quote: Vec<Quote>,
    #[serde(default)]
    adjclose: Vec<Adjusted>,
}

#[derive(Deserialize)]
struct Quote {
    #[serde(default)]
    open: Vec<Cell>,
    #[serde(default)]
    high: Vec<Cell>,
    #[serde(default)]
    low: Vec<Cell>,
    #[serde(default)]
    close: Vec<Cell>,
    #[serde(default)]
    volume: Vec<Cell>,
}

#[derive(Deserialize)]
struct Adjusted {
    #[serde(default)]
    adjclose: Vec<Cell>,
}

#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    quotes: Vec<Hit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hit {
    symbol: Option<String>,
    #[serde(default)]
    shortname: Option<String>,
    #[serde(default)]
    exchange: Option<String>,
    #[serde(default)]
    quote_type: Option<String>,
}

fn refusal(error: &Error) -> Refusal {
    let said = error.description.to_ascii_lowercase();
    match error.code.as_str() {
        "Not Found" => Refusal::UnknownSymbol,
        _ if said.contains("interval") || said.contains("granularity") => Refusal::BadInterval,
        code => Refusal::Schema(judge::shown(format!("{code}: {}", error.description).as_bytes())),
    }
}

impl Venue for Yahoo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn symbol(&self, pair: &Pair) -> Option<String> {
        match (pair.class(), pair.quote()) {
            (AssetClass::Currency | AssetClass::Metal, Some(quote)) => Some(format!("{}{quote}=X", pair.base())),
            (AssetClass::Crypto, _) => symbol::joined(pair, "-"),
            (AssetClass::Share, _) => Some(pair.base().to_owned()),
            (AssetClass::Currency | AssetClass::Metal, None) => None,
        }
    }

    fn page(&self, ask: &Ask<'_>) -> Get {
        // A day of a market east of London begins on the eve.
        let from = ask.from_ms - if ask.interval >= Interval::D1 { DAY_MS } else { 0 };
        let query = vec![
            ("interval", granularity(ask.interval).to_owned()),
            ("period1", from.div_euclid(1_000).to_string()),
            ("period2", (ask.before_ms.div_euclid(1_000)).to_string()),
            ("includePrePost", "false".to_owned()),
        ];
        Get::candles(format!("/v8/finance/chart/{}", symbol::encoded(ask.symbol)), query)
    }

    fn rows(&self, ask: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal> {
        let outcome = outcome(body)?;
        if let Some(other) = outcome.meta.data_granularity.as_deref().filter(|told| *told != granularity(ask.interval))
        {
            return Err(Refusal::Schema(format!("candles of {}", judge::shown(other.as_bytes()))));
        }
        let rows = outcome.rows(ask)?;
        let step = ask.interval.millis();
        let is_open = |row: &Row| row.open_ms.rem_euclid(step) != 0 || row.open_ms + step > ask.now_ms;
        let mut page = Page { is_last: true, tick: outcome.meta.tick(), ..Page::default() };
        let last = rows.len().saturating_sub(1);
        for (index, row) in rows.into_iter().enumerate() {
            // The last row may be the price of this moment.
            if index == last && is_open(&row) {
                page.forming = Some(row);
            } else {
                page.rows.push(row);
            }
        }
        Ok(page)
    }

    fn refused(&self, status: u16, body: &[u8]) -> Refusal {
        match serde_json::from_slice::<Answer>(body) {
            Ok(Answer { chart: Chart { error: Some(error), .. } }) if (400..500).contains(&status) && status != 429 => {
                refusal(&error)
            }
            Ok(_) | Err(_) => judge::by_status(status, body),
        }
    }

    fn about(&self, _: &str) -> Option<Get> {
        None
    }

    fn search(&self, words: &str) -> Get {
        let query = vec![("q", words.to_owned()), ("quotesCount", "20".to_owned()), ("newsCount", "0".to_owned())];
        Get::listing("/v1/finance/search", query)
    }

    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal> {
        let found: Found = serde_json::from_slice(body).map_err(|error| judge::unreadable(&error, body))?;
        Ok(found.quotes.into_iter().filter_map(Hit::instrument).collect())
    }

    /// Hours of a share begin at half past on the UTC clock, so they are gathered from quarters.
    fn native(&self, wanted: Interval, pair: &Pair) -> Option<Interval> {
        let closes = pair.class() == AssetClass::Share;
        Some(match wanted {
            Interval::H1 | Interval::H4 if closes => Interval::M15,
            Interval::H4 => Interval::H1,
            Interval::W1 => Interval::D1,
            Interval::M1 | Interval::M5 | Interval::M15 | Interval::H1 | Interval::D1 => wanted,
        })
    }

    fn reaches_ms(&self, interval: Interval) -> Option<i64> {
        reach(interval)
    }
}

const fn granularity(interval: Interval) -> &'static str {
    match interval {
        Interval::M1 => "1m",
        Interval::M5 => "5m",
        Interval::M15 => "15m",
        Interval::H1 | Interval::H4 => "1h",
        Interval::D1 => "1d",
        Interval::W1 => "1wk",
    }
}

fn outcome(body: &[u8]) -> Result<Outcome, Refusal> {
    let answer: Answer = judge::read(body).map_err(|error| judge::unreadable(&error, body))?;
    match (answer.chart.result.and_then(|results| results.into_iter().next()), answer.chart.error) {
        (Some(outcome), None) => Ok(outcome),
        (_, Some(error)) => Err(refusal(&error)),
        (None, None) => Err(Refusal::Schema(judge::shown(body))),
    }
}

impl Outcome {
    /// Columns made into rows. One that is shorter than the times cannot be told apart, so nothing is.
    fn rows(&self, ask: &Ask<'_>) -> Result<Vec<Row>, Refusal> {
        let count = self.timestamp.len();
        let Some(quote) = self.indicators.quote.first().filter(|_| count > 0) else { return Ok(Vec::new()) };
        let adjusted = self.indicators.adjclose.first().map_or(count, |adjusted| adjusted.adjclose.len());
        let lengths = [quote.open.len(), quote.high.len(), quote.low.len(), quote.close.len(), adjusted];
        if lengths.iter().any(|length| *length != count)
            || !matches!(quote.volume.len(), 0) && quote.volume.len() != count
        {
            return Err(Refusal::Schema(format!("columns of {lengths:?} cells beside {count} times")));
        }
        let prices = quote.open.iter().zip(&quote.high).zip(&quote.low).zip(&quote.close);
        let rows =
            self.timestamp.iter().zip(prices).enumerate().map(|(index, (seconds, (((open, high), low), close)))| {
                let volume = quote.volume.get(index).map(|cell| cell.0).filter(|_| self.meta.has_volume());
                // Without prices there is no candle, and nothing that a volume could be of.
                let volume = volume.filter(|volume| !volume.is_nan() || !close.0.is_nan());
                row(self.meta.opens(*seconds, ask.interval), [open.0, high.0, low.0, close.0], volume)
            });
        // A minute in which nothing traded has no cell at all.
        Ok(rows.filter(|row| ![row.open, row.high, row.low, row.close].iter().all(|price| price.is_nan())).collect())
    }
}

impl Meta {
    /// A day is kept on its trading date, wherever the exchange is.
    fn opens(&self, seconds: i64, interval: Interval) -> i64 {
        let ms = seconds.saturating_mul(1_000);
        if interval < Interval::D1 {
            return ms;
        }
        ms.saturating_add(self.gmtoffset.saturating_mul(1_000)).div_euclid(DAY_MS) * DAY_MS
    }

    /// Currencies have a column of zeros there.
    fn has_volume(&self) -> bool {
        !matches!(self.instrument_type.as_str(), "CURRENCY")
    }

    /// Decimals it shows prices with.
    fn tick(&self) -> Option<Tick> {
        let places = i32::from(self.price_hint.filter(|places| (1..=8).contains(places))?);
        Tick::of_size(format!("1e-{places}").parse().ok()?)
    }
}

impl Hit {
    fn instrument(self) -> Option<Instrument> {
        let symbol = self.symbol?;
        let kind = self.quote_type.unwrap_or_default();
        let pair = match kind.as_str() {
            "CURRENCY" | "CRYPTOCURRENCY" => symbol::read(&symbol)?,
            _ => Pair::new(&symbol).ok()?,
        };
        let words = [self.shortname.unwrap_or_default(), self.exchange.unwrap_or_default(), kind.to_lowercase()];
        let title = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ");
        let title = judge::shown(title.as_bytes());
        Some(Instrument {
            quote: pair.quote().map(str::to_owned),
            pair,
            symbol,
            title,
            tick: None,
            lot: None,
            trades: true,
        })
    }
}
