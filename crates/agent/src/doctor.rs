//! A preflight: every part that Engram rests on, looked at layer by layer, each with one step that mends it.
//!
//! What was seen is judged here without a disk, a socket or a clock; [`probe`] does the looking.

mod candles;
mod clock;
mod gateway;
mod journal;
mod ladder;
mod lmstudio;
mod place;
pub mod probe;
mod reach;
mod secrets;
mod settings;
mod told;

use std::time::Duration;

use jiff::Timestamp;

use crate::redact::Redaction;
pub(crate) use gateway::entered;
use ladder::Ladder;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The settings, in all their layers.
    Settings,
    /// The folder of journal, lock and log.
    State,
    /// The answers that are kept.
    Journal,
    /// The disk under the state folder.
    Disk,
    /// This computer's clock.
    Clock,
    /// Where candles come from.
    Candles,
    /// Tokens, and the key store.
    Secrets,
    /// The gateway.
    Gateway,
    /// LM Studio.
    LmStudio,
}

/// What was found of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Something is missing or not as it should be, and the rest works.
    Warn,
    /// Something that is needed does not work.
    Fail,
    /// Not looked at, because a layer before it is in the way.
    Skipped,
    /// Not wanted.
    Off,
    /// Nothing here can tell.
    Unknown,
}

/// One layer of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, such as `tcp`.
    pub layer: &'static str,
    /// What was found.
    pub verdict: Verdict,
    /// In words.
    pub what: String,
    /// The one thing to do about it; of what needs nothing, none.
    pub hint: Option<String>,
}

/// A part with all its layers, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Which.
    pub part: Part,
    /// One for each layer.
    pub findings: Vec<Finding>,
}

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkup {
    /// When, UTC.
    pub at: Timestamp,
    /// In the order of the parts.
    pub parts: Vec<Examined>,
}

impl Part {
    /// Every part, in the order a reader meets them.
    pub const ALL: [Self; 9] = [
        Self::Settings,
        Self::State,
        Self::Journal,
        Self::Disk,
        Self::Clock,
        Self::Candles,
        Self::Secrets,
        Self::Gateway,
        Self::LmStudio,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::State => "state",
            Self::Journal => "journal",
            Self::Disk => "disk",
            Self::Clock => "clock",
            Self::Candles => "candles",
            Self::Secrets => "secrets",
            Self::Gateway => "gateway",
            Self::LmStudio => "lmstudio",
        }
    }

    /// The part of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// Its layers; each rests on those before it, but for secrets and the clock.
    pub const fn layers(self) -> &'static [&'static str] {
        match self {
            Self::Settings => &["file", "values"],
            Self::State => &["folder", "rights", "writable", "lock"],
            Self::Journal => &["file", "revision", "database", "chain"],
            Self::Disk => &["free"],
            Self::Clock => &["files", "candles", "other-clock"],
            Self::Candles => &["source", "offers", "reading", "age", "gaps"],
            Self::Secrets => &["key-store", "gateway-token", "lmstudio-token"],
            Self::Gateway => {
                &["address", "name", "tcp", "tls", "http", "ready", "hello", "auth", "pairing", "approval"]
            }
            Self::LmStudio => &["address", "name", "tcp", "tls", "http", "models", "model"],
        }
    }
}

impl Verdict {
    /// As it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skipped => "skipped",
            Self::Off => "off",
            Self::Unknown => "unknown",
        }
    }
}

impl Examined {
    /// A part for which there was no time.
    pub fn late(part: Part, within: Duration) -> Self {
        let mut ladder = Ladder::of(part);
        let hint = "Give it longer with --timeout, and look at what keeps it waiting.";
        ladder.fail(
            part.layers().first().copied().unwrap_or_default(),
            format!("not done within {} s", within.as_secs()),
            hint,
        );
        ladder.done()
    }

    /// A part that cannot be looked at while the settings are not valid.
    pub fn unset(part: Part) -> Self {
        Ladder::behind(part, "the settings are not valid").done()
    }

    /// A part whose look ended in the middle.
    pub fn broken(part: Part) -> Self {
        let mut ladder = Ladder::of(part);
        let hint = "This is our fault; please report it.";
        ladder.fail(part.layers().first().copied().unwrap_or_default(), "looking at it went wrong", hint);
        ladder.done()
    }
}

impl Checkup {
    /// Every finding with this verdict, with its part.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = (Part, &Finding)> {
        let all = self.parts.iter().flat_map(|one| one.findings.iter().map(|finding| (one.part, finding)));
        all.filter(move |(_, finding)| finding.verdict == verdict)
    }

    /// The same without what nobody may see.
    #[must_use]
    pub fn redacted(mut self, redaction: &Redaction) -> Self {
        for finding in self.parts.iter_mut().flat_map(|one| &mut one.findings) {
            finding.what = redaction.clean(&finding.what).into_owned();
            finding.hint = finding.hint.as_ref().map(|hint| redaction.clean(hint).into_owned());
        }
        self
    }

    /// Whether something that is needed does not work.
    pub fn fails(&self) -> bool {
        self.with(Verdict::Fail).next().is_some()
    }
}

#[cfg(test)]
mod tests;
