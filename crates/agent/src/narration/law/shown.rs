//! What makes a sentence unfit to be shown, whatever its figures say.

use super::{Cause, digits::digit};

/// Schemes that lead somewhere, or do something.
const SCHEMES: &[&str] = &[
    "http:",
    "https:",
    "ftp:",
    "file:",
    "javascript:",
    "vbscript:",
    "data:",
    "mailto:",
    "tel:",
    "sms:",
    "ws:",
    "wss:",
    "ipfs:",
    "magnet:",
    "tg:",
    "blob:",
    "about:",
    "chrome:",
];

/// Ends of host names that are no words behind a dot.
const HOSTS: &[&str] = &[
    "ai", "app", "biz", "cc", "click", "club", "cn", "co", "com", "de", "dev", "edu", "eth", "eu", "finance", "fr",
    "gg", "gov", "info", "io", "link", "live", "ly", "me", "money", "net", "online", "onion", "org", "page", "pro",
    "ru", "sh", "shop", "site", "so", "to", "top", "trade", "tv", "uk", "us", "xyz", "zip",
];

/// What begins a tool's call, in lower case.
const CALLS: &[&str] = &[
    "<tool_call",
    "</tool_call",
    "[tool_call",
    "[tool_request",
    "<|tool_call",
    "<function",
    "</function",
    "<invoke",
    "<parameter",
    "<|python_tag",
    "<｜tool",
    "<tool_response",
    "<tool_use",
    "[tool_results",
    "[end_tool",
];

/// A letter that is not seen, or that is not what it looks like.
pub(super) fn letters(sentence: &str) -> Option<Cause> {
    let mut before = ' ';
    for letter in sentence.chars() {
        // ASCII is the usual case, and quick.
        let is_odd = if letter.is_ascii() { is_control(letter) } else { !is_plain(letter) && !colours(letter, before) };
        if is_odd {
            return Some(Cause::Letter(letter));
        }
        before = letter;
    }
    None
}

/// Says that the sign before it is meant as a picture. Behind a digit it would draw a key.
const fn colours(letter: char, before: char) -> bool {
    letter == '\u{fe0f}'
        && matches!(before, '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
}

fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && letter != '\t'
}

/// Letters of Latin and Greek, digits of every script, and the signs a text about markets is written with.
fn is_plain(letter: char) -> bool {
    // Pictures of a hundred and of ten.
    if lmstudio::clean::is_invisible(letter) || matches!(letter, '\u{1f4af}' | '\u{1f51f}') {
        return false;
    }
    matches!(
        letter,
        '\u{a0}'..='\u{24f}'
            | '\u{370}'..='\u{3ff}'
            | '\u{1e00}'..='\u{1fff}'
            // Blanks, dashes, quotation marks, dots.
            | '\u{2000}'..='\u{200a}'
            | '\u{2010}'..='\u{2027}'
            | '\u{202f}'..='\u{205f}'
            // Powers, currencies, letters that are signs, fractions, arrows, mathematics.
            | '\u{2070}'..='\u{2094}'
            | '\u{20a0}'..='\u{20cf}'
            | '\u{2100}'..='\u{22ff}'
            // Figures, signs, pictures.
            | '\u{2460}'..='\u{27bf}'
            | '\u{27f0}'..='\u{27ff}'
            | '\u{2900}'..='\u{297f}'
            | '\u{2b00}'..='\u{2bff}'
            | '\u{ff01}'..='\u{ff5e}'
            | '\u{1f300}'..='\u{1faff}'
    ) || digit(letter).is_some()
}

/// Markup, a link, or a part of a call in folded text.
pub(super) fn markup(folded: &str) -> Option<Cause> {
    if folded
        .bytes()
        .all(|byte| !matches!(byte, b'<' | b'[' | b']' | b'{' | b'}' | b'`' | b':' | b'.' | b'@' | b'&' | b'|'))
    {
        return None;
    }
    let lower = folded.to_lowercase();
    if CALLS.iter().any(|call| lower.contains(call)) {
        return Some(Cause::Call);
    }
    if is_link(&lower) {
        return Some(Cause::Link);
    }
    let has_markup = folded.contains(['{', '}'])
        || folded.contains("```")
        || folded.contains("|>")
        || has_tag(folded)
        || has_entity(folded)
        || lmstudio::clean::has_token(folded);
    has_markup.then_some(Cause::Markup)
}

fn is_link(lower: &str) -> bool {
    if lower.contains("://") || lower.contains("www.") || lower.contains("](") || lower.contains("][") {
        return true;
    }
    let scheme = |scheme: &&str| {
        lower.match_indices(*scheme).any(|(at, _)| {
            let starts = lower.get(..at).is_none_or(|before| !before.ends_with(|last: char| last.is_alphanumeric()));
            let rest = lower.get(at + scheme.len()..).unwrap_or_default();
            starts && rest.starts_with(|next: char| !next.is_whitespace())
        })
    };
    SCHEMES.iter().any(scheme) || lower.match_indices('.').any(|(at, _)| ends_host(lower, at)) || has_address(lower)
}

/// `example.com`: a dot between a name and the end of a host's.
fn ends_host(lower: &str, dot: usize) -> bool {
    let (before, behind) = (lower.get(..dot).unwrap_or_default(), lower.get(dot + 1..).unwrap_or_default());
    let end = behind.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(behind.len());
    let goes_on =
        behind.get(end..).is_some_and(|rest| rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'));
    before.ends_with(|last: char| last.is_alphanumeric())
        && !goes_on
        && behind.get(..end).is_some_and(|name| HOSTS.contains(&name))
}

/// `name@host`.
fn has_address(lower: &str) -> bool {
    lower.match_indices('@').any(|(at, _)| {
        lower.get(..at).is_some_and(|before| before.ends_with(|last: char| last.is_alphanumeric()))
            && lower.get(at + 1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_alphanumeric()))
    })
}

/// `<b`, `</b`, `<!--`, `<|im_start`. Before a digit or a blank it says smaller.
fn has_tag(folded: &str) -> bool {
    folded.match_indices('<').any(|(at, _)| {
        folded.get(at + 1..).is_some_and(|rest| {
            rest.starts_with(|next: char| next.is_alphabetic() || matches!(next, '/' | '!' | '?' | '|' | '｜' | '<'))
        })
    })
}

/// `&lt;`, `&#54;`.
fn has_entity(folded: &str) -> bool {
    folded.match_indices('&').any(|(at, _)| {
        let rest = folded.get(at + 1..).unwrap_or_default();
        let name = rest.strip_prefix('#').unwrap_or(rest);
        let end = name.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(name.len());
        end > 0 && name.get(end..).is_some_and(|rest| rest.starts_with(';'))
    })
}
