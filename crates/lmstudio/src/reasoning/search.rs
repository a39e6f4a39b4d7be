//! Finds the places where a delimiter may begin, without looking at every letter for each of them.
#![expect(clippy::indexing_slicing, reason = "tables made by the compiler, which would refuse a bad index")]

use super::delimiters::{DROPPED, PAIRS, STRAY};

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

/// The next place of a kind.
#[derive(Clone, Copy, Debug, Default)]
enum Next {
    #[default]
    NotLookedFor,
    At(usize),
    Nowhere,
}

impl Next {
    fn at(&mut self, bytes: &[u8], from: usize, find: impl FnOnce(&[u8]) -> Option<usize>) -> Option<usize> {
        let is_passed = match *self {
            Self::NotLookedFor => true,
            Self::At(place) => place < from,
            Self::Nowhere => false,
        };
        if is_passed {
            let found = bytes.get(from..).and_then(find);
            *self = found.map_or(Self::Nowhere, |place| Self::At(from + place));
        }
        if let Self::At(place) = *self { Some(place) } else { None }
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

/// Whether a delimiter may have these two bytes at its beginning, or the first where there is no second.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    match *bytes {
        [b'<' | b'[', second, ..] => SECOND.get(usize::from(second)).is_some_and(|known| *known),
        _ => true,
    }
}

/// Second bytes of all delimiters, in either case.
static SECOND: [bool; 256] = second_bytes();

const fn second_bytes() -> [bool; 256] {
    let mut known = [false; 256];
    let mut row = 0;
    while row < PAIRS.len() {
        note(&mut known, PAIRS[row].open);
        let mut close = 0;
        while close < PAIRS[row].close.len() {
            note(&mut known, PAIRS[row].close[close]);
            close += 1;
        }
        row += 1;
    }
    let mut list = 0;
    while list < 2 {
        let tokens = [STRAY, DROPPED][list];
        let mut row = 0;
        while row < tokens.len() {
            note(&mut known, tokens[row]);
            row += 1;
        }
        list += 1;
    }
    known
}

const fn note(known: &mut [bool; 256], token: &str) {
    let second = token.as_bytes()[1];
    known[second.to_ascii_lowercase() as usize] = true;
    known[second.to_ascii_uppercase() as usize] = true;
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
