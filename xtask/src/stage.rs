//! The stages of the check: the quick ones first, so that a slip is told in seconds.

use crate::Failure;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Fmt,
    Fences,
    Deny,
    Deploy,
    Page,
    Clippy,
    Nextest,
    Doctest,
    Doc,
    Bindings,
    E2e,
    Gateways,
    Release,
}

/// Which stages a command line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// What CI runs.
    Usual,
    /// Without the page, the documentation and the window tests.
    Fast,
    /// With what a release needs besides.
    Full,
    Only(Vec<Stage>),
}

impl Stage {
    /// In the order of running.
    pub(crate) const ALL: [Self; 13] = [
        Self::Fmt,
        Self::Fences,
        Self::Deny,
        Self::Deploy,
        Self::Page,
        Self::Clippy,
        Self::Nextest,
        Self::Doctest,
        Self::Doc,
        Self::Bindings,
        Self::E2e,
        Self::Gateways,
        Self::Release,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Fences => "fences",
            Self::Deny => "deny",
            Self::Deploy => "deploy",
            Self::Page => "page",
            Self::Clippy => "clippy",
            Self::Nextest => "nextest",
            Self::Doctest => "doctest",
            Self::Doc => "doc",
            Self::Bindings => "bindings",
            Self::E2e => "e2e",
            Self::Gateways => "gateways",
            Self::Release => "release",
        }
    }

    pub(crate) fn asks(self) -> &'static str {
        match self {
            Self::Fmt => "is the code laid out as rustfmt does it?",
            Self::Fences => "does nothing stand where it must not?",
            Self::Deny => "are licences, sources and advisories of the dependencies in order?",
            Self::Deploy => "do the files for servers name what exists, and would their systems accept them?",
            Self::Page => "does the page type-check, pass its tests and build?",
            Self::Clippy => "is clippy silent?",
            Self::Nextest => "do the tests of every crate pass?",
            Self::Doctest => "do the examples in the documentation run?",
            Self::Doc => "does the documentation build without a warning?",
            Self::Bindings => "are the page's types those of the core?",
            Self::E2e => "does the whole, window and tray included, do what it says?",
            Self::Gateways => "do real gateways take what is said to them?",
            Self::Release => "do the release builds build?",
        }
    }

    /// Says whether it compiles the whole workspace, the window included.
    pub(crate) fn builds_all(self) -> bool {
        matches!(
            self,
            Self::Clippy | Self::Nextest | Self::Doctest | Self::Doc | Self::E2e | Self::Gateways | Self::Release
        )
    }

    /// The stages that a comma-separated list names, in the order of running.
    ///
    /// # Errors
    /// `Usage` for a name that is no stage's.
    pub(crate) fn listed(names: &str) -> Result<Vec<Self>, Failure> {
        let mut stages = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let stage = Self::ALL.into_iter().find(|stage| stage.name() == name);
            let known = || Self::ALL.map(Self::name).join(", ");
            stages.push(
                stage.ok_or_else(|| Failure::Usage(format!("no stage is called `{name}`; there are {}", known())))?,
            );
        }
        stages.sort_unstable();
        stages.dedup();
        if stages.is_empty() { Err(Failure::Usage("--only names no stage".to_owned())) } else { Ok(stages) }
    }
}

impl Choice {
    pub(crate) fn stages(&self) -> Vec<Stage> {
        let fast = [Stage::Fmt, Stage::Fences, Stage::Clippy, Stage::Nextest];
        match self {
            Self::Only(stages) => stages.clone(),
            Self::Full => Stage::ALL.to_vec(),
            Self::Usual => Stage::ALL.into_iter().filter(|stage| *stage != Stage::Release).collect(),
            Self::Fast => fast.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests;
