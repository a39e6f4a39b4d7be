//! Reads what a text says in figures: numbers with their meaning, names, moments.

mod dates;
mod stems;
mod subjects;

use super::{
    figure::{Decimal, Figure, Sign},
    lexeme::{Kind, Lexeme, Number},
    moment::Moment,
    words::{self, MOST_IDLE, Spoken, word, word_is},
};
pub(super) use stems::{AVERAGE, Stem, named, usual};
pub(super) use subjects::Subject;

/// One thing that is said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Claim<'a> {
    pub what: What<'a>,
    /// Where it starts and ends among the lexemes.
    pub from: usize,
    pub to: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What<'a> {
    /// Letters and digits that name something.
    Name(&'a str),
    /// A date or time; one in figures alone may be written in either order.
    Moment {
        moment: Moment,
        turns: bool,
    },
    Value(Value<'a>),
    /// Nothing that can be compared.
    Vague,
}

/// A number, and what is said with it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value<'a> {
    pub figure: Figure,
    pub percent: Percent,
    /// The digits, where they are nothing else.
    pub whole: Option<&'a str>,
    /// The name of an indicator beside it.
    pub stem: Option<Stem>,
    /// What it is said of, where that is plain.
    pub subject: Option<Subject>,
    /// It is of minutes, hours, days or weeks.
    pub unit: Option<char>,
    /// Something joins it to the next digits, so that a reader may take both for one number.
    pub joins: bool,
}

/// Whether a number is of a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Percent {
    No,
    /// As the first of `36 to 40 %`.
    Perhaps,
    Yes,
}

/// Everything that is said, in its order.
pub(super) fn claims<'a>(lexemes: &[Lexeme<'a>]) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    let mut at = 0;
    while let Some(lexeme) = lexemes.get(at) {
        let (what, to) = match lexeme.kind {
            Kind::Name => (Some(What::Name(lexeme.text)), at + 1),
            Kind::Moment(moment) => {
                let turns = !lexeme.text.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
                (Some(What::Moment { moment, turns }), at + 1)
            }
            // A percent that no number stands before is of something unread.
            Kind::Broken | Kind::Mark('%' | '‰' | '‱') => (Some(What::Vague), at + 1),
            Kind::Mark(_) => (None, at + 1),
            Kind::Word => said(lexemes, at),
            Kind::Number(number) => counted(lexemes, at, number),
        };
        if let Some(what) = what {
            claims.push(Claim { what, from: at, to });
        }
        at = to;
    }
    claims
}

/// What a word says, if it is of a date or a number.
fn said<'a>(lexemes: &[Lexeme<'a>], at: usize) -> (Option<What<'a>>, usize) {
    if let Some((moment, to)) = dates::date(lexemes, at) {
        return (Some(What::Moment { moment, turns: false }), to);
    }
    let Some((spoken, to)) = words::spoken(lexemes, at) else { return (None, at + 1) };
    let count = match spoken {
        Spoken::Vague => return (Some(What::Vague), to),
        Spoken::Part(count, of) => return (Some(What::Value(part(count, of))), to),
        Spoken::Count(count) => count,
    };
    let (percent, to) = percent(lexemes, to, 2);
    if count <= MOST_IDLE && percent == Percent::No {
        return (None, to);
    }
    let figure = Figure { size: Decimal::whole(count), sign: sign_word(lexemes, at) };
    let subject = subjects::subject(lexemes, at, to);
    (Some(What::Value(Value { figure, percent, whole: None, stem: None, subject, unit: None, joins: false })), to)
}

/// A part of a whole, to a tenth of a percent: as near as words mean it.
fn part(count: i128, of: i128) -> Value<'static> {
    let size = Decimal { digits: count.saturating_mul(2_000).saturating_add(of) / (2 * of), places: 1 };
    let figure = Figure { size, sign: Sign::Open };
    let subject = Some(Subject::Share);
    Value { figure, percent: Percent::Yes, whole: None, stem: None, subject, unit: None, joins: false }
}

/// What a number says.
fn counted<'a>(lexemes: &[Lexeme<'a>], at: usize, number: Number) -> (Option<What<'a>>, usize) {
    if let Some((moment, to)) = dates::date(lexemes, at) {
        return (Some(What::Moment { moment, turns: false }), to);
    }
    let Number { mut figure, is_whole, is_percent } = number;
    if figure.sign == Sign::Open {
        figure.sign = sign_word(lexemes, at);
    }
    if let Some((of, to)) = words::chance(lexemes, at + 1)
        && is_whole
        && figure.size.digits <= of
    {
        return (Some(What::Value(part(figure.size.digits, of))), to);
    }
    let mut to = at + 1;
    while let Some(tens) = word(lexemes, to).and_then(words::tens) {
        figure.size = figure.size.scaled(tens);
        to += 1;
    }
    let is_scaled = to > at + 1;
    to += usize::from(is_to_one(lexemes, to)) * 2;
    let unit = unit(lexemes, to);
    let stem = if is_whole && !is_scaled { stems::stem(lexemes, at) } else { None };
    let joins = joins(lexemes, at);
    let (percent, to) = if is_percent { (Percent::Yes, to) } else { percent(lexemes, to, 2) };
    let text = lexemes.get(at).map(|lexeme| lexeme.text);
    let whole = text.filter(|_| is_whole && !is_scaled && percent == Percent::No);
    // What happens so often of a hundred is a share, whatever it is called.
    let counts = is_counted(lexemes, to) && percent == Percent::Yes;
    let subject = if counts { Some(Subject::Share) } else { subjects::subject(lexemes, at, to) };
    (Some(What::Value(Value { figure, percent, whole, stem, subject, unit, joins })), to)
}

/// `1.49:1`: the one is only what it is measured by.
fn is_to_one(lexemes: &[Lexeme<'_>], at: usize) -> bool {
    let joined = |place: usize| lexemes.get(place).filter(|lexeme| !lexeme.apart).map(|lexeme| lexeme.kind);
    let is_one =
        matches!(joined(at + 1), Some(Kind::Number(one)) if one.is_whole && one.figure.size == Decimal::whole(1));
    joined(at) == Some(Kind::Mark(':')) && is_one
}

/// `minus 4`.
fn sign_word(lexemes: &[Lexeme<'_>], at: usize) -> Sign {
    let is = |name| at.checked_sub(1).is_some_and(|before| word_is(lexemes, before, name));
    if is("minus") || is("negative") {
        Sign::Minus
    } else if is("plus") || is("positive") {
        Sign::Plus
    } else {
        Sign::Open
    }
}

/// Whether what stands behind a number makes it one of a hundred, and where that ends. A range says it behind its last
/// number, `deeper` steps away at most.
fn percent(lexemes: &[Lexeme<'_>], at: usize, deeper: usize) -> (Percent, usize) {
    let is = |place, name| word_is(lexemes, place, name);
    let mark = |place: usize| match lexemes.get(place).map(|lexeme| lexeme.kind) {
        Some(Kind::Mark(mark)) => Some(mark),
        _ => None,
    };
    let past_hundred = |place: usize| place + 1 + usize::from(is(place, "a"));
    if mark(at) == Some('%') {
        return (Percent::Yes, at + 1);
    }
    let behind_hyphen = at + usize::from(mark(at) == Some('-'));
    let names = ["percent", "percentage", "pct", "pp"];
    if names.iter().any(|name| is(behind_hyphen, name)) {
        return (Percent::Yes, behind_hyphen + 1);
    }
    if is(behind_hyphen, "per") && is(behind_hyphen + 1, "cent") {
        return (Percent::Yes, behind_hyphen + 2);
    }
    let behind_out = at + usize::from(is(at, "out"));
    if (is(behind_out, "of") || is(behind_out, "in") || mark(at) == Some('/')) && is_hundred(lexemes, behind_out + 1) {
        return (Percent::Yes, past_hundred(behind_out + 1));
    }
    let joined = matches!(mark(at), Some('-' | ',' | '/')) || ["to", "and", "or"].iter().any(|name| is(at, name));
    let is_number = matches!(lexemes.get(at + 1).map(|lexeme| lexeme.kind), Some(Kind::Number(_)));
    let of_range = deeper > 0 && joined && is_number && percent(lexemes, at + 2, deeper - 1).0 != Percent::No;
    (if of_range { Percent::Perhaps } else { Percent::No }, at)
}

/// Whether a number of a hundred ends there that is written as a count: `36 of 100`.
fn is_counted(lexemes: &[Lexeme<'_>], to: usize) -> bool {
    to.checked_sub(1).is_some_and(|last| is_hundred(lexemes, last))
}

fn is_hundred(lexemes: &[Lexeme<'_>], at: usize) -> bool {
    match lexemes.get(at).map(|lexeme| lexeme.kind) {
        Some(Kind::Number(number)) => number.is_whole && number.figure.size == Decimal::whole(100),
        Some(Kind::Word) => {
            word_is(lexemes, at, "hundred") || (word_is(lexemes, at, "a") && word_is(lexemes, at + 1, "hundred"))
        }
        _ => false,
    }
}

/// Whether digits follow so close that a reader may take them for the same number, or a fraction, or a power.
fn joins(lexemes: &[Lexeme<'_>], at: usize) -> bool {
    let behind = |place: usize| lexemes.get(place).map(|lexeme| (lexeme.kind, lexeme.apart));
    match (behind(at + 1), behind(at + 2)) {
        (Some((Kind::Number(_) | Kind::Broken, _)), _) => true,
        (Some((Kind::Mark(mark), false)), Some((Kind::Number(_) | Kind::Broken, false))) => {
            matches!(mark, ',' | '\'' | '^' | '`' | '/' | '·' | '∙' | '⋅' | '•' | '‧' | '"' | '*' | '|' | '~' | '.')
        }
        _ => false,
    }
}

/// `4 hours`, `4-hour`.
fn unit(lexemes: &[Lexeme<'_>], at: usize) -> Option<char> {
    let at = at + usize::from(matches!(lexemes.get(at).map(|lexeme| lexeme.kind), Some(Kind::Mark('-'))));
    let word = word(lexemes, at)?;
    let is = |names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    let units: [(&[&str], char); 4] = [
        (&["minute", "minutes", "min", "mins"], 'm'),
        (&["hour", "hours", "hr", "hrs", "h"], 'h'),
        (&["day", "days"], 'd'),
        (&["week", "weeks"], 'w'),
    ];
    units.iter().find(|(names, _)| is(names)).map(|(_, unit)| *unit)
}
