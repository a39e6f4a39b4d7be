//! When a mark may change: faults at once, what passes only once it has lasted, and slower the more it flaps.

use std::{collections::VecDeque, time::Duration};

use super::Mark;

/// How long a passing state lasts before it is shown, and the least time between two marks.
const HOLD: Duration = Duration::from_secs(2);

/// Changes are remembered for so long.
const MEMORY: Duration = Duration::from_mins(1);

/// The longest anything is held back.
const LONGEST: Duration = Duration::from_secs(32);

/// Decides when the icon changes. Times are those of any clock that only goes forward.
#[derive(Clone, Debug)]
pub struct Pace {
    shown: Mark,
    waiting: Option<(Mark, Duration)>,
    changes: VecDeque<Duration>,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Leave it as it is.
    Keep,
    /// Show this now.
    Show(Mark),
    /// Ask again after this long.
    Wait(Duration),
}

impl Pace {
    /// This mark is on screen.
    pub const fn of(shown: Mark) -> Self {
        Self { shown, waiting: None, changes: VecDeque::new() }
    }

    /// What to do about the mark that is wanted at this time.
    pub fn step(&mut self, wanted: Mark, now: Duration) -> Step {
        if wanted == self.shown {
            self.waiting = None;
            return Step::Keep;
        }
        let since = match self.waiting {
            Some((mark, since)) if mark == wanted => since,
            Some(_) | None => {
                self.waiting = Some((wanted, now));
                now
            }
        };
        while self.changes.front().is_some_and(|at| *at + MEMORY <= now) {
            self.changes.pop_front();
        }
        let due = since + self.hold(wanted);
        if due <= now {
            self.shown = wanted;
            self.waiting = None;
            self.changes.push_back(now);
            return Step::Show(wanted);
        }
        Step::Wait(due.saturating_sub(now))
    }

    /// A fault is shown at once, unless faults themselves come and go.
    fn hold(&self, wanted: Mark) -> Duration {
        let changes = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        let first = match wanted {
            Mark::NeedsYou | Mark::Degraded | Mark::NeedsApproval | Mark::Paused if changes < 2 => {
                return Duration::ZERO;
            }
            // The first good news after the start is not held back.
            Mark::Ready if self.shown == Mark::Starting => return Duration::ZERO,
            Mark::Starting
            | Mark::Ready
            | Mark::NeedsApproval
            | Mark::Degraded
            | Mark::Reconnecting
            | Mark::NeedsYou
            | Mark::Paused => HOLD,
        };
        (first * 2_u32.pow(changes.min(4))).min(LONGEST)
    }
}

#[cfg(test)]
mod tests;
