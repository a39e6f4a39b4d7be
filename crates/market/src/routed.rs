//! Several feeds as one: each pair is asked where it belongs, and nowhere else.

use std::{collections::BTreeMap, fmt, sync::Arc};

use analysis::Pair;
use futures_util::{StreamExt, stream};

use crate::{Batch, BoxFuture, BoxStream, Feed, FeedFault, News, Offer, Standing, VenueName, Want, demo};

/// Where a pair is asked; `None` is the feed of all others.
type Choose = dyn Fn(&Pair) -> Option<VenueName> + Send + Sync;

/// A feed for every pair, and market places for some. A pair is never asked elsewhere because its own place is silent.
pub struct RoutedFeed {
    rest: Arc<dyn Feed>,
    venues: BTreeMap<VenueName, Arc<dyn Feed>>,
    choose: Box<Choose>,
    check: Box<Choose>,
}

impl RoutedFeed {
    /// `choose` says where a pair is asked.
    pub fn new(
        rest: Arc<dyn Feed>,
        venues: Vec<(VenueName, Arc<dyn Feed>)>,
        choose: impl Fn(&Pair) -> Option<VenueName> + Send + Sync + 'static,
    ) -> Self {
        Self { rest, venues: venues.into_iter().collect(), choose: Box::new(choose), check: Box::new(|_| None) }
    }

    /// The same, where `check` says which market place a pair is compared with.
    #[must_use]
    pub fn checked(self, check: impl Fn(&Pair) -> Option<VenueName> + Send + Sync + 'static) -> Self {
        Self { check: Box::new(check), ..self }
    }

    fn of(&self, pair: &Pair) -> &Arc<dyn Feed> {
        (self.choose)(pair).and_then(|venue| self.venues.get(&venue)).unwrap_or(&self.rest)
    }

    fn all(&self) -> impl Iterator<Item = &Arc<dyn Feed>> {
        [&self.rest].into_iter().chain(self.venues.values())
    }
}

impl Feed for RoutedFeed {
    fn name(&self) -> &str {
        self.rest.name()
    }

    fn offers(&self) -> Vec<Offer> {
        let own = |feed: &Arc<dyn Feed>| {
            let offers = feed.offers();
            offers.into_iter().filter(|offer| Arc::ptr_eq(self.of(&offer.pair), feed)).collect::<Vec<_>>()
        };
        let mut offers: Vec<Offer> = self.all().flat_map(own).collect();
        offers.sort();
        offers.dedup();
        offers
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        self.of(&want.pair).candles(want)
    }

    /// Nothing is compared with itself, and nothing real with made-up candles.
    fn second(&self, pair: &Pair) -> Option<&dyn Feed> {
        let first = self.of(pair);
        let other = self.venues.get(&(self.check)(pair)?)?;
        (first.name() != other.name() && first.name() != demo::NAME).then_some(other.as_ref())
    }

    fn standings(&self) -> Vec<Standing> {
        let mut all: Vec<Standing> = self.all().flat_map(|feed| feed.standings()).collect();
        all.dedup_by_key(|standing| standing.venue);
        all
    }

    fn follow(&self, series: &[Offer]) -> Option<BoxStream<'static, News>> {
        let of = |feed: &Arc<dyn Feed>| {
            let own: Vec<Offer> =
                series.iter().filter(|offer| Arc::ptr_eq(self.of(&offer.pair), feed)).cloned().collect();
            if own.is_empty() { None } else { feed.follow(&own) }
        };
        let streams: Vec<_> = self.all().filter_map(of).collect();
        if streams.is_empty() { None } else { Some(stream::select_all(streams).boxed()) }
    }
}

impl fmt::Debug for RoutedFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoutedFeed")
            .field("rest", &self.rest.name())
            .field("venues", &self.venues.keys())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::RoutedFeed;
    use crate::{DemoFeed, Feed, FileFeed, VenueName, testing};

    #[test]
    fn nothing_is_compared_with_itself_and_nothing_made_up_with_a_market() {
        let folder = testing::folder(&[("btc_usd-1h.csv", "time,open,high,low,close\n2026-01-01,1,1,1,1\n")]);
        let files = || Arc::new(FileFeed::open(folder.path()).unwrap()) as Arc<dyn Feed>;
        let demo = || Arc::new(DemoFeed::new(1)) as Arc<dyn Feed>;
        let seconds = |first: Arc<dyn Feed>, other: Arc<dyn Feed>, named: bool| {
            let routed = RoutedFeed::new(first, vec![(VenueName::Kraken, other)], |_| None);
            let routed = routed.checked(move |_| named.then_some(VenueName::Kraken));
            routed.second(&testing::pair("BTC/USD")).map(|feed| feed.name().to_owned())
        };
        assert_eq!(seconds(files(), demo(), true).as_deref(), Some("demo"));
        assert_eq!(seconds(files(), demo(), false), None);
        assert_eq!(seconds(files(), files(), true), None);
        assert_eq!(seconds(demo(), files(), true), None);
    }
}
