//! Bybit, spot: <https://bybit-exchange.github.io/docs/v5/>.

use std::time::Duration;

use analysis::{Interval, Pair, Tick};
use serde::Deserialize;
use serde_json::json;

use super::{
    Ask, Caps, Facts, Get, Heard, Instrument, Page, Refusal, Shut, Stream, Topic, Venue, VenueName,
    cells::{Cell, Cells, whole},
    judge, row,
};
use crate::{quota::Limit, symbol};

#[derive(Debug)]
pub(super) struct Bybit;

const FACTS: Facts = Facts {
    name: VenueName::Bybit,
    origin: "https://api.bybit.com",
    stream_origin: "wss://stream.bybit.com",
    caps: Caps {
        intervals: &[Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1],
        page_rows: 1_000,
        deepest_bars: None,
        streams: true,
    },
    // Half of 600 in five seconds.
    limit: Limit { weight: 300, per: Duration::from_secs(5), burst: 50 },
    skips_quiet: false,
    adjusts: false,
    delay_seconds: Some(0),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<T> {
    ret_code: i64,
    #[serde(default)]
    ret_msg: String,
    result: Option<T>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "retCode")]
    code: i64,
    #[serde(rename = "retMsg", default)]
    said: String,
}

#[derive(Deserialize)]
struct Klines {
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    list: Vec<Cells<6>>,
}

#[derive(Deserialize)]
struct Listing {
    list: Vec<Symbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Symbol {
    #[serde(rename = "symbol")]
    name: String,
    base_coin: String,
    quote_coin: String,
    status: String,
    #[serde(default)]
    price_filter: Option<PriceFilter>,
    #[serde(default)]
    lot_size_filter: Option<LotFilter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PriceFilter {
    tick_size: Cell,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LotFilter {
    base_precision: Option<Cell>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    topic: String,
    #[serde(default)]
    data: Vec<Bar>,
}

#[derive(Deserialize)]
struct Reply {
    success: Option<bool>,
    #[serde(default)]
    ret_msg: String,
}

#[derive(Deserialize)]
struct Bar {
    start: i64,
    open: Cell,
    close: Cell,
    high: Cell,
    low: Cell,
    volume: Cell,
    confirm: bool,
}

/// What a code in an answer means; words tell the two apart that share one.
fn refusal(code: i64, said: &str) -> Refusal {
    let words = said.to_ascii_lowercase();
    let said = judge::shown(said.as_bytes());
    match code {
        10001 if words.contains("interval") => Refusal::BadInterval,
        10001 => Refusal::UnknownSymbol,
        10006 | 10018 => Refusal::RateLimited(Shut::Told),
        10009 | 10010 => Refusal::Banned(Shut::Told),
        10024 => Refusal::GeoBlocked,
        10000 | 10016 | 10002 => Refusal::Transient(said),
        _ => Refusal::Schema(format!("retCode {code}: {said}")),
    }
}

fn answered<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Refusal> {
    match judge::read::<Answer<T>>(body) {
        Ok(Answer { ret_code: 0, result: Some(result), .. }) => Ok(result),
        Ok(Answer { ret_code: 0, .. }) => Err(Refusal::Schema(judge::shown(body))),
        Ok(Answer { ret_code, ret_msg, .. }) => Err(refusal(ret_code, &ret_msg)),
        // With an error the result may be of any shape.
        Err(error) => Err(match serde_json::from_slice::<Head>(body) {
            Ok(head) if head.code != 0 => refusal(head.code, &head.said),
            Ok(_) | Err(_) => judge::unreadable(&error, body),
        }),
    }
}

const fn name(interval: Interval) -> &'static str {
    match interval {
        Interval::M1 => "1",
        Interval::M5 => "5",
        Interval::M15 => "15",
        Interval::H1 => "60",
        Interval::H4 => "240",
        Interval::D1 => "D",
        Interval::W1 => "W",
    }
}

impl Venue for Bybit {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn symbol(&self, pair: &Pair) -> Option<String> {
        symbol::joined(pair, "")
    }

    /// Without a category it would answer about perpetuals.
    fn page(&self, ask: &Ask<'_>) -> Get {
        let bars = ((ask.before_ms - ask.from_ms) / ask.interval.millis()).clamp(1, 1_000);
        let query = vec![
            ("category", "spot".to_owned()),
            ("symbol", ask.symbol.to_owned()),
            ("interval", name(ask.interval).to_owned()),
            ("end", (ask.before_ms - 1).to_string()),
            ("limit", bars.to_string()),
        ];
        Get::candles("/v5/market/kline", query)
    }

    fn rows(&self, ask: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal> {
        let klines: Klines = answered(body)?;
        if let Some(other) = klines.category.filter(|category| category != "spot") {
            return Err(Refusal::Schema(format!("candles of {}, not of spot", judge::shown(other.as_bytes()))));
        }
        let mut page = Page { is_last: klines.list.is_empty(), ..Page::default() };
        for Cells([time, open, high, low, close, volume]) in klines.list {
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
        let words = String::from_utf8_lossy(body).to_ascii_lowercase();
        match status {
            // Its answer to a region looks like a ban, but for its words.
            403 if words.contains("country") || words.contains("region") => Refusal::GeoBlocked,
            _ => match serde_json::from_slice::<Head>(body) {
                Ok(head) if (400..500).contains(&status) && head.code != 0 => refusal(head.code, &head.said),
                Ok(_) | Err(_) => judge::by_status(status, body),
            },
        }
    }

    fn about(&self, symbol: &str) -> Option<Get> {
        let query = vec![("category", "spot".to_owned()), ("symbol", symbol.to_owned())];
        Some(Get::listing("/v5/market/instruments-info", query))
    }

    fn search(&self, _: &str) -> Get {
        Get::listing("/v5/market/instruments-info", vec![("category", "spot".to_owned())])
    }

    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal> {
        let listing: Listing = answered(body)?;
        Ok(listing.list.into_iter().filter_map(Symbol::instrument).collect())
    }

    fn stream(&self) -> Option<&dyn Stream> {
        Some(self)
    }
}

impl Symbol {
    fn instrument(self) -> Option<Instrument> {
        Some(Instrument {
            pair: Pair::new(&format!("{}/{}", self.base_coin, self.quote_coin)).ok()?,
            tick: self.price_filter.and_then(|filter| Tick::of_size(filter.tick_size.0)),
            lot: self
                .lot_size_filter
                .and_then(|filter| filter.base_precision)
                .map(|lot| lot.0)
                .filter(|lot| *lot > 0.0),
            quote: Some(self.quote_coin),
            title: String::new(),
            trades: self.status == "Trading",
            symbol: self.name,
        })
    }
}

impl Stream for Bybit {
    fn follows(&self, interval: Interval) -> bool {
        FACTS.caps.intervals.contains(&interval)
    }

    fn path(&self, _: &[Topic]) -> String {
        "/v5/public/spot".to_owned()
    }

    /// Ten topics are taken at once.
    fn hello(&self, topics: &[Topic]) -> Vec<String> {
        let args: Vec<String> =
            topics.iter().map(|topic| format!("kline.{}.{}", name(topic.interval), topic.symbol)).collect();
        args.chunks(10).map(|args| json!({ "op": "subscribe", "args": args }).to_string()).collect()
    }

    fn ping(&self) -> Option<(Duration, &'static str)> {
        Some((Duration::from_secs(20), r#"{"op":"ping"}"#))
    }

    fn silence(&self) -> Duration {
        Duration::from_secs(45)
    }

    fn hear(&self, text: &str) -> Vec<Heard> {
        if let Ok(Reply { success: Some(false), ret_msg }) = serde_json::from_str(text) {
            return vec![Heard::Refused(judge::shown(ret_msg.as_bytes()))];
        }
        let Ok(message) = serde_json::from_str::<Message>(text) else { return vec![Heard::Alive] };
        let mut words = message.topic.splitn(3, '.');
        let (Some("kline"), Some(interval), Some(symbol)) = (words.next(), words.next(), words.next()) else {
            return vec![Heard::Alive];
        };
        let Some(interval) = FACTS.caps.intervals.iter().copied().find(|known| name(*known) == interval) else {
            return vec![Heard::Alive];
        };
        let topic = Topic { symbol: symbol.to_owned(), interval };
        let heard = |bar: &Bar| {
            let row = row(bar.start, [bar.open.0, bar.high.0, bar.low.0, bar.close.0], Some(bar.volume.0));
            Heard::Bar { topic: topic.clone(), row, closed: Some(bar.confirm) }
        };
        message.data.iter().map(heard).collect()
    }
}
