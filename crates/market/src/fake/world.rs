//! What a market place knows, and what is wrong with it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::broadcast;
#[cfg(test)]
use tokio::sync::mpsc;

use super::rest;
#[cfg(test)]
use super::socket;
#[cfg(test)]
use crate::{
    BoxFuture,
    venue::Get,
    wire::{Broken, Line, Reply, Wire},
};
use crate::{Clock, VenueName};

/// A market place. Clones are the same one.
#[derive(Clone)]
pub struct World(Arc<Mutex<Inner>>);

pub(super) struct Inner {
    pub(super) venue: VenueName,
    pub(super) clock: Clock,
    /// Its clock is ahead of the world's by so much, ms.
    pub(super) ahead_ms: i64,
    /// When its first candle opened.
    pub(super) since_ms: i64,
    /// Times without a candle.
    pub(super) gaps: Vec<std::ops::Range<i64>>,
    /// What happens to the next requests.
    pub(super) faults: VecDeque<Fault>,
    pub(super) asked: Vec<Asked>,
    /// Prices double from here on back: a split.
    pub(super) split_ms: Option<i64>,
    /// Rows come the other way round.
    pub(super) reversed: bool,
    /// Nobody is let in before this.
    shut: Option<(i64, u16)>,
    spent: VecDeque<(i64, u32)>,
    /// Requests that were above the published limit, or came while we were shut out.
    pub violations: u32,
    pub(super) cut: broadcast::Sender<()>,
    /// The stream says nothing, and stays.
    pub(super) mute: bool,
    pub(super) refuses_sockets: bool,
    /// Of a candle that goes on it tells every 20 s, not every one.
    pub(super) is_sparing: bool,
    pub(super) sockets: u32,
}

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub at_ms: i64,
    pub path: String,
    pub query: Vec<(String, String)>,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Another answer altogether.
    Says { status: u16, retry_after: Option<u64>, body: String },
    /// The body breaks off in the middle.
    Truncated,
    /// No rows.
    Empty,
    /// One candle has a high below its close.
    BadCandle,
    /// Three candles are missing in the middle.
    Hole,
    /// One time comes twice, the second time with another close.
    Twice,
    /// Nothing for so long.
    Slow(Duration),
    /// The connection is reset.
    Reset,
    /// So many bytes of blanks.
    Big(usize),
    /// Numbers in exponent form, and with 18 decimals.
    Exponents,
    /// Elsewhere.
    Redirect,
    /// Weight used in this minute.
    Used(u32),
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub used: Option<u32>,
    pub date_ms: i64,
    pub body: Vec<u8>,
    pub wait: Duration,
    pub resets: bool,
}

impl World {
    /// A market place that has traded since 2024-01-01.
    #[must_use]
    pub fn new(venue: VenueName, clock: Clock) -> Self {
        // Those who are told are those who listen.
        let (cut, _) = broadcast::channel(4);
        Self(Arc::new(Mutex::new(Inner {
            venue,
            clock,
            ahead_ms: 0,
            since_ms: 1_704_067_200_000,
            gaps: Vec::new(),
            faults: VecDeque::new(),
            asked: Vec::new(),
            split_ms: None,
            reversed: false,
            shut: None,
            spent: VecDeque::new(),
            violations: 0,
            cut,
            mute: false,
            refuses_sockets: false,
            is_sparing: false,
            sockets: 0,
        })))
    }

    pub(super) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What happens to the next request for which nothing is planned yet.
    pub fn plan(&self, fault: Fault) {
        self.inner().faults.push_back(fault);
    }

    /// How many planned faults have not happened yet.
    pub fn planned(&self) -> usize {
        self.inner().faults.len()
    }

    /// No candle opens within these times.
    pub fn gap(&self, times: std::ops::Range<i64>) {
        self.inner().gaps.push(times);
    }

    /// Prices before this instant are halved from now on.
    pub fn split(&self, at_ms: i64) {
        self.inner().split_ms = Some(at_ms);
    }

    /// Its first candle opens then.
    pub fn listed(&self, at_ms: i64) {
        self.inner().since_ms = at_ms;
    }

    /// Its clock is ahead of the world's.
    pub fn ahead(&self, ms: i64) {
        self.inner().ahead_ms = ms;
    }

    /// Rows come the other way round, where the documents do not say which way.
    pub fn reversed(&self) {
        self.inner().reversed = true;
    }

    /// Nobody is let in for so long, with this status.
    pub fn shut(&self, wait: Duration, status: u16) {
        let mut inner = self.inner();
        let until = inner.now() + wait.as_millis() as i64;
        inner.shut = Some((until, status));
    }

    /// Every socket breaks.
    pub fn cut(&self) {
        let listeners = self.inner().cut.send(());
        drop(listeners);
    }

    /// The stream says nothing, and stays open; or speaks again.
    pub fn mute(&self, is_mute: bool) {
        self.inner().mute = is_mute;
    }

    /// No socket is opened; or they are again.
    pub fn refuse_sockets(&self, refuses: bool) {
        self.inner().refuses_sockets = refuses;
    }

    /// Of a candle that goes on it tells every 20 s.
    pub fn sparing(&self) {
        self.inner().is_sparing = true;
    }

    /// Sockets that were opened.
    pub fn sockets(&self) -> u32 {
        self.inner().sockets
    }

    /// Requests that came, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.inner().asked.clone()
    }

    /// Requests for candles that came.
    pub fn pages(&self) -> usize {
        self.asked().iter().filter(|asked| rest::is_page(&asked.path)).count()
    }

    /// Requests above the published limit, or while we were shut out.
    pub fn violations(&self) -> u32 {
        self.inner().violations
    }

    /// The candle that opens then: open, high, low, close, volume. `None` where there is none.
    pub fn candle(&self, symbol: &str, step: i64, open_ms: i64) -> Option<[f64; 5]> {
        self.inner().candle(symbol, step, open_ms)
    }

    /// Answers a request such as `/api/v3/klines?symbol=BTCUSDT&interval=1h`.
    pub fn answer(&self, target: &str) -> Answer {
        let mut inner = self.inner();
        let url = reqwest::Url::parse("http://venue").unwrap().join(target).unwrap();
        let query: Vec<(String, String)> =
            url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let path = percent_decoded(url.path());
        let now = inner.now();
        inner.asked.push(Asked { at_ms: now, path: path.clone(), query: query.clone() });
        let date_ms = now;
        if let Some(refused) = inner.refused(&path) {
            return Answer { date_ms, ..refused };
        }
        let fault = inner.faults.pop_front();
        let mut answer = match &fault {
            Some(Fault::Says { status, retry_after, body }) => Answer {
                status: *status,
                retry_after: *retry_after,
                body: body.clone().into_bytes(),
                ..Answer::default()
            },
            Some(Fault::Big(bytes)) => Answer { status: 200, body: vec![b' '; *bytes], ..Answer::default() },
            Some(Fault::Redirect) => Answer { status: 302, ..Answer::default() },
            _ => rest::answer(&inner, &path, &query, fault.as_ref()),
        };
        match fault {
            Some(Fault::Truncated) => answer.body.truncate(answer.body.len() / 2),
            Some(Fault::Slow(wait)) => answer.wait = wait,
            Some(Fault::Reset) => answer.resets = true,
            Some(Fault::Used(used)) => answer.used = Some(used),
            _ => {}
        }
        answer.date_ms = date_ms;
        answer
    }
}

fn percent_decoded(path: &str) -> String {
    path.replace("%5E", "^").replace("%3D", "=").replace("%2F", "/")
}

impl Inner {
    /// Its own time.
    pub(super) fn now(&self) -> i64 {
        (self.clock)() + self.ahead_ms
    }

    /// Its published limit: weight, and in how many ms.
    fn limit(&self) -> (u32, i64) {
        match self.venue {
            VenueName::Binance => (6_000, 60_000),
            VenueName::Kraken => (15, 10_000),
            VenueName::Coinbase => (15, 1_000),
            VenueName::Bybit => (600, 5_000),
            VenueName::Okx => (20, 2_000),
            VenueName::Yahoo => (100, 10_000),
        }
    }

    fn refused(&mut self, path: &str) -> Option<Answer> {
        let now = self.now();
        if let Some((until, status)) = self.shut {
            if now < until {
                self.violations += 1;
                return Some(rest::shut(self.venue, status, (until - now + 999) / 1_000));
            }
            self.shut = None;
        }
        let (most, per) = self.limit();
        while self.spent.front().is_some_and(|(at, _)| *at <= now - per) {
            self.spent.pop_front();
        }
        self.spent.push_back((now, rest::weight(self.venue, path)));
        if self.spent.iter().map(|(_, weight)| weight).sum::<u32>() > most {
            self.violations += 1;
            return Some(rest::shut(self.venue, 429, 5));
        }
        None
    }

    pub(super) fn candle(&self, symbol: &str, step: i64, open_ms: i64) -> Option<[f64; 5]> {
        if open_ms < self.since_ms || self.gaps.iter().any(|gap| gap.contains(&open_ms)) {
            return None;
        }
        let now = self.now();
        if open_ms > now {
            return None;
        }
        let end = (open_ms + step).min(now);
        let (open, close) = (price(symbol, open_ms), price(symbol, end));
        let noise = |salt: u64| hash(symbol, open_ms, salt) as f64 / u64::MAX as f64;
        let cents = |value: f64| (value * 100.0).round() / 100.0;
        let high = cents(open.max(close) * (1.0 + 0.002 * noise(1)));
        let low = cents(open.min(close) * (1.0 - 0.002 * noise(2)));
        let volume = (noise(3) * 1_000_000.0).round() / 1_000.0;
        let factor = if self.split_ms.is_some_and(|split| open_ms < split) { 0.5 } else { 1.0 };
        Some([open * factor, high * factor, low * factor, close * factor, volume])
    }
}

/// A price that is a function of name and time alone, in cents.
fn price(symbol: &str, at_ms: i64) -> f64 {
    let base = 50.0 + (hash(symbol, 0, 9) % 9_000) as f64 / 10.0;
    let hours = at_ms as f64 / 3_600_000.0;
    let swing = 0.08 * (hours / 61.0).sin() + 0.03 * (hours / 7.3).sin() + 0.01 * (hours / 0.9).sin();
    let noise = 0.004 * (hash(symbol, at_ms.div_euclid(60_000), 7) as f64 / u64::MAX as f64 - 0.5);
    (base * (1.0 + swing + noise) * 100.0).round() / 100.0
}

/// FNV, then mixed once more.
fn hash(symbol: &str, at_ms: i64, salt: u64) -> u64 {
    let mut mixed = 0xcbf2_9ce4_8422_2325_u64;
    for byte in symbol.bytes().filter(u8::is_ascii_alphanumeric).chain(at_ms.to_le_bytes()).chain(salt.to_le_bytes()) {
        mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mixed ^= mixed >> 32;
    mixed.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ (mixed >> 29)
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("venue", &self.inner().venue).finish_non_exhaustive()
    }
}

/// The market place without a network: for a clock that is stopped.
#[cfg(test)]
pub(crate) struct InProcess(pub(crate) World);

#[cfg(test)]
impl Wire for InProcess {
    fn get<'a>(&'a self, get: &'a Get) -> BoxFuture<'a, Result<Reply, Broken>> {
        Box::pin(async move {
            let mut url = reqwest::Url::parse("http://venue").unwrap();
            url.set_path(&get.path);
            if !get.query.is_empty() {
                url.query_pairs_mut().extend_pairs(get.query.iter().map(|(name, value)| (*name, value.as_str())));
            }
            // The way there and back.
            tokio::time::sleep(Duration::from_millis(20)).await;
            let target = match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            };
            let answer = self.0.answer(&target);
            tokio::time::sleep(answer.wait).await;
            if answer.resets {
                return Err(Broken::Unreachable("connection reset".to_owned()));
            }
            if answer.body.len() > get.most {
                return Err(Broken::TooLarge(get.most));
            }
            Ok(Reply {
                status: answer.status,
                retry_after: answer.retry_after.map(Duration::from_secs),
                used: answer.used,
                date_ms: Some(answer.date_ms.div_euclid(1_000) * 1_000),
                body: answer.body,
            })
        })
    }

    fn socket<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Box<dyn Line>, Broken>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if self.0.inner().refuses_sockets {
                return Err(Broken::Unreachable("refused".to_owned()));
            }
            let (to_venue, from_client) = mpsc::channel(64);
            let (to_client, from_venue) = mpsc::channel(1_024);
            tokio::spawn(socket::speak(self.0.clone(), path.to_owned(), from_client, to_client));
            Ok(Box::new(Pipe { to_venue, from_venue }) as Box<dyn Line>)
        })
    }
}

#[cfg(test)]
struct Pipe {
    to_venue: mpsc::Sender<String>,
    from_venue: mpsc::Receiver<String>,
}

#[cfg(test)]
impl Line for Pipe {
    fn say<'a>(&'a mut self, text: &'a str) -> BoxFuture<'a, Result<(), Broken>> {
        Box::pin(async move {
            self.to_venue.send(text.to_owned()).await.map_err(|_| Broken::Unreachable("it hung up".to_owned()))
        })
    }

    fn hear(&mut self) -> BoxFuture<'_, Result<String, Broken>> {
        Box::pin(
            async move { self.from_venue.recv().await.ok_or_else(|| Broken::Unreachable("it hung up".to_owned())) },
        )
    }
}
