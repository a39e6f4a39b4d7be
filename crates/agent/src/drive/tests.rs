use std::{sync::Arc, time::Duration};

use analysis::{Direction, Gate};
use jiff::Timestamp;
use tokio::time::timeout;

use super::{Agent, COMMANDS, Handle, Keeping, Refused};
use crate::{
    AskState, Code, Command, FeedAccess, Settings, SettingsView, Snapshot, Source, testing,
    view::tray::{Mark, TrayView},
};

const PATIENCE: Duration = Duration::from_secs(20);

fn clock() -> Timestamp {
    testing::now()
}

fn spawn(settings: Settings) -> Handle {
    Agent::spawn(
        settings,
        SettingsView::default(),
        Keeping::Off,
        &crate::Company::NONE,
        clock,
        &tokio::runtime::Handle::current(),
    )
}

fn ask(pair: &str) -> Command {
    Command::Ask { pair: pair.to_owned(), timeframe: None, direction: Direction::Both, gate: Gate::Proven }
}

/// The first snapshot that fits.
async fn shown(handle: &Handle, fits: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let mut snapshots = handle.watch();
    let found = timeout(PATIENCE, snapshots.wait_for(|snapshot| fits(snapshot))).await;
    Arc::clone(&found.expect("in time").expect("the agent runs"))
}

fn is_closed(snapshot: &Snapshot) -> bool {
    matches!(snapshot.ask, AskState::Answered { .. } | AskState::Failed { .. })
}

#[tokio::test]
async fn a_question_becomes_a_report_that_can_be_fetched() {
    let handle = spawn(Settings::default());
    assert_eq!(TrayView::of(&handle.snapshot(), None).mark, Mark::Starting);
    handle.send(ask("btc/usd")).await.unwrap();
    let snapshot = shown(&handle, is_closed).await;
    let AskState::Answered { report: id, .. } = &snapshot.ask else { panic!("{:?}", snapshot.ask) };
    let report = handle.report(id).expect("a headline's report is there");
    assert_eq!((&report.id, &snapshot.reports[0].id), (id, id));
    assert_eq!(report.candles.len(), 300);
    assert!(report.texts.clean.starts_with("Signal: HOLD"));
    assert_eq!(handle.report("er1_unknown"), None);
    assert_eq!(TrayView::of(&snapshot, None).mark, Mark::Ready);
}

#[tokio::test]
async fn cancel_is_shown_within_a_quarter_of_a_second() {
    let handle = spawn(Settings::default());
    shown(&handle, |snapshot| snapshot.feed.access == FeedAccess::Open).await;
    handle.send(ask("BTC/USD")).await.unwrap();
    shown(&handle, |snapshot| snapshot.ask != AskState::Idle).await;
    handle.send(Command::Cancel).await.unwrap();
    let mut snapshots = handle.watch();
    let idle = snapshots.wait_for(|snapshot| !matches!(snapshot.ask, AskState::Working { .. }));
    assert!(timeout(Duration::from_millis(250), idle).await.is_ok());
}

#[tokio::test]
async fn cancel_is_as_quick_in_the_middle_of_measuring() {
    let handle = spawn(Settings::default());
    shown(&handle, |snapshot| snapshot.feed.access == FeedAccess::Open).await;
    for pair in ["BTC/USD", "ETH/USD", "EUR/USD", "GBP/USD", "XAU/USD"] {
        handle.send(ask(pair)).await.unwrap();
        tokio::time::sleep(Duration::from_millis(40)).await;
        handle.send(Command::Cancel).await.unwrap();
        let mut snapshots = handle.watch();
        let idle = snapshots.wait_for(|snapshot| snapshot.ask == AskState::Idle);
        assert!(timeout(Duration::from_millis(250), idle).await.is_ok(), "{pair}");
    }
    handle.send(ask("AAPL")).await.unwrap();
    shown(&handle, is_closed).await;
}

#[tokio::test]
async fn the_last_of_many_questions_is_answered() {
    let handle = spawn(Settings::default());
    for pair in ["BTC/USD", "ETH/USD", "EUR/USD", "AAPL"] {
        handle.send(ask(pair)).await.unwrap();
    }
    let snapshot = shown(
        &handle,
        |snapshot| matches!(&snapshot.ask, AskState::Answered { question, .. } if question.pair == "AAPL"),
    )
    .await;
    assert_eq!(snapshot.reports[0].pair.as_str(), "AAPL");
}

#[tokio::test]
async fn a_wrong_question_fails_with_its_field() {
    let handle = spawn(Settings::default());
    handle.send(ask("not a pair")).await.unwrap();
    let snapshot = shown(&handle, is_closed).await;
    let AskState::Failed { problem, .. } = &snapshot.ask else { panic!("{:?}", snapshot.ask) };
    assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidParams, Some("/pair")));
    assert_eq!(TrayView::of(&snapshot, None).mark, Mark::Ready, "the question was wrong, not the source");
}

#[tokio::test]
async fn a_missing_file_is_said_and_heals_when_it_appears() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("btc_usd-1d.csv");
    let handle = spawn(Settings::reading(Source::File(path.clone())));
    let snapshot = shown(&handle, |snapshot| snapshot.feed.access != FeedAccess::Opening).await;
    assert!(matches!(&snapshot.feed.access, FeedAccess::Failed { problem } if problem.code == Code::ProviderDown));
    assert_eq!(TrayView::of(&snapshot, None).mark, Mark::Degraded);

    handle.send(ask("BTC/USD")).await.unwrap();
    let snapshot = shown(&handle, is_closed).await;
    assert!(matches!(&snapshot.ask, AskState::Failed { problem, .. } if problem.code == Code::ProviderDown));

    write_candles(&path);
    handle.send(ask("BTC/USD")).await.unwrap();
    let snapshot = shown(&handle, |snapshot| matches!(snapshot.ask, AskState::Answered { .. })).await;
    assert_eq!(snapshot.feed.access, FeedAccess::Open);
    assert_eq!((snapshot.feed.offers.len(), snapshot.feed.default_pair.as_str()), (1, "BTC/USD"));
    assert_eq!(snapshot.feed.default_timeframe, analysis::Interval::D1);
    assert_eq!(TrayView::of(&snapshot, None).mark, Mark::Ready);
}

#[expect(clippy::disallowed_methods, reason = "a test's own folder")]
fn write_candles(path: &std::path::Path) {
    let first = testing::at("2024-01-01T00:00:00Z").as_second();
    let line = |day: i32| {
        let at = Timestamp::from_second(first + i64::from(day) * 86_400).unwrap();
        let price = 100.0 + f64::from(day % 17);
        format!("{at},{price},{},{},{price},10\n", price + 1.0, price - 1.0)
    };
    let text: String =
        std::iter::once("time,open,high,low,close,volume\n".to_owned()).chain((0..400).map(line)).collect();
    std::fs::write(path, text).unwrap();
}

#[tokio::test]
async fn a_stopped_agent_refuses_and_stays_readable() {
    let handle = spawn(Settings::default());
    handle.stop();
    timeout(PATIENCE, handle.watch().wait_for(|_| false)).await.unwrap().unwrap_err();
    assert_eq!(handle.send(Command::Cancel).await, Err(Refused::Ended));
    assert_eq!(handle.try_send(Command::Cancel), Err(Refused::Ended));
    assert_eq!(handle.snapshot().ask, AskState::Idle);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_as_busy() {
    // The agent has no chance to run until this task waits.
    let handle = spawn(Settings::default());
    let sent: Vec<_> = (0..=COMMANDS).map(|_| handle.try_send(Command::Cancel)).collect();
    assert!(sent[..COMMANDS].iter().all(Result::is_ok));
    assert_eq!(sent[COMMANDS], Err(Refused::Busy));
}

#[tokio::test]
async fn a_pulse_is_felt_while_it_runs_and_not_after() {
    let handle = spawn(Settings::default());
    for _ in 0..3 {
        assert_eq!(timeout(PATIENCE, handle.pulse()).await.unwrap(), Ok(()));
    }
    // The agent shares this thread: while the thread is held, no pulse comes back.
    let stuck = handle.pulse();
    tokio::pin!(stuck);
    assert!(futures_pending(&mut stuck), "nothing answers of its own accord");
    assert_eq!(timeout(PATIENCE, stuck).await.unwrap(), Ok(()));
    handle.stop();
    timeout(PATIENCE, handle.watch().wait_for(|_| false)).await.unwrap().unwrap_err();
    assert_eq!(handle.pulse().await, Err(Refused::Ended));
}

/// Whether a future waits for something when it is asked once.
fn futures_pending(future: &mut (impl Future + Unpin)) -> bool {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    std::pin::Pin::new(future).poll(&mut context).is_pending()
}
