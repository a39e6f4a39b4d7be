use super::*;
use crate::Pair;
use jiff::Timestamp;

fn bar(at: &str, price: f64) -> Candle {
    let open_time = at.parse::<Timestamp>().unwrap();
    Candle { open_time, open: price, high: price + 2.0, low: price - 2.0, close: price + 1.0, volume: Some(10.0) }
}

fn hours(first: &str, count: i64) -> Series {
    let start = first.parse::<Timestamp>().unwrap().as_second();
    let candles = (0..count).map(|k| {
        let at = Timestamp::from_second(start + 3_600 * k).unwrap().to_string();
        bar(&at, 100.0 + k as f64)
    });
    Series::new(Pair::new("BTC/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap()
}

#[test]
fn four_hours_gather_into_one() {
    let up = Resampled::of(&hours("2026-11-20T08:00:00Z", 8), Grouping::Calendar(Interval::H4)).unwrap();
    assert_eq!(up.series.len(), 2);
    let first = up.series.candle(0).unwrap();
    assert_eq!(first.open_time.to_string(), "2026-11-20T08:00:00Z");
    assert_eq!((first.open, first.high, first.low, first.close), (100.0, 105.0, 98.0, 104.0));
    assert_eq!(first.volume, Some(40.0));
    let closed: Vec<Option<usize>> = (0..8).map(|bar| up.last_closed(bar)).collect();
    assert_eq!(closed, [None, None, None, Some(0), Some(0), Some(0), Some(0), Some(1)]);
}

#[test]
fn a_group_without_its_beginning_is_dropped_and_one_without_its_end_is_not_closed() {
    let up = Resampled::of(&hours("2026-11-20T09:00:00Z", 9), Grouping::Calendar(Interval::H4)).unwrap();
    assert_eq!(up.series.len(), 1);
    assert_eq!(up.series.first_open().to_string(), "2026-11-20T12:00:00Z");
    assert_eq!(up.last_closed(8), Some(0));
}

/// Shifting the start of the history changes no later group: they hang on the calendar.
#[test]
fn groups_hang_on_the_calendar() {
    let long = Resampled::of(&hours("2026-11-20T00:00:00Z", 48), Grouping::Calendar(Interval::H4)).unwrap().series;
    for skip in 1..4 {
        let late = hours("2026-11-20T00:00:00Z", 48).tail(48 - skip);
        let late = Resampled::of(&late, Grouping::Calendar(Interval::H4)).unwrap().series;
        assert_eq!(late, long.tail(11), "{skip} candles later");
    }
}

#[test]
fn a_trading_week_closes_with_the_first_bar_of_the_next() {
    // Monday 2026-11-16 to Friday 20, then Monday 23.
    let days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-23"];
    let candles = days.map(|day| bar(&format!("{day}T00:00:00Z"), 100.0));
    let series = Series::new(Pair::new("AAPL").unwrap(), Interval::D1, Timestamp::MAX, candles).unwrap();
    let up = Resampled::of(&series, Grouping::Calendar(Interval::W1)).unwrap();
    assert_eq!(up.series.first_open().to_string(), "2026-11-16T00:00:00Z");
    assert_eq!(up.last_closed(4), None, "on Friday the week's calendar has two days left");
    assert_eq!(up.last_closed(5), Some(0));
}

#[test]
fn counted_groups_close_with_their_last_bar() {
    let up = Resampled::of(&hours("2026-11-20T09:00:00Z", 10), Grouping::Count(3)).unwrap();
    assert_eq!(up.series.len(), 3);
    assert_eq!(up.last_closed(1), None);
    assert_eq!(up.last_closed(2), Some(0));
    assert_eq!(up.last_closed(9), Some(2));
}

#[test]
fn volume_is_unknown_when_a_part_is() {
    let mut candles: Vec<Candle> = hours("2026-11-20T08:00:00Z", 4).candles().collect();
    candles[2].volume = None;
    let series = Series::new(Pair::new("BTC/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap();
    let up = Resampled::of(&series, Grouping::Calendar(Interval::H4)).unwrap();
    assert_eq!(up.series.candle(0).unwrap().volume, None);
}
