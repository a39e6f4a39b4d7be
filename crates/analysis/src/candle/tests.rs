use super::*;

fn candle(at: i64) -> Candle {
    let open_time = Timestamp::from_second(at).unwrap();
    Candle { open_time, open: 10.0, high: 12.0, low: 9.0, close: 11.0, volume: Some(1.0) }
}

#[expect(clippy::unwrap_in_result, reason = "the fixture itself is valid")]
fn series(candles: Vec<Candle>, known_at: i64) -> Result<Series, SeriesFault> {
    let known_at = Timestamp::from_second(known_at).unwrap();
    Series::new(Pair::new("BTC/USD").unwrap(), Interval::H1, known_at, candles)
}

#[test]
fn only_closed_ascending_valid_candles_pass() {
    assert_eq!(series(vec![], 0).unwrap_err(), SeriesFault::Empty);
    assert!(series(vec![candle(0), candle(3_600)], 7_200).is_ok());
    assert_eq!(series(vec![candle(0), candle(3_600)], 7_199).unwrap_err(), SeriesFault::StillOpen { index: 1 });
    assert_eq!(series(vec![candle(0), candle(0)], 7_200).unwrap_err(), SeriesFault::NotAscending { index: 1 });
}

#[test]
fn ohlc_must_agree() {
    let low_high = Candle { high: 10.5, ..candle(0) };
    assert_eq!(low_high.check(), Err(CandleFault::HighTooLow));
    let high_low = Candle { low: 10.5, ..candle(0) };
    assert_eq!(high_low.check(), Err(CandleFault::LowTooHigh));
    let free = Candle { low: 0.0, ..candle(0) };
    assert_eq!(free.check(), Err(CandleFault::NotPositive("low")));
}

#[test]
fn unknown_volume_is_not_nil() {
    let series = series(vec![candle(0), Candle { volume: None, ..candle(3_600) }], 7_200).unwrap();
    assert_eq!(series.volumes(), None, "one unknown leaves the column unknown");
    assert_eq!(series.candle(1).unwrap().volume, None);
    assert_eq!(series.tail(2), series);
    assert_eq!(series.until(Timestamp::from_second(3_600).unwrap()).unwrap().volumes(), Some([1.0].as_slice()));
    assert_eq!(series.until(Timestamp::from_second(3_599).unwrap()), None);
}
