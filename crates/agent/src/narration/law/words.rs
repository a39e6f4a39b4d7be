//! Numbers said in English words.

mod foreign;

use super::lexeme::{Kind, Lexeme};

/// What words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// A whole number.
    Count(i128),
    /// A part of a whole: numerator and denominator.
    Part(i128, i128),
    /// A number, but none that can be compared: `doubled`, `dozens`, `two point five`.
    Vague,
}

/// Below eleven, a number word is as often no number.
pub(super) const MOST_IDLE: i128 = 10;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const LARGE: [(&str, i128); 5] = [
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
];

/// Ordinals above ten.
const ORDINALS: [(&str, i128); 17] = [
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
];

/// Parts of a whole. All but the first are ordinals as well.
const PARTS: [(&str, &str, i128); 10] = [
    ("half", "halves", 2),
    ("third", "thirds", 3),
    ("quarter", "quarters", 4),
    ("fifth", "fifths", 5),
    ("sixth", "sixths", 6),
    ("seventh", "sevenths", 7),
    ("eighth", "eighths", 8),
    ("ninth", "ninths", 9),
    ("tenth", "tenths", 10),
    ("hundredth", "hundredths", 100),
];

const VAGUE: [&str; 15] = [
    "doubled",
    "doubling",
    "tripled",
    "trebled",
    "quadrupled",
    "halved",
    "halving",
    "dozens",
    "hundreds",
    "thousands",
    "millions",
    "billions",
    "trillions",
    "halfway",
    "threefold",
];

/// By how many tens a word makes the number before it larger.
pub(super) fn tens(word: &str) -> Option<i32> {
    let (_, value) = LARGE.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    i32::try_from(value.ilog10()).ok()
}

/// What a word says by itself.
fn value(word: &str) -> Option<i128> {
    let place = |words: &[&str]| words.iter().position(|name| word.eq_ignore_ascii_case(name));
    if word.eq_ignore_ascii_case("dozen") {
        return Some(12);
    }
    let tens = || place(&TENS).map(|at| 20 + 10 * at as i128);
    let large = || LARGE.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    place(&ONES).map(|at| at as i128).or_else(tens).or_else(large)
}

/// The number that starts at a place, and where it ends.
pub(super) fn spoken(lexemes: &[Lexeme<'_>], at: usize) -> Option<(Spoken, usize)> {
    let word = word(lexemes, at)?;
    // Number words are long, or few.
    if word.len() < 3 {
        return None;
    }
    if let Some(part) = part(lexemes, at) {
        return Some((part, at + 1));
    }
    if VAGUE.iter().any(|name| word.eq_ignore_ascii_case(name)) || is_fold(word) || foreign::counts(word) {
        return Some((Spoken::Vague, at + 1));
    }
    if let Some(end) = times(lexemes, at) {
        return Some((Spoken::Vague, end));
    }
    if let Some((_, value)) = ORDINALS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)) {
        return Some((Spoken::Count(*value), at + 1));
    }
    let (count, end) = count(lexemes, at)?;
    // `two-thirds`: the part behind it takes it in.
    let behind = next_of_number(lexemes, end).unwrap_or(end);
    if part(lexemes, behind).is_some() {
        return part(lexemes, behind).map(|part| (part, behind + 1));
    }
    // `nine in ten` is a part as well.
    if let Some((of, end)) = chance(lexemes, end).filter(|_| count <= MOST_IDLE) {
        return Some((Spoken::Part(count, of), end));
    }
    let has_point = word_is(lexemes, end, "point") && self::word(lexemes, end + 1).and_then(value).is_some();
    Some((if has_point { Spoken::Vague } else { Spoken::Count(count) }, end + usize::from(has_point) * 2))
}

/// A whole number, and where it ends.
fn count(lexemes: &[Lexeme<'_>], at: usize) -> Option<(i128, usize)> {
    let (mut total, mut current, mut end, mut next) = (0_i128, 0_i128, at, Some(at));
    while let Some(value) = next.and_then(|place| word(lexemes, place)).and_then(value) {
        let is_first = end == at;
        match value {
            12.. if LARGE.iter().any(|(_, large)| *large == value) => {
                let times = current.max(i128::from(is_first || current == 0));
                if value == 100 {
                    current = times.saturating_mul(100);
                } else {
                    total = total.saturating_add(times.saturating_mul(value));
                    current = 0;
                }
            }
            // `twenty-four`, `two hundred and five`.
            _ if is_first || fits_behind(current, value) || (current == 0 && total > 0) => current += value,
            _ => break,
        }
        end = next? + 1;
        next = next_of_number(lexemes, end);
    }
    (end > at).then_some((total.saturating_add(current), end))
}

const fn fits_behind(current: i128, value: i128) -> bool {
    current > 0 && ((current % 100 == 0 && value < 100) || (current % 100 >= 20 && current % 10 == 0 && value < 10))
}

/// Where a number may go on: behind a hyphen, behind `and`, or at once.
fn next_of_number(lexemes: &[Lexeme<'_>], at: usize) -> Option<usize> {
    match lexemes.get(at)?.kind {
        Kind::Mark('-') => Some(at + 1),
        Kind::Word if word_is(lexemes, at, "and") => Some(at + 1),
        Kind::Word => Some(at),
        Kind::Name | Kind::Number(_) | Kind::Moment(_) | Kind::Broken | Kind::Mark(_) => None,
    }
}

/// `half`; `a third`, `two-thirds`, `third of`, but not `the third touch`.
fn part(lexemes: &[Lexeme<'_>], at: usize) -> Option<Spoken> {
    let name = word(lexemes, at)?;
    let (one, many, of) =
        PARTS.iter().find(|(one, many, _)| name.eq_ignore_ascii_case(one) || name.eq_ignore_ascii_case(many))?;
    let before = at.checked_sub(1).map(|before| match lexemes.get(before).map(|lexeme| lexeme.kind) {
        Some(Kind::Mark('-')) => before.saturating_sub(1),
        _ => before,
    });
    let numerator = before.and_then(|before| word(lexemes, before)).and_then(|word| {
        if word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an") { Some(1) } else { value(word) }
    });
    let is_digits = before.and_then(|before| lexemes.get(before)).is_some_and(|it| matches!(it.kind, Kind::Number(_)));
    let counts = *of == 2
        || name.eq_ignore_ascii_case(many) && !one.eq_ignore_ascii_case(many)
        || numerator.is_some()
        || is_digits
        || word_is(lexemes, at + 1, "of");
    let part = if is_digits { Spoken::Vague } else { Spoken::Part(numerator.unwrap_or(1), *of) };
    counts.then_some(part)
}

/// The second number of `one in ten`, `1-in-4`, `nine out of ten`, where it is small, and where it ends.
pub(super) fn chance(lexemes: &[Lexeme<'_>], at: usize) -> Option<(i128, usize)> {
    let past_hyphen = |at: usize| at + usize::from(matches!(lexemes.get(at).map(|it| it.kind), Some(Kind::Mark('-'))));
    let at = past_hyphen(at);
    let at = if word_is(lexemes, at, "out") && word_is(lexemes, at + 1, "of") {
        at + 2
    } else if word_is(lexemes, at, "in") {
        past_hyphen(at + 1)
    } else {
        return None;
    };
    let of = match lexemes.get(at)?.kind {
        Kind::Word => value(word(lexemes, at)?),
        Kind::Number(number) if number.is_whole => Some(number.figure.size.digits),
        Kind::Number(_) | Kind::Name | Kind::Moment(_) | Kind::Broken | Kind::Mark(_) => None,
    };
    of.filter(|of| (2..=MOST_IDLE).contains(of)).map(|of| (of, at + 1))
}

/// How often one thing is another: `twice as likely`, `three times the risk`, `double the risk`; but `touched three
/// times` is a count.
fn times(lexemes: &[Lexeme<'_>], at: usize) -> Option<usize> {
    let is = |at: usize, names: &[&str]| names.iter().any(|name| word_is(lexemes, at, name));
    let than = ["as", "the", "its", "that", "their", "more", "less", "higher", "lower", "larger", "greater", "better"];
    if is(at, &["twice", "thrice", "double", "triple", "quadruple"]) && is(at + 1, &than) {
        return Some(at + 1);
    }
    let is_count = word(lexemes, at).and_then(value).is_some();
    (is_count && is(at + 1, &["times"]) && is(at + 2, &than)).then_some(at + 2)
}

/// `tenfold`.
fn is_fold(word: &str) -> bool {
    let (start, end) = word.split_at_checked(word.len().saturating_sub(4)).unwrap_or_default();
    end.eq_ignore_ascii_case("fold") && value(start).is_some()
}

/// A word's letters.
pub(super) fn word<'a>(lexemes: &[Lexeme<'a>], at: usize) -> Option<&'a str> {
    lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Word).map(|lexeme| lexeme.text)
}

/// Whether a word stands there.
pub(super) fn word_is(lexemes: &[Lexeme<'_>], at: usize, name: &str) -> bool {
    word(lexemes, at).is_some_and(|word| word.eq_ignore_ascii_case(name))
}
