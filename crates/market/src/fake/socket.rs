//! The streams of each market place, in its own words.

use std::time::Duration;

use analysis::Interval;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::world::World;
use crate::VenueName;

/// A series somebody wants to hear of.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    symbol: String,
    interval: Interval,
    /// Opening of the candle that was told last.
    at: i64,
}

/// Speaks until the other side is gone, or the world is cut.
pub(super) async fn speak(
    world: World,
    path: String,
    mut from_client: mpsc::Receiver<String>,
    to_client: mpsc::Sender<String>,
) {
    let (venue, mut cut) = {
        let mut inner = world.inner();
        inner.sockets += 1;
        (inner.venue, inner.cut.subscribe())
    };
    let mut wanted = by_path(venue, &path);
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut says = Vec::new();
        tokio::select! {
            _ = cut.recv() => return,
            text = from_client.recv() => match text {
                None => return,
                Some(text) => says = heard(venue, &path, &text, &mut wanted),
            },
            _ = ticks.tick() => {
                let is_mute = world.inner().mute;
                if !is_mute {
                    says = wanted.iter_mut().flat_map(|wanted| told(&world, venue, wanted)).collect();
                    if venue == VenueName::Kraken {
                        says.push(json!({ "channel": "heartbeat" }).to_string());
                    }
                }
            }
        }
        for said in says {
            if to_client.send(said).await.is_err() {
                return;
            }
        }
    }
}

fn named(names: &[(&str, Interval)], name: &str) -> Option<Interval> {
    names.iter().find(|(known, _)| *known == name).map(|(_, interval)| *interval)
}

const BINANCE: [(&str, Interval); 6] = [
    ("1m", Interval::M1),
    ("5m", Interval::M5),
    ("15m", Interval::M15),
    ("1h", Interval::H1),
    ("4h", Interval::H4),
    ("1d", Interval::D1),
];
const BYBIT: [(&str, Interval); 6] = [
    ("1", Interval::M1),
    ("5", Interval::M5),
    ("15", Interval::M15),
    ("60", Interval::H1),
    ("240", Interval::H4),
    ("D", Interval::D1),
];
const OKX: [(&str, Interval); 6] = [
    ("candle1m", Interval::M1),
    ("candle5m", Interval::M5),
    ("candle15m", Interval::M15),
    ("candle1H", Interval::H1),
    ("candle4H", Interval::H4),
    ("candle1Dutc", Interval::D1),
];

/// Only lower case is known in the names of Binance's streams.
fn by_path(venue: VenueName, path: &str) -> Vec<Wanted> {
    let Some((_, streams)) = path.split_once("streams=").filter(|_| venue == VenueName::Binance) else {
        return Vec::new();
    };
    let wanted = |name: &str| {
        let (symbol, kind) = name.split_once('@')?;
        let interval = named(&BINANCE, kind.strip_prefix("kline_")?)?;
        let is_lower = symbol.chars().all(|c| !c.is_ascii_uppercase());
        is_lower.then(|| Wanted { symbol: symbol.to_ascii_uppercase(), interval, at: 0 })
    };
    streams.split('/').filter_map(wanted).collect()
}

fn heard(venue: VenueName, path: &str, text: &str, wanted: &mut Vec<Wanted>) -> Vec<String> {
    if text == "ping" {
        return vec!["pong".to_owned()];
    }
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    let mut add = |symbol: &str, interval: Interval| {
        wanted.push(Wanted { symbol: symbol.to_owned(), interval, at: 0 });
    };
    match venue {
        VenueName::Kraken if message["method"] == "subscribe" => {
            let minutes = message["params"]["interval"].as_i64().unwrap_or(0);
            let Some(interval) = Interval::ASKABLE.into_iter().find(|known| known.seconds() == minutes * 60) else {
                return vec![
                    json!({ "method": "subscribe", "success": false, "error": "Interval not supported" }).to_string(),
                ];
            };
            for symbol in message["params"]["symbol"].as_array().cloned().unwrap_or_default() {
                add(symbol.as_str().unwrap_or_default(), interval);
            }
            vec![json!({ "method": "subscribe", "success": true, "result": { "channel": "ohlc" } }).to_string()]
        }
        VenueName::Kraken => vec![json!({ "method": "pong" }).to_string()],
        VenueName::Bybit if message["op"] == "subscribe" => {
            for arg in message["args"].as_array().cloned().unwrap_or_default() {
                let words: Vec<&str> = arg.as_str().unwrap_or_default().split('.').collect();
                if let ["kline", name, symbol] = words.as_slice()
                    && let Some(interval) = named(&BYBIT, name)
                {
                    add(symbol, interval);
                }
            }
            vec![json!({ "success": true, "ret_msg": "", "op": "subscribe" }).to_string()]
        }
        VenueName::Bybit => vec![json!({ "success": true, "ret_msg": "pong", "op": "ping" }).to_string()],
        VenueName::Okx if !path.ends_with("/business") => {
            let said = "Wrong URL or channel. Please use the '/business' URL";
            vec![json!({ "event": "error", "code": "60018", "msg": said }).to_string()]
        }
        VenueName::Okx => {
            for arg in message["args"].as_array().cloned().unwrap_or_default() {
                if let Some(interval) = named(&OKX, arg["channel"].as_str().unwrap_or_default()) {
                    add(arg["instId"].as_str().unwrap_or_default(), interval);
                }
            }
            vec![json!({ "event": "subscribe" }).to_string()]
        }
        VenueName::Binance | VenueName::Coinbase | VenueName::Yahoo => Vec::new(),
    }
}

/// What there is to tell now: the candle that goes on, and the one before as it closed.
fn told(world: &World, venue: VenueName, wanted: &mut Wanted) -> Vec<String> {
    let inner = world.inner();
    let step = wanted.interval.millis();
    let at = wanted.interval.bucket(inner.now());
    let mut says = Vec::new();
    // After its end a candle is told once more, as it closed; not on a new connection.
    if wanted.at != 0 && wanted.at < at {
        let ended: Vec<i64> = (0..).map(|n| wanted.at + n * step).take_while(|open| *open < at).collect();
        for open in ended {
            if let Some(values) = inner.candle(&wanted.symbol, step, open) {
                says.push(message(venue, wanted, open, values, true));
            }
        }
    }
    wanted.at = at;
    let speaks = !inner.is_sparing || inner.now() / 1_000 % 20 == 0;
    if let Some(values) = speaks.then(|| inner.candle(&wanted.symbol, step, at)).flatten() {
        says.push(message(venue, wanted, at, values, false));
    }
    says
}

fn message(venue: VenueName, wanted: &Wanted, at: i64, [o, h, l, c, v]: [f64; 5], closed: bool) -> String {
    let step = wanted.interval.millis();
    let text = |value: f64| format!("{value:.8}");
    let name = |names: &[(&'static str, Interval)]| {
        names.iter().find(|(_, interval)| *interval == wanted.interval).map_or("", |(name, _)| name)
    };
    let symbol = &wanted.symbol;
    let told = match venue {
        VenueName::Binance => {
            let i = name(&BINANCE);
            let k = json!({ "t": at, "T": at + step - 1, "s": symbol, "i": i, "o": text(o), "c": text(c), "h": text(h),
                "l": text(l), "v": text(v), "n": 3, "x": closed, "q": "1.0" });
            let data = json!({ "e": "kline", "E": at, "s": symbol, "k": k });
            json!({ "stream": format!("{}@kline_{i}", symbol.to_ascii_lowercase()), "data": data })
        }
        VenueName::Kraken => {
            let begin = jiff::Timestamp::from_millisecond(at).unwrap().to_string();
            let bar = json!({ "symbol": symbol, "open": o, "high": h, "low": l, "close": c, "vwap": o, "trades": 3,
                "volume": v, "interval_begin": begin, "interval": step / 60_000 });
            json!({ "channel": "ohlc", "type": "update", "data": [bar] })
        }
        VenueName::Bybit => {
            let bar = json!({ "start": at, "end": at + step - 1, "interval": name(&BYBIT), "open": text(o),
                "close": text(c), "high": text(h), "low": text(l), "volume": text(v), "turnover": "1.0",
                "confirm": closed, "timestamp": at });
            json!({ "topic": format!("kline.{}.{symbol}", name(&BYBIT)), "type": "snapshot", "ts": at, "data": [bar] })
        }
        VenueName::Okx => json!({ "arg": { "channel": name(&OKX), "instId": symbol },
            "data": [[at.to_string(), text(o), text(h), text(l), text(c), text(v), "1.0", "1.0", if closed { "1" } else { "0" }]] }),
        VenueName::Coinbase | VenueName::Yahoo => Value::Null,
    };
    told.to_string()
}
