//! When a host may be asked again: weights, headers, refusals. Pure; instants are ms UTC.

use std::time::Duration;

/// From this share of what a host allows it is left alone until its window is over.
const SLOW_FROM: f64 = 0.8;

/// What is asked of a host at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Weight that comes back
    pub(crate) weight: u32,
    /// in this time.
    pub(crate) per: Duration,
    /// Weight that may be spent at once.
    pub(crate) burst: u32,
}

/// Why nothing may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closed {
    /// Until then, ms UTC.
    pub(crate) until_ms: i64,
    /// It is a ban, not a limit.
    pub(crate) is_ban: bool,
}

/// A bucket of weight for one host, shared by everyone who asks it.
#[derive(Clone, Debug)]
pub(crate) struct Quota {
    limit: Limit,
    /// Weight that is left; below 0 some of it is promised already.
    level: f64,
    at_ms: i64,
    closed: Option<Closed>,
    /// Nothing before this: the host's own count is near its limit.
    slow_until_ms: i64,
}

impl Quota {
    pub(crate) fn new(limit: Limit, now_ms: i64) -> Self {
        Self { limit, level: f64::from(limit.burst), at_ms: now_ms, closed: None, slow_until_ms: 0 }
    }

    /// Takes weight, and says from when on it may be sent. What was taken is spent, sent or not.
    ///
    /// # Errors
    /// While nothing may be asked.
    pub(crate) fn take(&mut self, weight: u32, now_ms: i64) -> Result<i64, Closed> {
        if let Some(closed) = self.closed(now_ms) {
            return Err(closed);
        }
        self.refill(now_ms);
        self.level -= f64::from(weight);
        let wait = if self.level >= 0.0 { 0.0 } else { -self.level / self.per_ms() };
        Ok((now_ms + wait.ceil() as i64).max(self.slow_until_ms))
    }

    /// What its header says was used, of what is allowed in a minute.
    pub(crate) fn used(&mut self, used: u32, allowed: u32, now_ms: i64) {
        if f64::from(used) >= SLOW_FROM * f64::from(allowed) {
            // Its windows are whole minutes.
            self.slow_until_ms = (now_ms.div_euclid(60_000) + 1) * 60_000;
        }
    }

    /// It refused; nothing goes there before this.
    pub(crate) fn close(&mut self, closed: Closed) {
        let later = self.closed.is_none_or(|known| known.until_ms < closed.until_ms);
        if later {
            self.closed = Some(closed);
        }
    }

    /// Why nothing may be asked now, if so.
    pub(crate) fn closed(&self, now_ms: i64) -> Option<Closed> {
        self.closed.filter(|closed| closed.until_ms > now_ms)
    }

    fn refill(&mut self, now_ms: i64) {
        let gone = now_ms.saturating_sub(self.at_ms).max(0) as f64;
        self.level = (self.level + gone * self.per_ms()).min(f64::from(self.limit.burst));
        // A clock that was set back must not stop the bucket for hours.
        self.at_ms = now_ms;
    }

    fn per_ms(&self) -> f64 {
        f64::from(self.limit.weight) / self.limit.per.as_millis() as f64
    }
}

#[cfg(test)]
mod tests;
