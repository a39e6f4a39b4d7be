use std::time::Duration;

use super::*;
use crate::link::epoch;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn each_comes_out_once() {
    let now = epoch();
    let mut requests = Requests::default();
    let one = requests.open(now + SECOND, "one").unwrap();
    let two = requests.open(now + SECOND * 2, "two").unwrap();
    let three = requests.open(now + SECOND * 3, "three").unwrap();
    assert_eq!([&one, &two, &three], ["1", "2", "3"]);
    assert_eq!(requests.deadline(), Some(now + SECOND));

    // In whatever order answers come; the second one for a request is nobody's.
    assert_eq!(requests.answered(&two), Some("two"));
    assert_eq!(requests.answered(&two), None);
    assert_eq!(requests.overdue(now + Duration::from_millis(999)), Vec::<&str>::new());
    assert_eq!(requests.overdue(now + SECOND), ["one"]);
    assert_eq!(requests.answered(&one), None);
    assert_eq!(requests.abandon(), ["three"]);
    assert_eq!((requests.abandon().len(), requests.deadline()), (0, None));
    assert_eq!(requests.open(now, "four").unwrap(), "4");
}

#[test]
fn answers_to_nothing_are_nobodys() {
    let mut requests = Requests::default();
    requests.open(epoch(), ()).unwrap();
    for id in ["", "0", "2", "invalid", "-1", "1.0", "99999999999999999999999"] {
        assert_eq!(requests.answered(id), None, "{id}");
    }
}

#[test]
fn one_too_many_is_given_back() {
    let now = epoch();
    let mut requests = Requests::default();
    for n in 0..MOST_REQUESTS {
        requests.open(now, n).unwrap();
    }
    assert_eq!(requests.open(now, 7777), Err(7777));
    requests.answered("1");
    assert!(requests.open(now, 7777).is_ok());
}
