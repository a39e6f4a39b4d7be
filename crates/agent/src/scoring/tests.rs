use analysis::{Candle, Gate, Interval, Pair, Series};
use jiff::SignedDuration;
use market::{BoxFuture, DemoFeed, Feed, FeedFault, Offer, Want};

use super::{due, errands};
use crate::{
    journal::{
        Due, Ended, Filter, Journal, Of, scored,
        tests::support::{answer, at, journal, stored},
    },
    testing::wait,
};

/// A journal with signals of hourly demo candles, four hours apart, and the seed of their market.
fn signals(count: i64) -> (tempfile::TempDir, Journal, u64) {
    let first = at("2026-03-02T15:00:03Z");
    for seed in 1..40 {
        let (folder, mut journal) = journal();
        for step in 0..count {
            let now = jiff::Timestamp::from_second(first.as_second() + step * 4 * 3_600).unwrap();
            stored(&mut journal, &answer(seed, "BTC/USD", 1_900, Gate::Rule, now));
        }
        if journal.due(at("2026-04-01T00:00:00Z")).unwrap().len() > 1 {
            return (folder, journal, seed);
        }
    }
    panic!("no market leans")
}

/// The demo market without one candle.
struct Holey {
    feed: DemoFeed,
    missing: i64,
}

impl Feed for Holey {
    fn name(&self) -> &str {
        self.feed.name()
    }

    fn offers(&self) -> Vec<Offer> {
        self.feed.offers()
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<market::Batch, FeedFault>> {
        Box::pin(async move {
            let mut batch = self.feed.candles(want).await?;
            batch.rows.retain(|row| row.open_ms != self.missing);
            Ok(batch)
        })
    }
}

#[test]
fn every_signal_that_ended_is_scored_as_by_hand() {
    let (_folder, mut journal, seed) = signals(6);
    let now = at("2026-04-01T00:00:00Z");
    let waiting = journal.due(now).unwrap();
    let tally = wait(due(&DemoFeed::new(seed), &mut journal, now)).unwrap();
    assert_eq!((tally.scored(), tally.void, tally.waiting, tally.elsewhere), (waiting.len(), 0, 0, 0));
    assert_eq!(journal.due(now).unwrap(), []);
    let later = crate::journal::tests::support::history(seed, "BTC/USD", Interval::H1, 2_000, now);
    let (mut target, mut stop, mut time) = (0, 0, 0);
    for signal in &waiting {
        let Of::Signal { id, canonical, .. } = &signal.of else { panic!("{signal:?}") };
        let outcome = journal.outcome(id).unwrap();
        assert_eq!(outcome, scored(canonical, &later.series), "{id}");
        match outcome.unwrap().ending {
            Ended::Target => target += 1,
            Ended::Stop => stop += 1,
            Ended::Time => time += 1,
            Ended::Void => panic!("nothing is missing"),
        }
    }
    assert_eq!((tally.target, tally.stop, tally.time), (target, stop, time));
    assert!(journal.list(&Filter::default()).unwrap().iter().any(|listed| listed.outcome.is_some()));
    assert!(journal.check_chain().unwrap().is_whole());
    assert_eq!(wait(due(&DemoFeed::new(seed), &mut journal, now)).unwrap().scored(), 0, "once is enough");
}

/// The twin of the first: another market's candles of the same name and times score nothing.
#[test]
fn candles_of_another_market_score_nothing() {
    let (_folder, mut journal, seed) = signals(3);
    let now = at("2026-04-01T00:00:00Z");
    let waiting = journal.due(now).unwrap().len();
    let tally = wait(due(&DemoFeed::new(seed + 1), &mut journal, now)).unwrap();
    assert_eq!((tally.scored(), tally.elsewhere), (0, waiting));
    assert_eq!(journal.due(now).unwrap().len(), waiting, "they stay due");
}

#[test]
fn a_missing_candle_makes_it_void_and_a_missing_end_waits() {
    let (_folder, mut journal, seed) = signals(1 + 6);
    let now = at("2026-04-01T00:00:00Z");
    let last = journal.due(now).unwrap().pop().unwrap();
    // In the middle of the last plan, and after the first.
    let missing = last.decided_at.as_millisecond() + 20 * 3_600_000;
    let touched = |signal: &Due| {
        let opens = signal.decided_at.as_millisecond();
        (opens..=opens + 25 * 3_600_000).contains(&missing)
    };
    let void = journal.due(now).unwrap().iter().filter(|signal| touched(signal)).count();
    let all = journal.due(now).unwrap().len();
    let tally = wait(due(&Holey { feed: DemoFeed::new(seed), missing }, &mut journal, now)).unwrap();
    assert_eq!((tally.void, tally.scored()), (void, all));
    assert!(void > 0);

    let (_folder, mut journal, seed) = signals(3);
    let first = journal.due(now).unwrap().remove(0);
    let gone = Holey { feed: DemoFeed::new(seed), missing: first.decided_at.as_millisecond() };
    let tally = wait(due(&gone, &mut journal, now)).unwrap();
    assert_eq!(tally.waiting, 1, "nobody knows the candle it was decided at");
}

#[test]
fn a_source_without_the_market_is_told() {
    struct Silent;
    impl Feed for Silent {
        fn name(&self) -> &'static str {
            "silent"
        }

        fn offers(&self) -> Vec<Offer> {
            Vec::new()
        }

        fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<market::Batch, FeedFault>> {
            let fault = FeedFault::UnknownPair { pair: want.pair.clone(), nearest: Vec::new() };
            Box::pin(std::future::ready(Err(fault)))
        }
    }
    let (_folder, mut journal, _) = signals(3);
    let now = at("2026-04-01T00:00:00Z");
    let waiting = journal.due(now).unwrap().len();
    let tally = wait(due(&Silent, &mut journal, now)).unwrap();
    assert_eq!(tally.scored(), 0);
    assert_eq!(tally.silent.iter().map(|silent| silent.signals).sum::<usize>(), waiting);
    assert_eq!(tally.silent[0].pair.as_str(), "BTC/USD");
}

/// A signal of which only its times matter.
fn signal(pair: &str, timeframe: Interval, decided: &str, ends: &str) -> Due {
    let pair = Pair::new(pair).unwrap();
    Due {
        of: Of::Signal { id: format!("{pair} {decided}"), canonical: Vec::new(), candle: None },
        pair,
        timeframe,
        decided_at: at(decided),
        ends_at: at(ends),
    }
}

#[test]
fn one_errand_fetches_what_its_signals_need_and_no_more() {
    let now = at("2026-04-01T00:00:00Z");
    let hours = |decided, ends| signal("BTC/USD", Interval::H1, decided, ends);
    let errands = errands(
        vec![
            hours("2026-03-02T20:00:00Z", "2026-03-03T22:00:00Z"),
            hours("2026-03-02T14:00:00Z", "2026-03-03T16:00:00Z"),
            hours("2024-01-01T00:00:00Z", "2024-01-02T02:00:00Z"),
            signal("AAPL", Interval::D1, "2025-12-01T00:00:00Z", "2026-01-05T00:00:00Z"),
        ],
        now,
    );
    let wants: Vec<_> = errands.iter().map(|errand| (errand.want.pair.as_str(), errand.want.bars)).collect();
    // From the opening of the first to the close of the last: 14:00 to 22:00 on the next day is 32 candles.
    assert_eq!(wants[1..], [("BTC/USD", 27), ("BTC/USD", 33)]);
    assert_eq!(errands[2].want.at, at("2026-03-03T22:00:00Z"));
    assert_eq!(wants[0].0, "AAPL");
    let holidays = errands[0].want.at.duration_since(at("2026-01-05T00:00:00Z"));
    assert!(holidays.as_hours() > 14 * 24, "New Year's Day is no candle: {holidays:?}");
}

/// A share's plan that spans a holiday ends a candle later than the calendar thought.
#[test]
fn a_holiday_delays_the_end_and_voids_nothing() {
    let body = serde_json::json!({
        "tool": "generate_signal",
        "params": { "levels": { "stop_atr": 2.0, "reward_risk": 1.5, "horizon_bars": 3 } },
        "series": [{ "pair": "AAPL", "timeframe": "1d" }],
        "output": {
            "data": { "last_closed_candle": "2025-12-24T00:00:00Z" },
            "plan": { "side": "long", "atr": 2.0 },
            "scenarios": { "long": { "entry_price": 100.0, "stop_loss": 96.0, "cost_r": 0.05 } },
        },
    });
    let canonical = serde_json::to_vec(&body).unwrap();
    let days = |days: &[i8]| {
        let candles = days.iter().map(|day| Candle {
            open_time: at("2025-12-01T00:00:00Z") + SignedDuration::from_hours(24 * (i64::from(*day) - 1)),
            open: 100.0,
            high: 101.0,
            low: 99.0,
            close: 100.0,
            volume: None,
        });
        let pair = Pair::new("AAPL").unwrap();
        Series::new(pair, Interval::D1, jiff::Timestamp::MAX, candles.collect::<Vec<_>>()).unwrap()
    };
    // Decided on Tuesday the 23rd; the 25th is a holiday, then a weekend. Expected were 24, 25, 26 and the open of 29.
    assert_eq!(scored(&canonical, &days(&[23, 24, 26, 29])), None);
    assert_eq!(scored(&canonical, &days(&[23, 24, 26, 29, 30])).unwrap().ending, Ended::Time);
}
