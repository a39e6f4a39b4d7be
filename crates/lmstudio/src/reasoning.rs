//! Takes thinking out of an answer while it streams.

mod delimiters;
#[cfg(test)]
mod tests;

use delimiters::{BARE_HARMONY, DROPPED, PAIRS, Place, STRAY};

/// A piece of what a model said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Of the answer.
    Answer(String),
    /// Of the thinking.
    Reasoning(String),
    /// Whatever was answered so far was thinking after all.
    MoveToReasoning,
}

/// What is being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text: delimiters count to its end.
    Prose,
    /// One JSON object: behind its first brace nothing is a delimiter, because its strings may hold any text.
    Object,
}

/// Splits an answer into what it says and what it thinks. Any cutting of the text gives the same parts.
#[derive(Debug)]
pub struct Splitter {
    kind: Kind,
    state: State,
    held: String,
    /// Nothing but blanks has come.
    at_start: bool,
    /// The text began as harmony without its special tokens would.
    bare_harmony: bool,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Outside,
    Inside(&'static [&'static str]),
    /// Nothing is a delimiter any more.
    Verbatim,
}

/// What a delimiter does.
#[derive(Clone, Copy, Debug)]
enum Effect {
    Open(&'static [&'static str]),
    Close,
    Stray,
    Drop,
    /// It stays, and says how the text is written.
    BareHarmony,
    Verbatim,
}

/// Where the first delimiter stands.
enum Found {
    /// This many bytes are text; then this many are a delimiter.
    At(usize, usize, Effect),
    /// This many bytes are text; what follows may become a delimiter.
    Perhaps(usize),
}

impl Splitter {
    /// For an answer of this kind.
    pub const fn new(kind: Kind) -> Self {
        Self { kind, state: State::Outside, held: String::new(), at_start: true, bare_harmony: false }
    }

    /// Takes text in, and adds the parts that are certain by now.
    pub fn push(&mut self, text: &str, parts: &mut Vec<Part>) {
        self.held.push_str(text);
        self.split(true, parts);
    }

    /// The text is over. Says whether it ended within thinking.
    pub fn end(mut self, parts: &mut Vec<Part>) -> bool {
        self.split(false, parts);
        matches!(self.state, State::Inside(_))
    }

    fn split(&mut self, more: bool, parts: &mut Vec<Part>) {
        loop {
            match self.first(more) {
                Found::Perhaps(text) => {
                    self.emit(text, parts);
                    return;
                }
                Found::At(text, length, effect) => {
                    self.emit(text, parts);
                    self.act(length, effect, parts);
                }
            }
        }
    }

    fn act(&mut self, length: usize, effect: Effect, parts: &mut Vec<Part>) {
        match effect {
            Effect::Open(close) => {
                self.state = State::Inside(close);
                self.at_start = false;
            }
            Effect::Close => self.state = State::Outside,
            Effect::Stray => {
                parts.push(Part::MoveToReasoning);
                (self.at_start, self.bare_harmony) = (false, false);
            }
            Effect::Drop => {}
            Effect::BareHarmony => {
                self.bare_harmony = true;
                return self.emit(length, parts);
            }
            Effect::Verbatim => {
                self.state = State::Verbatim;
                return;
            }
        }
        self.held.drain(..length);
    }

    /// Passes on so many bytes.
    fn emit(&mut self, length: usize, parts: &mut Vec<Part>) {
        let text: String = self.held.drain(..length).collect();
        if text.is_empty() {
            return;
        }
        self.at_start &= text.trim().is_empty();
        parts.push(if matches!(self.state, State::Inside(_)) { Part::Reasoning(text) } else { Part::Answer(text) });
    }

    /// The first delimiter in what is held; at one place the longest. While more may come, a place where one may still
    /// grow is waited for.
    fn first(&self, more: bool) -> Found {
        let mut at_start = self.at_start;
        for (place, first) in self.held.char_indices() {
            let rest = self.held.as_bytes().get(place..).unwrap_or_default();
            let mut longest: Option<(usize, Effect)> = None;
            let mut grows = false;
            self.each(at_start, &mut |token, effect| {
                let common = rest.len().min(token.len());
                let same = rest.iter().zip(token.as_bytes()).all(|(one, other)| one.eq_ignore_ascii_case(other));
                grows |= more && same && common < token.len();
                if same && common == token.len() && longest.is_none_or(|(length, _)| length < token.len()) {
                    longest = Some((token.len(), effect));
                }
            });
            if grows {
                return Found::Perhaps(place);
            }
            if let Some((length, effect)) = longest {
                return Found::At(place, length, effect);
            }
            at_start &= first.is_whitespace();
        }
        Found::Perhaps(self.held.len())
    }

    /// Every delimiter that counts now.
    fn each(&self, at_start: bool, see: &mut dyn FnMut(&'static str, Effect)) {
        match self.state {
            State::Verbatim => {}
            State::Inside(close) => close.iter().for_each(|token| see(token, Effect::Close)),
            State::Outside => {
                let counts = |place| at_start || place == Place::Anywhere;
                for pair in PAIRS.iter().filter(|pair| counts(pair.place)) {
                    see(pair.open, Effect::Open(pair.close));
                }
                for token in STRAY {
                    see(token, Effect::Stray);
                }
                for token in DROPPED {
                    see(token, Effect::Drop);
                }
                let [begins, ends] = BARE_HARMONY;
                if at_start && !self.bare_harmony {
                    see(begins, Effect::BareHarmony);
                }
                if self.bare_harmony {
                    see(ends, Effect::Stray);
                }
                if self.kind == Kind::Object {
                    see("{", Effect::Verbatim);
                }
            }
        }
    }
}
