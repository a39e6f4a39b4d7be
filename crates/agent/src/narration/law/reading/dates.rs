//! Dates with the name of a month.

use super::super::{
    lexeme::{Kind, Lexeme},
    moment::{self, Moment},
    words::{word, word_is},
};

/// The date that starts at a place, and where it ends: `20 November 2026`, `20th of November`, `Nov 20, 2026`,
/// `November 2026`.
pub(super) fn date(lexemes: &[Lexeme<'_>], at: usize) -> Option<(Moment, usize)> {
    let month = |place| word(lexemes, place).and_then(moment::month);
    if let Some(day) = day(lexemes, at) {
        let place = at + 1 + usize::from(word_is(lexemes, at + 1, "of"));
        let month = month(place)?;
        let (year, to) = year(lexemes, place + 1);
        return Some((Moment { year, month: Some(month), day: Some(day), ..Moment::default() }, to));
    }
    let month = Some(month(at)?);
    if let Some(day) = day(lexemes, at + 1) {
        let (year, to) = year(lexemes, at + 2);
        return Some((Moment { year, month, day: Some(day), ..Moment::default() }, to));
    }
    let (year, to) = year(lexemes, at + 1);
    year.map(|year| (Moment { year: Some(year), month, ..Moment::default() }, to))
}

fn day(lexemes: &[Lexeme<'_>], at: usize) -> Option<u8> {
    let lexeme = lexemes.get(at).filter(|lexeme| matches!(lexeme.kind, Kind::Number(_)))?;
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| lexeme.text.strip_suffix(end));
    digits.unwrap_or(lexeme.text).parse().ok().filter(|day| (1..=31).contains(day))
}

/// The year, perhaps behind a comma.
fn year(lexemes: &[Lexeme<'_>], at: usize) -> (Option<u16>, usize) {
    let place = at + usize::from(matches!(lexemes.get(at).map(|lexeme| lexeme.kind), Some(Kind::Mark(','))));
    let number = lexemes.get(place).filter(|lexeme| matches!(lexeme.kind, Kind::Number(_)));
    let year = number.filter(|number| number.text.len() == 4).and_then(|number| number.text.parse().ok());
    (year, if year.is_some() { place + 1 } else { at })
}
