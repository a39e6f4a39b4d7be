//! The JSON object in a text that may hold more.

#[cfg(test)]
mod tests;

/// Most bytes of an object.
const MOST_BYTES: usize = 64 << 10;

/// Deepest nesting.
const MOST_DEEP: usize = 16;

/// How often a brace that is never closed may have stood before it.
const MOST_LOOSE: usize = 16;

/// The last whole object at the top level of a text: its brackets fit each other, and those within its strings do not
/// count. Nothing says that it can be read: that is for whoever reads it.
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
    /// Where the first object begins that does not end as it should.
    open: Option<usize>,
}

fn scan(text: &str) -> Scanned<'_> {
    let mut awaited = Vec::new();
    let (mut deepest, mut begin) = (0, 0);
    let (mut in_string, mut escaped) = (false, false);
    let (mut last, mut open) = (None, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if !awaited.is_empty() => in_string = !in_string,
            _ if in_string => {}
            b'[' if !awaited.is_empty() => awaited.push(b']'),
            b'{' => {
                if awaited.is_empty() {
                    (deepest, begin) = (0, at);
                }
                awaited.push(b'}');
            }
            b'}' | b']' if !awaited.is_empty() => {
                if awaited.pop() != Some(byte) {
                    open = open.or(Some(begin));
                    awaited.clear();
                } else if awaited.is_empty() && deepest <= MOST_DEEP {
                    last = text.get(begin..=at);
                }
            }
            _ => {}
        }
        deepest = deepest.max(awaited.len());
    }
    Scanned { last, open: open.or((!awaited.is_empty()).then_some(begin)) }
}
