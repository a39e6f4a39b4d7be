//! The parts, what each can be, and what that means.

use crate::{FeedAccess, FeedView, LinkState, LinkView};

use super::Verdict;

/// Further off than this and candle times are doubtful, seconds.
const CLOCK_OFF: i64 = 30;

/// Less than this and a disk is soon full, bytes.
pub(crate) const DISK_LOW: u64 = 256 << 20;

/// Everything that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The gateway.
    pub link: Link,
    /// The second link to it.
    pub operator: Operator,
    /// What is to be known of the link as long as it is so.
    pub link_warning: Option<String>,
    /// The model.
    pub model: Model,
    /// Where candles come from.
    pub market: Market,
    /// Where answers are kept.
    pub journal: JournalState,
    /// This computer's clock.
    pub clock: Clock,
    /// The disk under the state folder.
    pub disk: Disk,
}

/// The link to the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// It is switched off.
    Off,
    /// It is wanted, and nothing is known yet.
    Unknown,
    /// It is wanted and not there.
    Down {
        /// Why, in words.
        why: String,
    },
    /// The gateway said hello.
    Up(Approval),
}

/// The second link: it looks at the first from the gateway's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// None is wanted.
    Off,
    /// It is wanted and not there. The first one serves all the same.
    Down {
        /// Why, in words.
        why: String,
    },
    /// It is there.
    Up {
        /// What it sees.
        seen: String,
        /// Whether that is as it should be.
        well: bool,
    },
}

/// Whether the gateway may call our tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// This dialect has no such step.
    NotNeeded,
    /// Somebody has to say yes.
    Pending,
    /// Nobody can be asked; the first call shows it.
    Unknown,
    /// Somebody did.
    Granted,
}

/// The model that puts answers into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
    /// It is switched off.
    Off,
    /// Nothing is known yet.
    Unknown,
    /// LM Studio cannot be used.
    Down {
        /// Why, in words.
        why: String,
    },
    /// LM Studio answers, and no model would at once.
    NoModel {
        /// Why, in words.
        why: String,
    },
    /// It would answer now.
    Ready {
        /// The model's id.
        model: String,
    },
}

/// Where candles come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Market {
    /// Not looked at yet.
    Opening {
        /// Its name.
        source: String,
    },
    /// It can be asked.
    Open {
        /// Its name.
        source: String,
        /// What it is.
        detail: String,
    },
    /// It can be asked, and does not answer everything now.
    Limited {
        /// Its name.
        source: String,
        /// Why, in words.
        why: String,
    },
    /// It cannot.
    Failed {
        /// Its name.
        source: String,
        /// Why, in words.
        why: String,
    },
}

/// Where answers are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalState {
    /// Not looked at yet.
    Unknown,
    /// Nothing is to be kept.
    Off,
    /// It can be written.
    Writable,
    /// It cannot.
    Failed {
        /// Why, in words.
        why: String,
    },
}

/// This computer's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Nothing here tells another time to compare with.
    Unmeasured,
    /// Seconds it is ahead of an exchange's.
    Ahead(i64),
}

/// The disk under the state folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// Not looked at yet, or the system does not tell.
    Unknown,
    /// Nothing is written.
    Unused,
    /// Bytes left for us.
    Free(u64),
}

/// What was found of one part.
pub(super) struct Finding {
    pub(super) name: String,
    pub(super) verdict: Verdict,
    pub(super) observed: String,
    /// Something is wrong, rather than absent or unknown.
    pub(super) is_error: bool,
}

impl Parts {
    /// What there is in this version before anything was looked at.
    pub fn unseen(feed: &FeedView) -> Self {
        Self {
            link: Link::Unknown,
            operator: Operator::Off,
            link_warning: None,
            model: Model::Unknown,
            market: Market::of(feed),
            journal: JournalState::Unknown,
            clock: Clock::Unmeasured,
            disk: Disk::Unknown,
        }
    }

    /// The checks, in the order a reader meets them.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let named = |name: &str, found: Found| Finding {
            name: name.to_owned(),
            verdict: found.verdict,
            observed: found.observed,
            is_error: found.is_error,
        };
        let mut all =
            vec![named("gateway:connection", self.link.connection()), named("gateway:approval", self.link.approval())];
        if let Some(found) = self.operator.found() {
            all.push(named("gateway:operator", found));
        }
        if let Some(warning) = &self.link_warning {
            all.push(named("gateway:encryption", warn(warning)));
        }
        all.extend([
            named("lmstudio:model", self.model.found()),
            named(&format!("market:{}", self.market.source()), self.market.found()),
            named("journal:writable", self.journal.found()),
            named("clock:skew", self.clock.found()),
            named("disk:free", self.disk.found()),
        ]);
        all
    }

    /// Whether everything that a start needs was loaded.
    pub(super) fn are_loaded(&self) -> bool {
        let market = match &self.market {
            Market::Open { .. } | Market::Limited { .. } | Market::Failed { .. } => true,
            Market::Opening { .. } => false,
        };
        market && self.journal.takes_answers()
    }

    pub(super) fn ready(&self) -> Result<(), String> {
        if !self.journal.takes_answers() {
            return Err(format!("journal: {}", self.journal.found().observed));
        }
        match &self.link {
            Link::Off | Link::Up(Approval::Granted | Approval::NotNeeded) => Ok(()),
            Link::Up(Approval::Pending | Approval::Unknown) => {
                Err(format!("gateway: {}", self.link.approval().observed))
            }
            Link::Unknown | Link::Down { .. } => Err(format!("gateway: {}", self.link.connection().observed)),
        }
    }
}

/// A verdict with its words, before it has a name.
struct Found {
    verdict: Verdict,
    observed: String,
    is_error: bool,
}

fn pass(observed: impl Into<String>) -> Found {
    Found { verdict: Verdict::Pass, observed: observed.into(), is_error: false }
}

/// Not there, or not known: no error, and not well either.
fn lacking(observed: &str) -> Found {
    Found { verdict: Verdict::Warn, observed: observed.to_owned(), is_error: false }
}

fn warn(observed: impl Into<String>) -> Found {
    Found { verdict: Verdict::Warn, observed: observed.into(), is_error: true }
}

fn fail(observed: impl Into<String>) -> Found {
    Found { verdict: Verdict::Fail, observed: observed.into(), is_error: true }
}

impl Link {
    /// As it is shown.
    pub fn of(view: &LinkView) -> Self {
        let helped = view.command.as_ref().map(|command| format!(" ({command})")).unwrap_or_default();
        match view.state {
            LinkState::Off => Self::Off,
            LinkState::Ready => Self::Up(Approval::Granted),
            LinkState::Unproven => Self::Up(Approval::Unknown),
            LinkState::NeedsApproval => Self::Up(Approval::Pending),
            LinkState::Waiting
            | LinkState::Dialing
            | LinkState::Greeting
            | LinkState::NeedsToken
            | LinkState::NeedsPairing
            | LinkState::Restarting
            | LinkState::Rejected => Self::Down { why: format!("{}{helped}", view.sentence.trim_end_matches('.')) },
        }
    }

    fn connection(&self) -> Found {
        match self {
            Self::Off => lacking("switched off"),
            Self::Unknown => lacking("not yet known"),
            Self::Down { why } => fail(why),
            Self::Up(_) => pass("connected"),
        }
    }

    fn approval(&self) -> Found {
        match self {
            Self::Off => lacking("switched off"),
            Self::Unknown => lacking("not yet known"),
            Self::Down { .. } => lacking("unknown while not connected"),
            Self::Up(Approval::Pending) => warn("connected, tools not yet approved"),
            Self::Up(Approval::Unknown) => warn("connected, not known whether the tools are approved"),
            Self::Up(Approval::Granted) => pass("approved"),
            Self::Up(Approval::NotNeeded) => pass("not needed on this link"),
        }
    }
}

impl Operator {
    /// As it is shown.
    pub fn of(view: &LinkView) -> Self {
        let Some(operator) = &view.operator else { return Self::Off };
        if operator.state != LinkState::Ready {
            let helped = operator.command.as_ref().map(|command| format!(" ({command})")).unwrap_or_default();
            return Self::Down { why: format!("{}{helped}", operator.sentence.trim_end_matches('.')) };
        }
        let version = operator.version.as_deref().filter(|version| *version != "dev");
        let mut seen = vec![version.map_or_else(|| "connected".to_owned(), |version| format!("gateway {version}"))];
        let mut well = true;
        if operator.well == Some(false) {
            seen.push("it says that it is not well".to_owned());
            well = false;
        }
        match operator.routed {
            Some(true) => seen.push("routes to this device".to_owned()),
            Some(false) => {
                seen.push("does not route to this device".to_owned());
                well = false;
            }
            None => {}
        }
        if !operator.missing.is_empty() {
            seen.push(format!("its settings do not allow {}", operator.missing.join(", ")));
            well = false;
        }
        Self::Up { seen: seen.join(", "), well }
    }

    fn found(&self) -> Option<Found> {
        match self {
            Self::Off => None,
            Self::Down { why } => Some(warn(format!("no second link: {why}"))),
            Self::Up { seen, well: true } => Some(pass(seen)),
            Self::Up { seen, well: false } => Some(warn(seen)),
        }
    }
}

impl Model {
    fn found(&self) -> Found {
        match self {
            Self::Off => lacking("switched off"),
            Self::Unknown => lacking("not yet known"),
            Self::Down { why } | Self::NoModel { why } => warn(why),
            Self::Ready { model } => pass(model),
        }
    }

    /// Whether a model would answer now.
    pub const fn answers(&self) -> bool {
        match self {
            Self::Ready { .. } => true,
            Self::Off | Self::Unknown | Self::Down { .. } | Self::NoModel { .. } => false,
        }
    }
}

impl Market {
    /// As the feed is seen.
    pub fn of(feed: &FeedView) -> Self {
        let source = feed.name.clone();
        match &feed.access {
            FeedAccess::Opening => Self::Opening { source },
            FeedAccess::Open => match feed.standings.iter().find(|standing| standing.last_error.is_some()) {
                Some(standing) => Self::Limited { source, why: standing.sentence.clone() },
                None => Self::Open { source, detail: told(feed) },
            },
            FeedAccess::Failed { problem } => Self::Failed { source, why: problem.what.clone() },
        }
    }

    fn source(&self) -> &str {
        match self {
            Self::Opening { source }
            | Self::Open { source, .. }
            | Self::Limited { source, .. }
            | Self::Failed { source, .. } => source,
        }
    }

    fn found(&self) -> Found {
        match self {
            Self::Opening { .. } => lacking("not yet known"),
            Self::Open { detail, .. } => pass(detail),
            Self::Limited { why, .. } => warn(why),
            Self::Failed { why, .. } => fail(why),
        }
    }
}

/// What a source is, and how the market places behind it stand.
fn told(feed: &FeedView) -> String {
    let standings = feed.standings.iter().map(|standing| {
        let good = standing.last_good.map(|at| format!(" Last answer {}.", analysis::minute_text(at)));
        format!(" {}{}", standing.sentence, good.unwrap_or_default())
    });
    [feed.detail.clone()].into_iter().chain(standings).collect()
}

impl JournalState {
    /// Whether an answer would be kept, or is not meant to be.
    const fn takes_answers(&self) -> bool {
        match self {
            Self::Writable | Self::Off => true,
            Self::Unknown | Self::Failed { .. } => false,
        }
    }

    fn found(&self) -> Found {
        match self {
            Self::Unknown => lacking("not yet known"),
            Self::Off => lacking("switched off: no answer is kept"),
            Self::Writable => pass("writable"),
            Self::Failed { why } => fail(why),
        }
    }
}

impl Clock {
    /// As far as a market place's clock was seen.
    pub fn of(feed: &FeedView) -> Self {
        let ahead = feed.standings.iter().find_map(|standing| standing.ahead_seconds);
        ahead.map_or(Self::Unmeasured, Self::Ahead)
    }

    fn found(self) -> Found {
        match self {
            Self::Unmeasured => lacking("not measured: this version asks no other clock"),
            Self::Ahead(seconds) if seconds.abs() <= CLOCK_OFF => pass(format!("{seconds} s")),
            Self::Ahead(seconds) => warn(format!("{seconds} s from the exchange's time; set this computer's clock")),
        }
    }
}

impl Disk {
    fn found(self) -> Found {
        match self {
            Self::Unknown => lacking("not yet known"),
            Self::Unused => pass("nothing is written to a disk"),
            Self::Free(bytes) => {
                let mib = bytes >> 20;
                if bytes < DISK_LOW {
                    warn(format!("{mib} MiB left; free some space"))
                } else {
                    pass(format!("{mib} MiB"))
                }
            }
        }
    }
}
