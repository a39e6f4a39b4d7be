//! Two sources of one market, side by side.

use std::time::Duration;

use analysis::{DISAGREES, History, SecondClose, SecondSource, Series, apart};
use jiff::Timestamp;

use crate::{Feed, FeedFault, Want, history};

/// Candles of a second source that are looked at: it may be later than the first by some.
const LATEST: u32 = 5;

/// How long an answer waits for a second source.
const PATIENCE: Duration = Duration::from_secs(3);

/// What two sources say of the same candles.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Candles that both have.
    pub common: usize,
    /// Candles that only the first has, within the times of both.
    pub only_first: usize,
    /// Candles that only the second has.
    pub only_second: usize,
    /// The newest candle of both: when it closed, and the two closes.
    pub last: (Timestamp, f64, f64),
    /// The middle difference of their closes, as a share of the price.
    pub middle: f64,
    /// The largest one, and when that candle closed.
    pub largest: (f64, Timestamp),
}

/// The same as [`history`], with the newest close of the feed's second source where it has one. That source being
/// silent holds nothing back; the history says so.
///
/// # Errors
/// As [`history`] of the feed itself.
pub async fn checked(feed: &dyn Feed, want: &Want) -> Result<History, FeedFault> {
    let mut first = history(feed, want).await?;
    if let Some(other) = feed.second(&want.pair) {
        let few = Want { interval: Some(first.series.interval()), bars: LATEST, ..want.clone() };
        let asked = tokio::time::timeout(PATIENCE, history(other, &few)).await;
        let told =
            asked.map_err(|_| "no answer in time".to_owned()).and_then(|told| told.map_err(|fault| fault.to_string()));
        let told =
            told.inspect_err(|why| tracing::info!(source = other.name(), why, "the second source is silent")).ok();
        first.provenance.second = Some(SecondSource {
            source: told.as_ref().map_or_else(|| other.name().to_owned(), |told| told.provenance.source.clone()),
            venue_symbol: told.as_ref().map(|told| told.provenance.venue_symbol.clone()).unwrap_or_default(),
            last: told.and_then(|told| {
                let (closed_at, _, price) = Compared::of(&first.series, &told.series)?.last;
                Some(SecondClose { closed_at, price })
            }),
        });
    }
    Ok(first)
}

impl Compared {
    /// Compares closes; `None` where the two have no candle in common.
    pub fn of(first: &Series, second: &Series) -> Option<Self> {
        let step = first.interval().millis();
        let from = first.first_open().max(second.first_open()).as_millisecond();
        let to = first.last_close().min(second.last_close()).as_millisecond();
        let within = |series: &Series| {
            let candles = series.times().iter().copied().zip(series.closes().iter().copied());
            candles.filter(|(open, _)| (from..to).contains(open)).collect::<Vec<_>>()
        };
        let (a, b) = (within(first), within(second));
        let other = |open: i64| b.binary_search_by_key(&open, |(open, _)| *open).ok().and_then(|at| b.get(at));
        let pairs: Vec<(i64, f64, f64)> =
            a.iter().filter_map(|(open, close)| Some((*open, *close, other(*open)?.1))).collect();
        let difference = |(_, one, two): &(i64, f64, f64)| apart(*one, *two);
        let mut differences: Vec<f64> = pairs.iter().map(difference).collect();
        differences.sort_by(f64::total_cmp);
        let closed = |open: i64| Timestamp::from_millisecond(open + step).unwrap_or(Timestamp::MAX);
        let last = pairs.last()?;
        let largest = pairs.iter().max_by(|one, two| difference(one).total_cmp(&difference(two)))?;
        Some(Self {
            common: pairs.len(),
            only_first: a.len() - pairs.len(),
            only_second: b.len() - pairs.len(),
            last: (closed(last.0), last.1, last.2),
            middle: differences.get(differences.len() / 2).copied()?,
            largest: (difference(largest), closed(largest.0)),
        })
    }

    /// The difference of the newest closes, as a share of the price.
    pub fn now(&self) -> f64 {
        apart(self.last.1, self.last.2)
    }

    /// Whether they disagree on the newest candle, or usually.
    pub fn disagrees(&self) -> bool {
        self.now() > DISAGREES || self.middle > DISAGREES
    }
}

#[cfg(test)]
mod tests {
    use analysis::{Candle, Interval, Series};
    use jiff::Timestamp;

    use super::Compared;
    use crate::testing::pair;

    fn series(hours: &[i64], factor: f64) -> Series {
        let candle = |hour: &i64| {
            let price = (100.0 + *hour as f64) * factor;
            let open_time = Timestamp::from_second(hour * 3_600).unwrap();
            Candle { open_time, open: price, high: price, low: price, close: price, volume: None }
        };
        Series::new(pair("BTC/USD"), Interval::H1, Timestamp::MAX, hours.iter().map(candle)).unwrap()
    }

    #[test]
    fn half_a_percent_is_the_limit() {
        let hours: Vec<i64> = (0..50).collect();
        let near = Compared::of(&series(&hours, 1.0), &series(&hours, 1.004)).unwrap();
        assert!(!near.disagrees() && (near.middle - 0.004).abs() < 1e-9);
        let far = Compared::of(&series(&hours, 1.0), &series(&hours, 1.006)).unwrap();
        assert!(far.disagrees() && (far.now() - 0.006).abs() < 1e-9);
    }

    #[test]
    fn only_what_both_could_have_is_counted() {
        let compared = Compared::of(&series(&[0, 1, 2, 3, 5], 1.0), &series(&[2, 4, 5, 6], 1.0)).unwrap();
        assert_eq!((compared.common, compared.only_first, compared.only_second), (2, 1, 1));
        assert!(!compared.disagrees());
        assert_eq!(Compared::of(&series(&[0, 1], 1.0), &series(&[2, 3], 1.0)), None);
    }
}
