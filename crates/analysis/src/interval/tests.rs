use super::*;

#[test]
fn weeks_begin_on_monday_and_days_at_midnight() {
    let ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
    let wednesday = ms("2026-11-25T13:47:00Z");
    assert_eq!(Interval::W1.bucket(wednesday), ms("2026-11-23T00:00:00Z"));
    assert_eq!(Interval::D1.bucket(wednesday), ms("2026-11-25T00:00:00Z"));
    assert_eq!(Interval::H4.bucket(wednesday), ms("2026-11-25T12:00:00Z"));
    assert_eq!(Interval::W1.bucket(ms("1969-12-31T23:59:00Z")), ms("1969-12-29T00:00:00Z"), "before the epoch too");
}

#[test]
fn names_read_back_and_a_week_cannot_be_asked_for() {
    for interval in Interval::ASKABLE {
        assert_eq!(interval.name().parse(), Ok(interval));
    }
    assert_eq!("1w".parse::<Interval>(), Err(UnknownInterval("1w".to_owned())));
    let error = "2h".parse::<Interval>().unwrap_err().to_string();
    assert_eq!(error, "timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d; got \"2h\"");
}

#[test]
fn a_year_has_as_many_candles_as_its_market() {
    use crate::Sessions;
    assert_eq!(Interval::D1.per_year(Sessions::Always), 365.0);
    assert_eq!(Interval::D1.per_year(Sessions::UsShares), 252.0);
    assert_eq!(Interval::H1.per_year(Sessions::UsShares), 252.0 * 6.5);
    assert_eq!(Interval::H1.per_year(Sessions::FxWeek), 260.0 * 24.0);
}

#[test]
fn minutes_are_printed_plainly() {
    assert_eq!(minute_text("2026-11-20T09:05:59Z".parse().unwrap()), "2026-11-20 09:05");
}
