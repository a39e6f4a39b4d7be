//! Outcomes by hand: the distances are those of the receipt, from the open after it.

use analysis::{Candle, Interval, Pair, Series, Side};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Ended, due_at, scored};
use crate::journal::body::Body;

const OPENS: i64 = 1_767_225_600;

/// BTC/USD, hourly; decided at the close of the first candle, 3 bars, ATR 2, stop 2 ATR = 4 away, target 6 away.
fn receipt(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut body = json!({
        "tool": "generate_signal",
        "params": { "levels": { "stop_atr": 2.0, "reward_risk": 1.5, "horizon_bars": 3 } },
        "series": [{ "pair": "BTC/USD", "timeframe": "1h" }],
        "output": {
            "data": { "last_closed_candle": "2026-01-01T01:00:00Z" },
            "lean": "long",
            "plan": { "side": "long", "atr": 2.0 },
            "scenarios": {
                "long": { "entry_price": 100.0, "stop_loss": 96.0, "cost_r": 0.05 },
                "short": { "entry_price": 100.0, "stop_loss": 104.0, "cost_r": 0.05 },
            },
        },
    });
    change(&mut body);
    serde_json::to_vec(&body).unwrap()
}

fn hold(lean: &str) -> Vec<u8> {
    receipt(|body| {
        body["output"]["plan"] = Value::Null;
        body["output"]["lean"] = json!(lean);
    })
}

/// Hourly candles of open, high, low and close after the one of decision; a `None` is missing.
fn series(later: &[Option<[f64; 4]>]) -> Series {
    let all = std::iter::once(&Some([100.0; 4])).chain(later);
    let candles = all.enumerate().filter_map(|(hour, prices)| {
        let [open, high, low, close] = (*prices)?;
        let open_time = Timestamp::from_second(OPENS + 3_600 * hour as i64).unwrap();
        Some(Candle { open_time, open, high, low, close, volume: None })
    });
    let pair = Pair::new("BTC/USD").unwrap();
    Series::new(pair, Interval::H1, Timestamp::MAX, candles.collect::<Vec<_>>()).unwrap()
}

const STILL: Option<[f64; 4]> = Some([101.0, 102.0, 100.0, 101.0]);

#[test]
fn the_entry_is_the_next_open_and_a_touch_ends_it() {
    // From 101: stop 97, target 107.
    let target = series(&[STILL, Some([101.0, 107.0, 100.0, 106.0]), STILL, STILL]);
    let outcome = scored(&receipt(|_| {}), &target).unwrap();
    assert_eq!(
        (outcome.ending, outcome.r, outcome.net_r, outcome.bars),
        (Ended::Target, Some(1.5), Some(1.45), Some(2))
    );
    assert_eq!((outcome.best_r, outcome.worst_r), (Some(1.5), Some(-0.25)));
    let stop = series(&[STILL, Some([101.0, 108.0, 97.0, 98.0]), STILL, STILL]);
    let outcome = scored(&receipt(|_| {}), &stop).unwrap();
    assert_eq!((outcome.ending, outcome.r), (Ended::Stop, Some(-1.0)), "both in one bar is the stop");
    let beyond = series(&[STILL, Some([95.0, 96.0, 94.0, 95.0]), STILL, STILL]);
    assert_eq!(scored(&receipt(|_| {}), &beyond).unwrap().r, Some(-1.5), "opened beyond it");
}

#[test]
fn time_ends_it_at_the_open_after_the_horizon() {
    let still = series(&[STILL, STILL, STILL, Some([103.0, 103.0, 103.0, 103.0])]);
    let outcome = scored(&receipt(|_| {}), &still).unwrap();
    assert_eq!((outcome.ending, outcome.r, outcome.bars), (Ended::Time, Some(0.5), Some(3)));
    let not_yet = series(&[STILL, Some([101.0, 107.0, 100.0, 106.0]), STILL]);
    assert_eq!(scored(&receipt(|_| {}), &not_yet), None, "also when it ended earlier");
}

#[test]
fn a_missing_candle_makes_it_void() {
    let gap = series(&[STILL, None, STILL, STILL, STILL]);
    let outcome = scored(&receipt(|_| {}), &gap).unwrap();
    assert_eq!((outcome.ending, outcome.r, outcome.bars), (Ended::Void, None, None));
}

#[test]
fn a_hold_is_scored_on_the_side_it_leans_to() {
    let falls = series(&[STILL, Some([101.0, 102.0, 95.0, 95.0]), STILL, STILL]);
    let outcome = scored(&hold("short"), &falls).unwrap();
    assert_eq!((outcome.side, outcome.ending, outcome.r), (Side::Short, Ended::Target, Some(1.5)));
    assert_eq!(scored(&hold("long"), &falls).unwrap().ending, Ended::Stop);
    assert_eq!(scored(&hold("none"), &falls), None);
}

#[test]
fn without_the_right_candles_there_is_no_outcome() {
    let fine = series(&[STILL; 4]);
    assert!(scored(&receipt(|_| {}), &fine).is_some());
    for (pointer, other) in [
        ("/series/0/pair", json!("ETH/USD")),
        ("/series/0/timeframe", json!("4h")),
        ("/output/data/last_closed_candle", json!("2025-12-31T01:00:00Z")),
        ("/tool", json!("analyze_market")),
        ("/output/plan/atr", json!(0.0)),
    ] {
        let changed = receipt(|body| *body.pointer_mut(pointer).unwrap() = other);
        assert_eq!(scored(&changed, &fine), None, "{pointer}");
    }
}

#[test]
fn it_is_due_when_the_last_open_has_become_a_candle() {
    let due = |bytes: &[u8]| due_at(&Body::of(bytes).unwrap()).map(|at| at.to_string());
    assert_eq!(due(&receipt(|_| {})).as_deref(), Some("2026-01-01T05:00:00Z"));
    assert_eq!(due(&hold("short")).as_deref(), Some("2026-01-01T05:00:00Z"));
    assert_eq!(due(&hold("none")), None);
    let without_levels = receipt(|body| {
        body["output"]["plan"] = Value::Null;
        body["output"]["scenarios"]["long"]["stop_loss"] = Value::Null;
    });
    assert_eq!(due(&without_levels), None);
}
