//! Secrets by their looks, whatever they are called.

use std::ops::Range;

/// How tokens of well-known issuers begin.
const ISSUED: [&str; 10] = ["sk-", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "eyJ"];

/// Fewer characters than this after such a beginning are a word.
const ISSUED_LEAST: usize = 16;

/// A word as long as this, of small and large letters and digits, was not made by a person.
const MADE: usize = 32;

/// As long as a signature: longer than any hash that stands in a log.
const SIGNED: usize = 80;

/// A hash has 64 hexadecimal digits, or 96, a signature 128.
const SIGNED_HEX: usize = 100;

/// Words after `bearer` that are no token.
const ABOUT: [&str; 7] = ["token", "tokens", "auth", "authentication", "authorization", "scheme", "of"];

/// Calls for the place of everything that looks like a secret.
pub(super) fn secrets(text: &str, hide: &mut dyn FnMut(Range<usize>)) {
    keys(text, hide);
    users(text, hide);
    after_words(text, hide);
    words(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'), is_made, hide);
    words(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'), is_issued, hide);
    words(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/' | '='), is_signature, hide);
}

/// Calls for every place where a path begins with this home.
pub(super) fn home(text: &str, home: &str, hide: &mut dyn FnMut(Range<usize>)) {
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    for (at, _) in text.match_indices(home) {
        let end = at + home.len();
        let goes_on = text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(in_name);
        let inside = text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(in_name);
        if !goes_on && !inside {
            hide(at..end);
        }
    }
}

/// Private keys, from their first line to their last.
fn keys(text: &str, hide: &mut dyn FnMut(Range<usize>)) {
    for (at, begin) in text.match_indices("-----BEGIN ") {
        let rest = text.get(at + begin.len()..).unwrap_or_default();
        let is_private =
            rest.find("-----").and_then(|end| rest.get(..end)).is_some_and(|kind| kind.contains("PRIVATE"));
        if is_private {
            let end = rest.find("-----END ").and_then(|end| Some(end + 9 + rest.get(end + 9..)?.find("-----")? + 5));
            hide(at..at + begin.len() + end.unwrap_or(rest.len()));
        }
    }
}

/// Whoever is named before an `@`, in an address or by itself, with a password.
fn users(text: &str, hide: &mut dyn FnMut(Range<usize>)) {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '\\');
    for (at, sign) in text.match_indices("://") {
        let start = at + sign.len();
        let rest = text.get(start..).unwrap_or_default();
        let address = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        let host = address.get(..address.find(['/', '?', '#']).unwrap_or(address.len())).unwrap_or_default();
        // A password may hold what should have been written otherwise.
        let port = host.rsplit_once(':').map(|(_, port)| port);
        let torn = port.is_some_and(|port| !port.bytes().all(|byte| byte.is_ascii_digit())) && !host.contains('@');
        let user = if torn { address } else { host }.rfind('@');
        if let Some(end) = user {
            hide(start..start + end);
        }
    }
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or_default();
        let start = before.rfind(|c: char| ends(c) || matches!(c, '(' | '[' | '{' | '=' | ',' | ';' | '/'));
        let start =
            start.map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let user = before.get(start..).and_then(|user| user.split_once(':'));
        let host = text.get(at + 1..).and_then(|rest| rest.chars().next());
        if user.is_some_and(|(name, word)| !name.is_empty() && !word.is_empty())
            && host.is_some_and(|c| c.is_ascii_alphanumeric() || c == '[')
        {
            hide(start..at);
        }
    }
}

/// The word after `Bearer`, `Basic`, and after `token` and its like where it was not made by a person.
fn after_words(text: &str, hide: &mut dyn FnMut(Range<usize>)) {
    let blank = |c: char| c.is_whitespace();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ',' | ';' | ')' | '\\');
    let mut at = 0;
    let mut before = String::new();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let begin = at + rest.find(|c| !ends(c)).unwrap_or(rest.len());
        let rest = text.get(begin..).unwrap_or_default();
        let end = begin + rest.find(ends).unwrap_or(rest.len());
        let word = text.get(begin..end).unwrap_or_default();
        let apart = text.get(at..begin).is_some_and(|gap| at > 0 && !gap.is_empty() && gap.chars().all(blank));
        let hidden = apart
            && match before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default() {
                "bearer" => !ABOUT.contains(&word.to_ascii_lowercase().as_str()),
                "basic" => {
                    word.len() >= 4
                        && word.bytes().any(|byte| byte.is_ascii_uppercase() || matches!(byte, b'0'..=b'9' | b'='))
                }
                "token" | "password" | "passwd" | "secret" | "key" | "credential" => is_mixed(word),
                _ => false,
            };
        if hidden {
            hide(begin..end);
        }
        before = word.to_ascii_lowercase();
        at = end;
        if begin == end {
            break;
        }
    }
}

/// Letters and digits in one word of some length.
fn is_mixed(word: &str) -> bool {
    let has = |of: fn(&u8) -> bool| word.as_bytes().iter().any(of);
    word.len() >= super::LEAST && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && !word.contains(['/', ':'])
}

fn is_made(word: &str) -> bool {
    let has = |of: fn(&u8) -> bool| word.as_bytes().iter().any(of);
    word.len() >= MADE && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
}

fn is_issued(word: &str) -> bool {
    ISSUED.iter().any(|start| word.strip_prefix(start).is_some_and(|rest| rest.len() >= ISSUED_LEAST))
}

fn is_signature(word: &str) -> bool {
    let count = |of: fn(&&u8) -> bool| word.as_bytes().iter().filter(of).count();
    let is_text =
        word.len() >= SIGNED && count(|b| b.is_ascii_uppercase()) >= 8 && count(|b| b.is_ascii_lowercase()) >= 8;
    is_text || (word.len() >= SIGNED_HEX && word.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Calls for every longest run of such characters that is one.
fn words(text: &str, of: impl Fn(char) -> bool, is: impl Fn(&str) -> bool, hide: &mut dyn FnMut(Range<usize>)) {
    let mut at = 0;
    for word in text.split(|c| !of(c)) {
        if is(word) {
            hide(at..at + word.len());
        }
        at += word.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
}
