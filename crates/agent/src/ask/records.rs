//! Track records of earlier answers, for whoever asks again before the next candle closes.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use analysis::{Interval, Measured, Pair};
use jiff::Timestamp;

/// Records that are kept: more than a watch list and its timeframes. One of 10,000 bars takes about 160 KB, so all of
/// them take 10 MB; the one not asked for longest goes first.
const KEPT: usize = 64;

/// The latest record of each question that was measured. Measuring takes most of an answer's time, and a record changes
/// only when a candle closes; whether one still fits its candles is judged where it is used.
#[derive(Debug, Default)]
pub struct Records(Mutex<VecDeque<(Measures, Arc<Measured>)>>);

/// What is measured, as far as a question says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measures {
    pub(super) pair: Pair,
    pub(super) interval: Interval,
    pub(super) horizon: u16,
    /// A replay does not push out the record of now.
    pub(super) as_of: Option<Timestamp>,
}

impl Records {
    pub(super) fn known(&self, what: &Measures) -> Option<Arc<Measured>> {
        let mut kept = self.kept();
        let place = kept.iter().position(|(known, _)| known == what)?;
        let entry = kept.remove(place)?;
        let record = Arc::clone(&entry.1);
        kept.push_front(entry);
        Some(record)
    }

    pub(super) fn learn(&self, what: Measures, record: Arc<Measured>) {
        let mut kept = self.kept();
        kept.retain(|(known, _)| *known != what);
        kept.push_front((what, record));
        kept.truncate(KEPT);
    }

    /// The list stays whole whoever panicked beside it.
    fn kept(&self) -> MutexGuard<'_, VecDeque<(Measures, Arc<Measured>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
