//! Asks the source what a question without words would be answered from.

use analysis::Pair;
use jiff::{SignedDuration, Timestamp};
use market::Want;
use tokio::runtime::Handle;

use crate::{
    FeedView, Settings, ToolFault, ask,
    doctor::{
        Examined,
        candles::{self, Read, Seen},
    },
    open,
    settings::Source,
};

/// How far ahead is looked for candles that cannot be yet.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Waits for the disk.
pub(super) fn look(settings: &Settings, now: Timestamp) -> (Examined, Option<Seen>) {
    let seen = seen(settings, now);
    (candles::judged(&seen), Some(seen))
}

fn seen(settings: &Settings, now: Timestamp) -> Seen {
    let (source, is_demo) = match &settings.market.source {
        Source::Demo { .. } => ("demo: made-up candles, not a market".to_owned(), true),
        Source::File(path) => (path.display().to_string(), false),
        Source::Venue(venue) => (format!("{}, public candles", venue.title()), false),
    };
    let feed = match open(settings) {
        Ok(feed) => feed,
        Err(fault) => return Seen { source, is_demo, offers: Err(fault), read: None },
    };
    let view = FeedView::open(settings, feed.as_ref());
    let read = || {
        let pair = Pair::new(&view.default_pair)?;
        // A demo makes candles up to any time.
        let is_file = matches!(settings.market.source, Source::File(_));
        let at = if is_file { now.saturating_add(AHEAD).unwrap_or(now) } else { now };
        let interval = settings.trading.default_timeframe;
        let want = Want { pair, interval, bars: ask::BARS, at };
        let history = Handle::current().block_on(market::history(feed.as_ref(), &want))?;
        Ok::<_, ToolFault>(Read::of(&history.series, now))
    };
    Seen { source, is_demo, offers: Ok(view.offers.len()), read: Some(read()) }
}
