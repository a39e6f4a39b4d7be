//! The part of an unfinished answer that may be shown while it is written.

#[cfg(test)]
mod tests;

/// The text of `rationale` as far as it has come, in an object that is still being written; `None` before it begins.
/// What it returns of a longer piece of the same object begins with what it returned before.
pub(super) fn rationale(object: &str) -> Option<String> {
    let mut rest = after_key(object)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match rest.next() {
            None | Some('"') => return Some(text),
            Some('\\') => match escaped(&mut rest) {
                Some(letter) => text.push(letter),
                // The rest of it has not come yet.
                None => return Some(text),
            },
            Some(letter) => text.push(letter),
        }
    }
}

/// What stands behind the key, outside of every other text.
fn after_key(object: &str) -> Option<&str> {
    let (mut from, mut in_text, mut is_escaped) = (0, false, false);
    for (at, byte) in object.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' if in_text => {
                in_text = false;
                let rest = object.get(at + 1..).unwrap_or_default();
                if object.get(from..at) == Some("rationale") && rest.trim_start().starts_with(':') {
                    return Some(rest);
                }
            }
            b'"' => (in_text, from) = (true, at + 1),
            _ => {}
        }
    }
    None
}

fn escaped(rest: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match rest.next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let first = hex(rest)?;
            if !(0xd800..0xdc00).contains(&first) {
                return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            let mut ahead = rest.clone();
            let second = match (ahead.next()?, ahead.next()) {
                ('\\', Some('u')) => hex(&mut ahead)?.checked_sub(0xdc00).filter(|low| *low < 0x400),
                ('\\', None) => return None,
                (_, _) => None,
            };
            // A half without its other half is no letter, and what follows it is one by itself.
            let Some(second) = second else { return Some(char::REPLACEMENT_CHARACTER) };
            *rest = ahead;
            char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        other => other,
    })
}

fn hex(rest: &mut std::str::Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0, |value, _| Some(value * 16 + rest.next()?.to_digit(16)?))
}
