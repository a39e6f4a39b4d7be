//! Our requests that wait for an answer.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, time::Instant};

use crate::frames::Refusal;

/// Requests that may wait at once; one more is refused as busy. A link asks a handful, and answers at most 128.
pub const MOST_REQUESTS: usize = 256;

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// The gateway said no.
    #[error("the gateway refused: {}", crate::frames::shown(&.0.message))]
    Refused(Refusal),
    /// No answer came in time. Whether it was carried out is unknown.
    #[error("the gateway did not answer in time")]
    TimedOut,
    /// There is no link, or it ended before the answer came. It is not asked again on the next one.
    #[error("there is no link to the gateway")]
    Offline,
    /// Too much waits already.
    #[error("too much is asked of the gateway at once")]
    Busy,
    /// The gateway takes no frame of this length.
    #[error("a request of {bytes} bytes; the gateway takes {most}")]
    TooLong {
        /// Its length, bytes.
        bytes: usize,
        /// The limit, bytes.
        most: usize,
    },
    /// It cannot be written as JSON.
    #[error("{0}")]
    Unwritable(crate::frames::WireFault),
}

/// Requests that wait, each with what is to be done with its answer. Whatever happens, each comes out exactly once: with
/// its answer, overdue, or abandoned.
#[derive(Debug)]
pub struct Requests<T> {
    last: u64,
    waiting: BTreeMap<u64, Waiting<T>>,
}

#[derive(Debug)]
struct Waiting<T> {
    deadline: Instant,
    purpose: T,
}

impl<T> Default for Requests<T> {
    fn default() -> Self {
        Self { last: 0, waiting: BTreeMap::new() }
    }
}

impl<T> Requests<T> {
    /// Lets one wait; gives its id. Ids are never used twice.
    ///
    /// # Errors
    /// Gives the purpose back when too many wait already.
    pub fn open(&mut self, deadline: Instant, purpose: T) -> Result<String, T> {
        if self.waiting.len() >= MOST_REQUESTS {
            return Err(purpose);
        }
        self.last += 1;
        self.waiting.insert(self.last, Waiting { deadline, purpose });
        Ok(self.last.to_string())
    }

    /// An answer came; `None` if nobody waits for it: it is unknown, late, or the second one.
    pub fn answered(&mut self, id: &str) -> Option<T> {
        let id: u64 = id.parse().ok()?;
        self.waiting.remove(&id).map(|waiting| waiting.purpose)
    }

    /// Those whose time is over.
    pub fn overdue(&mut self, now: Instant) -> Vec<T> {
        let late = self.waiting.extract_if(.., |_, waiting| waiting.deadline <= now);
        late.map(|(_, waiting)| waiting.purpose).collect()
    }

    /// All of them: the socket is gone.
    pub fn abandon(&mut self) -> Vec<T> {
        std::mem::take(&mut self.waiting).into_values().map(|waiting| waiting.purpose).collect()
    }

    /// When the next one's time is over.
    pub fn deadline(&self) -> Option<Instant> {
        self.waiting.values().map(|waiting| waiting.deadline).min()
    }
}
