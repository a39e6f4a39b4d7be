use super::*;
use crate::{Candle, Interval, Pair};
use jiff::Timestamp;

/// Candles from open, high, low, close.
fn series(bars: &[[f64; 4]]) -> Series {
    let candles = bars.iter().enumerate().map(|(bar, [open, high, low, close])| Candle {
        open_time: Timestamp::from_second(3_600 * bar as i64).unwrap(),
        open: *open,
        high: *high,
        low: *low,
        close: *close,
        volume: None,
    });
    Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap()
}

/// Stop 2 away, target 3 away, four bars. Bar 0 decides, bar 1 enters at 100.
const PLAN: Barriers = Barriers { stop_atr: 2.0, reward_risk: 1.5, horizon: 4 };
const QUIET: [f64; 4] = [100.0, 101.0, 99.0, 100.0];

fn after(bars: &[[f64; 4]], side: Side) -> Option<Outcome> {
    follow(&series(&[&[QUIET], bars].concat()), 0, 1.0, side, &PLAN)
}

#[test]
fn the_first_barrier_touched_ends_it() {
    let up = [QUIET, [100.0, 103.0, 99.5, 102.0], QUIET, QUIET, QUIET];
    let outcome = after(&up, Side::Long).unwrap();
    assert_eq!((outcome.ending, outcome.r, outcome.bars), (Ending::Target, 1.5, 2));
    assert_eq!((outcome.best_r, outcome.worst_r), (1.5, -0.5));
    let short = after(&up, Side::Short).unwrap();
    assert_eq!((short.ending, short.r), (Ending::Stop, -1.0));
}

#[test]
fn the_bar_of_entry_counts() {
    let outcome = after(&[[100.0, 100.5, 98.0, 99.0], QUIET, QUIET, QUIET, QUIET], Side::Long).unwrap();
    assert_eq!((outcome.ending, outcome.bars), (Ending::Stop, 1));
}

#[test]
fn both_in_one_bar_is_the_stop() {
    let outcome = after(&[QUIET, [100.0, 104.0, 97.0, 100.0], QUIET, QUIET, QUIET], Side::Long).unwrap();
    assert_eq!((outcome.ending, outcome.r), (Ending::Stop, -1.0));
}

#[test]
fn an_open_beyond_the_stop_costs_more() {
    let gap = [QUIET, [97.0, 97.5, 96.0, 97.0], QUIET, QUIET, QUIET];
    assert_eq!(after(&gap, Side::Long).unwrap().r, -1.5);
}

#[test]
fn time_ends_it_at_the_open_after_the_horizon() {
    let outcome = after(&[QUIET, QUIET, QUIET, QUIET, [101.0, 101.0, 101.0, 101.0]], Side::Long).unwrap();
    assert_eq!((outcome.ending, outcome.r, outcome.bars), (Ending::Time, 0.5, 4));
    assert_eq!(after(&[QUIET, QUIET, QUIET, QUIET, [101.0; 4]], Side::Short).unwrap().r, -0.5);
}

#[test]
fn nothing_is_known_before_the_horizon_is_over() {
    let early = [[100.0, 104.0, 99.5, 103.0], QUIET, QUIET, QUIET];
    assert_eq!(after(&early, Side::Long), None, "though the target was touched at once");
    assert_eq!(drift(&series(&[QUIET; 5]), 0, 4), None);
    assert_eq!(drift(&series(&[QUIET; 6]), 0, 4), Some(0.0));
}
