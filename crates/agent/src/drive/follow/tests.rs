use std::sync::Mutex;

use analysis::{Candle, Interval, Pair};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use market::{Batch, BoxFuture, BoxStream, Feed, FeedFault, News, Offer, Standing, VenueName, Want};
use tokio::{
    sync::mpsc,
    time::{Duration, Instant, timeout},
};

use super::{Following, Happened};
use crate::Settings;

/// A market place that says what a test has it say.
struct Told(Mutex<Option<BoxStream<'static, News>>>);

impl Feed for Told {
    fn name(&self) -> &'static str {
        "told"
    }

    fn offers(&self) -> Vec<Offer> {
        Vec::new()
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        let (pair, at) = (want.pair.clone(), want.at);
        Box::pin(std::future::ready(Err(FeedFault::Empty { symbol: pair.to_string(), pair, at })))
    }

    fn standings(&self) -> Vec<Standing> {
        vec![Standing {
            venue: VenueName::Kraken,
            last_good: None,
            last_error: None,
            closed_until: None,
            is_ban: false,
            ahead_ms: None,
            streams: true,
            from_cache: false,
        }]
    }

    fn follow(&self, _: &[Offer]) -> Option<BoxStream<'static, News>> {
        self.0.lock().unwrap().take()
    }
}

fn pair(name: &str) -> Pair {
    Pair::new(name).unwrap()
}

fn candle(hour: i64, close: f64) -> Candle {
    let open_time = Timestamp::from_second(hour * 3_600).unwrap();
    Candle { open_time, open: close, high: close, low: close, close, volume: None }
}

fn forms(name: &str, hour: i64, close: f64) -> News {
    News::Forming { pair: pair(name), interval: Interval::H1, candle: candle(hour, close) }
}

fn closes(name: &str, hour: i64) -> News {
    News::Closed { pair: pair(name), interval: Interval::H1, candle: candle(hour, 1.0) }
}

/// What is followed, and who tells of it.
fn following() -> (Following, mpsc::Sender<News>) {
    let (tell, told) = mpsc::channel(1_000);
    let told = stream::unfold(told, |mut told| async move { told.recv().await.map(|news| (news, told)) });
    let feed = Told(Mutex::new(Some(told.boxed())));
    let mut following = Following::begin(&feed, &Settings::default());
    following.also(&feed, &pair("BTC/USD"), Interval::H1);
    (following, tell)
}

fn shown(following: &Following) -> Vec<(String, f64)> {
    following.forming().into_iter().map(|one| (one.pair.to_string(), one.candle.close)).collect()
}

#[tokio::test(start_paused = true)]
async fn many_changes_are_told_four_times_a_second_at_most() {
    let (mut following, tell) = following();
    let begun = Instant::now();
    let mut told = 0;
    for round in 0..400_u32 {
        // 50 symbols, each every 5 ms, for two seconds.
        for symbol in 0..50 {
            tell.try_send(forms(&format!("A{symbol}/USD"), 1, f64::from(round))).unwrap();
        }
        let until = begun + Duration::from_millis(5 * u64::from(round + 1));
        while let Ok(happened) = tokio::time::timeout_at(until, following.next()).await {
            assert_eq!(happened, Happened::Forming);
            told += 1;
        }
    }
    assert!((7..=8).contains(&told), "{told} in two seconds");
    assert_eq!(shown(&following).len(), 50);
}

#[tokio::test(start_paused = true)]
async fn a_candle_that_has_closed_goes_on_no_more() {
    let (mut following, tell) = following();
    tell.try_send(forms("BTC/USD", 1, 7.0)).unwrap();
    tell.try_send(forms("ETH/USD", 1, 8.0)).unwrap();
    assert_eq!(following.next().await, Happened::Forming);
    assert_eq!(shown(&following), [("BTC/USD".to_owned(), 7.0), ("ETH/USD".to_owned(), 8.0)]);
    // The one before it closes late.
    tell.try_send(closes("BTC/USD", 0)).unwrap();
    tell.try_send(closes("ETH/USD", 1)).unwrap();
    assert_eq!(following.next().await, Happened::Forming);
    assert_eq!(shown(&following), [("BTC/USD".to_owned(), 7.0)]);
    assert_eq!(following.next().await, Happened::Closed);
}

#[tokio::test(start_paused = true)]
async fn nothing_old_is_shown_as_going_on() {
    for silence in [Some(News::Silent { venue: VenueName::Kraken, why: "gone".to_owned() }), None] {
        let (mut following, tell) = following();
        tell.try_send(forms("BTC/USD", 1, 7.0)).unwrap();
        assert_eq!(following.next().await, Happened::Forming);
        match silence {
            Some(silence) => tell.try_send(silence).unwrap(),
            None => drop(tell),
        }
        let mut happened = Vec::new();
        while let Ok(one) = timeout(Duration::from_secs(1), following.next()).await {
            happened.push(one);
        }
        assert!(happened.contains(&Happened::Forming), "the screen hears of it");
        assert!(shown(&following).is_empty());
    }
}
