use analysis::{Interval, Pair, Series, readings::CATALOGUE};
use jiff::Timestamp;
use market::{Batch, BoxFuture, DemoFeed, Feed, FeedFault, Offer, Want};

use super::{finest, round};
use crate::{
    Settings,
    alerts::{Alert, State, Watch, fired},
    ask::Records,
    journal::{
        Due, Journal, Of, Verifier,
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

/// By hand: from the next open, stop 2 ATR(14) away, target 3, 24 bars, the stop first where both are in one bar.
fn by_hand(series: &Series, bar: usize, atr: f64) -> f64 {
    let (entry, risk) = (series.opens()[bar + 1], 2.0 * atr);
    for at in bar + 1..bar + 25 {
        if series.lows()[at] <= entry - risk {
            return ((series.opens()[at] - entry) / risk).min(-1.0);
        }
        if series.highs()[at] >= entry + 1.5 * risk {
            return 1.5;
        }
    }
    (series.opens()[bar + 25] - entry) / risk
}

fn is_of_alert(due: &Due) -> bool {
    matches!(due.of, Of::Alert { number: 1, .. })
}

#[test]
fn what_the_market_did_next_is_written_down_by_a_plan_of_that_moment() {
    let (_folder, mut journal) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let price = history(SEED, "BTC/USD", Interval::H1, 5, then).series.last_price() + 0.01;
    armed(&mut journal, price, then);
    let now = later(then, 48);
    let [alert] = <[Alert; 1]>::try_from(look(&market(), &mut journal, now).fired).unwrap();
    let State::Fired { firing, .. } = alert.state else { panic!() };
    let plan = firing.plan.unwrap();
    let series = history(SEED, "BTC/USD", Interval::H1, 1_000, at("2026-03-20T00:00:00Z")).series;
    let bar = series.times().iter().position(|open| *open + 3_600_000 == firing.at.as_millisecond()).unwrap();
    let atr14 = CATALOGUE.iter().find(|entry| entry.names == ["atr14"]).unwrap().compute(&series)[0].at(bar).unwrap();
    assert!((plan.atr / atr14 - 1.0).abs() < 1e-6, "{plan:?} {atr14}");
    assert_eq!((plan.stop_atr, plan.reward_risk, plan.horizon_bars), (2.0, 1.5, 24));

    // 24 bars after the one that fired it, and the one whose open ends it.
    let is_due = |hours| journal.due(later(firing.at, hours)).unwrap().iter().any(is_of_alert);
    assert!(!is_due(24) && is_due(25));
    let end = at("2026-03-20T00:00:00Z");
    let scored = || wait(scoring::due(&market(), &mut Journal::open(journal.path()).unwrap(), end)).unwrap();
    assert_eq!(scored().alerts, 1);
    let State::Fired { outcome: Some(outcome), .. } = journal.alerts().unwrap()[0].state.clone() else { panic!() };
    let expected = by_hand(&series, bar, plan.atr);
    assert!((outcome.r.unwrap() - expected).abs() < 6e-4, "{outcome:?} {expected}");
    assert!((outcome.net_r.unwrap() - (expected - plan.cost_r)).abs() < 2e-3, "{outcome:?}");
    assert_eq!(scored().alerts, 0, "once");
}

#[test]
fn candles_of_another_market_score_nothing() {
    let (_folder, mut journal) = journal();
    let then = at("2026-03-02T15:00:03Z");
    let price = history(SEED, "BTC/USD", Interval::H1, 5, then).series.last_price() + 0.01;
    armed(&mut journal, price, then);
    assert_eq!(look(&market(), &mut journal, later(then, 48)).fired.len(), 1);
    let tally = wait(scoring::due(&DemoFeed::new(SEED + 1), &mut journal, at("2026-03-20T00:00:00Z"))).unwrap();
    assert!(tally.alerts == 0 && tally.elsewhere > 0, "{tally:?}");
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
