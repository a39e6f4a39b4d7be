use super::*;
use crate::{Candle, Pair, RiskTolerance};
use jiff::Timestamp;

const DAY: i64 = 86_400;

/// Daily candles that wander, from 1970-01-01 on.
fn candles(count: usize) -> Vec<Candle> {
    (0..count)
        .map(|bar| {
            let close = |bar: usize| 100.0 + 5.0 * (bar as f64 / 11.0).sin() + (bar * bar % 7) as f64 * 0.3;
            let (open, close) = (close(bar.saturating_sub(1)) + 0.1, close(bar));
            Candle {
                open_time: Timestamp::from_second(DAY * bar as i64).unwrap(),
                open,
                high: open.max(close) + 0.5,
                low: open.min(close) - 0.5,
                close,
                volume: Some(1_000.0 + bar as f64),
            }
        })
        .collect()
}

fn daily(pair: &str, candles: Vec<Candle>) -> Series {
    Series::new(Pair::new(pair).unwrap(), Interval::D1, Timestamp::MAX, candles).unwrap()
}

fn days(series: &Series) -> Days {
    Days::of(Some(series), Side::Long, &RiskParams::of(RiskTolerance::Medium))
}

#[test]
fn before_the_first_day_is_over_nothing_is_known() {
    let none = Days::of(None, Side::Long, &RiskParams::of(RiskTolerance::Medium));
    assert_eq!((none.returns, none.tail, none.percentile, none.gap, none.atr), (0, None, None, None, None));
    assert_eq!((none.turnover, none.drawdown, none.annual), (Turnover::TooShort, None, None));
}

#[test]
fn statistics_come_one_after_the_other() {
    let short = days(&daily("BTC/USD", candles(120)));
    assert_eq!((short.returns, short.tail, short.percentile, short.atr), (119, None, None, None));
    assert!(short.drawdown.is_some() && short.gap.is_some() && short.gap_in_atr().is_none());
    let long = days(&daily("BTC/USD", candles(700)));
    assert_eq!((long.percentile_of, long.drawdown_days), (504, 365));
    assert!(long.tail.is_some() && long.gap_in_atr().is_some());
    let [p95, p99] = long.plain.map(Option::unwrap);
    assert!(0.0 < p95 && p95 < p99);
}

#[test]
fn the_median_day_is_the_middle_of_twenty() {
    let mut all = candles(25);
    for (bar, candle) in all.iter_mut().enumerate() {
        (candle.open, candle.high, candle.low, candle.close) = (10.0, 10.0, 10.0, 10.0);
        candle.volume = Some(if bar == 24 { 1e9 } else { bar as f64 });
    }
    // Volumes 5 to 23 and one huge one: between the tenth and the eleventh, 14 and 15.
    assert_eq!(days(&daily("BTC/USD", all.clone())).turnover, Turnover::Known(145.0));
    assert_eq!(days(&daily("BTC/USD", all[..19].to_vec())).turnover, Turnover::TooShort);
    all[3].volume = None;
    assert_eq!(days(&daily("BTC/USD", all.clone())).turnover, Turnover::NoVolume);
    for candle in &mut all {
        candle.volume = Some(0.0);
    }
    assert_eq!(days(&daily("BTC/USD", all)).turnover, Turnover::NoVolume, "what does not trade has no volume");
}

/// Weekdays only, and with Sundays. 1970-01-01 was a Thursday.
fn week(sundays: bool) -> Vec<Candle> {
    let all = candles(260).into_iter().enumerate();
    all.filter(|(day, _)| day % 7 != 2 && (sundays || day % 7 != 3)).map(|(_, candle)| candle).collect()
}

#[test]
fn a_year_has_as_many_days_as_the_market() {
    for (pair, candles, expected) in
        [("BTC/USD", candles(200), 365.0), ("AAPL", week(false), 252.0), ("EUR/USD", week(false), 260.0)]
    {
        let series = daily(pair, candles);
        let sigma = Ewma::of(series.closes()).sigma(series.len() - 1).unwrap();
        let share = days(&series).annual.unwrap() / sigma;
        assert!((share * share - expected).abs() < 1e-6, "{pair}");
    }
}

#[test]
fn a_sunday_evening_is_a_part_of_monday() {
    let with = daily("EUR/USD", week(true));
    let whole = whole_days(&with).unwrap();
    assert_eq!(whole.len(), with.len() - 37, "37 Sundays");
    // Day 3 was the first Sunday.
    let (sunday, monday) = (with.candle(2).unwrap(), with.candle(3).unwrap());
    let joined = whole.candle(2).unwrap();
    assert_eq!((joined.open_time, joined.open, joined.close), (monday.open_time, sunday.open, monday.close));
    assert_eq!((joined.high, joined.low), (sunday.high.max(monday.high), sunday.low.min(monday.low)));
    assert_eq!(joined.volume, Some(sunday.volume.unwrap() + monday.volume.unwrap()));
    // Days of their own would calm the market down.
    let quiet: Vec<Candle> = week(true)
        .into_iter()
        .scan(100.0, |before, candle| {
            let sunday = (candle.open_time.as_second() / DAY) % 7 == 3;
            let open = *before;
            let close = if sunday { open } else { candle.close };
            *before = close;
            Some(Candle { open, close, high: open.max(close), low: open.min(close), ..candle })
        })
        .collect();
    let (joined, apart) = (days(&daily("EUR/USD", quiet.clone())), days(&daily("BTC/USD", quiet)));
    assert!(joined.atr.unwrap() > 1.1 * apart.atr.unwrap());
}

#[test]
fn whole_sundays_and_lost_mondays_are_left_alone() {
    let seven = daily("EUR/USD", candles(30));
    assert_eq!(whole_days(&seven).unwrap(), seven, "a feed that never closes");
    assert_eq!(whole_days(&daily("BTC/USD", week(true))), None, "a market that never closes");
    let without_monday: Vec<Candle> =
        week(true).into_iter().filter(|candle| candle.open_time.as_second() != 4 * DAY).collect();
    let lost = whole_days(&daily("EUR/USD", without_monday)).unwrap();
    assert_eq!(lost.len(), week(true).len() - 1 - 37);
    let ends_on_sunday = whole_days(&daily("EUR/USD", week(true)[..3].to_vec())).unwrap();
    assert_eq!(ends_on_sunday.len(), 2, "Monday is not over");
}

#[test]
fn hours_become_days() {
    let hourly: Vec<Candle> = candles(100)
        .into_iter()
        .enumerate()
        .map(|(k, candle)| Candle { open_time: Timestamp::from_second(3_600 * k as i64).unwrap(), ..candle })
        .collect();
    let series = Series::new(Pair::new("BTC/USD").unwrap(), Interval::H1, Timestamp::MAX, hourly).unwrap();
    let built = days_of(&series).unwrap();
    assert_eq!((built.len(), built.interval()), (4, Interval::D1), "the fifth day is not over");
    assert_eq!(built.closes()[0], series.closes()[23]);
    assert_eq!(days_of(&series.tail(20)), None);
}
