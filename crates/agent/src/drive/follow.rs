//! Candles that come by themselves: of what is watched, and of what was asked about.

use std::{future::pending, time::Duration};

use analysis::{Interval, Pair};
use futures_util::StreamExt;
use market::{BoxStream, Feed, News, Offer};
use tokio::time::{Instant, sleep_until};

use crate::Settings;

/// Series that are followed at once: a watch list, and what was asked about last.
const MOST: usize = 60;

/// Candles of many pairs close together: so long after the first of them all are looked at.
const GATHERED: Duration = Duration::from_secs(2);

/// What was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// Candles have closed.
    Closed,
    /// A market place stands otherwise.
    Changed,
}

/// Series that are followed; none where candles have to be looked for.
#[derive(Default)]
pub(super) struct Following {
    series: Vec<Offer>,
    news: Option<BoxStream<'static, News>>,
    due: Option<Instant>,
}

impl Following {
    /// Follows the watch list.
    pub(super) fn begin(feed: &dyn Feed, settings: &Settings) -> Self {
        let interval = settings.trading.default_timeframe.unwrap_or(Interval::H1);
        let watched = settings.trading.supported_pairs.iter().filter(|pair| settings.market.venue(pair).is_some());
        let series: Vec<Offer> = watched.map(|pair| Offer { pair: pair.clone(), interval }).take(MOST).collect();
        let news = if series.is_empty() { None } else { feed.follow(&series) };
        Self { series, news, due: None }
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
        self.news = feed.follow(&self.series);
    }

    /// What happens next; for ever while nothing is followed.
    pub(super) async fn next(&mut self) -> Happened {
        loop {
            let Some(news) = &mut self.news else { return pending().await };
            let due = self.due;
            tokio::select! {
                told = news.next() => match told {
                    Some(News::Closed { .. } | News::Corrected { .. }) => {
                        self.due = self.due.or(Some(Instant::now() + GATHERED));
                    }
                    Some(News::Forming { .. }) => {}
                    Some(News::Live(_) | News::Silent { .. }) => return Happened::Changed,
                    None => self.news = None,
                },
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
