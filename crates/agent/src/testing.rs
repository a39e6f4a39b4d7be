//! Answers to test with.

pub(crate) mod model;
mod planted;
pub(crate) mod published;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use analysis::{Gate, answer::JournalState};
use jiff::Timestamp;
use market::{DemoFeed, Feed, FileFeed};

use crate::{
    Grounds, ReportView, Settings, ToolFault, Vault,
    ask::{Answer, Asked, AskedRisk, AskedScore, Full, Records, Risked, Scored, answer_knowing, full, risk, score},
    home::State,
    redact::Redaction,
    settings::files::{Ours, Outside, Places},
    tools::Tools,
};

use planted::PlantedFeed;

/// What other tests have measured already. A record is used only where it is of the same candles and rules, whatever
/// feed they came from.
static RECORDS: LazyLock<Records> = LazyLock::new(Records::default);

/// Half past three on a working day.
pub(crate) fn now() -> Timestamp {
    at("2026-11-20T15:00:03Z")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a desk stands on whose files lie in this folder.
pub(crate) fn grounds(folder: &tempfile::TempDir) -> Arc<Grounds> {
    let path = folder.path().join("engram/settings.toml");
    Arc::new(Grounds {
        places: Places { ours: Some(Ours { path, named: false }), managed: folder.path().join("managed.toml") },
        outside: Outside::default(),
        over: Vec::new(),
        state: Ok(State::Folder(folder.path().join("state"))),
        vault: Box::new(|keychain, token| Vault::new(|_| None, keychain.filter(|_| false), None, token)),
        user: None,
        program: None,
        redaction: Redaction::default(),
    })
}

pub(crate) fn asked(pair: &str, timeframe: &str, gate: Gate) -> Asked {
    Asked { pair: pair.to_owned(), timeframe: Some(timeframe.to_owned()), gate: Some(gate), ..Asked::default() }
}

/// Asks the demo feed.
pub(crate) fn demo(seed: u64, asked: &Asked, now: Timestamp) -> Result<Answer, ToolFault> {
    let feed = DemoFeed::new(seed);
    wait(answer_knowing(&feed, asked, &Settings::default(), now, &RECORDS))
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub(crate) fn answered(pair: &str, timeframe: &str, gate: Gate) -> Answer {
    demo(1, &asked(pair, timeframe, gate), now()).unwrap()
}

/// All four answers of the demo feed.
pub(crate) fn fully(pair: &str, timeframe: &str, gate: Gate) -> Full {
    Place::Demo(1).full(&asked(pair, timeframe, gate), &Settings::default()).unwrap()
}

pub(crate) fn report_view(pair: &str, timeframe: &str, gate: Gate) -> ReportView {
    ReportView::of(&fully(pair, timeframe, gate), JournalState::Stored)
}

/// The four tools on the demo market.
pub(crate) fn tools(journal: Option<PathBuf>) -> Tools {
    Tools { feed: Arc::new(DemoFeed::new(1)), settings: Arc::default(), records: Arc::default(), journal, clock: now }
}

/// Where candles come from in a test.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// The demo market of a seed.
    Demo(u64),
    /// A market with a drift that can be found.
    Planted(u64),
    /// A real file that lies beside the checkouts, or at `ENGRAM_SHARED`.
    File(&'static str),
}

impl Place {
    /// `None` without the file, which is said.
    fn feed(self) -> Option<Box<dyn Feed>> {
        Some(match self {
            Self::Demo(seed) => Box::new(DemoFeed::new(seed)),
            Self::Planted(seed) => Box::new(PlantedFeed { seed }),
            Self::File(name) => Box::new(FileFeed::open(&shared(&format!("data/{name}"))?).unwrap()),
        })
    }

    pub(crate) fn answer(self, asked: &Asked) -> Option<Answer> {
        let feed = self.feed()?;
        Some(wait(answer_knowing(feed.as_ref(), asked, &Settings::default(), now(), &RECORDS)).unwrap())
    }

    pub(crate) fn full(self, asked: &Asked, settings: &Settings) -> Option<Full> {
        Some(wait(full(self.feed()?.as_ref(), asked, settings, now(), &RECORDS)).unwrap())
    }

    pub(crate) fn score(self, asked: &AskedScore) -> Option<Result<Scored, ToolFault>> {
        Some(wait(score(self.feed()?.as_ref(), asked, &Settings::default(), now(), &RECORDS)))
    }

    pub(crate) fn risk(self, asked: &AskedRisk) -> Option<Result<Risked, ToolFault>> {
        Some(wait(risk(self.feed()?.as_ref(), asked, &Settings::default(), now(), &RECORDS)))
    }
}

/// A position of which nothing is said.
pub(crate) fn to_assess(market: Asked) -> AskedRisk {
    AskedRisk { market, ..AskedRisk::default() }
}

/// A signal to score, without levels of its own.
pub(crate) fn to_score(asked: Asked, signal: &str) -> AskedScore {
    AskedScore { market: asked, signal: signal.to_owned(), ..AskedScore::default() }
}

#[expect(clippy::disallowed_methods, reason = "tests find real candles by the environment")]
fn shared(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let file = std::env::var_os("ENGRAM_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return None;
    }
    Some(file)
}
