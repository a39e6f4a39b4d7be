//! One request: when it may go, how often it is tried, and what came of it.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep, timeout};

use super::{Failed, SAME_CLOCK_MS, Shared};
use crate::{
    Trouble,
    quota::Closed,
    venue::{Get, Refusal, Shut, usual},
    wire::{Broken, Reply},
};

/// How often one request is tried.
const ATTEMPTS: u32 = 3;

/// The first wait before another try is drawn up to this; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// The longest such wait.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

impl Shared {
    /// Sends a request and reads its answer, three times at most and not beyond the deadline.
    pub(super) async fn send<T>(
        &self,
        get: &Get,
        deadline: Instant,
        read: impl Fn(&[u8]) -> Result<T, Refusal>,
    ) -> Result<T, Failed> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.admitted(get.weight, deadline).await?;
            let patience = self.patience.request.min(deadline.saturating_duration_since(Instant::now()));
            let refusal = match timeout(patience, self.wire.get(get)).await {
                Err(_) => Refusal::Transient(format!("no answer within {} s", patience.as_secs())),
                Ok(Err(broken)) => self.broken(broken)?,
                Ok(Ok(reply)) => match self.read(&reply, &read) {
                    Ok(value) => {
                        self.state().last_good = Some(self.now());
                        return Ok(value);
                    }
                    Err(refusal) => {
                        self.close(&refusal, reply.retry_after);
                        refusal
                    }
                },
            };
            let may_retry = attempt < ATTEMPTS;
            let failed = match refusal {
                Refusal::UnknownSymbol => return Err(Failed::UnknownSymbol),
                Refusal::BadInterval => return Err(Failed::BadInterval),
                Refusal::RateLimited(_) | Refusal::Banned(_) if may_retry => match self.admissible(deadline) {
                    Ok(()) => continue,
                    Err(trouble) => trouble,
                },
                Refusal::RateLimited(_) | Refusal::Banned(_) => {
                    self.admissible(Instant::now()).err().unwrap_or(Trouble::Late(self.patience.total.as_secs()))
                }
                Refusal::GeoBlocked => Trouble::GeoBlocked,
                Refusal::Schema(what) => Trouble::Schema(what),
                Refusal::Transient(why) => {
                    let wait = self.backoff(attempt);
                    if may_retry && Instant::now() + wait < deadline {
                        tracing::debug!(venue = self.name().name(), why, attempt, "asked again");
                        sleep(wait).await;
                        continue;
                    }
                    Trouble::Transient(why)
                }
            };
            return Err(self.told(failed));
        }
    }

    /// Waits until this weight may be spent.
    async fn admitted(&self, weight: u32, deadline: Instant) -> Result<(), Failed> {
        loop {
            self.admissible(deadline).map_err(|trouble| self.told(trouble))?;
            let now = self.now();
            let taken = self.state().quota.take(weight, now);
            let until_ms = match taken {
                Ok(at) => at,
                Err(closed) => closed.until_ms,
            };
            let wait = Duration::from_millis(u64::try_from(until_ms - now).unwrap_or(0));
            if Instant::now() + wait > deadline {
                return Err(self.told(Trouble::Late(self.patience.total.as_secs())));
            }
            if !wait.is_zero() {
                sleep(wait).await;
            }
            if taken.is_ok() && self.state().quota.closed(self.now()).is_none() {
                return Ok(());
            }
        }
    }

    /// Whether it may be asked before the deadline.
    fn admissible(&self, deadline: Instant) -> Result<(), Trouble> {
        let now = self.now();
        let Some(closed) = self.state().quota.closed(now) else { return Ok(()) };
        let wait = Duration::from_millis(u64::try_from(closed.until_ms - now).unwrap_or(0));
        if !closed.is_ban && Instant::now() + wait < deadline {
            return Ok(());
        }
        let until = Timestamp::from_millisecond(closed.until_ms).unwrap_or(Timestamp::MAX);
        Err(if closed.is_ban { Trouble::Banned { until } } else { Trouble::RateLimited { until } })
    }

    fn read<T>(&self, reply: &Reply, read: impl Fn(&[u8]) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.clocked(reply);
        if reply.status == 200 { read(&reply.body) } else { Err(self.venue.refused(reply.status, &reply.body)) }
    }

    /// Learns from an answer's head: its host's clock, and how much of its limit is used.
    fn clocked(&self, reply: &Reply) {
        let now = self.now();
        let mut state = self.state();
        if let Some(date_ms) = reply.date_ms {
            // Told in whole seconds, so half of one was gone on average.
            let ahead = now - (date_ms + 500);
            state.ahead_ms = Some(if ahead.abs() < SAME_CLOCK_MS { 0 } else { ahead });
        }
        if let (Some(used), Some((_, allowed))) = (reply.used, self.venue.used_header()) {
            state.quota.used(used, allowed, now);
        }
    }

    /// Lets nobody ask while we are shut out, in this run and in the next.
    fn close(&self, refusal: &Refusal, retry_after: Option<Duration>) {
        let (shut, is_ban) = match refusal {
            Refusal::RateLimited(shut) => (*shut, false),
            Refusal::Banned(shut) => (*shut, true),
            Refusal::UnknownSymbol
            | Refusal::BadInterval
            | Refusal::GeoBlocked
            | Refusal::Transient(_)
            | Refusal::Schema(_) => return,
        };
        let now = self.now();
        let until_ms = match shut {
            // It is told by its own clock.
            Shut::Until(ms) => ms.saturating_add(self.state().ahead_ms.unwrap_or(0)).max(now + 1_000),
            Shut::Told => {
                let wait = retry_after.unwrap_or(usual(is_ban)).as_millis();
                now.saturating_add(i64::try_from(wait).unwrap_or(i64::MAX))
            }
        };
        let closed = Closed { until_ms, is_ban };
        self.state().quota.close(closed);
        if let Err(fault) = self.cache.close(self.name(), closed) {
            tracing::warn!(%fault, "nobody will remember this after the program has ended");
        }
    }

    fn broken(&self, broken: Broken) -> Result<Refusal, Failed> {
        match broken {
            Broken::Unreachable(why) => Ok(Refusal::Transient(why)),
            broken @ (Broken::TooLarge(_) | Broken::Forbidden(_) | Broken::Nonsense(_)) => {
                Err(self.told(Trouble::of(broken)))
            }
        }
    }

    /// Writes down what went wrong.
    fn told(&self, trouble: Trouble) -> Failed {
        self.state().last_error = Some((self.now(), trouble.to_string()));
        Failed::Trouble(trouble)
    }

    /// Drawn at random, so that not everyone who was refused comes back at once.
    fn backoff(&self, attempt: u32) -> Duration {
        let most = (FIRST_WAIT * 2_u32.saturating_pow(attempt)).min(LONGEST_WAIT);
        most.mul_f64((self.chance)().clamp(0.05, 1.0))
    }
}

/// A number from 0 to 1. Without chance it is 1: the longest wait.
pub(super) fn roll() -> f64 {
    getrandom::u32().map_or(1.0, |n| f64::from(n) / f64::from(u32::MAX))
}
