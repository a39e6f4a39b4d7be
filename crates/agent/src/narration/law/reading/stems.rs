//! Indicators by name: in `EMA 20` and in `20-period average` the digits are part of it.

use super::super::{
    lexeme::{Kind, Lexeme},
    words::{word, word_is},
};

/// An indicator's name without its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Stem {
    /// As reports name it.
    pub name: &'static str,
    /// Whole digits beside it are always its period. Beside the others they may be its value: `RSI 57`.
    pub is_strict: bool,
}

const fn strict(name: &'static str) -> Stem {
    Stem { name, is_strict: true }
}

const fn loose(name: &'static str) -> Stem {
    Stem { name, is_strict: false }
}

const STEMS: &[(&str, Stem)] = &[
    ("sma", strict("sma")),
    ("ema", strict("ema")),
    ("wma", strict("wma")),
    ("hma", strict("hma")),
    ("dema", strict("dema")),
    ("tema", strict("tema")),
    ("kama", strict("kama")),
    ("vwma", strict("vwma")),
    ("smma", strict("smma")),
    ("ma", strict(AVERAGE)),
    ("average", strict(AVERAGE)),
    ("rsi", loose("rsi")),
    ("atr", loose("atr")),
    ("natr", loose("natr")),
    ("adx", loose("adx")),
    ("di", loose("di")),
    ("macd", loose("macd")),
    ("bollinger", loose("bollinger")),
    ("bb", loose("bollinger")),
    ("stoch", loose("stoch")),
    ("stochastic", loose("stoch")),
    ("stochrsi", loose("stochrsi")),
    ("cci", loose("cci")),
    ("mfi", loose("mfi")),
    ("roc", loose("roc")),
    ("mom", loose("mom")),
    ("cmo", loose("cmo")),
    ("willr", loose("willr")),
    ("aroon", loose("aroon")),
    ("z", loose("z")),
    ("var", loose("var")),
    ("cvar", loose("cvar")),
    ("percentile", loose("p")),
    ("p", loose("p")),
    ("interval", loose("interval")),
    ("range", loose("interval")),
    ("ci", loose("interval")),
];

/// What a moving average of any kind is called.
pub(in super::super) const AVERAGE: &str = "ma";

/// The digits of a period are few.
const MOST_DIGITS: usize = 3;

/// So many pieces may stand between a period and the name it belongs to.
const MOST_BETWEEN: usize = 16;

/// An indicator of this name, alone or of many.
pub(in super::super) fn named(word: &str) -> Option<Stem> {
    let of = |word: &str| STEMS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, stem)| *stem);
    of(word).or_else(|| of(word.strip_suffix(['s', 'S'])?))
}

/// Periods that names leave out, because everybody uses them.
pub(in super::super) const fn usual(stem: Stem) -> &'static [u64] {
    match stem.name.as_bytes() {
        b"rsi" => &[14],
        b"macd" => &[12, 26, 9],
        b"bollinger" => &[20, 2],
        _ => &[],
    }
}

/// The indicator that whole digits are the period of.
pub(super) fn stem(lexemes: &[Lexeme<'_>], at: usize) -> Option<Stem> {
    is_period(lexemes, at).then(|| before(lexemes, at).or_else(|| behind(lexemes, at))).flatten()
}

fn is_period(lexemes: &[Lexeme<'_>], at: usize) -> bool {
    let digits = lexemes.get(at).filter(|it| matches!(it.kind, Kind::Number(number) if number.is_whole));
    digits.is_some_and(|digits| digits.text.len() <= MOST_DIGITS)
}

/// `EMA 20`, `RSI(14)`, `MACD (12, 26, 9)`, `averages 20, 50 and 200`.
fn before(lexemes: &[Lexeme<'_>], at: usize) -> Option<Stem> {
    let mut place = at;
    while at - place < MOST_BETWEEN {
        place = place.checked_sub(1)?;
        match lexemes.get(place)?.kind {
            Kind::Mark('-' | '(') => {}
            Kind::Mark(',' | '/' | '&') if is_period(lexemes, place.checked_sub(1)?) => place -= 1,
            Kind::Word if is_joining(lexemes, place) && is_period(lexemes, place.checked_sub(1)?) => place -= 1,
            Kind::Word if ["band", "bands", "period", "periods"].iter().any(|name| word_is(lexemes, place, name)) => {}
            Kind::Word => {
                let word = word(lexemes, place)?;
                // On average 24 bars is no moving average.
                let is_moving = place.checked_sub(1).is_some_and(|first| word_is(lexemes, first, "moving"));
                let is_idle = word.eq_ignore_ascii_case("average") && !is_moving;
                return named(word).filter(|_| !is_idle);
            }
            Kind::Name | Kind::Number(_) | Kind::Moment(_) | Kind::Broken | Kind::Mark(_) => return None,
        }
    }
    None
}

/// `20 EMA`, `50-period moving average`, `20, 50 and 200 averages`, `95 % interval`.
fn behind(lexemes: &[Lexeme<'_>], at: usize) -> Option<Stem> {
    const BETWEEN: &[&str] = &[
        "period",
        "periods",
        "bar",
        "bars",
        "candle",
        "candles",
        "day",
        "hour",
        "minute",
        "week",
        "simple",
        "exponential",
        "weighted",
        "moving",
        "confidence",
        "prediction",
        "percent",
        "per",
        "cent",
        "return",
    ];
    let mut place = at;
    while place - at < MOST_BETWEEN {
        place += 1;
        match lexemes.get(place)?.kind {
            Kind::Mark('-' | '%') => {}
            Kind::Mark(',' | '/' | '&') if is_period(lexemes, place + 1) => place += 1,
            Kind::Word if is_joining(lexemes, place) && is_period(lexemes, place + 1) => place += 1,
            Kind::Word if BETWEEN.iter().any(|name| word_is(lexemes, place, name)) => {}
            Kind::Word => return named(word(lexemes, place)?),
            Kind::Name | Kind::Number(_) | Kind::Moment(_) | Kind::Broken | Kind::Mark(_) => return None,
        }
    }
    None
}

fn is_joining(lexemes: &[Lexeme<'_>], at: usize) -> bool {
    ["and", "or"].iter().any(|name| word_is(lexemes, at, name))
}
