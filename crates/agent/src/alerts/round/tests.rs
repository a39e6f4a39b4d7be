use analysis::{Interval, Pair};
use jiff::Timestamp;
use market::{Batch, BoxFuture, DemoFeed, Feed, FeedFault, Offer, Want};

use super::{finest, round};
use crate::{
    Settings,
    alerts::{Alert, State, Watch, Way, fired},
    ask::Records,
    journal::{
        Journal, Of, Verifier, scored_on,
        tests::support::{at, file, history, journal},
    },
    scoring,
    testing::wait,
};

const SEED: u64 = 1;

/// What the demo market of BTC/USD is like at a full hour.
fn armed(journal: &mut Journal, price: f64, now: Timestamp) -> Alert {
    let watch = Watch::of(price, &history(SEED, "BTC/USD", Interval::H1, 5, now), None, now).unwrap();
    journal.arm(watch, now).unwrap()
}

fn look(feed: &dyn Feed, journal: &mut Journal, now: Timestamp) -> super::Round {
    wait(round(feed, journal, &Settings::default(), now, &Records::default())).unwrap()
}

fn market() -> DemoFeed {
    DemoFeed::new(SEED)
}

/// Hours after an instant.
fn later(then: Timestamp, hours: i64) -> Timestamp {
    Timestamp::from_second(then.as_second() + 3_600 * hours).unwrap()
}

/// The highest price of the hours from one to another.
fn highest(from: Timestamp, hours: i64) -> f64 {
    let history = history(SEED, "BTC/USD", Interval::H1, hours as u32, later(from, hours));
    history.series.highs().iter().copied().fold(0.0, f64::max)
}

#[test]
fn an_alert_fires_once_by_closed_candles_and_across_a_restart() {
    let (folder, mut journal) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let close = history(SEED, "BTC/USD", Interval::H1, 5, then).series.last_price();
    let price = f64::midpoint(close, highest(then, 48));
    assert!(price > close, "the market rose");
    armed(&mut journal, price, then);
    let never = armed(&mut journal, close * 10.0, then);
    assert!(look(&market(), &mut journal, then).fired.is_empty(), "no candle has closed since");
    drop(journal);

    let mut journal = Journal::open_existing(&file(&folder)).unwrap();
    let now = later(then, 48);
    let brought = look(&market(), &mut journal, now);
    let [alert] = brought.fired.as_slice() else { panic!("{brought:?}") };
    let State::Fired { firing, seen_at, outcome: None } = &alert.state else { panic!("{alert:?}") };
    assert!(firing.reached >= price && *seen_at == now);
    // The candle before it did not reach it.
    let before = (firing.at.as_second() - then.as_second()) / 3_600 - 1;
    assert!(before < 1 || highest(then, before) < price);
    let (heading, sentence) = fired(alert).unwrap();
    assert_eq!(heading, format!("BTC/USD reached {price}"));
    assert!(sentence.contains("nobody was looking") && sentence.contains("Receipt er1_"), "{sentence}");
    // Its receipt is a signal of that moment, and computes again.
    let kept = journal.get(firing.receipt.as_deref().unwrap()).unwrap().unwrap();
    assert!(Verifier::default().check(&kept).verdict.is_match());

    assert!(look(&market(), &mut journal, now).fired.is_empty(), "once");
    assert_eq!(journal.alerts().unwrap()[1], never, "still armed");
}

#[test]
fn two_programs_tell_of_it_once() {
    let (folder, mut one) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let price = history(SEED, "BTC/USD", Interval::H1, 5, then).series.last_price() + 0.01;
    armed(&mut one, price, then);
    let now = later(then, 48);
    // The other one looks while this one has read the list already.
    let mut other = Journal::open_existing(&file(&folder)).unwrap();
    let armed = one.alerts().unwrap();
    assert_eq!(look(&market(), &mut other, now).fired.len(), 1);
    let State::Fired { firing, .. } = other.alerts().unwrap()[0].state.clone() else { panic!() };
    assert_eq!(armed[0].state, State::Armed);
    assert!(!one.fire(1, firing, now).unwrap());
}

#[test]
fn what_the_market_did_next_is_written_down_by_the_plan_of_its_receipt() {
    let (_folder, mut journal) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let price = history(SEED, "BTC/USD", Interval::H1, 5, then).series.last_price() + 0.01;
    armed(&mut journal, price, then);
    let now = later(then, 48);
    let [alert] = <[Alert; 1]>::try_from(look(&market(), &mut journal, now).fired).unwrap();
    let State::Fired { firing, .. } = alert.state else { panic!() };
    let end = at("2026-03-20T00:00:00Z");
    let due = journal.due(end).unwrap();
    let due = due.iter().find(|due| matches!(due.of, Of::Alert { number: 1, .. })).unwrap();
    assert_eq!(Some(&due.id), firing.receipt.as_ref());
    let tally = wait(scoring::due(&market(), &mut journal, end)).unwrap();
    assert_eq!(tally.alerts, 1);
    let by_hand =
        scored_on(Way::Rising.side(), &due.canonical, &history(SEED, "BTC/USD", Interval::H1, 500, end).series);
    let State::Fired { outcome, .. } = journal.alerts().unwrap()[0].state.clone() else { panic!() };
    assert!(outcome.is_some() && outcome == by_hand, "{outcome:?} {by_hand:?}");
    assert_eq!(wait(scoring::due(&market(), &mut journal, end)).unwrap().alerts, 0, "once");
}

/// A market whose candles stopped at some time.
struct Stopped(Timestamp);

impl Feed for Stopped {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn offers(&self) -> Vec<Offer> {
        market().offers()
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        let want = Want { at: self.0.min(want.at), ..want.clone() };
        Box::pin(async move { market().candles(&want).await })
    }
}

#[test]
fn stale_candles_fire_nothing_and_say_so() {
    let (_folder, mut journal) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let price = history(SEED, "BTC/USD", Interval::H1, 5, then).series.last_price() + 0.01;
    armed(&mut journal, price, then);
    let stopped = later(then, 24);
    let brought = look(&Stopped(stopped), &mut journal, later(then, 72));
    assert!(brought.fired.is_empty(), "{brought:?}");
    assert!(brought.text().contains("Alert 1 waits: The candles are stale"), "{}", brought.text());
    // The same candles while they were fresh.
    assert_eq!(look(&Stopped(stopped), &mut journal, stopped).fired.len(), 1);
}

#[test]
fn candles_of_another_source_fire_nothing() {
    let (_folder, mut journal) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let history = history(SEED, "BTC/USD", Interval::H1, 5, then);
    let watch = Watch::of(history.series.last_price() + 0.01, &history, None, then).unwrap();
    journal.arm(Watch { source: "file".to_owned(), ..watch }, then).unwrap();
    let brought = look(&market(), &mut journal, later(then, 48));
    assert!(brought.fired.is_empty() && brought.text().contains("waits for candles of file"), "{brought:?}");
}

#[test]
fn the_finest_candles_are_taken() {
    let offer = |pair: &str, interval| Offer { pair: Pair::new(pair).unwrap(), interval };
    let offers = [offer("A/B", Interval::H4), offer("A/B", Interval::M5), offer("C/D", Interval::M1)];
    assert_eq!(finest(&offers, &Pair::new("A/B").unwrap()), Some(Interval::M5));
    assert_eq!(finest(&offers, &Pair::new("X/Y").unwrap()), None);
}
