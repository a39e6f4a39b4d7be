//! Tells of candles when they close: by a stream where there is one, by asking where there is none or it is silent.
//!
//! A stream never repairs a history. After every connection, and whenever a candle is overdue, what is missing is asked
//! for; so no candle is called closed before all earlier ones are there.

mod track;

use std::{sync::Arc, time::Duration};

use futures_util::{
    StreamExt,
    future::pending,
    stream::{self, FuturesUnordered},
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{Failed, Shared};
use crate::{
    BoxFuture, BoxStream, News, Offer, Row,
    cache::Key,
    venue::{Heard, Stream, Topic},
    wire::{Broken, Line},
};
use track::{Step, Track};

/// News that may wait. A listener that is slower than this holds up the market place's own socket, and nothing else.
const WAITING: usize = 256;

/// At most so often is told that candles go on.
const FORMING_EVERY: Duration = Duration::from_millis(250);

/// A computer that slept looks at its clock again after this.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// The shortest and the longest wait before another connection.
const RECONNECT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));

/// Follows these series until nobody listens any more.
pub(super) fn follow(shared: &Arc<Shared>, series: &[Offer]) -> BoxStream<'static, News> {
    let (tell, mut told) = mpsc::channel(WAITING);
    let follower = Follower {
        shared: Arc::clone(shared),
        tell,
        tracks: Vec::new(),
        line: None,
        fills: FuturesUnordered::new(),
        dial_at: Instant::now(),
        failures: 0,
        forming_at: Instant::now(),
    };
    let work = stream::once(follower.run(series.to_vec())).filter_map(|()| async { None });
    let news = stream::poll_fn(move |cx| told.poll_recv(cx));
    stream::select(news, work).boxed()
}

/// What came of asking for the missing candles of a track.
type Filled = (usize, Result<Vec<Row>, Failed>);

struct Follower {
    shared: Arc<Shared>,
    tell: mpsc::Sender<News>,
    tracks: Vec<Track>,
    line: Option<Open>,
    fills: FuturesUnordered<BoxFuture<'static, Filled>>,
    dial_at: Instant,
    failures: u32,
    /// When candles that go on may be told of again.
    forming_at: Instant,
}

/// A socket that stands.
struct Open {
    line: Box<dyn Line>,
    heard_at: Instant,
    ping_at: Option<Instant>,
    /// Counted among those that stand.
    shared: Arc<Shared>,
}

/// Nobody listens.
struct Gone;

enum Happened {
    Heard(Result<String, Broken>),
    Filled(Filled),
    Due,
    Ping,
    Dial,
    Forming,
}

impl Follower {
    async fn run(mut self, series: Vec<Offer>) {
        self.resolve(series).await;
        if self.tracks.is_empty() {
            return;
        }
        for index in 0..self.tracks.len() {
            self.ask(index);
        }
        while self.step().await.is_ok() {}
    }

    /// Instruments are named by rule where nobody can be asked; one that does not exist is told of and left out.
    async fn resolve(&mut self, series: Vec<Offer>) {
        for Offer { pair, interval } in series {
            let Some(native) = self.shared.venue.native(interval, &pair) else { continue };
            match self.shared.resolved(&pair, self.shared.deadline()).await {
                Ok(instrument) => {
                    let stream = self.shared.venue.stream().filter(|stream| stream.follows(native));
                    let topic =
                        stream.map(|stream| Topic { symbol: stream.symbol(&instrument.symbol), interval: native });
                    let key = Key { venue: self.shared.name(), symbol: instrument.symbol.clone(), interval: native };
                    let closed = self.shared.closed_until(&key);
                    self.tracks.push(Track::new(key, pair, interval, topic, closed));
                }
                Err(fault) => self.silent(fault.to_string()).await.unwrap_or(()),
            }
        }
    }

    async fn step(&mut self) -> Result<(), Gone> {
        match self.next().await {
            Happened::Heard(Ok(text)) => self.heard(&text).await,
            Happened::Heard(Err(broken)) => self.hang_up(Some(broken)).await,
            Happened::Filled((index, outcome)) => self.filled(index, outcome).await,
            Happened::Due => {
                let now = self.shared.exchange_now();
                for index in 0..self.tracks.len() {
                    if self.tracks.get(index).is_some_and(|track| track.is_due(now)) {
                        self.ask(index);
                    }
                }
                Ok(())
            }
            Happened::Ping => self.ping().await,
            Happened::Dial => self.dial().await,
            Happened::Forming => self.tell_forming().await,
        }
    }

    async fn next(&mut self) -> Happened {
        let now = self.shared.exchange_now();
        let due_ms = self.tracks.iter().filter_map(Track::due_ms).min().unwrap_or(now + 60_000);
        let due = Duration::from_millis(u64::try_from(due_ms - now).unwrap_or(0)).min(LOOK_AGAIN);
        let streams = self.tracks.iter().any(|track| track.topic.is_some());
        let dials = streams && self.line.is_none();
        let silence = self.shared.venue.stream().map_or(LOOK_AGAIN, Stream::silence);
        let ping_at = self.line.as_ref().and_then(|open| open.ping_at);
        let has_forming = self.tracks.iter().any(|track| track.has_news);
        tokio::select! {
            biased;
            Some(filled) = self.fills.next() => Happened::Filled(filled),
            heard = hear(self.line.as_mut(), silence) => Happened::Heard(heard),
            () = at(ping_at) => Happened::Ping,
            () = sleep_until(self.dial_at), if dials => Happened::Dial,
            () = sleep_until(self.forming_at), if has_forming => Happened::Forming,
            () = sleep(due) => Happened::Due,
        }
    }

    /// Asks for what is missing, unless that is under way.
    fn ask(&mut self, index: usize) {
        let Some(track) = self.tracks.get_mut(index).filter(|track| !track.is_asked) else { return };
        track.is_asked = true;
        let (shared, key, after) = (Arc::clone(&self.shared), track.key.clone(), track.last);
        self.fills.push(Box::pin(async move {
            let rows = shared.tail(&key, after, shared.deadline()).await;
            (index, rows)
        }));
    }

    async fn filled(&mut self, index: usize, outcome: Result<Vec<Row>, Failed>) -> Result<(), Gone> {
        let now = self.shared.exchange_now();
        let Some(track) = self.tracks.get_mut(index) else { return Ok(()) };
        track.is_asked = false;
        match outcome {
            Ok(rows) => {
                let steps = track.caught_up(rows, now);
                self.carry_out(index, steps).await
            }
            Err(failed) => {
                let until = self.shared.standing().closed_until.map(jiff::Timestamp::as_millisecond);
                let until = until.map(|until| until - self.shared.state().ahead_ms.unwrap_or(0));
                track.failed(now, until);
                let Failed::Trouble(trouble) = failed else { return Ok(()) };
                self.silent(trouble.to_string()).await
            }
        }
    }

    async fn heard(&mut self, text: &str) -> Result<(), Gone> {
        if let Some(open) = &mut self.line {
            open.heard_at = Instant::now();
        }
        let Some(stream) = self.shared.venue.stream() else { return Ok(()) };
        for heard in stream.hear(text) {
            match heard {
                Heard::Alive => {}
                Heard::Restart => {
                    self.hang_up(None).await?;
                    self.dial_at = Instant::now();
                }
                Heard::Refused(why) => {
                    self.failures += 1;
                    self.silent(format!("refuses its stream: {why}")).await?;
                }
                Heard::Bar { topic, row, closed } => {
                    // A stream that gives candles is one that works.
                    self.failures = 0;
                    let found = self.tracks.iter().position(|track| track.topic.as_ref() == Some(&topic));
                    if let Some(index) = found {
                        self.bar(index, row, closed).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn bar(&mut self, index: usize, row: Row, closed: Option<bool>) -> Result<(), Gone> {
        let Some(track) = self.tracks.get_mut(index) else { return Ok(()) };
        // One that is asked about is told of in order by the answer.
        let steps = track.bar(row, closed);
        self.carry_out(index, steps).await
    }

    async fn carry_out(&mut self, index: usize, steps: Vec<Step>) -> Result<(), Gone> {
        for step in steps {
            let Some(track) = self.tracks.get(index) else { return Ok(()) };
            match step {
                Step::Ask => self.ask(index),
                Step::Keep(row) => {
                    let end = row.open_ms + track.key.interval.millis();
                    self.shared.state().flagged.insert(track.key.clone(), end);
                    let covers = row.open_ms..row.open_ms + track.key.interval.millis();
                    if let Err(fault) = self.shared.cache.store(&track.key, covers, &[row], self.shared.now()) {
                        tracing::warn!(%fault, "a candle could not be kept");
                    }
                }
                Step::Compare(row) => self.compare(index, row).await?,
                Step::Closed(row) => {
                    if let Some(news) = self.closed(index, row) {
                        self.tell(news).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A candle that had closed was told once more: should it differ, the later word counts.
    async fn compare(&mut self, index: usize, row: Row) -> Result<(), Gone> {
        let Some(track) = self.tracks.get(index) else { return Ok(()) };
        let covers = row.open_ms..row.open_ms + track.key.interval.millis();
        let kept = self.shared.cache.rows(&track.key, covers.clone(), self.shared.now());
        if !kept.is_ok_and(|kept| kept.first().is_some_and(|kept| !kept.same_candle(&row))) {
            return Ok(());
        }
        if let Err(fault) = self.shared.cache.store(&track.key, covers, &[row], self.shared.now()) {
            tracing::warn!(%fault, "a candle could not be kept");
        }
        let (pair, interval) = (track.pair.clone(), track.wanted);
        match row.candle() {
            Some(candle) => self.tell(News::Corrected { pair, interval, candle }).await,
            None => Ok(()),
        }
    }

    /// The candle of the timeframe that is followed, where it closes with this one.
    fn closed(&self, index: usize, row: Row) -> Option<News> {
        let track = self.tracks.get(index)?;
        let (pair, interval) = (track.pair.clone(), track.wanted);
        let step = track.key.interval.millis();
        if track.key.interval == interval {
            return Some(News::Closed { pair, interval, candle: row.candle()? });
        }
        let opens = interval.bucket(row.open_ms);
        if row.open_ms + step != opens + interval.millis() {
            return None;
        }
        let parts = self.shared.cache.rows(&track.key, opens..row.open_ms + step, self.shared.now()).ok()?;
        let candle = track::gathered(opens, &parts)?.candle()?;
        Some(News::Closed { pair, interval, candle })
    }

    async fn tell_forming(&mut self) -> Result<(), Gone> {
        self.forming_at = Instant::now() + FORMING_EVERY;
        let told: Vec<News> = self.tracks.iter_mut().filter_map(Track::forming_news).collect();
        for news in told {
            self.tell(news).await?;
        }
        Ok(())
    }

    async fn dial(&mut self) -> Result<(), Gone> {
        let Some(stream) = self.shared.venue.stream() else { return Ok(()) };
        let topics: Vec<Topic> = self.tracks.iter().filter_map(|track| track.topic.clone()).collect();
        let path = stream.path(&topics);
        let opened = match timeout(Duration::from_secs(20), self.shared.wire.socket(&path)).await {
            Ok(opened) => opened,
            Err(_) => Err(Broken::Unreachable("no socket in time".to_owned())),
        };
        let mut line = match opened {
            Ok(line) => line,
            Err(broken) => return self.hang_up(Some(broken)).await,
        };
        for hello in stream.hello(&topics) {
            if let Err(broken) = line.say(&hello).await {
                return self.hang_up(Some(broken)).await;
            }
        }
        self.shared.state().streams += 1;
        let ping_at = stream.ping().map(|(every, _)| Instant::now() + every);
        let shared = Arc::clone(&self.shared);
        self.line = Some(Open { line, heard_at: Instant::now(), ping_at, shared });
        for index in 0..self.tracks.len() {
            if let Some(track) = self.tracks.get_mut(index) {
                track.reconnected();
            }
            self.ask(index);
        }
        self.tell(News::Live(self.shared.name())).await
    }

    async fn ping(&mut self) -> Result<(), Gone> {
        let Some((every, text)) = self.shared.venue.stream().and_then(Stream::ping) else { return Ok(()) };
        let Some(open) = &mut self.line else { return Ok(()) };
        open.ping_at = Some(Instant::now() + every);
        match open.line.say(text).await {
            Ok(()) => Ok(()),
            Err(broken) => self.hang_up(Some(broken)).await,
        }
    }

    async fn hang_up(&mut self, why: Option<Broken>) -> Result<(), Gone> {
        self.line = None;
        let (least, most) = RECONNECT;
        let wait = (least * 2_u32.saturating_pow(self.failures.min(6))).min(most);
        self.failures += 1;
        self.dial_at = Instant::now() + wait.mul_f64(0.5 + (self.shared.chance)() / 2.0);
        let Some(broken) = why else { return Ok(()) };
        let why = match broken {
            Broken::Unreachable(why) | Broken::Forbidden(why) | Broken::Nonsense(why) => why,
            Broken::TooLarge(_) => "a message was too large".to_owned(),
        };
        self.silent(format!("its stream ended: {why}")).await
    }

    async fn silent(&mut self, why: String) -> Result<(), Gone> {
        tracing::debug!(venue = self.shared.name().name(), why, "no stream");
        self.tell(News::Silent { venue: self.shared.name(), why }).await
    }

    async fn tell(&mut self, news: News) -> Result<(), Gone> {
        self.tell.send(news).await.map_err(|_| Gone)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.streams = state.streams.saturating_sub(1);
    }
}

/// The next message; for ever while there is no socket, and no longer than it may be silent.
async fn hear(open: Option<&mut Open>, silence: Duration) -> Result<String, Broken> {
    match open {
        None => pending().await,
        Some(open) => {
            let until = open.heard_at + silence;
            tokio::select! {
                heard = open.line.hear() => heard,
                () = sleep_until(until) => Err(Broken::Unreachable(format!("nothing for {} s", silence.as_secs()))),
            }
        }
    }
}

async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => pending().await,
    }
}
