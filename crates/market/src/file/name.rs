//! What a file's name says: `BTC_USDT-1h.csv`, `eurusd_1h.csv`, `AAPL.csv`.

use analysis::{AssetClass, Interval, Pair};

/// Quotes that end a name written in one word, such as `BTCUSDT`; longer ones first.
const QUOTES: [&str; 9] = ["USDT", "USDC", "BUSD", "USD", "EUR", "GBP", "JPY", "BTC", "ETH"];

/// Pair and timeframe as the name suggests them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileName {
    /// What pairs are compared by.
    pub(super) key: String,
    /// `None` when the name does not look like a pair.
    pub(super) pair: Option<Pair>,
    /// `None` when the name does not end in a timeframe.
    pub(super) interval: Option<Interval>,
}

impl FileName {
    /// Reads a name without its ending.
    pub(super) fn of(stem: &str) -> Self {
        let words: Vec<&str> = stem.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
        let (words, interval) = match words.split_last() {
            Some((last, before)) if !before.is_empty() && is_timeframe(last) => (before, timeframe(last)),
            Some(_) | None => (words.as_slice(), None),
        };
        Self { key: key(&words.concat()), pair: pair(words), interval }
    }
}

/// A pair's name without case and without the marks that file names leave out or write differently.
pub(super) fn key(name: &str) -> String {
    let marks = |c: &char| matches!(c, '/' | '-' | '_' | ':' | '^' | ' ');
    name.chars().filter(|c| !marks(c)).map(|c| c.to_ascii_uppercase()).collect()
}

/// `1h`, `15m`, `1Mo`, also those that Engram does not speak.
fn is_timeframe(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < word.len() && matches!(unit.len(), 1 | 2) && unit.chars().all(|c| c.is_ascii_alphabetic())
        || timeframe(word).is_some()
}

fn timeframe(word: &str) -> Option<Interval> {
    // `1M` is a month, so case counts there.
    match word {
        "1m" => Some(Interval::M1),
        "5m" => Some(Interval::M5),
        "15m" => Some(Interval::M15),
        "60m" | "1h" | "1H" | "H1" | "h1" => Some(Interval::H1),
        "4h" | "4H" | "H4" | "h4" => Some(Interval::H4),
        "1d" | "1D" | "D1" | "d1" | "daily" | "Daily" => Some(Interval::D1),
        _ => None,
    }
}

fn pair(words: &[&str]) -> Option<Pair> {
    let name = match words {
        [one] => return one_word(one),
        [base, quote] => format!("{base}/{quote}"),
        [base, quote, settled] => format!("{base}/{quote}:{settled}"),
        _ => return None,
    };
    Pair::new(&name).ok()
}

/// `EURUSD` and `BTCUSDT` are pairs; `AAPL` stays as it is.
fn one_word(word: &str) -> Option<Pair> {
    let upper = word.to_ascii_uppercase();
    let halves = upper.split_at_checked(3).filter(|_| upper.len() == 6);
    let currencies = halves.and_then(|(base, quote)| Pair::new(&format!("{base}/{quote}")).ok());
    if let Some(pair) = currencies.filter(|pair| matches!(pair.class(), AssetClass::Currency | AssetClass::Metal)) {
        return Some(pair);
    }
    QUOTES
        .into_iter()
        .find_map(|quote| {
            upper.strip_suffix(quote).filter(|base| base.len() >= 3).map(|base| format!("{base}/{quote}"))
        })
        .map_or_else(|| Pair::new(&upper), |name| Pair::new(&name))
        .ok()
}

#[cfg(test)]
mod tests;
