//! Cuts folded text into words, numbers, moments and marks.

use super::{
    digits::THIN,
    figure::{Decimal, Figure, Sign},
    moment::{self, Moment},
};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lexeme<'a> {
    pub kind: Kind,
    /// As it stands in the folded text.
    pub text: &'a str,
    /// Blanks stand before it.
    pub apart: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Letters alone.
    Word,
    /// Letters and digits: `ema20`, `E1`, `4h`.
    Name,
    Number(Number),
    Moment(Moment),
    /// Digits that are no number anyone writes.
    Broken,
    Mark(char),
}

/// A number as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub figure: Figure,
    /// Digits alone.
    pub is_whole: bool,
    /// It says itself that it is percent: `5pp`.
    pub is_percent: bool,
}

/// What may be glued to a number and only says its unit.
const UNITS: &[&str] = &["x", "r", "st", "nd", "rd", "th", "s", "bp", "bps", "pip", "pips", "pt", "pts", "usd", "eur"];

/// What may be glued to a number and makes it larger, and by how many tens.
const SCALES: &[(&str, i32)] = &[("k", 3), ("m", 6), ("mn", 6), ("mio", 6), ("b", 9), ("bn", 9), ("tn", 12)];

/// What may be glued to a number instead of the sign of percent.
const PERCENT: &[&str] = &["pp", "pct", "ppt", "ppts"];

/// The pieces of folded text.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let mut all = Vec::with_capacity(text.len() / 4);
    let (mut rest, mut before) = (text, None);
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let apart = before.is_none_or(is_blank);
        let starts_number = first.is_ascii_digit() || (first == '.' && !is_of_word(before) && digit_follows(rest, 1));
        let (kind, length) = if is_blank(first) {
            (None, first.len_utf8())
        } else if starts_number {
            let (kind, length) = number(rest, sign(text.get(..at).unwrap_or_default()));
            (Some(kind), length)
        } else if first.is_alphabetic() {
            let end = rest.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len());
            let run = rest.get(..end).map_or(rest, |run| run.trim_end_matches('_'));
            (Some(if run.contains(char::is_numeric) { Kind::Name } else { Kind::Word }), run.len())
        } else if first.is_numeric() {
            // `½`, `²`, `Ⅻ`.
            (Some(Kind::Broken), first.len_utf8())
        } else {
            (Some(Kind::Mark(first)), first.len_utf8())
        };
        let (piece, behind) = rest.split_at(length);
        if let Some(kind) = kind {
            all.push(Lexeme { kind, text: piece, apart });
        }
        before = piece.chars().next_back();
        rest = behind;
    }
    all
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == THIN
}

fn is_of_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, ')' | ']' | '%'))
}

fn digit_follows(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// The sign that stands before a number. Behind a word or a number it joins, as in `MA-20` and `1.08-1.09`.
fn sign(before: &str) -> Sign {
    let before = before.trim_end_matches(['$', '€', '£', '¥']);
    let Some(last) = before.chars().next_back() else { return Sign::Open };
    let sign = match last {
        '-' => Sign::Minus,
        '+' => Sign::Plus,
        _ => return Sign::Open,
    };
    let joins = is_of_word(before.get(..before.len() - 1).unwrap_or_default().chars().next_back());
    if joins { Sign::Open } else { sign }
}

/// What starts with a digit, or with a dot before one.
fn number(text: &str, sign: Sign) -> (Kind, usize) {
    if let Some((moment, length)) = moment::leading(text) {
        return (Kind::Moment(moment), length);
    }
    let before = whole_part(text);
    let mut end = before;
    let mut dots = 0;
    while text.as_bytes().get(end) == Some(&b'.') && digit_follows(text, end + 1) {
        end = end + 1 + digits(text, end + 1);
        dots += 1;
    }
    let written = text.get(..end).unwrap_or_default();
    let suffix = text.get(end..).unwrap_or_default();
    let suffix = match suffix.chars().next() {
        // `10²` and `1½` are no number that is known; nor are most letters.
        Some(first) if first.is_alphanumeric() || first == '_' => {
            let length = suffix.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(suffix.len());
            suffix.get(..length).unwrap_or_default().trim_end_matches('_')
        }
        _ => "",
    };
    let length = end + suffix.len();
    let plain: String = written.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let has_idle_zero = plain.len() > 1 && plain.starts_with('0') && !plain.starts_with("0.");
    let size = Decimal::parse(&plain).filter(|_| dots < 2 && !has_idle_zero);
    let Some(size) = size else { return (Kind::Broken, length) };
    let is = |word: &&str| suffix.eq_ignore_ascii_case(word);
    let tens = SCALES.iter().find(|(name, _)| is(name)).map(|(_, tens)| *tens);
    let is_percent = PERCENT.iter().any(is);
    if !suffix.is_empty() && tens.is_none() && !is_percent && !UNITS.iter().any(is) {
        return (Kind::Name, length);
    }
    let is_whole = written.bytes().all(|byte| byte.is_ascii_digit()) && tens.is_none();
    let figure = Figure { size: size.scaled(tens.unwrap_or(0)), sign };
    (Kind::Number(Number { figure, is_whole, is_percent }), length)
}

/// How long the digits before a decimal dot are, with what groups them. Groups are of three digits, behind a first one
/// of at most three, and alike; else only the first digits are taken.
fn whole_part(text: &str) -> usize {
    let first = digits(text, 0);
    let mark = text.get(first..).and_then(|rest| rest.chars().next());
    let Some(mark) = mark.filter(|mark| matches!(mark, ',' | '\'' | '_' | ' ' | &THIN) && (1..=3).contains(&first))
    else {
        return first;
    };
    let mut end = first;
    while text.get(end..).is_some_and(|rest| rest.starts_with(mark)) {
        match digits(text, end + mark.len_utf8()) {
            3 => end += mark.len_utf8() + 3,
            // The comma of a sentence.
            0 => break,
            _ => return first,
        }
    }
    end
}

/// How many digits stand at a place.
fn digits(text: &str, at: usize) -> usize {
    text.get(at..).map_or(0, |rest| rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len()))
}
