//! One series that is followed: which candle was told last, and what a new one means. Pure; instants are ms UTC by the
//! market place's clock.

use analysis::{Interval, Pair, Sessions};

use crate::{News, Row, cache::Key, venue::Topic};

/// After its end a candle is asked for, unless it came by itself.
const OVERDUE_MS: i64 = 3_000;

/// The waits before it is asked for again, ms.
const AGAIN_MS: [i64; 5] = [2_000, 4_000, 8_000, 15_000, 30_000];

/// A series that is followed.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) pair: Pair,
    /// The timeframe that is told.
    pub(super) wanted: Interval,
    pub(super) key: Key,
    /// `None` where it does not come by itself.
    pub(super) topic: Option<Topic>,
    /// Opening of the newest candle that was told as closed.
    pub(super) last: i64,
    /// Its missing candles are being asked for.
    pub(super) is_asked: bool,
    /// There is something new of the candle that goes on.
    pub(super) has_news: bool,
    forming: Option<Row>,
    due_ms: i64,
    tries: usize,
    sessions: Sessions,
}

/// What is to be done, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    /// Ask for what is missing.
    Ask,
    /// Keep this candle.
    Keep(Row),
    /// Compare it with the one that is kept.
    Compare(Row),
    /// Tell that it has closed.
    Closed(Row),
}

impl Track {
    /// Candles that open before `closed_ms` have closed already, and are not told.
    pub(super) fn new(key: Key, pair: Pair, wanted: Interval, topic: Option<Topic>, closed_ms: i64) -> Self {
        let sessions = pair.sessions();
        let last = closed_ms - key.interval.millis();
        let mut track = Self {
            pair,
            wanted,
            key,
            topic,
            last,
            is_asked: false,
            has_news: false,
            forming: None,
            due_ms: 0,
            tries: 0,
            sessions,
        };
        track.plan();
        track
    }

    /// When it is to be asked about; `None` while it is.
    pub(super) fn due_ms(&self) -> Option<i64> {
        (!self.is_asked).then_some(self.due_ms)
    }

    pub(super) fn is_due(&self, now_ms: i64) -> bool {
        self.due_ms().is_some_and(|due| due <= now_ms)
    }

    /// A candle that came by itself.
    pub(super) fn bar(&mut self, row: Row, closed: Option<bool>) -> Vec<Step> {
        let step = self.step();
        if row.open_ms % step != 0 || row.candle().is_none_or(|candle| candle.check().is_err()) {
            return Vec::new();
        }
        if row.open_ms < self.last {
            return Vec::new();
        }
        if row.open_ms == self.last {
            return if closed == Some(true) { vec![Step::Compare(row)] } else { Vec::new() };
        }
        let is_next = row.open_ms == self.last + step;
        match (closed, is_next) {
            (Some(true), true) => self.close(row),
            // Something is missing before it, and it is asked for together with that.
            (Some(true), false) => vec![Step::Ask],
            (Some(false) | None, _) => {
                let before = self.forming.filter(|held| held.open_ms < row.open_ms);
                self.forming = Some(row);
                self.has_news = true;
                match before {
                    // Without a word about it, a candle has closed when the next one begins.
                    Some(held) if closed.is_none() && held.open_ms == self.last + step => self.close(held),
                    Some(_) | None => Vec::new(),
                }
            }
        }
    }

    /// What was missing has come.
    pub(super) fn caught_up(&mut self, rows: Vec<Row>, now_ms: i64) -> Vec<Step> {
        let mut steps = Vec::new();
        for row in rows {
            if row.open_ms <= self.last {
                continue;
            }
            self.last = row.open_ms;
            self.tries = 0;
            steps.push(Step::Closed(row));
        }
        if self.forming.is_some_and(|held| held.open_ms <= self.last) {
            self.forming = None;
        }
        self.plan();
        if self.due_ms <= now_ms {
            self.again(now_ms);
        }
        steps
    }

    /// Nothing came; nobody may be asked before `until_ms`.
    pub(super) fn failed(&mut self, now_ms: i64, until_ms: Option<i64>) {
        self.again(now_ms);
        self.due_ms = self.due_ms.max(until_ms.unwrap_or(i64::MIN));
    }

    /// What was heard before the silence may have changed since.
    pub(super) fn reconnected(&mut self) {
        self.forming = None;
        self.has_news = false;
    }

    /// The candle that goes on, if there is something new of it.
    pub(super) fn forming_news(&mut self) -> Option<News> {
        if !std::mem::take(&mut self.has_news) || self.key.interval != self.wanted {
            return None;
        }
        let candle = self.forming?.candle()?;
        Some(News::Forming { pair: self.pair.clone(), interval: self.wanted, candle })
    }

    fn close(&mut self, row: Row) -> Vec<Step> {
        self.last = row.open_ms;
        self.tries = 0;
        if self.forming.is_some_and(|held| held.open_ms <= row.open_ms) {
            self.forming = None;
            self.has_news = false;
        }
        self.plan();
        vec![Step::Keep(row), Step::Closed(row)]
    }

    /// Asks for the next candle that is expected, when it should have closed.
    fn plan(&mut self) {
        let opens = self.sessions.nth_open_after(self.key.interval, self.last, 1).as_millisecond();
        self.due_ms = opens + self.step() + OVERDUE_MS;
    }

    /// It is overdue: later and later, and then with each candle.
    fn again(&mut self, now_ms: i64) {
        let longest = self.step().clamp(60_000, 300_000);
        let wait = AGAIN_MS.get(self.tries).copied().unwrap_or(longest).min(longest);
        self.tries += 1;
        self.due_ms = now_ms + wait;
    }

    fn step(&self) -> i64 {
        self.key.interval.millis()
    }
}

/// One candle out of shorter ones, oldest first.
pub(super) fn gathered(open_ms: i64, parts: &[Row]) -> Option<Row> {
    let (first, last) = (parts.first()?, parts.last()?);
    let volume = parts.iter().try_fold(0.0, |sum, row| Some(sum + row.volume?));
    Some(Row {
        open_ms,
        open: first.open,
        high: parts.iter().map(|row| row.high).fold(first.high, f64::max),
        low: parts.iter().map(|row| row.low).fold(first.low, f64::min),
        close: last.close,
        volume,
        line: None,
    })
}

#[cfg(test)]
mod tests;
