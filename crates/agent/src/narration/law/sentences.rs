//! Cuts a text into sentences while it comes, and shows those that pass.

use super::{
    Cause, Known, Withheld, digits,
    judge::{fault, marker},
};

/// A text that is still being written. Any cutting of it shows the same as [`checked`](super::checked) does.
#[derive(Debug)]
pub struct Sentences<'a> {
    known: &'a Known,
    /// What is not judged yet.
    held: String,
    /// Before this, nothing in it ends a sentence.
    seen: usize,
    gap: Gap,
    within: Within,
    withheld: Vec<Withheld>,
}

/// What stands before the next sentence that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// It is the first.
    Start,
    Blank,
    Line,
    Paragraph,
}

/// What the text is in the middle of. Of that, no sentence is shown.
#[derive(Clone, Copy, Debug, Default)]
struct Within {
    /// A fence of code was opened.
    code: bool,
    /// So many braces are open.
    braces: usize,
    /// A tool's call began: all that follows may belong to it.
    call: bool,
}

/// Where a sentence ends.
enum End {
    At(usize),
    /// Not before this place, as far as can be seen.
    Later(usize),
}

/// Behind these words, a dot ends no sentence.
const SHORT: &[&str] = &["vs", "approx", "e.g", "i.e", "cf", "ca", "resp", "incl", "excl", "est", "avg", "st", "fig"];

impl<'a> Sentences<'a> {
    /// Of a text about what is known.
    pub const fn new(known: &'a Known) -> Self {
        let within = Within { code: false, braces: 0, call: false };
        Self { known, held: String::new(), seen: 0, gap: Gap::Start, within, withheld: Vec::new() }
    }

    /// Takes text in, and returns what may be shown behind what was shown before: whole sentences that passed.
    pub fn push(&mut self, text: &str) -> String {
        self.held.push_str(text);
        self.judge(true)
    }

    /// The text is over: the rest of what may be shown, and every sentence that may not.
    pub fn end(mut self) -> (String, Vec<Withheld>) {
        let shown = self.judge(false);
        (shown, self.withheld)
    }

    /// What is withheld so far.
    pub fn withheld(&self) -> &[Withheld] {
        &self.withheld
    }

    fn judge(&mut self, more: bool) -> String {
        let mut shown = String::new();
        let mut from = 0;
        loop {
            let rest = self.held.get(from..).unwrap_or_default();
            let sentence = rest.trim_start();
            let start = from + rest.len() - sentence.len();
            if sentence.is_empty() {
                if !more {
                    from = self.held.len();
                }
                break;
            }
            let seen = self.seen.max(start) - start;
            let end = match end(sentence, seen, more) {
                End::At(end) => start + end,
                End::Later(seen) => {
                    self.seen = start + seen;
                    break;
                }
            };
            let gap = gap(self.held.get(from..start).unwrap_or_default());
            if self.gap != Gap::Start {
                self.gap = self.gap.max(gap);
            }
            let sentence = self.held.get(start..end).unwrap_or_default().trim_end();
            if let Some(cause) = self.within.passes(sentence).or_else(|| fault(sentence, self.known)) {
                self.within.call |= cause == Cause::Call;
                self.withheld.push(Withheld { sentence: sentence.to_owned(), cause });
            } else {
                shown.push_str(self.gap.text());
                shown.push_str(sentence);
                self.gap = Gap::Blank;
            }
            from = end;
        }
        self.held.drain(..from);
        self.seen = self.seen.saturating_sub(from);
        shown
    }
}

impl Gap {
    const fn text(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::Blank => " ",
            Self::Line => "\n",
            Self::Paragraph => "\n\n",
        }
    }
}

impl Within {
    /// Goes past a sentence. Why it is not to be shown, where it stands in the middle of something.
    fn passes(&mut self, sentence: &str) -> Option<Cause> {
        let before = *self;
        self.code ^= sentence.matches("```").count() % 2 == 1;
        for letter in digits::folded(sentence).chars() {
            match letter {
                '{' => self.braces += 1,
                '}' => self.braces = self.braces.saturating_sub(1),
                _ => {}
            }
        }
        if before.call {
            return Some(Cause::Call);
        }
        (before.code || before.braces > 0).then_some(Cause::Markup)
    }
}

const fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What the blanks between two sentences amount to.
fn gap(blanks: &str) -> Gap {
    let lines = blanks.replace("\r\n", "\n").chars().filter(|letter| is_line_end(*letter)).count();
    match lines {
        0 => Gap::Blank,
        1 => Gap::Line,
        _ => Gap::Paragraph,
    }
}

/// The end of the sentence that a text begins with; before `seen`, nothing ends it.
fn end(text: &str, seen: usize, more: bool) -> End {
    for (at, letter) in text.get(seen..).unwrap_or_default().char_indices() {
        let at = seen + at;
        if is_line_end(letter) {
            return End::At(at);
        }
        if !matches!(letter, '.' | '!' | '?') {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let behind = rest.trim_start_matches(['.', '!', '?', '…', '"', '\'', '”', '’', ')', ']', '*', '_', '»']);
        let next = behind.trim_start_matches(|next: char| next.is_whitespace() && !is_line_end(next));
        let Some(first) = next.chars().next() else {
            // Nothing but blanks: what comes decides.
            return if more { End::Later(at) } else { End::At(text.len()) };
        };
        let end = text.len() - behind.len();
        if is_line_end(first) || (next.len() < behind.len() && ends(text, at, letter, first)) {
            return End::At(end);
        }
    }
    if more { End::Later(text.len()) } else { End::At(text.len()) }
}

/// Whether a mark with a blank behind it ends a sentence.
fn ends(text: &str, at: usize, mark: char, next: char) -> bool {
    if mark != '.' {
        return true;
    }
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default();
    let is_short = SHORT.iter().any(|short| word.eq_ignore_ascii_case(short));
    let is_marker = marker(text) == at + 1;
    !is_short && !is_marker && !next.is_lowercase()
}
