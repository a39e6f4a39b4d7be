//! What was answered before, for a while.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

/// How long an answer is kept.
const KEPT: Duration = Duration::from_mins(10);

/// Answers that are kept at most. The oldest goes first.
const MOST: usize = 1024;

/// Bytes that are kept at most.
const MOST_BYTES: usize = 16 << 20;

/// Which work. Keys of one conversation repeat in another, and keys of one command in another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) session: Option<String>,
    pub(super) command: String,
}

/// Which arguments, without keeping them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum([u8; 32]);

impl Sum {
    pub(super) fn of(params: &str) -> Self {
        Self(Sha256::digest(params.as_bytes()).into())
    }
}

/// Answers by key, oldest first.
#[derive(Default)]
pub(super) struct Kept {
    answers: HashMap<Key, (Sum, Arc<str>)>,
    ages: VecDeque<(Instant, Key)>,
    bytes: usize,
}

impl Kept {
    pub(super) fn find(&mut self, key: &Key, now: Instant) -> Option<(Sum, Arc<str>)> {
        self.forget(now);
        self.answers.get(key).cloned()
    }

    /// Keeps an answer; one that is there already stays as it is.
    pub(super) fn keep(&mut self, key: Key, sum: Sum, payload: Arc<str>, now: Instant) {
        if self.answers.contains_key(&key) {
            return;
        }
        self.bytes += payload.len();
        self.answers.insert(key.clone(), (sum, payload));
        self.ages.push_back((now + KEPT, key));
        while self.answers.len() > MOST || self.bytes > MOST_BYTES {
            self.forget_oldest();
        }
    }

    /// Forgets what is too old.
    pub(super) fn forget(&mut self, now: Instant) {
        while self.deadline().is_some_and(|until| until <= now) {
            self.forget_oldest();
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.ages.front().map(|(until, _)| *until)
    }

    fn forget_oldest(&mut self) {
        let gone = self.ages.pop_front().and_then(|(_, key)| self.answers.remove(&key));
        self.bytes -= gone.map_or(0, |(_, payload)| payload.len());
    }
}
