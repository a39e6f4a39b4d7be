//! Which market a question in words is about. Found by code, so that it is the same with any model and none.

#[cfg(test)]
mod tests;

use analysis::{Interval, Pair};

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Every market it may mean, as they come in it; more than one leaves it to the asker.
    pub pairs: Vec<Pair>,
    /// The timeframe; the first one where it names several.
    pub timeframe: Option<Interval>,
}

/// Names people use, by the symbol they mean.
const USUAL: &[(&str, &str)] = &[
    ("BITCOIN", "BTC"),
    ("XBT", "BTC"),
    ("ETHEREUM", "ETH"),
    ("ETHER", "ETH"),
    ("SOLANA", "SOL"),
    ("RIPPLE", "XRP"),
    ("CARDANO", "ADA"),
    ("DOGECOIN", "DOGE"),
    ("LITECOIN", "LTC"),
    ("POLKADOT", "DOT"),
    ("CHAINLINK", "LINK"),
    ("AVALANCHE", "AVAX"),
    ("EURO", "EUR"),
    ("POUND", "GBP"),
    ("STERLING", "GBP"),
    ("CABLE", "GBP"),
    ("YEN", "JPY"),
    ("FRANC", "CHF"),
    ("AUSSIE", "AUD"),
    ("KIWI", "NZD"),
    ("LOONIE", "CAD"),
    ("GOLD", "XAU"),
    ("SILVER", "XAG"),
    ("PLATINUM", "XPT"),
    ("PALLADIUM", "XPD"),
    ("APPLE", "AAPL"),
    ("MICROSOFT", "MSFT"),
    ("TESLA", "TSLA"),
    ("NVIDIA", "NVDA"),
    ("AMAZON", "AMZN"),
];

/// Symbols of shares that are words as well. Only in capitals do they mean the share.
const WORDS: &[&str] = &[
    "BEST", "CASH", "COST", "FAST", "GAIN", "GOOD", "HOLD", "LIFE", "LOVE", "NEXT", "OPEN", "PLAY", "REAL", "SAFE",
    "TELL", "TRUE", "WELL", "WORK",
];

/// What a pair is paid in, where its name is written in one word.
const QUOTES: [&str; 12] = ["USDT", "USDC", "USD", "EUR", "GBP", "JPY", "CHF", "AUD", "NZD", "CAD", "BTC", "ETH"];

/// Reads a text. `known` are the markets that may be meant by a part of their names, the likeliest first: those of the
/// watch list, then those the source offers.
pub fn named(text: &str, known: &[Pair]) -> Named {
    let written = words(text);
    let words: Vec<String> = written.iter().map(|word| word.to_uppercase()).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    for (word, written) in words.iter().zip(&written) {
        let pair = meant(word, known).filter(|pair| pair.quote().is_some() || !is_prose(written));
        pairs.extend(pair.filter(|pair| !pairs.contains(pair)));
    }
    // `EUR/USD` names EUR as well, and no other market of it.
    let spelled: Vec<Pair> = words.iter().filter_map(|word| spelled(word, known)).collect();
    if !spelled.is_empty() {
        pairs.retain(|pair| spelled.contains(pair) || !spelled.iter().any(|other| is_part(pair, other)));
    }
    Named { pairs, timeframe: timeframe(&words) }
}

/// Whether naming the one only repeats a part of the other.
fn is_part(pair: &Pair, whole: &Pair) -> bool {
    [Some(whole.base()), whole.quote()].into_iter().flatten().any(|part| pair.base() == part)
}

/// Whether it is a word of a sentence rather than the symbol of a share.
fn is_prose(written: &str) -> bool {
    let is_capital = !written.chars().any(char::is_lowercase);
    !is_capital && (written.len() < 4 || WORDS.iter().any(|word| word.eq_ignore_ascii_case(written)))
}

/// The words of a text, without the marks around them.
fn words(text: &str) -> Vec<&str> {
    let inside = |letter: char| letter.is_alphanumeric() || "/^.-=:_".contains(letter);
    let words =
        text.split(|letter: char| !inside(letter)).map(|word| word.trim_matches(['.', ':', '-', '/', '_', '=']));
    words.filter(|word| !word.is_empty()).collect()
}

/// The market a word means: the first one of its symbol that is known, since the watch list stands first.
fn meant(word: &str, known: &[Pair]) -> Option<Pair> {
    let symbol = usual(word);
    let of_base = || known.iter().find(|pair| pair.base() == symbol);
    // The yen is what others are paid in.
    let of_quote = || known.iter().find(|pair| pair.quote() == Some(symbol) && symbol == "JPY");
    spelled(word, known).or_else(|| of_base().or_else(of_quote).cloned())
}

/// The symbol that a name stands for.
fn usual(word: &str) -> &str {
    USUAL.iter().find(|(name, _)| *name == word).map_or(word, |(_, symbol)| symbol)
}

/// The market a word spells out: `BTC/USD`, `btc-usd`, `BTCUSDT`, `EURUSD=X`, or a name that is known as it stands.
fn spelled(word: &str, known: &[Pair]) -> Option<Pair> {
    let bare = word.strip_suffix("=X").unwrap_or(word);
    if let Some(pair) = known.iter().find(|pair| pair.as_str() == bare && pair.quote().is_some()) {
        return Some(pair.clone());
    }
    if let Some(pair) = known.iter().find(|pair| pair.as_str() == word && word.len() > 1) {
        return Some(pair.clone());
    }
    if let Some((base, quote)) = bare.split_once(['/', '-', '_']) {
        let is_quote = QUOTES.iter().any(|known| quote == *known || quote.split(':').next() == Some(known));
        return Pair::new(&format!("{}/{quote}", usual(base))).ok().filter(|_| is_quote && base.len() >= 2);
    }
    QUOTES.iter().find_map(|quote| {
        let base = bare.strip_suffix(quote).filter(|base| (2..=10).contains(&base.len()))?;
        let pair = Pair::new(&format!("{base}/{quote}")).ok()?;
        let is_symbol = known.iter().any(|known| known.base() == base) || QUOTES.contains(&base);
        (is_symbol || word.ends_with("=X") || *quote == "USDT").then_some(pair)
    })
}

/// The first timeframe that is named: `4h`, `15 min`, `daily`, `on the hour chart`.
fn timeframe(words: &[String]) -> Option<Interval> {
    words.iter().enumerate().find_map(|(place, word)| {
        let next = words.get(place + 1).map(String::as_str);
        of_word(word).or_else(|| of_two(number(word)?, next?))
    })
}

fn of_word(word: &str) -> Option<Interval> {
    match word {
        "DAILY" | "D1" => return Some(Interval::D1),
        "HOURLY" | "H1" => return Some(Interval::H1),
        "H4" => return Some(Interval::H4),
        "M1" => return Some(Interval::M1),
        "M5" => return Some(Interval::M5),
        "M15" => return Some(Interval::M15),
        _ => {}
    }
    let digits = word.find(|letter: char| !letter.is_ascii_digit()).filter(|end| *end > 0)?;
    let (count, unit) = word.split_at(digits);
    of_two(count.parse().ok()?, unit.trim_start_matches('-'))
}

fn number(word: &str) -> Option<u32> {
    match word {
        "ONE" => Some(1),
        "FOUR" => Some(4),
        "FIVE" => Some(5),
        "FIFTEEN" => Some(15),
        _ => word.parse().ok(),
    }
}

fn of_two(count: u32, unit: &str) -> Option<Interval> {
    let minutes = match unit {
        "M" | "MIN" | "MINS" | "MINUTE" | "MINUTES" => count,
        "H" | "HR" | "HRS" | "HOUR" | "HOURS" => count.checked_mul(60)?,
        "D" | "DAY" | "DAYS" => count.checked_mul(1_440)?,
        _ => return None,
    };
    [Interval::M1, Interval::M5, Interval::M15, Interval::H1, Interval::H4, Interval::D1]
        .into_iter()
        .find(|interval| interval.seconds() == i64::from(minutes) * 60)
}
