use analysis::{Candle, Interval, Pair, Series};
use jiff::Timestamp;

use super::super::{Crossing, Watch, Way};
use crate::testing::at;

const ARMED: &str = "2026-01-01T00:00:00Z";

/// Waits for 110 from 100, or for 90.
fn watch(way: Way) -> Watch {
    Watch {
        pair: Pair::new("BTC/USD").unwrap(),
        timeframe: Interval::H1,
        price: if way == Way::Rising { 110.0 } else { 90.0 },
        way,
        source: "file".to_owned(),
        candle: at(ARMED),
        close: 100.0,
        until: None,
    }
}

/// Hourly candles of open, high, low and close; the first is the one the alert was armed after.
fn series(prices: &[[f64; 4]]) -> Series {
    let candles = prices.iter().enumerate().map(|(hour, [open, high, low, close])| Candle {
        open_time: Timestamp::from_second(at(ARMED).as_second() + 3_600 * hour as i64).unwrap(),
        open: *open,
        high: *high,
        low: *low,
        close: *close,
        volume: None,
    });
    Series::new(Pair::new("BTC/USD").unwrap(), Interval::H1, Timestamp::MAX, candles.collect::<Vec<_>>()).unwrap()
}

/// Its own high and low were reached before it was armed.
const FIRST: [f64; 4] = [100.0, 115.0, 80.0, 100.0];
const CALM: [f64; 4] = [100.0, 109.9, 90.1, 100.0];

fn reached(bar: usize, extreme: f64) -> Crossing {
    let at = Timestamp::from_second(at(ARMED).as_second() + 3_600 * (bar as i64 + 1)).unwrap();
    Crossing::Reached { bar, at, extreme }
}

#[test]
fn the_first_candle_that_touches_the_price_fires_it_and_earlier_ones_never() {
    let now = at("2026-01-02T00:00:00Z");
    let of = |way, prices: &[[f64; 4]]| watch(way).crossing(&series(prices), now);
    for way in [Way::Rising, Way::Falling] {
        assert_eq!(of(way, &[FIRST]), Crossing::NotYet);
        assert_eq!(of(way, &[FIRST, CALM]), Crossing::NotYet);
    }
    let touch = [100.0, 110.0, 95.0, 99.0];
    assert_eq!(of(Way::Rising, &[FIRST, CALM, touch, touch]), reached(2, 110.0));
    let dip = [100.0, 105.0, 90.0, 99.0];
    assert_eq!(of(Way::Falling, &[FIRST, dip]), reached(1, 90.0));
}

#[test]
fn a_leap_over_the_price_reaches_it() {
    let now = at("2026-01-02T00:00:00Z");
    let above = [150.0, 151.0, 149.0, 150.0];
    assert_eq!(watch(Way::Rising).crossing(&series(&[FIRST, above]), now), reached(1, 151.0));
    let below = [50.0, 51.0, 49.0, 50.0];
    assert_eq!(watch(Way::Falling).crossing(&series(&[FIRST, below]), now), reached(1, 49.0));
}

#[test]
fn after_its_time_nothing_fires_it() {
    let touch = [100.0, 110.0, 95.0, 99.0];
    let limited = |until: &str| Watch { until: Some(at(until)), ..watch(Way::Rising) };
    let later = at("2026-01-05T00:00:00Z");
    let of = |until, prices: &[[f64; 4]], now| limited(until).crossing(&series(prices), now);
    assert_eq!(of("2026-01-01T02:00:00Z", &[FIRST, touch], later), reached(1, 110.0));
    assert_eq!(of("2026-01-01T01:59:59Z", &[FIRST, touch], later), Crossing::Over);
    assert_eq!(of("2026-01-03T00:00:00Z", &[FIRST, CALM], later), Crossing::Over);
    assert_eq!(of("2026-01-03T00:00:00Z", &[FIRST, CALM], at("2026-01-02T00:00:00Z")), Crossing::NotYet);
}

#[test]
fn candles_of_another_market_say_nothing() {
    let now = at("2026-01-02T00:00:00Z");
    let touch = [100.0, 110.0, 95.0, 99.0];
    let corrected = [100.0, 115.0, 80.0, 100.5];
    assert_eq!(watch(Way::Rising).crossing(&series(&[corrected, touch]), now), Crossing::OtherCandles);
    let eth = Watch { pair: Pair::new("ETH/USD").unwrap(), ..watch(Way::Rising) };
    assert_eq!(eth.crossing(&series(&[FIRST, touch]), now), Crossing::OtherCandles);
    let earlier = Watch { candle: at("2025-12-31T23:00:00Z"), ..watch(Way::Rising) };
    assert_eq!(earlier.crossing(&series(&[FIRST, touch]), now), Crossing::OtherCandles);
}
