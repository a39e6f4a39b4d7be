//! How long calls take.

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

/// Calls of one model that are remembered.
const KEPT: usize = 50;

/// From so many on, a model's own record says how long it may take.
const ENOUGH: usize = 20;

/// No model is given less than this.
const LEAST: Duration = Duration::from_secs(20);

/// What one call took, from the moment it was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// How long it waited for its turn before that.
    pub queued: Duration,
    /// Until the head of the reply.
    pub head: Option<Duration>,
    /// Until its first byte.
    pub first_byte: Option<Duration>,
    /// Until the first piece of thinking.
    pub first_reasoning: Option<Duration>,
    /// Until the first piece of the answer, or of a call.
    pub first_answer: Option<Duration>,
    /// Until its end.
    pub end: Duration,
    /// Bytes of the stream.
    pub bytes: u64,
    /// Pieces that said something.
    pub pieces: u64,
    /// Comments, which say nothing.
    pub comments: u64,
    /// How often it was asked anew, in a plainer way.
    pub repeats: u32,
}

/// How fast a model writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// Tokens per second.
    pub tokens_per_second: f64,
    /// Whether the server counted the tokens; else a piece was taken for one.
    pub is_counted: bool,
}

impl Timing {
    /// Time to the first piece of anything.
    pub fn first_piece(&self) -> Option<Duration> {
        [self.first_reasoning, self.first_answer].into_iter().flatten().min()
    }

    /// Of an answer with so many tokens by the server's count. `None` where it came at once.
    pub fn speed(&self, tokens: Option<u64>) -> Option<Speed> {
        let writing = self.end.checked_sub(self.first_piece()?)?.as_secs_f64();
        let written = tokens.unwrap_or(self.pieces);
        let is_measurable = writing > 0.0 && written > 1;
        is_measurable.then(|| Speed { tokens_per_second: written as f64 / writing, is_counted: tokens.is_some() })
    }
}

/// How long the last calls of each model took.
#[derive(Debug, Default)]
pub struct Meter {
    calls: HashMap<String, VecDeque<Duration>>,
}

impl Meter {
    /// Takes in a call that was answered.
    pub fn record(&mut self, model: &str, took: Duration) {
        let calls = self.calls.entry(model.to_owned()).or_default();
        calls.push_back(took);
        if calls.len() > KEPT {
            calls.pop_front();
        }
    }

    /// The time that this share of a model's calls took at most; `None` before the first one.
    pub fn quantile(&self, model: &str, share: f64) -> Option<Duration> {
        let mut calls: Vec<_> = self.calls.get(model)?.iter().copied().collect();
        calls.sort_unstable();
        let rank = (share * calls.len() as f64).ceil() as usize;
        calls.get(rank.clamp(1, calls.len()) - 1).copied()
    }

    /// How long a model may take: three times what it takes at its slowest, once that is known; never more than set.
    pub fn total(&self, model: &str, set: Duration) -> Duration {
        let is_known = self.calls.get(model).is_some_and(|calls| calls.len() >= ENOUGH);
        let slow = self.quantile(model, 0.95).filter(|_| is_known);
        slow.map_or(set, |slow| (slow * 3).max(LEAST).min(set))
    }
}
