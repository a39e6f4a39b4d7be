//! Where a value begins and ends.

use std::ops::Range;

/// Words before the secret itself.
const SCHEMES: [&str; 6] = ["bearer", "basic", "digest", "negotiate", "token", "apikey"];

/// Says that there is no secret.
pub(super) fn says_nothing(value: &str) -> bool {
    matches!(value, "" | "null" | "None" | "none" | "true" | "false")
}

/// The value that stands from here on; of a header all of its line.
pub(super) fn at(text: &str, from: usize, is_header: bool) -> Range<usize> {
    let rest = text.get(from..).unwrap_or_default();
    // `=>` is one sign.
    let rest = rest.strip_prefix('>').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let start = text.len() - rest.len();
    if let Some(range) = quoted(rest).or_else(|| bracketed(rest)) {
        return start + range.start..start + range.end;
    }
    let end = if is_header { rest.find(['\n', '\r']).unwrap_or(rest.len()) } else { bare(rest) };
    start..start + end
}

/// Between quotes, which may have backslashes before them where a text stands in a text.
fn quoted(rest: &str) -> Option<Range<usize>> {
    let escapes = rest.bytes().take_while(|byte| *byte == b'\\').count();
    let quote = rest.get(escapes..)?.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let start = escapes + 1;
    let mut before = 0;
    for (at, c) in rest.get(start..)?.char_indices() {
        if c == quote && before == escapes {
            return Some(start..start + at - escapes);
        }
        before = if c == '\\' { before + 1 } else { 0 };
    }
    Some(start..rest.len())
}

/// A list, an object, or what a program prints of `Some("…")`: with all that is in it.
fn bracketed(rest: &str) -> Option<Range<usize>> {
    let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let opens = rest.get(name..)?.chars().next()?;
    if opens != '(' && (name > 0 || !matches!(opens, '[' | '{')) {
        return None;
    }
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, c) in rest.char_indices().skip(name) {
        match (c, quote) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            (c, Some(open)) if c == open => quote = None,
            ('"' | '`', None) => quote = Some(c),
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(0..at + 1);
                }
            }
            (_, Some(_) | None) => {}
        }
    }
    Some(0..rest.len())
}

/// A word without quotes, and the one after it where it only says how the secret is written.
fn bare(rest: &str) -> usize {
    let end = word(rest);
    let first = rest.get(..end).unwrap_or_default();
    let after = rest.get(end..).unwrap_or_default();
    let next = after.trim_start_matches([' ', '\t']);
    if SCHEMES.iter().any(|scheme| first.eq_ignore_ascii_case(scheme)) && next.len() < after.len() {
        return rest.len() - next.len() + word(next);
    }
    end
}

/// Up to a blank, a quote, or a sign after which another name begins; closing signs at its end are not its own.
fn word(rest: &str) -> usize {
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        let follows = || rest.get(at + 1..).is_some_and(begins_name);
        let ends = match c {
            '"' | '\'' | '`' | '<' | '>' => true,
            '&' | ',' | ';' => follows(),
            c => c.is_whitespace(),
        };
        if ends {
            end = at;
            break;
        }
    }
    let word = rest.get(..end).unwrap_or_default();
    word.trim_end_matches([',', ';', ')', ']', '}', '\\']).len()
}

/// `name=` or `name:` or another field after a blank.
fn begins_name(rest: &str) -> bool {
    let name =
        rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')).count();
    name > 0 && rest.get(name..).is_some_and(|rest| rest.starts_with(['=', ':']))
}
