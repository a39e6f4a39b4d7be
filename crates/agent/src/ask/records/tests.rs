use std::sync::Arc;

use analysis::{Gate, Interval};

use super::{KEPT, Measures, Records};
use crate::testing::{answered, at};

fn what(horizon: u16) -> Measures {
    Measures { pair: "BTC/USD".parse().unwrap(), interval: Interval::D1, horizon, as_of: None }
}

#[test]
fn the_one_not_asked_for_longest_goes_first() {
    let record = answered("BTC/USD", "1d", Gate::Proven).report.measured;
    let records = Records::default();
    for horizon in 0..KEPT as u16 {
        records.learn(what(horizon), Arc::clone(&record));
    }
    assert!(records.known(&what(0)).is_some());
    records.learn(what(500), Arc::clone(&record));
    assert!(records.known(&what(0)).is_some() && records.known(&what(1)).is_none());
    assert_eq!(records.kept().len(), KEPT);
}

#[test]
fn a_replay_is_another_record() {
    let record = answered("BTC/USD", "1d", Gate::Proven).report.measured;
    let records = Records::default();
    records.learn(what(24), record);
    assert!(records.known(&Measures { as_of: Some(at("2024-01-01T00:00:00Z")), ..what(24) }).is_none());
}
