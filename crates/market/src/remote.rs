//! A market place as a feed: asked politely, paged through, kept on disk, and followed.
//!
//! What a market place is asked and how it answers stands in `venue`; when it may be asked in `quota`; here both meet the
//! clock and the wire.

mod fill;
mod follow;
mod instruments;
mod send;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use analysis::{Interval, Kind, Pair};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::{
    Batch, BoxFuture, BoxStream, Cache, Endpoint, Feed, FeedFault, Instrument, News, Note, Offer, Origin, Row,
    Standing, Trouble, VenueName, Want,
    cache::Key,
    fault::clipped,
    http::Http,
    quota::{Closed, Quota},
    venue::{Venue, span_ms},
    wire::{Broken, Wire},
};

/// Milliseconds since 1970, UTC, as this computer's clock has them.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Told after each page: the symbol there, candles fetched so far, candles wanted.
pub type Progress = Arc<dyn Fn(&str, u64, u64) + Send + Sync>;

/// A candle of a market has settled so long after its end, ms.
const SETTLED_MS: i64 = 2_000;

/// The closest two clocks are taken for one, ms: the host's is told to the second.
const SAME_CLOCK_MS: i64 = 1_500;

/// How long a market place is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one answer.
    pub request: Duration,
    /// For everything one question needs.
    pub total: Duration,
}

/// Where and how a market place is asked.
#[derive(Clone)]
pub struct Access {
    /// Where it is asked; `None` is its own address.
    pub endpoint: Option<Endpoint>,
    /// Where its candles come by themselves; `None` is its own address.
    pub stream: Option<Endpoint>,
    /// How long it is waited for.
    pub patience: Patience,
    /// What is kept of it.
    pub cache: Arc<Cache>,
    /// This computer's clock.
    pub clock: Clock,
    /// Pairs a picker shows.
    pub shown: Vec<Pair>,
    /// Who is told how far it is.
    pub progress: Option<Progress>,
}

/// A market place as a feed. Clones share everything.
#[derive(Clone)]
pub struct RemoteFeed(Arc<Shared>);

/// What everyone who asks one market place shares.
pub(crate) struct Shared {
    venue: &'static dyn Venue,
    wire: Box<dyn Wire>,
    cache: Arc<Cache>,
    clock: Clock,
    chance: fn() -> f64,
    patience: Patience,
    shown: Vec<Pair>,
    progress: Option<Progress>,
    state: Mutex<State>,
    /// One at a time fetches a series; who waits for it finds what it fetched.
    flights: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>,
}

/// What is known of it at the moment.
struct State {
    quota: Quota,
    ahead_ms: Option<i64>,
    last_good: Option<i64>,
    last_error: Option<(i64, String)>,
    streams: u32,
    from_cache: bool,
    /// Ends of the newest candles that were called closed by the market place itself.
    flagged: HashMap<Key, i64>,
}

/// Why something could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    UnknownSymbol,
    BadInterval,
    Trouble(Trouble),
    Disk(String),
}

/// From 10 s for one answer and a minute for all of them: a first history of OKX takes twenty seconds of politeness.
impl Default for Patience {
    fn default() -> Self {
        Self { request: Duration::from_secs(10), total: Duration::from_mins(1) }
    }
}

impl RemoteFeed {
    /// A market place over the network. Nothing is sent yet.
    ///
    /// # Errors
    /// When its address may not be dialled, or the cache cannot be read.
    pub fn new(name: VenueName, access: Access) -> Result<Self, FeedFault> {
        let facts = name.venue().facts();
        let trouble = |trouble| FeedFault::Venue { venue: name, trouble };
        let own = |text: &str| Endpoint::parse(text).map_err(|fault| trouble(Trouble::Forbidden(fault.to_string())));
        let rest = match &access.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => own(facts.origin)?,
        };
        let stream = match &access.stream {
            Some(endpoint) => Some(endpoint.clone()),
            None if facts.stream_origin.is_empty() => None,
            None => Some(own(facts.stream_origin)?),
        };
        let header = name.venue().used_header().map(|(header, _)| header);
        let wire = Http::new(rest, stream, header).map_err(|broken| trouble(Trouble::of(broken)))?;
        Self::over(name, Box::new(wire), access, send::roll)
    }

    pub(crate) fn over(
        name: VenueName,
        wire: Box<dyn Wire>,
        access: Access,
        chance: fn() -> f64,
    ) -> Result<Self, FeedFault> {
        let venue = name.venue();
        let Access { patience, cache, clock, shown, progress, endpoint: _, stream: _ } = access;
        let mut quota = Quota::new(venue.facts().limit, clock());
        if let Some(closed) = cache.closed(name)? {
            quota.close(closed);
        }
        let state = Mutex::new(State {
            quota,
            ahead_ms: None,
            last_good: None,
            last_error: None,
            streams: 0,
            from_cache: false,
            flagged: HashMap::new(),
        });
        let flights = Mutex::default();
        Ok(Self(Arc::new(Shared { venue, wire, cache, clock, chance, patience, shown, progress, state, flights })))
    }

    /// Which market place.
    pub fn venue(&self) -> VenueName {
        self.0.name()
    }

    /// Instruments like these words, best first; all of them for none.
    ///
    /// # Errors
    /// When it does not tell.
    pub async fn search(&self, words: &str, most: usize) -> Result<Vec<Instrument>, FeedFault> {
        let deadline = self.0.deadline();
        let found = self.0.search(words, most, deadline).await;
        found.map_err(|failed| self.0.fault(failed, None))
    }

    /// What is told of an instrument.
    ///
    /// # Errors
    /// When there is none of the name, or it does not tell.
    pub async fn instrument(&self, pair: &Pair) -> Result<Instrument, FeedFault> {
        self.0.resolved(pair, self.0.deadline()).await
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.0.standing()
    }
}

impl Feed for RemoteFeed {
    fn name(&self) -> &str {
        self.0.name().name()
    }

    fn offers(&self) -> Vec<Offer> {
        let shown = self.0.shown.iter().filter(|pair| self.0.venue.symbol(pair).is_some());
        shown.flat_map(|pair| Interval::ASKABLE.map(|interval| Offer { pair: pair.clone(), interval })).collect()
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        Box::pin(self.0.candles(want))
    }

    fn standings(&self) -> Vec<Standing> {
        vec![self.0.standing()]
    }

    fn follow(&self, series: &[Offer]) -> Option<BoxStream<'static, News>> {
        Some(follow::follow(&self.0, series))
    }
}

impl Shared {
    fn name(&self) -> VenueName {
        self.venue.facts().name
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.patience.total
    }

    fn now(&self) -> i64 {
        (self.clock)()
    }

    /// The market place's own time, ms UTC; this computer's before it was asked.
    fn exchange_now(&self) -> i64 {
        self.now() - self.state().ahead_ms.unwrap_or(0)
    }

    /// Candles that open before this have closed and settled, or were called closed by the market place.
    fn closed_until(&self, key: &Key) -> i64 {
        let settled = key.interval.bucket(self.exchange_now() - SETTLED_MS);
        self.state().flagged.get(key).map_or(settled, |flagged| settled.max(*flagged))
    }

    async fn candles(&self, want: &Want) -> Result<Batch, FeedFault> {
        let deadline = self.deadline();
        let asked = want.interval.unwrap_or(Interval::H1);
        let instrument = self.resolved(&want.pair, deadline).await?;
        let Some(base) = self.venue.native(asked, &want.pair) else {
            let has = self.venue.facts().caps.intervals.to_vec();
            return Err(FeedFault::BadInterval { symbol: instrument.symbol, asked, has });
        };
        let parts = (asked.millis() / base.millis()).max(1) as u32;
        let bars = want.bars.max(1);
        let needed = if parts > 1 { bars.saturating_add(1).saturating_mul(parts) } else { bars };
        let key = Key { venue: self.name(), symbol: instrument.symbol.clone(), interval: base };
        // Its clock is known only once it has answered, so the end is looked at again afterwards.
        let range = |at_ms: i64| {
            let to = base.bucket(at_ms).min(self.closed_until(&key));
            base.bucket(to - span_ms(base, needed, want.pair.sessions()))..to
        };
        let at_ms = want.at.as_millisecond();
        let filled = self.fill(&key, || range(at_ms), deadline).await;
        let wanted = range(at_ms);
        let (rows, failed) = match filled {
            Ok(()) => (self.cache.rows(&key, wanted, self.now())?, None),
            Err(Failed::Trouble(trouble)) if trouble.may_pass() => {
                let rows = self.connected(&key, wanted)?;
                if rows.is_empty() {
                    return Err(FeedFault::Venue { venue: self.name(), trouble });
                }
                tracing::info!(venue = self.name().name(), %trouble, "answered from candles that were kept");
                (rows, Some(trouble))
            }
            Err(failed) => return Err(self.fault(failed, Some(&want.pair))),
        };
        self.state().from_cache = failed.is_some();
        let clock = self.exchange_now().max(self.closed_until(&key) + SETTLED_MS);
        Ok(self.batch(base, rows, &instrument, clock, failed.is_some()))
    }

    /// Kept candles up to the newest, without those before a time that was never fetched.
    fn connected(&self, key: &Key, wanted: std::ops::Range<i64>) -> Result<Vec<Row>, FeedFault> {
        let rows = self.cache.rows(key, wanted.clone(), self.now())?;
        let newest = rows.last().map_or(wanted.start, |row| row.open_ms);
        let holes = self.cache.missing(key, wanted)?;
        let from = holes.iter().filter(|hole| hole.start <= newest).map(|hole| hole.end).max();
        Ok(rows.into_iter().filter(|row| from.is_none_or(|from| row.open_ms >= from)).collect())
    }

    fn batch(
        &self,
        interval: Interval,
        rows: Vec<Row>,
        instrument: &Instrument,
        clock_ms: i64,
        is_kept: bool,
    ) -> Batch {
        let facts = self.venue.facts();
        Batch {
            interval,
            rows,
            forming: None,
            clock: Timestamp::from_millisecond(clock_ms).ok(),
            origin: Origin {
                source: facts.name.name().to_owned(),
                venue_symbol: clipped(&instrument.symbol, 64),
                kind: Kind::Live,
                tick: instrument.tick,
                delay_seconds: facts.delay_seconds,
                layout: None,
                notes: if is_kept { vec![Note::FromCache] } else { Vec::new() },
            },
        }
    }

    fn standing(&self) -> Standing {
        let now = self.now();
        let state = self.state();
        let closed: Option<Closed> = state.quota.closed(now);
        let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX);
        Standing {
            venue: self.name(),
            last_good: state.last_good.map(at),
            last_error: state.last_error.clone().map(|(ms, why)| (at(ms), why)),
            closed_until: closed.map(|closed| at(closed.until_ms)),
            is_ban: closed.is_some_and(|closed| closed.is_ban),
            ahead_ms: state.ahead_ms,
            streams: state.streams > 0,
            from_cache: state.from_cache,
        }
    }

    fn fault(&self, failed: Failed, pair: Option<&Pair>) -> FeedFault {
        let venue = self.name();
        match (failed, pair) {
            (Failed::UnknownSymbol, Some(pair)) => {
                FeedFault::UnknownSymbol { venue, pair: pair.clone(), nearest: Vec::new() }
            }
            (Failed::UnknownSymbol | Failed::BadInterval, _) => {
                FeedFault::Venue { venue, trouble: Trouble::Unsupported("candles of this kind".to_owned()) }
            }
            (Failed::Trouble(trouble), _) => FeedFault::Venue { venue, trouble },
            (Failed::Disk(why), _) => FeedFault::Cache(why),
        }
    }
}

impl From<FeedFault> for Failed {
    fn from(fault: FeedFault) -> Self {
        match fault {
            FeedFault::Venue { trouble, .. } => Self::Trouble(trouble),
            FeedFault::UnknownSymbol { .. } => Self::UnknownSymbol,
            FeedFault::Cache(why) => Self::Disk(why),
            fault @ (FeedFault::UnknownPair { .. }
            | FeedFault::BadInterval { .. }
            | FeedFault::Unreadable { .. }
            | FeedFault::TooLarge { .. }
            | FeedFault::NoFiles { .. }
            | FeedFault::BadColumns { .. }
            | FeedFault::Csv(_)
            | FeedFault::Conflict { .. }
            | FeedFault::Quality { .. }
            | FeedFault::Empty { .. }
            | FeedFault::Unfit { .. }) => Self::Disk(fault.to_string()),
        }
    }
}

impl Trouble {
    fn of(broken: Broken) -> Self {
        match broken {
            Broken::Unreachable(why) => Self::Transient(why),
            Broken::TooLarge(most) => Self::Schema(format!("more than {} MiB", most >> 20)),
            Broken::Forbidden(why) => Self::Forbidden(why),
            Broken::Nonsense(why) => Self::Schema(why),
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl fmt::Debug for RemoteFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteFeed").field("venue", &self.venue()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
