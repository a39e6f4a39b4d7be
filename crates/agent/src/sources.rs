//! Opens what the settings name as a source of candles.
#![expect(
    clippy::disallowed_methods,
    reason = "market places close candles by a clock, and the user's folder is named by the environment"
)]

use std::{env, path::PathBuf, sync::Arc};

use jiff::Timestamp;
use market::{Access, Cache, DemoFeed, Feed, FileFeed, Patience, RemoteFeed, RoutedFeed, VenueName};

use crate::{
    Settings, ToolFault,
    home::State,
    settings::{Kept, Source},
};

/// The file of candles in a state folder.
const FILE: &str = "candles.db";

/// Opens the feed that the settings name. A file is looked at, so this may wait for a disk; nobody is asked yet.
///
/// # Errors
/// When a file, a folder or a market place cannot be used.
pub fn open(settings: &Settings) -> Result<Arc<dyn Feed>, ToolFault> {
    let source: Arc<dyn Feed> = match &settings.market.source {
        Source::Demo { seed } => Arc::new(DemoFeed::new(*seed)),
        Source::File(path) => {
            let feed = FileFeed::open(path)?;
            match &settings.market.columns {
                Some(columns) => Arc::new(feed.with_columns(columns)?),
                None => Arc::new(feed),
            }
        }
        Source::Venue(name) => Arc::new(venue(settings, *name)?),
    };
    let (routes, compare) = (settings.market.routes.clone(), settings.market.compare.clone());
    if routes.rows().is_empty() && compare.rows().is_empty() {
        return Ok(source);
    }
    let mut others = Vec::new();
    for name in routes.venues().chain(compare.venues()) {
        others.push((name, Arc::new(venue(settings, name)?) as Arc<dyn Feed>));
    }
    let routed = RoutedFeed::new(source, others, move |pair| routes.of(pair));
    Ok(Arc::new(routed.checked(move |pair| compare.of(pair))))
}

/// A market place, the same one for everyone who has these settings.
///
/// # Errors
/// When it may not be dialled.
pub fn venue(settings: &Settings, name: VenueName) -> Result<RemoteFeed, ToolFault> {
    if let Some(known) = settings.market.opened.shared().feeds.get(&name) {
        return Ok(known.clone());
    }
    let cache = cache(settings)?;
    let market = &settings.market;
    let mut shared = market.opened.shared();
    let watched = settings.trading.supported_pairs.iter().filter(|pair| market.venue(pair) == Some(name));
    let held = settings.trading.holdings.iter().flatten().map(|held| &held.pair);
    let held = held.filter(|pair| market.venue(pair) == Some(name));
    let mut shown: Vec<_> = watched.chain(held).cloned().chain(name.popular()).collect();
    let mut seen = std::collections::BTreeSet::new();
    shown.retain(|pair| seen.insert(pair.clone()));
    let access = Access {
        endpoint: market.endpoints.get(name.name()).cloned(),
        stream: market.endpoints.get(&format!("{name}-stream")).cloned(),
        patience: Patience::default(),
        cache,
        clock: Arc::new(|| Timestamp::now().as_millisecond()),
        shown,
        progress: shared.progress.clone(),
    };
    let feed = RemoteFeed::new(name, access)?;
    shared.feeds.insert(name, feed.clone());
    Ok(feed)
}

/// Candles that are kept of market places. Where no folder can be used they are kept in memory.
///
/// # Errors
/// When there is no memory.
pub fn cache(settings: &Settings) -> Result<Arc<Cache>, ToolFault> {
    let mut shared = settings.market.opened.shared();
    if let Some(known) = &shared.cache {
        return Ok(Arc::clone(known));
    }
    let cache = match place(settings) {
        None => Cache::in_memory()?,
        Some(place) => match Cache::open(&place, u64::from(settings.market.cache_mb) << 20) {
            Ok(cache) => cache,
            Err(fault) => {
                tracing::warn!(%fault, "candles are kept in memory, for this run alone");
                Cache::in_memory()?
            }
        },
    };
    let cache = Arc::new(cache);
    shared.cache = Some(Arc::clone(&cache));
    Ok(cache)
}

/// The file of candles; `None` where they are kept in memory.
pub fn place(settings: &Settings) -> Option<PathBuf> {
    if settings.market.cache_mb == 0 {
        return None;
    }
    match &settings.market.kept {
        Kept::Nowhere => None,
        Kept::In(folder) => Some(folder.join(FILE)),
        Kept::Usual => {
            let state = State::of(None, |name| env::var_os(name)).ok()?;
            state.folder().map(|folder| folder.join(FILE))
        }
    }
}
