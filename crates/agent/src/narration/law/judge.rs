//! One sentence against the report.

use super::{
    Cause, Known, digits,
    figure::Sign,
    lexeme::{Kind, Lexeme, lexemes},
    reading::{Claim, What, claims},
    shown,
};

/// Longest figure that is named, letters.
const MOST_NAMED: usize = 40;

/// Why a sentence may not be shown; nothing where it may.
pub(super) fn fault(sentence: &str, known: &Known) -> Option<Cause> {
    if let Some(cause) = shown::letters(sentence) {
        return Some(cause);
    }
    let folded = digits::folded(sentence);
    let folded = folded.as_ref();
    if let Some(cause) = shown::markup(folded) {
        return Some(cause);
    }
    let counted = folded.get(marker(folded)..).unwrap_or(folded);
    let lexemes = lexemes(counted);
    let foreign = claims(&lexemes).into_iter().find(|claim| !known.holds(&claim.what))?;
    Some(Cause::Figure(named(&lexemes, &foreign)))
}

/// How long the number of a list's item is that a sentence begins with: `2. The trend …`. It counts nothing.
pub(super) fn marker(sentence: &str) -> usize {
    let Some(rest) = sentence.strip_prefix(|first: char| matches!(first, '1'..='9')) else { return 0 };
    let Some(rest) = rest.strip_prefix(['.', ')']) else { return 0 };
    let item = rest.trim_start_matches([' ', '\t']);
    let starts = item.starts_with(|first: char| first.is_uppercase() || first == '*');
    if item.len() < rest.len() && starts { sentence.len() - rest.len() } else { 0 }
}

/// A figure as it was said, in one line.
fn named(lexemes: &[Lexeme<'_>], claim: &Claim<'_>) -> String {
    let mut said = String::new();
    if let What::Value(value) = &claim.what {
        let is_written = lexemes.get(claim.from).is_some_and(|first| matches!(first.kind, Kind::Number(_)));
        let follows_word = claim.from.checked_sub(1).and_then(|before| lexemes.get(before));
        let is_signed = follows_word.is_some_and(|before| before.kind != Kind::Word) && is_written;
        match value.figure.sign {
            Sign::Minus if is_signed => said.push('-'),
            Sign::Plus if is_signed => said.push('+'),
            Sign::Open | Sign::Plus | Sign::Minus => {}
        }
    }
    for (at, lexeme) in lexemes.get(claim.from..claim.to).unwrap_or_default().iter().enumerate() {
        if at > 0 && lexeme.apart {
            said.push(' ');
        }
        said.push_str(lexeme.text);
    }
    match said.char_indices().nth(MOST_NAMED) {
        Some((end, _)) => format!("{}…", said.get(..end).unwrap_or_default()),
        None => said.replace(digits::THIN, " "),
    }
}
