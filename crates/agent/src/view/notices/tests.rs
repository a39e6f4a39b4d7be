use super::Notices;
use crate::{AlertsView, FiredView, testing::at};

fn fired(number: u32, seen_at: &str) -> FiredView {
    let (heading, sentence) = (format!("alert {number}"), "It was reached.".to_owned());
    FiredView { number, heading, sentence, seen_at: at(seen_at) }
}

#[test]
fn each_is_told_once_and_earlier_ones_never() {
    let mut notices = Notices::since(at("2026-11-20T15:00:00Z"));
    let mut told = |fired: Vec<FiredView>| {
        let new = notices.new_in(&AlertsView { fired, ..AlertsView::default() });
        new.iter().map(|fired| fired.number).collect::<Vec<_>>()
    };
    let (old, first, second) =
        (fired(1, "2026-11-20T14:59:59Z"), fired(3, "2026-11-20T15:00:00Z"), fired(2, "2026-11-20T15:01:00Z"));
    assert_eq!(told(vec![first.clone(), old.clone()]), [3]);
    assert_eq!(told(vec![first.clone(), old.clone()]), [] as [u32; 0]);
    // The newest stands first, and is told last.
    assert_eq!(told(vec![second, first, old]), [2]);
}
