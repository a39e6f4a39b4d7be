use super::Notices;
use crate::{AlertsView, FiredView, LinkView, NoticeView, testing::at};

fn fired(number: u32, seen_at: &str) -> FiredView {
    let (heading, sentence) = (format!("alert {number}"), "It was reached.".to_owned());
    FiredView { number, heading, sentence, seen_at: at(seen_at) }
}

#[test]
fn each_is_told_once_and_earlier_ones_never() {
    let mut notices = Notices::since(at("2026-11-20T15:00:00Z"));
    let mut told = |fired: Vec<FiredView>| {
        let new = notices.new_in(&AlertsView { armed: 0, fired, waiting: Vec::new() });
        new.iter().map(|fired| fired.number).collect::<Vec<_>>()
    };
    let (old, first, second) =
        (fired(1, "2026-11-20T14:59:59Z"), fired(3, "2026-11-20T15:00:00Z"), fired(2, "2026-11-20T15:01:00Z"));
    assert_eq!(told(vec![first.clone(), old.clone()]), [3]);
    assert_eq!(told(vec![first.clone(), old.clone()]), [] as [u32; 0]);
    // The newest stands first, and is told last.
    assert_eq!(told(vec![second, first, old]), [2]);
}

#[test]
fn what_the_gateway_wants_shown_is_told_once_and_begins_anew_with_each_link() {
    let mut notices = Notices::since(at("2026-11-20T15:00:00Z"));
    let mut told = |numbers: &[u32]| {
        let one =
            |number: &u32| NoticeView { number: *number, heading: "Gateway: x".to_owned(), sentence: String::new() };
        let link = LinkView { notices: numbers.iter().map(one).collect(), ..LinkView::off() };
        notices.new_of_gateway(&link).iter().map(|notice| notice.number).collect::<Vec<_>>()
    };
    assert_eq!(told(&[1, 2]), [1, 2]);
    assert_eq!(told(&[1, 2]), [] as [u32; 0]);
    assert_eq!(told(&[2, 3]), [3]);
    // Another link counts from 1.
    assert_eq!(told(&[]), [] as [u32; 0]);
    assert_eq!(told(&[1]), [1]);
}
