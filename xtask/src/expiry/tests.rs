use super::{day, over};

#[test]
fn days_become_dates() {
    for (count, date) in
        [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (19_782, "2024-02-29"), (20_820, "2027-01-02")]
    {
        assert_eq!(day(count), date);
    }
}

#[test]
fn an_exception_ends_the_day_after_its_date() {
    let text = "a (until 2027-06-01)\nb (until 2026-01-01)\nc until further notice";
    assert_eq!(over(text, "2027-06-01"), [(2, "b (until 2026-01-01)")]);
    assert_eq!(over(text, "2027-06-02").len(), 2);
}
