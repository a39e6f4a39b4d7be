//! What a number is said of, where the words leave no doubt: a confidence must be a share, not any number that occurs.

use super::super::{
    lexeme::{Kind, Lexeme},
    words::{word, word_is},
};

/// What a number is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in super::super) enum Subject {
    /// How often something happens.
    Share,
    Rsi,
    Adx,
}

const SUBJECTS: &[(&str, Subject)] = &[
    ("confidence", Subject::Share),
    ("probability", Subject::Share),
    ("likelihood", Subject::Share),
    ("chance", Subject::Share),
    ("chances", Subject::Share),
    ("odds", Subject::Share),
    ("rsi", Subject::Rsi),
    ("adx", Subject::Adx),
];

/// Words that only lead from a subject to its number.
const LINKS: &[&str] = &[
    "is",
    "was",
    "of",
    "at",
    "stands",
    "reads",
    "reading",
    "about",
    "near",
    "around",
    "roughly",
    "currently",
    "now",
    "only",
    "just",
    "a",
    "the",
    "value",
    "score",
    "approximately",
];

/// So many pieces may stand between them.
const MOST_BETWEEN: usize = 6;

/// The subject of a number that starts at one place and ends before another.
pub(super) fn subject(lexemes: &[Lexeme<'_>], at: usize, to: usize) -> Option<Subject> {
    behind(lexemes, to).or_else(|| before(lexemes, at))
}

/// `confidence is 0.36`, `RSI(14) = 57.6`.
fn before(lexemes: &[Lexeme<'_>], at: usize) -> Option<Subject> {
    let mut place = at;
    while at - place < MOST_BETWEEN {
        place = place.checked_sub(1)?;
        match lexemes.get(place)?.kind {
            Kind::Mark('=' | ':' | '(' | '~' | '≈' | '*' | '"') => {}
            // `RSI(14)`: its period.
            Kind::Mark(')') => place = place.checked_sub(2)?,
            Kind::Word if LINKS.iter().any(|link| word_is(lexemes, place, link)) => {}
            Kind::Word => return named(word(lexemes, place)?),
            Kind::Name => return named(lexemes.get(place)?.text.trim_end_matches(|last: char| last.is_ascii_digit())),
            Kind::Number(_) | Kind::Moment(_) | Kind::Broken | Kind::Mark(_) => return None,
        }
    }
    None
}

/// `36 % chance`, `36 % confidence`; a confidence interval is something else.
fn behind(lexemes: &[Lexeme<'_>], to: usize) -> Option<Subject> {
    let is_percent = matches!(lexemes.get(to.checked_sub(1)?)?.kind, Kind::Mark('%') | Kind::Word);
    let subject = word(lexemes, to).and_then(named).filter(|subject| *subject == Subject::Share && is_percent);
    subject.filter(|_| !["interval", "intervals", "level", "band"].iter().any(|name| word_is(lexemes, to + 1, name)))
}

fn named(word: &str) -> Option<Subject> {
    SUBJECTS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, subject)| *subject)
}
