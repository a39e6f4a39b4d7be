//! The same line is said once in ten seconds; how often it would have been said is told with it.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use super::line::Record;

/// How long a line is held back after it was said.
pub(super) const WINDOW: Duration = Duration::from_secs(10);

/// Different lines that are remembered. The one that was said first makes room for another.
const MOST: usize = 256;

/// What was said lately.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    seen: HashMap<u64, Seen>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Seen {
    since: Duration,
    held: u64,
    record: Record,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// It is said.
    Said,
    /// It is said, and was held back so often before.
    Again(u64),
    /// It is held back.
    Held,
}

impl Repeats {
    pub(super) fn admit(&mut self, record: &Record, now: Duration) -> Admitted {
        let key = self.hasher.hash_one(record);
        if let Some(seen) = self.seen.get_mut(&key) {
            if now.saturating_sub(seen.since) < WINDOW {
                seen.held += 1;
                return Admitted::Held;
            }
            let held = std::mem::take(&mut seen.held);
            seen.since = now;
            return if held == 0 { Admitted::Said } else { Admitted::Again(held) };
        }
        if self.seen.len() >= MOST {
            let oldest = self.seen.iter().min_by_key(|(_, seen)| (seen.held > 0, seen.since)).map(|(key, _)| *key);
            oldest.and_then(|key| self.seen.remove(&key));
        }
        self.seen.insert(key, Seen { since: now, held: 0, record: record.clone() });
        Admitted::Said
    }

    /// What was held back and did not come again, with how often.
    pub(super) fn expired(&mut self, now: Duration) -> Vec<(Record, u64)> {
        let mut over = Vec::new();
        self.seen.retain(|_, seen| {
            let stays = now.saturating_sub(seen.since) < WINDOW;
            if !stays && seen.held > 0 {
                over.push((seen.record.clone(), seen.held));
            }
            stays
        });
        over
    }
}

#[cfg(test)]
mod tests;
