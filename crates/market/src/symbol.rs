//! One thing, many names: `BTC/USD`, `BTC-USD`, `BTCUSDT`, `XBTUSD`, `EURUSD=X`.

use analysis::{AssetClass, Pair};

/// What a pair written in one word may end in; longer ones first.
const QUOTES: [&str; 16] = [
    "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "EUR", "GBP", "JPY", "CHF", "AUD", "CAD", "TRY", "BRL", "BTC",
    "ETH",
];

/// Kraken's own codes beside the usual ones.
const KRAKEN: [(&str, &str); 2] = [("XBT", "BTC"), ("XDG", "DOGE")];

/// Its old names of two four-letter codes, such as `XXBTZUSD`.
const KRAKEN_MARKS: [char; 2] = ['X', 'Z'];

/// The pair that a name stands for, in whichever notation; `None` where it does not look like one.
///
/// A share keeps its name: `AAPL`, `BRK-B`, `^GSPC`.
pub fn read(name: &str) -> Option<Pair> {
    let name = name.trim().to_ascii_uppercase();
    if let Some(currencies) = name.strip_suffix("=X") {
        return of_currencies(currencies);
    }
    if let Some((base, rest)) = name.split_once('/') {
        let (quote, settled) = rest.split_once(':').map_or((rest, None), |(quote, settled)| (quote, Some(settled)));
        return pair(base, quote, settled);
    }
    for mark in ['-', '_'] {
        let words: Vec<&str> = name.split(mark).collect();
        match words.as_slice() {
            [base, quote] if is_quote(quote) => return pair(base, quote, None),
            [base, quote, "SWAP"] if is_quote(quote) => return pair(base, quote, Some(quote)),
            _ => {}
        }
    }
    one_word(&name).or_else(|| Pair::new(&name).ok())
}

fn is_quote(word: &str) -> bool {
    QUOTES.contains(&usual(word)) || is_currency(word)
}

fn is_currency(word: &str) -> bool {
    Pair::new(&format!("{word}/USD")).is_ok_and(|pair| pair.class() == AssetClass::Currency)
}

fn pair(base: &str, quote: &str, settled: Option<&str>) -> Option<Pair> {
    let (base, quote) = (usual(base), usual(quote));
    let name = match settled {
        Some(settled) => format!("{base}/{quote}:{}", usual(settled)),
        None => format!("{base}/{quote}"),
    };
    Pair::new(&name).ok()
}

/// `EURUSD`, and `JPY` alone, which is the dollar in yen.
fn of_currencies(word: &str) -> Option<Pair> {
    match word.len() {
        3 => pair("USD", word, None),
        6 => word.split_at_checked(3).and_then(|(base, quote)| pair(base, quote, None)),
        _ => None,
    }
}

/// `EURUSD`, `BTCUSDT`, `XBTUSD` and `XXBTZUSD` are pairs; what is shorter or ends otherwise is none.
fn one_word(word: &str) -> Option<Pair> {
    if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some((base, quote)) = word.split_at_checked(3).filter(|_| word.len() == 6)
        && let Some(found) = pair(base, quote, None)
        && matches!(found.class(), AssetClass::Currency | AssetClass::Metal)
    {
        return Some(found);
    }
    if let Some((base, quote)) = word.split_at_checked(4).filter(|_| word.len() == 8)
        && let (Some(base), Some(quote)) = (base.strip_prefix(KRAKEN_MARKS), quote.strip_prefix(KRAKEN_MARKS))
        && is_quote(quote)
    {
        return pair(base, quote, None);
    }
    QUOTES.into_iter().find_map(|quote| {
        let base = word.strip_suffix(quote).filter(|base| base.len() >= 3)?;
        pair(base, quote, None)
    })
}

/// The usual code of Kraken's own.
fn usual(code: &str) -> &str {
    KRAKEN.iter().find(|(theirs, _)| *theirs == code).map_or(code, |(_, ours)| ours)
}

/// A pair in Kraken's codes.
pub(crate) fn kraken_of(pair: &Pair) -> Option<Pair> {
    let theirs = |code: &str| {
        KRAKEN.iter().find(|(_, ours)| *ours == code).map_or(code.to_owned(), |(own, _)| (*own).to_owned())
    };
    Pair::new(&format!("{}/{}", theirs(pair.base()), theirs(pair.quote()?))).ok()
}

/// Our pair of a name such as `XBT/USD`.
pub(crate) fn ours_of_kraken(name: &str) -> Option<Pair> {
    let (base, quote) = name.split_once('/')?;
    pair(base, quote, None)
}

/// Base and quote with a mark between; `None` for a share, and for what is settled in something else.
pub(crate) fn joined(pair: &Pair, mark: &str) -> Option<String> {
    if pair.as_str().contains(':') {
        return None;
    }
    pair.quote().map(|quote| format!("{}{mark}{quote}", pair.base()))
}

/// A symbol as a part of a path: `^` and `=` are none of its plain characters.
pub(crate) fn encoded(symbol: &str) -> String {
    let mut text = String::with_capacity(symbol.len());
    for byte in symbol.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let hex = |half: u8| char::from_digit(u32::from(half), 16).map(|digit| digit.to_ascii_uppercase());
            text.push('%');
            text.extend([byte >> 4, byte & 15].into_iter().filter_map(hex));
        }
    }
    text
}

/// The most similar names, best first, at most `most`.
pub(crate) fn nearest<'a>(wanted: &Pair, known: impl IntoIterator<Item = &'a Pair>, most: usize) -> Vec<Pair> {
    let likeness = |pair: &Pair| {
        let whole = strsim::jaro_winkler(wanted.as_str(), pair.as_str());
        // The same thing for another money is what is meant most often.
        if pair.base() == wanted.base() { whole.max(0.9) + 0.1 } else { whole }
    };
    let mut found: Vec<(u32, &Pair)> = known
        .into_iter()
        .map(|pair| ((likeness(pair) * 1_000.0) as u32, pair))
        .filter(|(likeness, _)| *likeness >= 700)
        .collect();
    let money = |pair: &Pair| QUOTES.iter().position(|quote| pair.quote() == Some(quote)).unwrap_or(QUOTES.len());
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| money(a.1).cmp(&money(b.1))).then_with(|| a.1.cmp(b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(most).map(|(_, pair)| pair.clone()).collect()
}

#[cfg(test)]
mod tests;
