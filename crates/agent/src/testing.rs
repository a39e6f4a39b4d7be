//! Answers to test with.

use analysis::Gate;
use jiff::Timestamp;
use market::DemoFeed;

use crate::{
    ReportView, Settings, ToolFault,
    ask::{Answer, Asked, answer},
};

/// Half past three on a working day.
pub(crate) fn now() -> Timestamp {
    at("2026-11-20T15:00:03Z")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn asked(pair: &str, timeframe: &str, gate: Gate) -> Asked {
    Asked { pair: pair.to_owned(), timeframe: Some(timeframe.to_owned()), gate: Some(gate), ..Asked::default() }
}

/// Asks the demo feed.
pub(crate) fn demo(seed: u64, asked: &Asked, now: Timestamp) -> Result<Answer, ToolFault> {
    let feed = DemoFeed::new(seed);
    wait(answer(&feed, asked, &Settings::default(), now))
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub(crate) fn answered(pair: &str, timeframe: &str, gate: Gate) -> Answer {
    demo(1, &asked(pair, timeframe, gate), now()).unwrap()
}

pub(crate) fn report_view(pair: &str, timeframe: &str, gate: Gate) -> ReportView {
    ReportView::of(answered(pair, timeframe, gate))
}
