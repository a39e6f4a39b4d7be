use analysis::{Interval, Kind};

use super::{Watch, Way};
use crate::{
    Code,
    journal::tests::support::{at, history},
    testing::now,
};

#[test]
fn the_last_close_says_from_which_side() {
    let history = history(1, "BTC/USD", Interval::H1, 50, now());
    let close = history.series.last_price();
    let of = |price| Watch::of(price, &history, None, now());
    let above = of(close + 0.01).unwrap();
    assert_eq!((above.way, above.close, above.timeframe), (Way::Rising, close, Interval::H1));
    assert_eq!(above.candle, at("2026-11-20T14:00:00Z"));
    assert_eq!(of(close - 0.01).unwrap().way, Way::Falling);
    for (price, words) in [(close, "is the last price of BTC/USD"), (0.0, "above 0"), (f64::NAN, "above 0")] {
        let refused = of(price).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidParams, Some("/price")));
        assert!(refused.what.contains(words), "{refused}");
    }
    let late = Watch::of(close + 1.0, &history, Some(now()), now()).unwrap_err();
    assert_eq!(late.what, "2026-11-20 15:00 UTC is over already.");
}

#[test]
fn stale_candles_do_not_say_on_which_side_the_price_is() {
    let mut history = history(1, "BTC/USD", Interval::H1, 50, now());
    history.provenance.kind = Kind::Live;
    let later = at("2026-11-20T19:00:00Z");
    let refused = Watch::of(1.0, &history, None, later).unwrap_err();
    assert_eq!(refused.code, Code::DataQuality);
    // A file does not grow, so it is never late.
    history.provenance.kind = Kind::Recorded;
    assert!(Watch::of(1.0, &history, None, later).is_ok());
}
