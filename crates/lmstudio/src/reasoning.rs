//! Takes thinking out of an answer while it streams.

mod delimiters;
mod search;
#[cfg(test)]
mod tests;

use delimiters::{BARE_HARMONY, DROPPED, PAIRS, Place, STRAY};
use search::{LEAD, Search};

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
    /// The end of what came, as long as it may become a delimiter.
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
    /// Up to here it is text; then so many bytes are a delimiter.
    At(usize, usize, Effect),
    /// Up to here it is text; what follows may become a delimiter.
    Perhaps(usize),
}

/// What stands at a place.
enum Here {
    /// A delimiter of so many bytes.
    Delimiter(usize, Effect),
    /// The beginning of one, or of a longer one.
    Grows,
    Text,
}

impl Splitter {
    /// For an answer of this kind.
    pub const fn new(kind: Kind) -> Self {
        Self { kind, state: State::Outside, held: String::new(), at_start: true, bare_harmony: false }
    }

    /// Takes text in, and adds the parts that are certain by now.
    pub fn push(&mut self, text: &str, parts: &mut Vec<Part>) {
        if self.held.is_empty() {
            let certain = self.split(text, true, parts);
            self.held.push_str(text.get(certain..).unwrap_or_default());
            return;
        }
        let mut held = std::mem::take(&mut self.held);
        held.push_str(text);
        let certain = self.split(&held, true, parts);
        held.drain(..certain);
        self.held = held;
    }

    /// The text is over. Says whether it ended within thinking.
    pub fn end(mut self, parts: &mut Vec<Part>) -> bool {
        let held = std::mem::take(&mut self.held);
        self.split(&held, false, parts);
        matches!(self.state, State::Inside(_))
    }

    /// Adds the parts of a text, and returns how many of its bytes are certain. `more` may come.
    fn split(&mut self, text: &str, more: bool, parts: &mut Vec<Part>) -> usize {
        let mut search = Search::of(text);
        let mut done = 0;
        loop {
            match self.first(&mut search, done, more) {
                Found::Perhaps(place) => {
                    self.emit(text.get(done..place).unwrap_or_default(), parts);
                    return place;
                }
                Found::At(place, length, effect) => {
                    self.emit(text.get(done..place).unwrap_or_default(), parts);
                    done = place + self.act(text.get(place..).unwrap_or_default(), length, effect, parts);
                }
            }
        }
    }

    /// Does what a delimiter does, and returns how many bytes it took.
    fn act(&mut self, text: &str, length: usize, effect: Effect, parts: &mut Vec<Part>) -> usize {
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
                self.emit(text.get(..length).unwrap_or_default(), parts);
            }
            Effect::Verbatim => {
                self.state = State::Verbatim;
                return 0;
            }
        }
        length
    }

    /// Passes on a text. What follows upon its like is one part with it.
    fn emit(&mut self, text: &str, parts: &mut Vec<Part>) {
        if text.is_empty() {
            return;
        }
        self.at_start = self.at_start && text.trim_start().is_empty();
        let is_inside = matches!(self.state, State::Inside(_));
        match parts.last_mut() {
            Some(Part::Reasoning(last)) if is_inside => last.push_str(text),
            Some(Part::Answer(last)) if !is_inside => last.push_str(text),
            Some(_) | None if is_inside => parts.push(Part::Reasoning(text.to_owned())),
            Some(_) | None => parts.push(Part::Answer(text.to_owned())),
        }
    }

    /// The first delimiter from some place on; at one place the longest. While more may come, a place where one may still
    /// grow is waited for.
    fn first(&self, search: &mut Search<'_>, done: usize, more: bool) -> Found {
        let text = search.text();
        if matches!(self.state, State::Verbatim) {
            return Found::Perhaps(text.len());
        }
        let mut from = done;
        if self.at_start {
            // Words count as delimiters here, so every place has to be looked at, up to the first word.
            for (place, letter) in text.get(done..).unwrap_or_default().char_indices() {
                if let Some(found) = self.found(text, done + place, true, more) {
                    return found;
                }
                from = done + place + letter.len_utf8();
                if !letter.is_whitespace() {
                    break;
                }
            }
        }
        let is_outside = matches!(self.state, State::Outside);
        while let Some(anchor) = self.anchor(search, from) {
            // One delimiter has a word before the mark by which all are found.
            let lead = anchor.checked_sub(LEAD.len()).filter(|place| is_outside && *place >= done);
            let is_lead =
                |place: &usize| text.as_bytes().get(*place..anchor).is_some_and(|word| search::is(word, LEAD));
            let itself = text.as_bytes().get(anchor..).is_some_and(search::may_begin).then_some(anchor);
            for place in lead.filter(is_lead).into_iter().chain(itself) {
                if let Some(found) = self.found(text, place, false, more) {
                    return found;
                }
            }
            from = anchor + 1;
        }
        let held = if more && is_outside { search::begun(text.get(done..).unwrap_or_default().as_bytes()) } else { 0 };
        Found::Perhaps(text.len() - held)
    }

    /// The next place where a delimiter may be that counts behind the first word.
    fn anchor(&self, search: &mut Search<'_>, from: usize) -> Option<usize> {
        let marks = search.mark(from).into_iter().chain(search.triangle(from));
        let others = match self.state {
            State::Inside(close) if close.iter().any(|token| token.starts_with('H')) => search.sentence(from),
            State::Outside if self.bare_harmony => search.stripped(from),
            State::Inside(_) | State::Outside | State::Verbatim => None,
        };
        let brace = if self.is_object_awaited() { search.brace(from) } else { None };
        marks.chain(others).chain(brace).min()
    }

    /// Whether a brace begins the object.
    fn is_object_awaited(&self) -> bool {
        self.kind == Kind::Object && matches!(self.state, State::Outside)
    }

    fn found(&self, text: &str, place: usize, at_start: bool, more: bool) -> Option<Found> {
        match self.here(text.as_bytes().get(place..).unwrap_or_default(), at_start, more) {
            Here::Delimiter(length, effect) => Some(Found::At(place, length, effect)),
            Here::Grows => Some(Found::Perhaps(place)),
            Here::Text => None,
        }
    }

    fn here(&self, rest: &[u8], at_start: bool, more: bool) -> Here {
        let mut longest: Option<(usize, Effect)> = None;
        let mut grows = false;
        self.each(at_start, |token, effect| {
            // Most differ at once, and a text may be nothing but beginnings.
            if token.iter().zip(rest).take(2).any(|(one, other)| !one.eq_ignore_ascii_case(other)) {
                return;
            }
            let common = rest.len().min(token.len());
            let is_same = search::is(rest.get(..common).unwrap_or_default(), token.get(..common).unwrap_or_default());
            grows |= more && is_same && common < token.len();
            if is_same && common == token.len() && longest.is_none_or(|(length, _)| length < token.len()) {
                longest = Some((token.len(), effect));
            }
        });
        match longest {
            _ if grows => Here::Grows,
            Some((length, effect)) => Here::Delimiter(length, effect),
            None => Here::Text,
        }
    }

    /// Every delimiter that counts now.
    fn each(&self, at_start: bool, mut see: impl FnMut(&'static [u8], Effect)) {
        let mut see = |token: &'static str, effect| see(token.as_bytes(), effect);
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
