//! What is held, valued at the last close. A price that nobody knows is unknown, and no value is made up for it.

use std::collections::BTreeMap;

use analysis::{Side, answer::Quality, rounded};
use jiff::Timestamp;
use market::{Feed, Want};
use serde_json::{Value, json};

use crate::{
    ToolFault,
    alerts::{age, finest},
    ask::Position,
    format::words::minute,
};

/// How to say what is held.
const HOW: &str = "Say what you hold under [trading] in the settings, such as\n  \
    holdings = [{ pair = \"ETH/USD\", side = \"long\", units = 2.5, stop = 2900 }]\nor in a file with --positions FILE.\n";

/// What is held, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    /// The feed the prices come from.
    pub source: String,
    /// When it was valued, UTC.
    pub at: Timestamp,
    /// `None` where nobody said what is held.
    pub items: Option<Vec<Item>>,
}

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub position: Position,
    /// Its last price, or why there is none.
    pub price: Result<Price, String>,
}

/// A last close.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Quote currency.
    pub close: f64,
    /// When that candle closed, UTC.
    pub closed_at: Timestamp,
    pub quality: Quality,
}

/// Values each position at the last close of the finest candles this source has.
pub async fn portfolio(feed: &dyn Feed, held: Option<&[Position]>, now: Timestamp) -> Portfolio {
    let offers = feed.offers();
    let mut items = Vec::new();
    for position in held.unwrap_or_default() {
        // A single file would answer for any pair.
        // A market place has more than it offers.
        let any = || (!feed.standings().is_empty()).then_some(analysis::Interval::M1);
        let price = match finest(&offers, &position.pair).or_else(any) {
            None => Err(format!("{} offers no candles of it.", feed.name())),
            interval @ Some(_) => {
                let want = Want { pair: position.pair.clone(), interval, bars: 1, at: now };
                let found = market::history(feed, &want).await.map_err(|fault| ToolFault::from(fault).text());
                found.map(|history| Price {
                    close: history.series.last_price(),
                    closed_at: history.series.last_close(),
                    quality: history.quality_at(now),
                })
            }
        };
        items.push(Item { position: position.clone(), price });
    }
    Portfolio { source: feed.name().to_owned(), at: now, items: held.map(|_| items) }
}

impl Portfolio {
    /// For people: a line for each position, and a total for each currency.
    pub fn text(&self) -> String {
        let Some(items) = &self.items else { return format!("Nobody said what is held. {HOW}") };
        if items.is_empty() {
            return format!("Nothing is held, as you said. {HOW}");
        }
        let mut text = format!("Valued at the last close, from {}:\n", self.source);
        text.extend(items.iter().map(|item| item.line(self.at) + "\n"));
        for (currency, value) in self.totals() {
            text.extend([format!("Total {currency}: {value:.2}\n")]);
        }
        let unknown = items.iter().filter(|item| item.price.is_err()).count();
        if unknown > 0 {
            text.extend([format!("Without {unknown} whose price is unknown.\n")]);
        }
        text
    }

    /// For programs.
    pub fn object(&self) -> Value {
        let items = self.items.as_ref().map(|items| items.iter().map(Item::object).collect::<Vec<_>>());
        json!({
            "schema_version": "engram.portfolio/1",
            "source": self.source,
            "timestamp": self.at,
            "items": items,
            "totals": self.totals(),
        })
    }

    /// Longs less shorts, of what has a price, by quote currency.
    fn totals(&self) -> BTreeMap<String, f64> {
        let mut totals = BTreeMap::new();
        for item in self.items.iter().flatten() {
            if let Ok(price) = item.price {
                *totals.entry(item.currency()).or_insert(0.0) += item.value(price);
            }
        }
        for total in totals.values_mut() {
            *total = rounded(*total, 8);
        }
        totals
    }
}

impl Item {
    fn currency(&self) -> String {
        // A share is priced in the currency of its exchange, which its name does not tell.
        self.position.pair.quote().unwrap_or("in the currency of its exchange").to_owned()
    }

    /// Quote currency; below 0 for a short.
    fn value(&self, price: Price) -> f64 {
        self.position.side.sign() * self.position.units * price.close
    }

    fn line(&self, now: Timestamp) -> String {
        let Position { pair, side, units, stop } = &self.position;
        let head = format!("{pair}  {} {units}", side.name());
        let price = match &self.price {
            Ok(price) => *price,
            Err(why) => return format!("{head}  price unknown: {why}"),
        };
        let stop = stop.map(|stop| {
            let loss = match side {
                Side::Long => stop - price.close,
                Side::Short => price.close - stop,
            };
            format!("; at its stop {stop}: {:+.2}", loss * units)
        });
        format!(
            "{head}  at {} = {:.2} {} ({} ago, {}, {}){}",
            price.close,
            self.value(price),
            self.currency(),
            age(now.duration_since(price.closed_at)),
            minute(price.closed_at),
            price.quality.word(),
            stop.unwrap_or_default()
        )
    }

    fn object(&self) -> Value {
        let Position { pair, side, units, stop } = &self.position;
        let (price, value, error) = match &self.price {
            Ok(price) => (Some(*price), Some(rounded(self.value(*price), 8)), None),
            Err(why) => (None, None, Some(why)),
        };
        json!({
            "pair": pair,
            "side": side.name(),
            "units": units,
            "stop": stop,
            "price": price.map(|price| price.close),
            "closed_at": price.map(|price| price.closed_at),
            "quality": price.map(|price| price.quality),
            "value": value,
            "error": error,
        })
    }
}

#[cfg(test)]
mod tests;
