use jiff::Timestamp;

use super::as_of;

fn now() -> Timestamp {
    "2026-11-20T15:00:03Z".parse().unwrap()
}

fn read(text: &str) -> String {
    as_of(text, now()).unwrap().to_string()
}

#[test]
fn a_time_is_taken_as_it_is() {
    assert_eq!(read("2024-05-31T14:00:00Z"), "2024-05-31T14:00:00Z");
    assert_eq!(read("2024-05-31T16:00:00+02:00"), "2024-05-31T14:00:00Z");
}

#[test]
fn a_day_is_known_to_its_end() {
    assert_eq!(read("2024-05-31"), "2024-06-01T00:00:00Z");
    assert_eq!(read(" 2024-02-28 "), "2024-02-29T00:00:00Z");
}

#[test]
fn today_ends_now_and_tomorrow_is_in_the_future() {
    assert_eq!(read("2026-11-20"), now().to_string());
    assert!(as_of("2026-11-21", now()).unwrap() > now());
}

#[test]
fn anything_else_is_refused_by_its_field() {
    for text in ["", "yesterday", "31.05.2024", "2024-05-31T14:00:00", "2024-02-30"] {
        let fault = as_of(text, now()).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("/as_of"), "{text}");
        assert!(fault.what.contains("2024-05-31T14:00:00Z"), "{text}");
    }
}
