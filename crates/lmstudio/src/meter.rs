//! How long calls take, and how they end.

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use crate::{
    fault::Class,
    pieces::{Finish, Usage},
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
    /// How long it waited for its turn, and for its model to be loaded, before that.
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
    /// How often it was asked anew: in a plainer way, or once the server had recovered.
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

/// One call, as it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The model that was asked.
    pub asked: String,
    /// The model that answered; empty where the server did not say.
    pub answered: String,
    /// What it took.
    pub timing: Timing,
    /// Tokens, where the server counted them.
    pub usage: Option<Usage>,
    /// Tool calls it wanted made.
    pub calls: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer.
    Answered(Finish),
    /// With a fault.
    Failed(Class),
    /// Whoever asked hung up.
    GivenUp,
}

/// How the last calls of a model went, 50 at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// How many there were.
    pub calls: usize,
    /// How many of them were answered.
    pub answered: usize,
    /// Until the first piece of anything.
    pub first: Option<Spread>,
    /// Until the end.
    pub whole: Option<Spread>,
    /// Tokens per second, middle and slowest twentieth; the server's count where it counts.
    pub tokens_per_second: Option<(f64, f64)>,
}

/// The middle, and what only one in twenty takes longer than.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Half took no longer.
    pub p50: Duration,
    /// 19 of 20 took no longer.
    pub p95: Duration,
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

impl Call {
    /// How fast its model wrote; `None` where it did not answer, or at once.
    pub fn speed(&self) -> Option<Speed> {
        self.is_answered().then(|| self.timing.speed(self.usage.map(|usage| usage.completion)))?
    }

    const fn is_answered(&self) -> bool {
        matches!(self.outcome, Outcome::Answered(_))
    }
}

/// How the last calls of each model went.
#[derive(Debug, Default)]
pub struct Meter {
    calls: HashMap<String, VecDeque<Call>>,
}

impl Meter {
    /// Takes in a call.
    pub fn record(&mut self, call: Call) {
        let calls = self.calls.entry(call.asked.clone()).or_default();
        calls.push_back(call);
        if calls.len() > KEPT {
            calls.pop_front();
        }
    }

    /// A model's last calls, the newest last.
    pub fn calls(&self, model: &str) -> impl Iterator<Item = &Call> {
        self.calls.get(model).into_iter().flatten()
    }

    /// How they went; `None` before the first one.
    pub fn of(&self, model: &str) -> Option<Record> {
        let calls = self.calls(model).count();
        let mut speeds: Vec<f64> =
            self.calls(model).filter_map(Call::speed).map(|speed| speed.tokens_per_second).collect();
        speeds.sort_unstable_by(f64::total_cmp);
        (calls > 0).then(|| Record {
            calls,
            answered: self.answered(model).count(),
            first: Spread::of(self.answered(model).filter_map(|call| call.timing.first_piece()).collect()),
            whole: Spread::of(self.answered(model).map(|call| call.timing.end).collect()),
            tokens_per_second: rank(&speeds, 0.5).zip(rank(&speeds, 0.05)),
        })
    }

    /// The time that this share of a model's answers took at most; `None` before the first one.
    pub fn quantile(&self, model: &str, share: f64) -> Option<Duration> {
        let mut took: Vec<_> = self.answered(model).map(|call| call.timing.end).collect();
        took.sort_unstable();
        rank(&took, share)
    }

    /// How long a model may take: three times what it takes at its slowest, once that is known; never more than set.
    pub fn total(&self, model: &str, set: Duration) -> Duration {
        let took: Vec<_> = self.answered(model).map(|call| call.timing.end).collect();
        let slow = Some(took).filter(|took| took.len() >= ENOUGH).and_then(Spread::of);
        slow.map_or(set, |slow| (slow.p95 * 3).max(LEAST).min(set))
    }

    fn answered(&self, model: &str) -> impl Iterator<Item = &Call> {
        self.calls(model).filter(|call| call.is_answered())
    }
}

impl Spread {
    fn of(mut took: Vec<Duration>) -> Option<Self> {
        took.sort_unstable();
        Some(Self { p50: rank(&took, 0.5)?, p95: rank(&took, 0.95)? })
    }
}

/// The value of sorted ones that this share of them does not exceed, by the nearest rank.
fn rank<T: Copy>(sorted: &[T], share: f64) -> Option<T> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}
