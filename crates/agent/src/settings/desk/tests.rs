use super::minutes;
use crate::Settings;

#[test]
fn quiet_hours_may_go_over_midnight() {
    let quiet = |from: &str, to: &str, at: &str| {
        let mut desk = Settings::default().desk;
        (desk.quiet_from, desk.quiet_to) = (from.to_owned(), to.to_owned());
        desk.is_quiet(minutes(at).unwrap())
    };
    for (at, expected) in [("21:59", false), ("22:00", true), ("00:00", true), ("06:59", true), ("07:00", false)] {
        assert_eq!(quiet("22:00", "07:00", at), expected, "{at}");
    }
    assert!(quiet("12:00", "13:00", "12:30") && !quiet("12:00", "13:00", "13:00"));
    assert!(
        !quiet("", "07:00", "03:00") && !quiet("09:00", "09:00", "09:00"),
        "one end alone, or none, is never quiet"
    );
}

#[test]
fn a_time_of_day_has_two_digits_twice() {
    assert_eq!(minutes("23:59"), Some(1439));
    for wrong in ["24:00", "9:00", "09:60", "0900", "", "09:0a", "+9:00"] {
        assert_eq!(minutes(wrong), None, "{wrong}");
    }
}
