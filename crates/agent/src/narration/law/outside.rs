//! Text of others on its way into a prompt.

use super::digits::folded;

/// Longest text that is cleaned, as a multiple of what is kept: removing may make room, but not for ever.
const READ: usize = 4;

/// Text of others for a prompt: one line, no longer than `most` letters, without what steers an eye or a terminal,
/// without the tokens of chat templates, however spaced or nested, and fenced in `<data>` and `</data>`. Nothing within
/// can end the fence, because a `<` that could begin something is no longer one.
pub fn cleaned(text: &str, most: usize) -> String {
    let start = text.char_indices().nth(most.saturating_mul(READ)).map_or(text.len(), |(end, _)| end);
    let text = lmstudio::clean::quoted(&folded(text.get(..start).unwrap_or(text)), usize::MAX);
    format!("<data>{}</data>", lmstudio::clean::line(&blunted(&text), most))
}

/// Without a `<` that could begin a tag: before a digit or `=` it says smaller, and stays.
fn blunted(text: &str) -> String {
    let mut blunt = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let next = text.get(at + letter.len_utf8()..).and_then(|rest| rest.trim_start().chars().next());
        let is_smaller = next.is_none_or(|next| next.is_ascii_digit() || next == '=');
        blunt.push(if letter == '<' && !is_smaller { '‹' } else { letter });
    }
    blunt
}
