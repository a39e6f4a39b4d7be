use std::sync::Arc;

use analysis::answer::Lean;
use jiff::{SignedDuration, Timestamp};

use super::{Cause, Notice, Notices, Quality, SignalWord};
use crate::{
    AlertsView, FeedView, FiredView, JournalAccess, LinkState, LinkView, NoticeView, SeenView, Settings, SettingsView,
    Snapshot, WatchRow, desk::Desk, testing::at,
};

fn began() -> Timestamp {
    at("2026-11-20T15:00:00Z")
}

fn snapshot() -> Snapshot {
    let feed = FeedView::unopened(&Settings::default());
    let desk = Desk::new(feed, JournalAccess::Fine, SettingsView::default(), began());
    Arc::unwrap_or_clone(desk.shown())
}

fn needing(state: LinkState) -> Snapshot {
    let link = LinkView { state, sentence: "A token is needed.".to_owned(), ..LinkView::off() };
    Snapshot { link, ..snapshot() }
}

fn fired(number: u32, seen_at: &str) -> FiredView {
    let (heading, sentence) = (format!("alert {number}"), "It was reached.".to_owned());
    FiredView { number, heading, sentence, seen_at: at(seen_at) }
}

fn with_alerts(fired: Vec<FiredView>) -> Snapshot {
    Snapshot { alerts: AlertsView { fired, ..AlertsView::default() }, ..snapshot() }
}

fn watching(signal: SignalWord, closed: Timestamp) -> Snapshot {
    let seen = SeenView {
        timeframe: analysis::Interval::H1,
        price: 1.0,
        tick_size: None,
        change_pct: None,
        line: vec![1.0],
        signal,
        lean: Lean::None,
        proven: false,
        confidence_status: analysis::answer::ConfidenceStatus::Thin,
        source: "venue".to_owned(),
        quality: Quality::Live,
        last_closed_candle: closed,
        max_age_seconds: 3_600,
    };
    let mut watching = snapshot();
    watching.watch.rows = vec![WatchRow { pair: "BTC/USD".to_owned(), armed: 0, seen: Some(seen), problem: None }];
    watching
}

fn told(notices: &[Notice]) -> Vec<Cause> {
    let told = |notice: &Notice| if let Notice::Tell { cause, .. } = notice { Some(cause.clone()) } else { None };
    notices.iter().filter_map(told).collect()
}

fn later(seconds: i64) -> Timestamp {
    began() + SignedDuration::from_secs(seconds)
}

#[test]
fn each_alert_is_told_once_and_earlier_ones_never() {
    let mut notices = Notices::since(began());
    let mut told = |fired| told(&notices.step(&with_alerts(fired), began(), None));
    let (old, first, second) =
        (fired(1, "2026-11-20T14:59:59Z"), fired(3, "2026-11-20T15:00:00Z"), fired(2, "2026-11-20T15:01:00Z"));
    assert_eq!(told(vec![first.clone(), old.clone()]), [Cause::Alert(3)]);
    assert_eq!(told(vec![first.clone(), old.clone()]), []);
    // The newest stands first, and is told last.
    assert_eq!(told(vec![second, first, old]), [Cause::Alert(2)]);
}

#[test]
fn a_flapping_cause_is_told_once_in_ten_minutes_and_taken_back_when_it_is_over() {
    let mut notices = Notices::since(began());
    let mut all = Vec::new();
    for second in 0..599 {
        let state = if second % 7 < 4 { LinkState::NeedsToken } else { LinkState::Ready };
        all.extend(notices.step(&needing(state), later(second), None));
    }
    assert_eq!(told(&all), [Cause::NeedsYou]);
    assert_eq!(all.get(1), Some(&Notice::Clear(Cause::NeedsYou)));
    assert_eq!(told(&notices.step(&needing(LinkState::NeedsToken), later(601), None)), [Cause::NeedsYou]);
}

#[test]
fn in_quiet_hours_nothing_is_told_and_what_still_stands_is_told_after_them() {
    let mut notices = Notices::since(began());
    let mut quiet = needing(LinkState::NeedsToken);
    (quiet.settings.desk.quiet_from, quiet.settings.desk.quiet_to) = ("22:00".to_owned(), "07:00".to_owned());
    quiet.alerts.fired = vec![fired(4, "2026-11-20T15:00:00Z")];
    assert_eq!(notices.step(&quiet, later(1), Some(23 * 60)), []);
    assert_eq!(told(&notices.step(&quiet, later(2), Some(7 * 60))), [Cause::NeedsYou]);
}

#[test]
fn signals_and_staleness_are_told_only_to_those_who_asked() {
    for asked in [false, true] {
        let mut notices = Notices::since(began());
        let mut step = |signal, closed, now| {
            let mut snapshot = watching(signal, closed);
            (snapshot.settings.desk.notify_signals, snapshot.settings.desk.notify_stale) = (asked, asked);
            told(&notices.step(&snapshot, now, None))
        };
        assert_eq!(step(SignalWord::Buy, began(), later(1)), [], "what was so at the first look is no news");
        let turned = step(SignalWord::Sell, began(), later(2));
        let stale = step(SignalWord::Sell, began(), later(3_601));
        let expected = |cause: Cause| if asked { vec![cause] } else { Vec::new() };
        assert_eq!(turned, expected(Cause::Signal("BTC/USD".to_owned())));
        assert_eq!(stale, expected(Cause::Stale("BTC/USD".to_owned())));
    }
    let mut notices = Notices::since(began());
    let mut unwanted = needing(LinkState::NeedsToken);
    unwanted.settings.desk.notify_needs_you = false;
    assert_eq!(notices.step(&unwanted, later(1), None), []);
}

#[test]
fn what_the_gateway_wants_shown_is_told_once_and_begins_anew_with_each_link() {
    let mut notices = Notices::since(began());
    let mut told = |numbers: &[u32]| {
        let one =
            |number: &u32| NoticeView { number: *number, heading: "Gateway: x".to_owned(), sentence: String::new() };
        let link = LinkView { notices: numbers.iter().map(one).collect(), ..LinkView::off() };
        told(&notices.step(&Snapshot { link, ..snapshot() }, began(), None))
    };
    assert_eq!(told(&[1, 2]), [Cause::Gateway(1), Cause::Gateway(2)]);
    assert_eq!(told(&[1, 2]), []);
    assert_eq!(told(&[2, 3]), [Cause::Gateway(3)]);
    // Another link counts from 1.
    assert_eq!(told(&[]), []);
    assert_eq!(told(&[1]), [Cause::Gateway(4)]);
}
