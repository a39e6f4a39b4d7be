use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use analysis::{
    Direction, Gate, Interval, Pair,
    answer::{JournalState, SignalWord, ToolName},
};
use jiff::Timestamp;
use market::{DemoFeed, Want};
use tempfile::TempDir;
use tokio::{
    runtime,
    time::{advance, timeout},
};

use super::Keeping;
use crate::{
    Agent, AskState, Command, Deciding, Handle, JournalAccess, Settings, SettingsView, Snapshot, Source,
    alerts::Watch,
    drive::ROUND,
    journal::{Decision, Filter, Journal},
    testing,
};

const PATIENCE: Duration = Duration::from_mins(1);

fn clock() -> Timestamp {
    testing::now()
}

fn spawn(keeping: Keeping, clock: fn() -> Timestamp) -> Handle {
    Agent::spawn(
        Settings::default(),
        SettingsView::default(),
        keeping,
        &crate::Company::NONE,
        clock,
        &runtime::Handle::current(),
    )
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn at(place: &Path) -> Keeping {
    Keeping::Journal(Some(place.to_path_buf()))
}

async fn shown(handle: &Handle, fits: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let mut snapshots = handle.watch();
    let found = timeout(PATIENCE, snapshots.wait_for(|snapshot| fits(snapshot))).await;
    Arc::clone(&found.expect("in time").expect("the agent runs"))
}

async fn answered(handle: &Handle, pair: &str) -> Arc<Snapshot> {
    let ask = Command::Ask {
        pair: pair.to_owned(),
        timeframe: Some("1h".to_owned()),
        direction: Direction::Both,
        gate: Gate::Rule,
    };
    handle.send(ask).await.unwrap();
    let of_pair =
        |snapshot: &Snapshot| matches!(&snapshot.ask, AskState::Answered { question, .. } if question.pair == pair);
    shown(handle, of_pair).await
}

/// The first demo pair that leans now, so that there is a signal to follow.
async fn signal(handle: &Handle) -> String {
    for pair in ["BTC/USD", "ETH/USD", "EUR/USD", "XAU/USD", "AAPL"] {
        let snapshot = answered(handle, pair).await;
        if snapshot.reports[0].signal != SignalWord::Hold {
            return snapshot.reports[0].id.clone();
        }
    }
    panic!("no pair leans")
}

fn decide(receipt: &str, why: &str) -> Command {
    Command::Decide { receipt: receipt.to_owned(), decision: Decision::Took, why: why.to_owned() }
}

#[tokio::test]
async fn an_answer_is_on_the_disk_when_it_is_shown() {
    let folder = folder();
    let place = folder.path().join("journal.db");
    let handle = spawn(at(&place), clock);
    assert!(!place.exists(), "nothing is begun before there is something to keep");
    let snapshot = answered(&handle, "EUR/USD").await;
    let report = handle.report(&snapshot.reports[0].id).unwrap();
    assert_eq!(snapshot.reports[0].journal, JournalState::Stored);
    let heads = [&report.analysis.head, &report.signal.head, &report.confidence.head, &report.risk.head];
    assert!(heads.iter().all(|head| head.journal == JournalState::Stored));

    let journal = Journal::open_existing(&place).unwrap();
    assert!(journal.check_chain().unwrap().is_whole());
    assert_eq!(journal.ids().unwrap(), heads.map(|head| head.receipt_id.clone()));
    let mut verifier = crate::journal::Verifier::default();
    for id in journal.ids().unwrap() {
        let kept = journal.get(&id).unwrap().unwrap();
        assert_eq!(verifier.check(&kept).verdict, crate::journal::Verdict::Match, "{id}");
    }
}

#[tokio::test]
async fn a_place_that_cannot_be_written_holds_nothing_back() {
    let folder = folder();
    let place = folder.path().join("journal.db");
    std::fs::create_dir(&place).unwrap();
    let handle = spawn(at(&place), clock);
    let snapshot = answered(&handle, "EUR/USD").await;
    assert_eq!(snapshot.reports[0].journal, JournalState::Failed);
    let JournalAccess::Failed { trouble } = &snapshot.journal.access else { panic!("{:?}", snapshot.journal) };
    assert_eq!(trouble.code, "JOURNAL_PLACE");
    assert!(trouble.what.contains("is not a plain file"), "{trouble:?}");
}

#[tokio::test]
async fn without_a_journal_answers_say_so() {
    let handle = spawn(Keeping::Off, clock);
    let snapshot = answered(&handle, "EUR/USD").await;
    assert_eq!(snapshot.reports[0].journal, JournalState::Off);
    assert_eq!(snapshot.journal.access, JournalAccess::Off);
    handle.send(decide(&snapshot.reports[0].id, "")).await.unwrap();
    let snapshot = shown(&handle, |snapshot| snapshot.deciding != Deciding::Idle).await;
    assert!(matches!(&snapshot.deciding, Deciding::Failed { trouble, .. } if trouble.code == "JOURNAL_OFF"));
}

#[tokio::test]
async fn a_decision_is_on_the_disk_when_it_is_shown() {
    let folder = folder();
    let place = folder.path().join("journal.db");
    let handle = spawn(at(&place), clock);
    let id = answered(&handle, "EUR/USD").await.reports[0].id.clone();
    handle.send(decide(&id, " it fits my plan ")).await.unwrap();
    // A round of the timer may show what is on the disk before the decision itself says that it is done.
    let done =
        |snapshot: &Snapshot| snapshot.deciding == Deciding::Idle && snapshot.reports[0].standing.decided.is_some();
    let snapshot = shown(&handle, done).await;
    let decided = snapshot.reports[0].standing.decided.clone().unwrap();
    assert_eq!((decided.decision, decided.why.as_str(), decided.at), (Decision::Took, "it fits my plan", clock()));
    assert_eq!(Journal::open_existing(&place).unwrap().decided(&id).unwrap(), Some(decided));

    for (receipt, why, code) in
        [("er1_unknown", String::new(), "UNKNOWN_RECEIPT"), (id.as_str(), "x".repeat(501), "INVALID_PARAMS")]
    {
        handle.send(decide(receipt, &why)).await.unwrap();
        shown(
            &handle,
            |snapshot| matches!(&snapshot.deciding, Deciding::Failed { trouble, .. } if trouble.code == code),
        )
        .await;
    }
}

#[tokio::test]
async fn rules_that_were_tried_before_are_counted() {
    let folder = folder();
    let place = folder.path().join("journal.db");
    let pair = Pair::new("EUR/USD").unwrap();
    let mut tried = Settings::default().params(&pair);
    tried.levels.stop_atr = 3.0;
    Journal::open(&place).unwrap().try_rules(&pair, Interval::H1, &tried, clock()).unwrap();
    let handle = spawn(at(&place), clock);
    for (pair, expected) in [("EUR/USD", 2), ("BTC/USD", 1)] {
        let id = answered(&handle, pair).await.reports[0].id.clone();
        assert_eq!(handle.report(&id).unwrap().confidence.calibration.rules_tried, expected, "{pair}");
    }
}

/// Seconds since 1970 of the clock that the test below turns on.
static LATER: AtomicI64 = AtomicI64::new(0);

fn turned_on() -> Timestamp {
    Timestamp::from_second(LATER.load(Ordering::SeqCst)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_has_ended_is_scored_by_the_timer_and_at_the_next_start() {
    let hours = |hours: i64| testing::now().as_second() + hours * 3_600;
    LATER.store(hours(0), Ordering::SeqCst);
    let folder = folder();
    let place = folder.path().join("journal.db");
    let handle = spawn(at(&place), turned_on);
    let id = signal(&handle).await;
    let snapshot = shown(&handle, |snapshot| snapshot.journal.tally.is_some_and(|tally| tally.open > 0)).await;
    assert_eq!(snapshot.journal.tally.unwrap().all.n, 0, "its plan runs");

    // A round before the end finds nothing; one after it does.
    advance(ROUND).await;
    LATER.store(hours(200), Ordering::SeqCst);
    advance(ROUND).await;
    let of = |snapshot: &Snapshot| snapshot.reports.iter().find(|report| report.id == id).unwrap().standing.outcome;
    let snapshot = shown(&handle, |snapshot| of(snapshot).is_some()).await;
    let outcome = of(&snapshot).unwrap();
    assert!(outcome.net_r.is_some(), "{outcome:?}");
    let tally = snapshot.journal.tally.unwrap();
    assert_eq!((tally.all.n, tally.open), (1, 0));
    assert_eq!(Journal::open_existing(&place).unwrap().outcome(&id).unwrap(), Some(outcome));
    handle.stop();

    let again = spawn(at(&place), turned_on);
    let snapshot = shown(&again, |snapshot| snapshot.journal.tally.is_some()).await;
    assert_eq!((snapshot.journal.tally.unwrap().all.n, snapshot.reports.len()), (1, 0));
    let signals = Filter { tool: Some(ToolName::GenerateSignal), ..Filter::default() };
    assert!(!Journal::open_existing(&place).unwrap().list(&signals).unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_price_that_is_reached_is_shown_once_and_still_after_a_restart() {
    let then = testing::now();
    LATER.store(then.as_second(), Ordering::SeqCst);
    let folder = folder();
    let place = folder.path().join("journal.db");
    let mut journal = Journal::open(&place).unwrap();
    let Source::Demo { seed } = Settings::default().market.source else { panic!("the default is the demo market") };
    let want = Want { pair: Pair::new("BTC/USD").unwrap(), interval: Some(Interval::H1), bars: 5, at: then };
    let history = market::history(&DemoFeed::new(seed), &want).await.unwrap();
    let close = history.series.last_price();
    for price in [close + 0.01, close * 10.0] {
        journal.arm(Watch::of(price, &history, None, then).unwrap(), then).unwrap();
    }
    drop(journal);

    let handle = spawn(at(&place), turned_on);
    let snapshot = shown(&handle, |snapshot| snapshot.alerts.armed > 0).await;
    assert_eq!((snapshot.alerts.armed, snapshot.alerts.fired.len()), (2, 0), "no candle has closed since");
    LATER.store(then.as_second() + 30 * 24 * 3_600, Ordering::SeqCst);
    advance(ROUND).await;
    let snapshot = shown(&handle, |snapshot| !snapshot.alerts.fired.is_empty()).await;
    let fired = snapshot.alerts.fired.clone();
    assert_eq!((snapshot.alerts.armed, fired.len(), fired[0].number), (1, 1, 1));
    assert!(fired[0].heading.starts_with("BTC/USD reached ") && fired[0].sentence.contains("Receipt er1_"));
    handle.stop();

    let again = spawn(at(&place), turned_on);
    let snapshot = shown(&again, |snapshot| snapshot.alerts.armed > 0).await;
    assert_eq!(snapshot.alerts.fired, fired, "once");
}
