//! The JSON object in a text that may hold more.

#[cfg(test)]
mod tests;

/// Most bytes of an object.
const MOST_BYTES: usize = 64 << 10;

/// Deepest nesting.
const MOST_DEEP: u32 = 16;

/// How often a brace that is never closed may have stood before it.
const MOST_LOOSE: usize = 16;

/// The last whole object at the top level of a text. Braces within its strings do not count. Nothing says that it can be
/// read: that is for whoever reads it.
pub fn last(text: &str) -> Option<&str> {
    let mut from = 0;
    for _ in 0..MOST_LOOSE {
        let scanned = scan(text.get(from..)?);
        if let Some(found) = scanned.last {
            return (found.len() <= MOST_BYTES).then_some(found);
        }
        from += scanned.open? + 1;
    }
    None
}

/// What a pass over a text found.
struct Scanned<'a> {
    last: Option<&'a str>,
    /// Where an object begins that does not end.
    open: Option<usize>,
}

fn scan(text: &str) -> Scanned<'_> {
    let (mut depth, mut deepest, mut begin) = (0_u32, 0_u32, 0);
    let (mut in_string, mut escaped) = (false, false);
    let mut last = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if depth > 0 => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' if depth > 0 => depth += 1,
            b'{' => (depth, deepest, begin) = (1, 0, at),
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                if depth == 0 && deepest <= MOST_DEEP {
                    last = text.get(begin..=at);
                }
            }
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    Scanned { last, open: (depth > 0).then_some(begin) }
}
