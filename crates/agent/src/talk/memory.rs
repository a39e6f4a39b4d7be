//! What was said before. It lives in memory alone, and ends with the conversation.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use analysis::{Interval, Pair};
use lmstudio::Message;
use serde_json::Value;

/// Turns that are remembered.
const TURNS: usize = 6;

/// Most bytes of all of them.
const BYTES: usize = 8 << 10;

/// Answers of tools whose numbers may be said again.
const OBJECTS: usize = 8;

/// A conversation so far.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    turns: VecDeque<(String, String)>,
    objects: VecDeque<Value>,
    /// What the last report was about.
    pub market: Option<(Pair, Interval)>,
}

impl Memory {
    /// Takes in a question and what was answered.
    pub fn keep(&mut self, question: &str, answer: &str) {
        self.turns.push_back((question.to_owned(), answer.to_owned()));
        let bytes =
            |turns: &VecDeque<(String, String)>| turns.iter().map(|(one, two)| one.len() + two.len()).sum::<usize>();
        while self.turns.len() > TURNS || (bytes(&self.turns) > BYTES && self.turns.len() > 1) {
            self.turns.pop_front();
        }
    }

    /// Takes in answers of tools: their numbers may be said in later turns as well.
    pub fn learn(&mut self, objects: impl IntoIterator<Item = Value>) {
        self.objects.extend(objects);
        while self.objects.len() > OBJECTS {
            self.objects.pop_front();
        }
    }

    /// Answers of tools that may still be spoken of.
    pub fn objects(&self) -> impl Iterator<Item = &Value> {
        self.objects.iter()
    }

    /// What was said, as a model is told of it.
    pub(super) fn messages(&self) -> impl Iterator<Item = Message> {
        self.turns
            .iter()
            .flat_map(|(asked, said)| [Message::User(asked.clone()), Message::Assistant(said.clone(), Vec::new())])
    }

    /// Nothing was said.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
