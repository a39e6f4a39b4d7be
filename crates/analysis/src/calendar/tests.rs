use super::*;

fn ms(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

#[test]
fn a_market_that_never_closes_misses_every_absent_candle() {
    let (from, to) = (ms("2026-11-20T10:00:00Z"), ms("2026-11-20T14:00:00Z"));
    assert_eq!(Sessions::Always.missing_between(Interval::H1, from, to), 3);
    assert_eq!(Sessions::Always.missing_between(Interval::H1, from, from + HOUR), 0);
}

#[test]
fn a_currency_weekend_is_no_gap_and_a_lost_tuesday_is() {
    // Friday 2017-03-03 21:00 to Sunday 22:00, as the hourly EUR/USD file has it.
    let weekend = (ms("2017-03-03T21:00:00Z"), ms("2017-03-05T22:00:00Z"));
    assert_eq!(Sessions::FxWeek.missing_between(Interval::H1, weekend.0, weekend.1), 0);
    // In summer it closes and opens an hour earlier.
    let summer = (ms("2017-07-07T20:00:00Z"), ms("2017-07-09T21:00:00Z"));
    assert_eq!(Sessions::FxWeek.missing_between(Interval::H1, summer.0, summer.1), 0);
    let tuesday = (ms("2017-03-06T23:00:00Z"), ms("2017-03-08T00:00:00Z"));
    assert_eq!(Sessions::FxWeek.missing_between(Interval::H1, tuesday.0, tuesday.1), 24);
}

#[test]
fn holidays_of_shares_are_not_gaps_but_september_2001_is() {
    let day = |text: &str| ms(&format!("{text}T00:00:00Z"));
    // Thanksgiving 2012: Thursday absent.
    assert_eq!(Sessions::UsShares.missing_between(Interval::D1, day("2012-11-21"), day("2012-11-23")), 0);
    // New York was closed from Tuesday 11 to Friday 14 September 2001: four weekdays.
    assert_eq!(Sessions::UsShares.missing_between(Interval::D1, day("2001-09-10"), day("2001-09-17")), 4);
}

#[test]
fn a_gap_of_years_is_counted_without_walking_it() {
    let day = |text: &str| ms(&format!("{text}T00:00:00Z"));
    // 2001-01-01 was a Monday; 52 whole weeks of five days lie before 2001-12-31, a Monday, itself excluded.
    assert_eq!(Sessions::Weekdays.missing_between(Interval::D1, day("2001-01-01"), day("2001-12-31")), 52 * 5 - 1);
}

#[test]
fn nothing_is_overdue_over_a_weekend() {
    let friday = ms("2026-11-20T20:00:00Z");
    assert!(!Sessions::FxWeek.overdue(Interval::H1, friday, ms("2026-11-22T12:00:00Z")));
    assert!(Sessions::FxWeek.overdue(Interval::H1, friday, ms("2026-11-23T12:00:00Z")));
    assert!(Sessions::Always.overdue(Interval::H1, friday, ms("2026-11-20T22:00:00Z")));
    assert!(!Sessions::Always.overdue(Interval::H1, friday, ms("2026-11-20T21:59:59Z")));
}

#[test]
fn the_next_candle_after_friday_opens_on_monday() {
    let friday = ms("2026-11-20T00:00:00Z");
    let next = |n| Sessions::UsShares.nth_open_after(Interval::D1, friday, n).to_string();
    assert_eq!(next(1), "2026-11-23T00:00:00Z");
    assert_eq!(next(24), "2026-12-24T00:00:00Z");
    let hour = ms("2026-11-20T14:00:00Z");
    assert_eq!(Sessions::Always.nth_open_after(Interval::H1, hour, 24).to_string(), "2026-11-21T14:00:00Z");
}
