//! How the parts are, as one value: what each was last seen to be, when it was last good, and what was last wrong.
//!
//! Everything here is pure but [`serve`], which answers over HTTP, and [`look`], which looks at the disk.

pub mod answer;
mod beat;
mod body;
pub mod look;
mod metrics;
mod parts;
pub mod serve;

use jiff::Timestamp;

pub use beat::{Beat, STALE};
pub use body::Told;
pub use parts::{Approval, Clock, Disk, JournalState, Link, Market, Model, Operator, Parts};

pub(crate) use parts::DISK_LOW;
use parts::Finding;

/// What was found of one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Pass,
    /// Something is missing, and the rest works.
    Warn,
    /// Something that is needed does not work.
    Fail,
}

/// What the worst of the parts makes of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every check passes.
    Healthy,
    /// Something warns.
    Degraded,
    /// A check fails.
    Unhealthy,
}

/// One part, as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name, such as `journal:writable`.
    pub name: String,
    /// What was found.
    pub verdict: Verdict,
    /// In words.
    pub observed: String,
    /// When, UTC.
    pub at: Timestamp,
    /// When it last passed; `None` when it never did.
    pub last_good: Option<Timestamp>,
    /// What was wrong last, and when; it stays when the part is well again.
    pub last_error: Option<(Timestamp, String)>,
}

/// How everything is.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// What the checks were made of.
    pub parts: Parts,
    /// One for each part, in a fixed order.
    pub checks: Vec<Check>,
    /// When it began, UTC.
    pub since: Timestamp,
    /// Settings, journal and tools were loaded; once true, it stays so.
    pub started: bool,
    /// Tools that can be called.
    pub tools: usize,
    /// The format of answers that name none.
    pub response_format: String,
    /// Memory in use, bytes; `None` where the system does not tell.
    pub rss: Option<u64>,
}

impl Verdict {
    /// As `application/health+json` has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

impl Status {
    /// As the first Engram had it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
        }
    }
}

impl From<Verdict> for Status {
    fn from(worst: Verdict) -> Self {
        match worst {
            Verdict::Pass => Self::Healthy,
            Verdict::Warn => Self::Degraded,
            Verdict::Fail => Self::Unhealthy,
        }
    }
}

impl Health {
    /// Before anything was looked at.
    pub fn unseen(parts: Parts, response_format: &str, now: Timestamp) -> Self {
        let unseen = Self {
            parts: parts.clone(),
            checks: Vec::new(),
            since: now,
            started: false,
            tools: 0,
            response_format: response_format.to_owned(),
            rss: None,
        };
        unseen.seen(parts, now)
    }

    /// The same after another look; what is remembered of each part is carried on.
    #[must_use]
    pub fn seen(self, parts: Parts, now: Timestamp) -> Self {
        let known = |name: &str| self.checks.iter().find(|check| check.name == name);
        let checks = parts.findings().into_iter().map(|found| Check::of(&found, known(&found.name), now)).collect();
        Self { checks, started: self.started || parts.are_loaded(), parts, ..self }
    }

    /// The worst of all checks.
    pub fn verdict(&self) -> Verdict {
        self.checks.iter().map(|check| check.verdict).max().unwrap_or(Verdict::Warn)
    }

    /// The same in the first Engram's word.
    pub fn status(&self) -> Status {
        self.verdict().into()
    }

    /// Every check of the worst kind, in words; empty when all pass.
    pub fn worst(&self) -> Vec<String> {
        let worst = self.verdict();
        let told = |check: &Check| format!("{}: {}", check.name, check.observed);
        self.checks.iter().filter(|check| check.verdict == worst && worst != Verdict::Pass).map(told).collect()
    }

    /// Whether work may be sent here; else what keeps it away.
    ///
    /// # Errors
    /// What it is not ready for.
    pub fn ready(&self) -> Result<(), String> {
        self.parts.ready()
    }
}

impl Check {
    fn of(found: &Finding, before: Option<&Self>, now: Timestamp) -> Self {
        let passes = found.verdict == Verdict::Pass;
        let (good, error) = (before.and_then(|b| b.last_good), before.and_then(|b| b.last_error.clone()));
        Self {
            name: found.name.clone(),
            verdict: found.verdict,
            observed: found.observed.clone(),
            at: now,
            last_good: if passes { Some(now) } else { good },
            last_error: if found.is_error { Some((now, found.observed.clone())) } else { error },
        }
    }
}

#[cfg(test)]
mod tests;
