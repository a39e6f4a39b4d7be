//! The feed as a screen sees it.

use analysis::{Interval, Pair};
use market::Feed;

use super::{FeedAccess, FeedView, OfferView, ProblemView, StandingView};
use crate::{Settings, Source, ToolFault};

/// Asked for when neither the settings nor the feed name one.
const PAIR: &str = "BTC/USD";

impl FeedView {
    /// Before it has been looked at.
    pub(crate) fn unopened(settings: &Settings) -> Self {
        let (name, detail, synthetic) = match &settings.market.source {
            Source::Demo { .. } => ("demo", "Made-up candles of the demo feed, not a market.".to_owned(), true),
            Source::File(path) => ("file", path.display().to_string(), false),
            Source::Venue(venue) => (venue.name(), format!("{}, public candles, no account.", venue.title()), false),
        };
        Self {
            name: name.to_owned(),
            detail,
            synthetic,
            offers: Vec::new(),
            default_pair: settings.trading.supported_pairs.first().map_or(PAIR, Pair::as_str).to_owned(),
            default_timeframe: settings.trading.default_timeframe.unwrap_or(Interval::H1),
            access: FeedAccess::Opening,
            standings: Vec::new(),
        }
    }

    /// With what it offers, which may take a look at every file. A question begins with
    /// the first watched pair that is offered, else with the first offer.
    pub(crate) fn open(settings: &Settings, feed: &dyn Feed) -> Self {
        let offers: Vec<_> =
            feed.offers().into_iter().map(|offer| OfferView { pair: offer.pair, timeframe: offer.interval }).collect();
        let view = Self::unopened(settings);
        let watched = settings.trading.supported_pairs.iter();
        let offered = watched.clone().find(|pair| offers.iter().any(|offer| offer.pair == **pair));
        let pair = offered.or(offers.first().map(|offer| &offer.pair));
        let pair = pair.map_or(view.default_pair.clone(), |pair| pair.as_str().to_owned());
        let own = offers.iter().find(|offer| offer.pair.as_str() == pair).map(|offer| offer.timeframe);
        let timeframe = settings.trading.default_timeframe.or(own.filter(|_| !view.synthetic));
        Self {
            offers,
            default_pair: pair,
            default_timeframe: timeframe.unwrap_or(view.default_timeframe),
            access: FeedAccess::Open,
            standings: feed.standings().iter().map(StandingView::of).collect(),
            ..view
        }
    }

    /// When it cannot be opened.
    pub(crate) fn failed(settings: &Settings, fault: &ToolFault) -> Self {
        let access = FeedAccess::Failed { problem: ProblemView::from(fault) };
        Self { access, ..Self::unopened(settings) }
    }
}

impl StandingView {
    /// As it is told. To the minute, so that a screen is not drawn anew for each candle's moment.
    pub(crate) fn of(standing: &market::Standing) -> Self {
        let name = standing.venue.title();
        let error = standing.last_error.as_ref();
        // An error that was followed by an answer is over.
        let failing = error.filter(|(at, _)| standing.last_good.is_none_or(|good| good < *at)).map(|(_, why)| why);
        let sentence = match (standing.closed_until, failing) {
            (Some(until), _) if standing.is_ban => format!("{name} has shut us out until {}.", hour(until)),
            (Some(until), _) => format!("{name} is rate-limited until {}.", hour(until)),
            (None, Some(why)) => format!("{name} {why}"),
            (None, None) if standing.streams => format!("{name} is live."),
            (None, None) if standing.last_good.is_some() => format!("{name} answers."),
            (None, None) => format!("{name} was not asked yet."),
        };
        Self {
            name: name.to_owned(),
            sentence,
            streams: standing.streams,
            from_cache: standing.from_cache,
            last_good: standing.last_good.map(minute),
            last_error: failing.cloned(),
            closed_until: standing.closed_until,
            ahead_seconds: standing.ahead_ms.map(|ms| ms / 1_000),
        }
    }
}

fn minute(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}

fn hour(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
