//! Fetches what is not kept yet: page by page, the newest first.

use std::{ops::Range, sync::Arc};

use tokio::time::Instant;

use super::{Failed, Shared};
use crate::{
    Row,
    cache::Key,
    venue::{Ask, Page, vetted},
};

/// So many windows without a candle, and the history began before them.
const EMPTY_WINDOWS: u32 = 3;

/// This close to now, in candles, a candle may still be on its way.
const FRESH: i64 = 3;

impl Shared {
    /// Fetches the candles of these times that are not kept. `wanted` is asked again once the host's clock is known.
    pub(super) async fn fill(
        &self,
        key: &Key,
        wanted: impl Fn() -> Range<i64>,
        deadline: Instant,
    ) -> Result<(), Failed> {
        let flight = {
            let mut flights = self.flights.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            Arc::clone(flights.entry(key.clone()).or_default())
        };
        let _turn = flight.lock().await;
        let was_unclocked = self.state().ahead_ms.is_none();
        if self.fill_once(key, wanted(), deadline).await? == Past::Changed {
            tracing::info!(symbol = key.symbol, "its past has changed, and is fetched anew");
            self.cache.forget(key)?;
            self.fill_once(key, wanted(), deadline).await?;
        }
        if was_unclocked && self.state().ahead_ms.is_some_and(|ahead| ahead < 0) {
            // A slow clock did not know how much had closed already.
            self.fill_once(key, wanted(), deadline).await?;
        }
        Ok(())
    }

    async fn fill_once(&self, key: &Key, wanted: Range<i64>, deadline: Instant) -> Result<Past, Failed> {
        let step = key.interval.millis();
        let reach = self.venue.reaches_ms(key.interval).map(|reach| self.exchange_now() - reach);
        let mut missing = self.cache.missing(key, wanted.clone())?;
        if let Some(reach) = reach {
            let oldest = key.interval.bucket(reach) + step;
            missing = missing.into_iter().map(|span| span.start.max(oldest)..span.end).collect();
        }
        missing.retain(|span| !span.is_empty());
        let total: i64 = missing.iter().map(|span| (span.end - span.start) / step).sum();
        let mut done = 0;
        for span in missing.into_iter().rev() {
            // The last candle that is kept comes again: should it differ, what is kept is no longer true.
            let before = self.cache.rows(key, span.start - 10 * step..span.start, self.now())?;
            let overlap = before.last().map_or(span.start, |row| row.open_ms);
            let changed = self.pages(key, overlap..span.end, deadline, &mut done, total).await?;
            if changed > 0 && self.venue.facts().adjusts {
                return Ok(Past::Changed);
            }
        }
        Ok(Past::Same)
    }

    /// Fetches a range and keeps each page; says how many kept candles were other ones.
    async fn pages(
        &self,
        key: &Key,
        span: Range<i64>,
        deadline: Instant,
        done: &mut i64,
        total: i64,
    ) -> Result<u32, Failed> {
        let facts = self.venue.facts();
        let step = key.interval.millis();
        let (mut before, mut empty, mut changed) = (span.end, 0, 0);
        while before > span.start {
            let ask = Ask {
                symbol: &key.symbol,
                interval: key.interval,
                from_ms: span.start,
                before_ms: before,
                now_ms: self.exchange_now(),
            };
            let read = |body: &[u8]| self.venue.rows(&ask, body).and_then(|page| vetted(&ask, page));
            let page: Page = self.send(&self.venue.page(&ask), deadline, read).await?;
            let oldest = page.rows.iter().map(|row| row.open_ms).min();
            let window = span.start.max(before - i64::from(facts.caps.page_rows) * step);
            let reached = match oldest {
                _ if page.is_last => span.start,
                _ if facts.skips_quiet => window,
                Some(oldest) => oldest,
                None => span.start,
            };
            let until = self.certain(&page, before, step, span.end);
            changed += self.cache.store(key, reached..until.max(reached), &page.rows, self.now())?;
            *done += page.rows.len() as i64;
            if let Some(progress) = &self.progress {
                progress(&key.symbol, done.unsigned_abs(), total.unsigned_abs());
            }
            empty = if page.rows.is_empty() { empty + 1 } else { 0 };
            if empty >= EMPTY_WINDOWS || reached >= before {
                break;
            }
            before = reached;
        }
        Ok(changed)
    }

    /// Up to where a page tells everything. A candle that has just closed may be missing because it is late, and is asked
    /// for again; one that the market place itself calls unfinished is.
    fn certain(&self, page: &Page, before: i64, step: i64, end: i64) -> i64 {
        let forming = page.forming.map_or(before, |row| row.open_ms.min(before));
        let newest = page.rows.iter().map(|row| row.open_ms + step).max();
        let is_fresh = before == end && end > self.exchange_now() - FRESH * step;
        match newest {
            Some(newest) if is_fresh => newest.min(forming),
            None if is_fresh => forming.min(before - FRESH * step),
            Some(_) | None => forming,
        }
    }

    /// Fetches what has closed since `after_ms`, and gives the candles that open later.
    pub(super) async fn tail(&self, key: &Key, after_ms: i64, deadline: Instant) -> Result<Vec<Row>, Failed> {
        let step = key.interval.millis();
        let range = || (after_ms + step)..self.closed_until(key).max(after_ms + step);
        self.fill(key, range, deadline).await?;
        Ok(self.cache.rows(key, range(), self.now())?)
    }
}

/// Whether the candles that were kept are still what the market place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Past {
    Same,
    Changed,
}
