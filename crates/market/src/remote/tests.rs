//! Each market place as a feed, against one that behaves as it does, under a clock that is stopped.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::maybe_infinite_iter,
    clippy::unwrap_in_result,
    reason = "what a test does not expect it tells by failing"
)]

mod faults;
mod following;
mod histories;
mod payloads;
mod refusals;
mod simulation;

use std::{sync::Arc, time::Duration};

use analysis::{Interval, Pair};
use jiff::Timestamp;
use tokio::time::Instant;

use super::{Access, Patience, RemoteFeed};
use crate::{
    Cache, Clock, Feed, FeedFault, Judged, Trouble, VenueName, Want,
    fake::{InProcess, World},
    judged,
    testing::pair,
};

/// 2026-11-20T12:34:56Z, a Friday.
const T0: i64 = 1_795_178_096_000;

/// A market place, what is asked of it, and what is kept.
struct Desk {
    world: World,
    feed: RemoteFeed,
    cache: Arc<Cache>,
    clock: Clock,
}

/// The stopped clock, which begins at `T0`.
fn clock() -> Clock {
    let began = Instant::now();
    Arc::new(move || T0 + began.elapsed().as_millis() as i64)
}

fn desk(venue: VenueName) -> Desk {
    let clock = clock();
    desk_over(World::new(venue, Arc::clone(&clock)), venue, Arc::new(Cache::in_memory().unwrap()), clock)
}

fn desk_over(world: World, venue: VenueName, cache: Arc<Cache>, clock: Clock) -> Desk {
    let access = Access {
        endpoint: None,
        stream: None,
        patience: Patience::default(),
        cache: Arc::clone(&cache),
        clock: Arc::clone(&clock),
        shown: venue.popular(),
        progress: None,
    };
    let feed = RemoteFeed::over(venue, Box::new(InProcess(world.clone())), access, || 0.5).unwrap();
    Desk { world, feed, cache, clock }
}

/// A pair each of them has.
fn home(venue: VenueName) -> Pair {
    venue.popular().first().unwrap().clone()
}

impl Desk {
    fn now(&self) -> i64 {
        (self.clock)()
    }

    fn want(&self, pair: Pair, interval: Interval, bars: u32) -> Want {
        Want { pair, interval: Some(interval), bars, at: Timestamp::from_millisecond(self.now()).unwrap() }
    }

    async fn ask(&self, interval: Interval, bars: u32) -> Result<Judged, FeedFault> {
        let want = self.want(home(self.feed.venue()), interval, bars);
        judged(self.feed.candles(&want).await?, &want)
    }

    async fn trouble(&self) -> Trouble {
        match self.ask(Interval::H1, 50).await.unwrap_err() {
            FeedFault::Venue { trouble, .. } => trouble,
            other => panic!("{other}"),
        }
    }

    /// The candles of the world that had closed at this time, newest last.
    fn truth(&self, symbol: &str, interval: Interval, bars: usize) -> Vec<(i64, [f64; 5])> {
        let step = interval.millis();
        let end = interval.bucket(self.now() - 2_000);
        let mut all: Vec<_> = (1..)
            .map(|n| end - n * step)
            .take_while(|open| *open >= 1_704_067_200_000)
            .filter_map(|open| Some((open, self.world.candle(symbol, step, open)?)))
            .take(bars)
            .collect();
        all.reverse();
        all
    }
}

/// The candles as the world tells them.
fn values(judged: &Judged) -> Vec<(i64, [f64; 5])> {
    let candle = |c: analysis::Candle| {
        (c.open_time.as_millisecond(), [c.open, c.high, c.low, c.close, c.volume.unwrap_or(f64::NAN)])
    };
    judged.history.series.candles().map(candle).collect()
}

/// What a symbol is called in the world.
fn worldly(venue: VenueName) -> String {
    home(venue).as_str().replace('/', "")
}

async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}
