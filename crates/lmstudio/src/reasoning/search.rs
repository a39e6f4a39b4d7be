//! Finds the places where a delimiter may begin, without looking at every letter for each of them.

/// What stands before the mark of the one delimiter that does not begin with its mark.
pub(super) const LEAD: &[u8] = b" to=self";

/// Where the bytes are by which delimiters are found. Each kind goes through a text once, however often it is asked.
#[derive(Debug)]
pub(super) struct Search<'a> {
    text: &'a str,
    mark: Next,
    triangle: Next,
    brace: Next,
    sentence: Next,
    stripped: Next,
}

/// The next place of a kind: not looked for yet, or this, or nowhere.
#[derive(Clone, Copy, Debug, Default)]
struct Next(Option<Option<usize>>);

impl Next {
    fn at(&mut self, bytes: &[u8], from: usize, find: impl FnOnce(&[u8]) -> Option<usize>) -> Option<usize> {
        let is_ahead = self.0.is_some_and(|next| next.is_none_or(|next| next >= from));
        if !is_ahead {
            self.0 = Some(bytes.get(from..).and_then(find).map(|place| from + place));
        }
        self.0.flatten()
    }
}

impl<'a> Search<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let none = Next::default();
        Self { text, mark: none, triangle: none, brace: none, sentence: none, stripped: none }
    }

    pub(super) const fn text(&self) -> &'a str {
        self.text
    }

    /// `<` or `[`.
    pub(super) fn mark(&mut self, from: usize) -> Option<usize> {
        self.mark.at(self.text.as_bytes(), from, |bytes| memchr::memchr2(b'<', b'[', bytes))
    }

    /// `◁`, by its middle byte: its first one begins every typographic quote as well.
    pub(super) fn triangle(&mut self, from: usize) -> Option<usize> {
        let [first, middle, last] = *b"\xe2\x97\x81";
        self.triangle.at(self.text.as_bytes(), from, |bytes| {
            let is_one = |place: &usize| bytes.get(*place) == Some(&first) && bytes.get(place + 2) == Some(&last);
            memchr::memchr_iter(middle, bytes).filter_map(|place| place.checked_sub(1)).find(is_one)
        })
    }

    /// `{`.
    pub(super) fn brace(&mut self, from: usize) -> Option<usize> {
        self.brace.at(self.text.as_bytes(), from, |bytes| memchr::memchr(b'{', bytes))
    }

    /// The first letter of the delimiters that are sentences.
    pub(super) fn sentence(&mut self, from: usize) -> Option<usize> {
        self.sentence.at(self.text.as_bytes(), from, |bytes| memchr::memchr2(b'h', b'H', bytes))
    }

    /// The first letter of what ends thinking in harmony without its special tokens.
    pub(super) fn stripped(&mut self, from: usize) -> Option<usize> {
        self.stripped.at(self.text.as_bytes(), from, |bytes| memchr::memchr2(b'a', b'A', bytes))
    }
}

/// How many bytes at the end may become the lead of a delimiter.
pub(super) fn begun(bytes: &[u8]) -> usize {
    let longest = bytes.len().min(LEAD.len());
    let ends = |length: &usize| {
        is(bytes.get(bytes.len() - length..).unwrap_or_default(), LEAD.get(..*length).unwrap_or_default())
    };
    (1..=longest).rev().find(ends).unwrap_or(0)
}

/// Whether two texts are the same but for the case of ASCII letters.
pub(super) fn is(one: &[u8], other: &[u8]) -> bool {
    one.eq_ignore_ascii_case(other)
}
