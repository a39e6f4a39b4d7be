//! Values that are secret because of what they are called.

use std::ops::Range;

use super::value;

/// A name with one of these in it is a secret's.
const WITHIN: [&str; 9] =
    ["token", "password", "passwd", "passphrase", "secret", "credential", "signature", "cookie", "bearer"];

/// A name with one of these as a part of its own is a secret's.
const PARTS: [&str; 9] = ["key", "keys", "auth", "sig", "pwd", "pass", "jwt", "cred", "creds"];

/// Words that begin like `auth` and have nothing to do with it.
const PEOPLE: [&str; 4] = ["author", "authors", "authority", "authored"];

/// Whose values go to the end of their line.
const HEADERS: [&str; 2] = ["authorization", "cookie"];

/// Whether the value of a field is hidden.
pub(super) fn hides(name: &str, value: &str) -> bool {
    is_secret(name) && !is_count(name, value) && !value::says_nothing(value)
}

/// Calls for the place of every value that has a secret's name.
pub(super) fn values(text: &str, hide: &mut dyn FnMut(Range<usize>)) {
    for (at, sign) in text.match_indices(['=', ':']) {
        let Some(name) = name_before(text, at) else { continue };
        let after = at + sign.len();
        let rest = text.get(after..).unwrap_or_default();
        // A path of a module, or the scheme of an address.
        if sign == ":" && (rest.starts_with(':') || rest.starts_with("//")) || !is_secret(name) {
            continue;
        }
        let is_header = sign == ":" && HEADERS.iter().any(|header| name.to_ascii_lowercase().ends_with(header));
        let range = value::at(text, after, is_header);
        let found = text.get(range.clone()).unwrap_or_default();
        if !is_count(name, found) && !value::says_nothing(found) {
            hide(range);
        }
    }
    flags(text, hide);
}

/// `--token VALUE`, as a command line has it.
fn flags(text: &str, hide: &mut dyn FnMut(Range<usize>)) {
    for (at, _) in text.match_indices("--") {
        let rest = text.get(at + 2..).unwrap_or_default();
        let length = rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        if is_secret(name) && rest.get(length..).is_some_and(|rest| rest.starts_with(' ')) {
            hide(value::at(text, at + 2 + length, false));
        }
    }
}

/// The name that ends before a sign, without the quotes around it.
fn name_before(text: &str, sign: usize) -> Option<&str> {
    let before = text.get(..sign)?.trim_end_matches([' ', '\t']);
    let before = before.trim_end_matches(['"', '\'', '`', '\\', ']']);
    let start = before.rfind(|c: char| !in_name(c)).map_or(0, |at| at + before.get(at..).map_or(1, first_length));
    before.get(start..).filter(|name| !name.is_empty())
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// `%` because names in addresses may be written with it.
fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '%')
}

fn is_secret(name: &str) -> bool {
    let is_source = std::path::Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("rs"));
    if is_source {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    WITHIN.iter().any(|word| lower.contains(word)) || parts(name).iter().any(|part| is_secret_part(part))
}

fn is_secret_part(part: &str) -> bool {
    let begins = part.starts_with("auth") && !PEOPLE.contains(&part);
    PARTS.contains(&part) || begins || part.ends_with("key") || part.ends_with("keys")
}

/// Parts between signs and at capitals, in lower case.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let splits = !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && was_lower);
        if splits {
            parts.push(String::new());
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if let (true, Some(part)) = (c.is_ascii_alphanumeric(), parts.last_mut()) {
            part.push(c.to_ascii_lowercase());
        }
    }
    parts
}

/// How many tokens of a model, or of what else.
fn is_count(name: &str, value: &str) -> bool {
    let plural = parts(name).iter().any(|part| part == "tokens");
    plural && value.len() <= 7 && value.bytes().all(|byte| byte.is_ascii_digit())
}
