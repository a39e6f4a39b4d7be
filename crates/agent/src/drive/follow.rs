//! Candles that come by themselves: of what is watched, and of what was asked about.

use std::{collections::BTreeMap, future::pending, time::Duration};

use analysis::{Candle, Interval, Pair};
use futures_util::StreamExt;
use market::{BoxStream, Feed, News, Offer};
use tokio::time::{Instant, sleep_until};

use crate::{ChartCandle, FormingView, Settings};

/// Series that are followed at once: a watch list, and what was asked about last.
const MOST: usize = 60;

/// Candles of many pairs close together: so long after the first of them all are looked at.
const GATHERED: Duration = Duration::from_secs(2);

/// Candles that go on are told so often at most.
const FORMING: Duration = Duration::from_millis(250);

/// What was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// Candles have closed.
    Closed,
    /// A market place stands otherwise.
    Changed,
    /// Candles go on, or do no more.
    Forming,
}

/// Series that are followed; none where candles have to be looked for.
#[derive(Default)]
pub(super) struct Following {
    series: Vec<Offer>,
    news: Option<BoxStream<'static, News>>,
    due: Option<Instant>,
    /// Candles that go on, as they were told last.
    forming: BTreeMap<Offer, Candle>,
    forming_due: Option<Instant>,
}

impl Following {
    /// Follows the watch list.
    pub(super) fn begin(feed: &dyn Feed, settings: &Settings) -> Self {
        let interval = settings.trading.default_timeframe.unwrap_or(Interval::H1);
        let watched = settings.trading.supported_pairs.iter().filter(|pair| settings.market.venue(pair).is_some());
        let series: Vec<Offer> = watched.map(|pair| Offer { pair: pair.clone(), interval }).take(MOST).collect();
        let news = if series.is_empty() { None } else { feed.follow(&series) };
        Self { series, news, ..Self::default() }
    }

    /// Follows one more; the one that was added longest ago makes room.
    pub(super) fn also(&mut self, feed: &dyn Feed, pair: &Pair, interval: Interval) {
        let new = Offer { pair: pair.clone(), interval };
        if feed.standings().is_empty() || self.series.contains(&new) {
            return;
        }
        if self.series.len() >= MOST {
            self.series.remove(0);
        }
        self.series.push(new);
        self.forming.clear();
        self.news = feed.follow(&self.series);
    }

    /// Candles that go on.
    pub(super) fn forming(&self) -> Vec<FormingView> {
        let view = |(offer, candle): (&Offer, &Candle)| FormingView {
            pair: offer.pair.clone(),
            timeframe: offer.interval,
            candle: ChartCandle::of(*candle),
        };
        self.forming.iter().map(view).collect()
    }

    /// What closes within a while is looked at together.
    fn gather(&mut self) {
        self.due = self.due.or(Some(Instant::now() + GATHERED));
    }

    /// What goes on is told together, too.
    fn tell(&mut self) {
        self.forming_due = self.forming_due.or(Some(Instant::now() + FORMING));
    }

    /// What happens next; for ever while nothing is followed.
    pub(super) async fn next(&mut self) -> Happened {
        loop {
            let Some(news) = &mut self.news else { return pending().await };
            let (due, forming_due) = (self.due, self.forming_due);
            tokio::select! {
                told = news.next() => match told {
                    Some(News::Closed { pair, interval, candle }) => {
                        self.gather();
                        let offer = Offer { pair, interval };
                        if self.forming.get(&offer).is_some_and(|held| held.open_time <= candle.open_time) {
                            self.forming.remove(&offer);
                            self.tell();
                        }
                    }
                    Some(News::Corrected { .. }) => self.gather(),
                    Some(News::Forming { pair, interval, candle }) => {
                        self.forming.insert(Offer { pair, interval }, candle);
                        self.tell();
                    }
                    Some(News::Live(_)) => return Happened::Changed,
                    // Nobody knows which of them come from there, and an old one would look like a live one.
                    Some(News::Silent { .. }) => {
                        self.forming.clear();
                        self.forming_due = Some(Instant::now());
                        return Happened::Changed;
                    }
                    None => {
                        self.news = None;
                        self.forming.clear();
                        return Happened::Forming;
                    }
                },
                () = at(forming_due) => {
                    self.forming_due = None;
                    return Happened::Forming;
                }
                () = at(due) => {
                    self.due = None;
                    return Happened::Closed;
                }
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

#[cfg(test)]
mod tests;
