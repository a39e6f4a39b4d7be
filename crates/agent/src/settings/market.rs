//! Where candles come from.

mod routes;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use analysis::Pair;
use market::{Cache, Endpoint, Progress, RemoteFeed, VenueName};
use serde::{Deserialize, Deserializer, de::Error};

use super::Settings;
pub use routes::{Route, Routes};
pub(crate) use routes::{endpoints, routes};

/// Where candles come from, and how they are read.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "Keys")]
pub struct Market {
    /// Which candles.
    pub source: Source,
    /// What a headerless file's columns hold, such as `t,o,c,h,l,v`.
    pub columns: Option<String>,
    /// Market places of pairs and classes that do not come from the source.
    pub routes: Routes,
    /// Market places that pairs and classes are compared with.
    pub compare: Routes,
    /// Other addresses of market places, by name; `binance-stream` is that of a stream.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// Most megabytes of candles that are kept; 0 keeps none.
    pub cache_mb: u32,
    /// Where they are kept.
    pub kept: Kept,
    /// What is open, for everyone who has these settings.
    pub opened: Opened,
}

/// Where candles come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Made-up candles; the same seed gives the same ones.
    Demo {
        /// Any number.
        seed: u64,
    },
    /// A candle file, or a folder of them.
    File(PathBuf),
    /// A market place.
    Venue(VenueName),
}

/// Where closed candles of market places are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// In this user's state folder.
    #[default]
    Usual,
    /// In this folder.
    In(PathBuf),
    /// In memory, for this run alone.
    Nowhere,
}

/// Market places that are open, and the candles kept of them. Whoever has the same settings shares them: there is one
/// allowance for each host, however many ask.
#[derive(Clone, Default)]
pub struct Opened(Arc<Mutex<Shared>>);

#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) feeds: BTreeMap<VenueName, RemoteFeed>,
    pub(crate) cache: Option<Arc<Cache>>,
    pub(crate) progress: Option<Progress>,
}

impl Opened {
    pub(crate) fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the market places that are open stand.
    pub fn standings(&self) -> Vec<market::Standing> {
        self.shared().feeds.values().map(RemoteFeed::standing).collect()
    }

    /// Tells this after each page that is fetched.
    pub fn tell(&self, progress: Progress) {
        self.shared().progress = Some(progress);
    }
}

/// What is open is no part of what is set.
impl PartialEq for Opened {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.shared().feeds.keys()).finish()
    }
}

/// The section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    source: Word,
    path: PathBuf,
    columns: String,
    seed: u64,
    routes: Routes,
    compare: Routes,
    #[serde(deserialize_with = "addresses")]
    endpoints: BTreeMap<String, Endpoint>,
    cache_mb: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Demo,
    File,
    #[serde(untagged)]
    Venue(Named),
}

/// A market place by its name.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Named(VenueName);

impl TryFrom<String> for Named {
    type Error = market::UnknownVenue;

    fn try_from(text: String) -> Result<Self, market::UnknownVenue> {
        text.parse().map(Self)
    }
}

impl From<Keys> for Market {
    fn from(keys: Keys) -> Self {
        let source = match keys.source {
            Word::Demo => Source::Demo { seed: keys.seed },
            Word::File => Source::File(keys.path),
            Word::Venue(Named(venue)) => Source::Venue(venue),
        };
        Self {
            source,
            columns: Some(keys.columns).filter(|columns| !columns.is_empty()),
            routes: keys.routes,
            compare: keys.compare,
            endpoints: keys.endpoints,
            cache_mb: keys.cache_mb,
            kept: Kept::Usual,
            opened: Opened::default(),
        }
    }
}

fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Endpoint>, D::Error> {
    let written = BTreeMap::<String, String>::deserialize(deserializer)?;
    let read = |(name, text): (String, String)| Ok((name, Endpoint::parse(&text).map_err(D::Error::custom)?));
    written.into_iter().map(read).collect()
}

impl Default for Source {
    fn default() -> Self {
        Self::Demo { seed: 1 }
    }
}

impl Source {
    /// The market place, if it is one.
    pub const fn venue(&self) -> Option<VenueName> {
        match self {
            Self::Venue(venue) => Some(*venue),
            Self::Demo { .. } | Self::File(_) => None,
        }
    }
}

impl Market {
    /// Candles from there and from nowhere else.
    pub fn from(source: Source, columns: Option<String>) -> Self {
        Self { source, columns, cache_mb: 512, ..Self::default() }
    }

    /// The same with another source, which answers for every pair. A file of one's own is compared with nobody: it may be
    /// years old, and whoever names one wants no network.
    #[must_use]
    pub fn asking(&self, source: Source) -> Self {
        let compare = source.venue().map(|_| self.compare.clone()).unwrap_or_default();
        Self { source, columns: None, routes: Routes::default(), compare, ..self.clone() }
    }

    /// The market place a pair is asked at, if it is one.
    pub fn venue(&self, pair: &Pair) -> Option<VenueName> {
        self.routes.of(pair).or(self.source.venue())
    }

    /// Every market place that is named: the source first, then where pairs are asked, then what they are compared with.
    pub fn venues(&self) -> Vec<VenueName> {
        let mut all: Vec<VenueName> =
            self.source.venue().into_iter().chain(self.routes.venues()).chain(self.compare.venues()).collect();
        let mut seen = BTreeSet::new();
        all.retain(|venue| seen.insert(*venue));
        all
    }
}

impl Settings {
    /// The same, keeping candles of market places there.
    #[must_use]
    pub fn keeping(mut self, kept: Kept) -> Self {
        self.market.kept = kept;
        self
    }
}
