//! OKX, spot: <https://www.okx.com/docs-v5/en/>.

use std::time::Duration;

use analysis::{Interval, Pair, Tick};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Ask, Caps, Facts, Get, Heard, Instrument, Page, Refusal, Shut, Stream, Topic, Venue, VenueName,
    cells::{Cell, Cells, whole},
    judge, row,
};
use crate::{Row, quota::Limit, symbol};

#[derive(Debug)]
pub(super) struct Okx;

const FACTS: Facts = Facts {
    name: VenueName::Okx,
    origin: "https://www.okx.com",
    stream_origin: "wss://ws.okx.com:8443",
    caps: Caps {
        intervals: &[Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1],
        page_rows: 300,
        deepest_bars: None,
        streams: true,
    },
    // Half of what its history allows, 20 in two seconds; the newest candles are allowed twice as many.
    limit: Limit { weight: 10, per: Duration::from_secs(2), burst: 5 },
    skips_quiet: false,
    adjusts: false,
    delay_seconds: Some(0),
};

/// The newest candles of a series, which lie at another path than the ones before; with room for those that close
/// meanwhile.
const NEWEST: i64 = 1_440 - 5;

#[derive(Deserialize)]
struct Answer<T> {
    code: String,
    #[serde(default)]
    msg: String,
    #[serde(default = "Vec::new")]
    data: Vec<T>,
}

#[derive(Deserialize)]
struct Head {
    code: String,
    #[serde(default)]
    msg: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Symbol {
    inst_id: String,
    base_ccy: String,
    quote_ccy: String,
    #[serde(default)]
    tick_sz: Option<Cell>,
    #[serde(default)]
    lot_sz: Option<Cell>,
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    event: String,
    #[serde(default)]
    code: Value,
    #[serde(default)]
    msg: String,
    arg: Option<Arg>,
    #[serde(default)]
    data: Vec<Cells<9>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Arg {
    channel: String,
    #[serde(default)]
    inst_id: String,
}

/// What a code means; words tell the parameter that is wrong.
fn refusal(code: &str, said: &str) -> Refusal {
    let words = said.to_ascii_lowercase();
    match code {
        "51001" => Refusal::UnknownSymbol,
        "51000" if words.contains("bar") => Refusal::BadInterval,
        "51000" if words.contains("instid") => Refusal::UnknownSymbol,
        "50011" | "50061" => Refusal::RateLimited(Shut::Told),
        "50001" | "50004" | "50013" | "50026" => Refusal::Transient(format!("code {code}")),
        _ => Refusal::Schema(format!("code {}: {}", judge::shown(code.as_bytes()), judge::shown(said.as_bytes()))),
    }
}

fn answered<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<Vec<T>, Refusal> {
    match judge::read::<Answer<T>>(body) {
        Ok(answer) if answer.code == "0" => Ok(answer.data),
        Ok(answer) => Err(refusal(&answer.code, &answer.msg)),
        Err(error) => Err(match serde_json::from_slice::<Head>(body) {
            Ok(head) if head.code != "0" => refusal(&head.code, &head.msg),
            Ok(_) | Err(_) => judge::unreadable(&error, body),
        }),
    }
}

/// Days and more begin at midnight in Hong Kong unless it is said otherwise.
const fn bar(interval: Interval) -> &'static str {
    match interval {
        Interval::M1 => "1m",
        Interval::M5 => "5m",
        Interval::M15 => "15m",
        Interval::H1 => "1H",
        Interval::H4 => "4H",
        Interval::D1 => "1Dutc",
        Interval::W1 => "1Wutc",
    }
}

/// A candle, and whether it has closed.
fn candle(Cells(cells): Cells<9>) -> Option<(Row, bool)> {
    let [time, open, high, low, close, volume, _, _, confirm] = cells;
    Some((row(whole(time)?, [open, high, low, close], Some(volume)), confirm == 1.0))
}

impl Venue for Okx {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn symbol(&self, pair: &Pair) -> Option<String> {
        symbol::joined(pair, "-")
    }

    /// `after` names what the rows come before.
    fn page(&self, ask: &Ask<'_>) -> Get {
        let step = ask.interval.millis();
        let bars = (ask.before_ms - ask.from_ms) / step;
        let first = ask.before_ms - bars.clamp(1, 300) * step;
        let is_new = first >= ask.now_ms - NEWEST * step;
        let (path, most) =
            if is_new { ("/api/v5/market/candles", 300) } else { ("/api/v5/market/history-candles", 100) };
        let query = vec![
            ("instId", ask.symbol.to_owned()),
            ("bar", bar(ask.interval).to_owned()),
            ("after", ask.before_ms.to_string()),
            ("limit", bars.clamp(1, most).to_string()),
        ];
        Get::candles(path, query)
    }

    fn rows(&self, _: &Ask<'_>, body: &[u8]) -> Result<Page, Refusal> {
        let cells: Vec<Cells<9>> = answered(body)?;
        let mut page = Page { is_last: cells.is_empty(), ..Page::default() };
        for cells in cells {
            let Cells([time, ..]) = cells;
            let (row, closed) = candle(cells).ok_or_else(|| Refusal::Schema(format!("a candle at {time}")))?;
            if closed {
                page.rows.push(row);
            } else {
                page.forming = Some(row);
            }
        }
        Ok(page)
    }

    fn refused(&self, status: u16, body: &[u8]) -> Refusal {
        match serde_json::from_slice::<Head>(body) {
            Ok(head) if (400..500).contains(&status) && status != 403 => refusal(&head.code, &head.msg),
            Ok(_) | Err(_) => judge::by_status(status, body),
        }
    }

    fn about(&self, symbol: &str) -> Option<Get> {
        let query = vec![("instType", "SPOT".to_owned()), ("instId", symbol.to_owned())];
        Some(Get::listing("/api/v5/public/instruments", query))
    }

    fn search(&self, _: &str) -> Get {
        Get::listing("/api/v5/public/instruments", vec![("instType", "SPOT".to_owned())])
    }

    fn instruments(&self, body: &[u8]) -> Result<Vec<Instrument>, Refusal> {
        let symbols: Vec<Symbol> = answered(body)?;
        Ok(symbols.into_iter().filter_map(Symbol::instrument).collect())
    }

    fn stream(&self) -> Option<&dyn Stream> {
        Some(self)
    }
}

impl Symbol {
    fn instrument(self) -> Option<Instrument> {
        Some(Instrument {
            pair: Pair::new(&format!("{}/{}", self.base_ccy, self.quote_ccy)).ok()?,
            tick: self.tick_sz.and_then(|size| Tick::of_size(size.0)),
            lot: self.lot_sz.map(|lot| lot.0).filter(|lot| *lot > 0.0),
            quote: Some(self.quote_ccy),
            title: String::new(),
            trades: self.state == "live",
            symbol: self.inst_id,
        })
    }
}

impl Stream for Okx {
    fn follows(&self, interval: Interval) -> bool {
        FACTS.caps.intervals.contains(&interval)
    }

    /// The public path answers that candles have moved to this one.
    fn path(&self, _: &[Topic]) -> String {
        "/ws/v5/business".to_owned()
    }

    fn hello(&self, topics: &[Topic]) -> Vec<String> {
        let args: Vec<Value> = topics
            .iter()
            .map(|topic| json!({ "channel": format!("candle{}", bar(topic.interval)), "instId": topic.symbol }))
            .collect();
        args.chunks(50).map(|args| json!({ "op": "subscribe", "args": args }).to_string()).collect()
    }

    /// Within 30 s of silence it hangs up.
    fn ping(&self) -> Option<(Duration, &'static str)> {
        Some((Duration::from_secs(20), "ping"))
    }

    fn silence(&self) -> Duration {
        Duration::from_secs(45)
    }

    fn hear(&self, text: &str) -> Vec<Heard> {
        let Ok(message) = serde_json::from_str::<Message>(text) else { return vec![Heard::Alive] };
        match message.event.as_str() {
            "error" => {
                let said = format!("{} {}", message.code.to_string().trim_matches('"'), message.msg);
                return vec![Heard::Refused(judge::shown(said.as_bytes()))];
            }
            "notice" => return vec![Heard::Restart],
            _ => {}
        }
        let Some((arg, interval)) = message.arg.and_then(|arg| {
            let name = arg.channel.strip_prefix("candle")?.to_owned();
            let interval = FACTS.caps.intervals.iter().copied().find(|interval| bar(*interval) == name)?;
            Some((arg, interval))
        }) else {
            return vec![Heard::Alive];
        };
        let topic = Topic { symbol: arg.inst_id, interval };
        let heard = |(row, closed)| Heard::Bar { topic: topic.clone(), row, closed: Some(closed) };
        message.data.into_iter().filter_map(candle).map(heard).collect()
    }
}
