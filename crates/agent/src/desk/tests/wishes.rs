//! Settings, calls by hand, the watch list, the pause.

use super::{Arc, Command, Desk, Effect, Event, FeedView, JournalAccess, Settings, SettingsView, desk, now};
use analysis::Gate;

use crate::{
    Change, ChartCandle, FormingView, How, PausedView, ProblemView, Saving, TestView, ToolFault, in_force::Pause,
    testing::answered,
};

fn editable() -> Desk {
    let settings = SettingsView { editable: true, ..SettingsView::default() };
    Desk::new(FeedView::unopened(&Settings::default()), JournalAccess::Fine, settings, now())
}

fn wish(desk: &mut Desk, command: Command) -> Vec<Effect> {
    let effects = desk.apply(Event::Command(command), now()).into_iter();
    effects.filter(|effect| !matches!(effect, Effect::Publish(_))).collect()
}

fn change() -> Vec<Change> {
    vec![Change { path: "desk.theme".to_owned(), value: Some("dark".to_owned()) }]
}

#[test]
fn one_change_of_settings_at_a_time_and_what_came_of_it_is_shown() {
    let mut desk = editable();
    assert_eq!(wish(&mut desk, Command::Save { changes: change() }), [Effect::Save(change())]);
    assert_eq!(wish(&mut desk, Command::Save { changes: change() }), [], "one at a time");
    let mut settings = Settings::default();
    settings.trading.supported_pairs.truncate(1);
    desk.apply(Event::Settled(Arc::new(settings), Vec::new()), now());
    desk.apply(Event::Saved(Ok(vec!["desk.theme".to_owned()])), now());
    let shown = desk.shown();
    assert_eq!((shown.settings.revision, shown.watch.rows.len()), (1, 1));
    assert!(matches!(&shown.settings.saving, Saving::Saved { paths, .. } if paths == &["desk.theme"]));
    assert_eq!(wish(&mut desk, Command::Undo), [Effect::Undo]);

    let mut fixed = self::desk();
    assert_eq!(wish(&mut fixed, Command::Save { changes: change() }), [], "nowhere to write");
    assert!(matches!(fixed.shown().settings.saving, Saving::Refused { .. }));
}

#[test]
fn a_call_that_nobody_waits_for_is_not_heard() {
    let call = |tool: &str| Command::Call { tool: tool.to_owned(), arguments: "{}".to_owned() };
    let mut desk = desk();
    assert!(matches!(&wish(&mut desk, call("analyze_market"))[..], [Effect::Call(one)] if one.number == 1));
    let effects = wish(&mut desk, call("assess_risk"));
    assert!(matches!(&effects[..], [Effect::StopCall(1), Effect::Call(two)] if two.number == 2), "{effects:?}");
    desk.apply(Event::Called(1, None), now());
    assert_eq!(desk.shown().calls.current.as_ref().map(|call| call.number), Some(2));
    desk.apply(Event::Called(2, Some(ProblemView::from(&ToolFault::internal("It broke.")))), now());
    let shown = desk.shown();
    let ended: Vec<_> = shown.calls.ended.iter().map(|one| (one.call.number, one.how)).collect();
    assert_eq!(ended, [(2, How::Failed), (1, How::Cancelled)]);
    assert_eq!(wish(&mut desk, Command::StopCall), [], "nothing runs");
}

#[test]
fn the_watch_list_is_looked_at_while_somebody_sees_it_one_look_at_a_time() {
    let mut desk = desk();
    assert!(!desk.apply(Event::Tick, now()).iter().any(|effect| matches!(effect, Effect::Scan(_))));
    let pairs = Settings::default().trading.supported_pairs.len();
    assert!(matches!(&wish(&mut desk, Command::Attend { seen: true })[..], [Effect::Scan(all)] if all.len() == pairs));
    assert!(!desk.apply(Event::Tick, now()).iter().any(|effect| matches!(effect, Effect::Scan(_))));
    let problem = ProblemView::from(&ToolFault::internal("It broke."));
    desk.apply(Event::Glanced("BTC/USD".to_owned(), Err(problem.clone())), now());
    desk.apply(Event::Glanced("NOT/WATCHED".to_owned(), Err(problem)), now());
    let shown = desk.shown();
    assert!(shown.watch.is_scanning && shown.watch.rows.iter().filter(|row| row.problem.is_some()).count() == 1);
    desk.apply(Event::Scanned, now());
    assert!(desk.apply(Event::Tick, now()).iter().any(|effect| matches!(effect, Effect::Scan(_))));
}

#[test]
fn candles_that_go_on_are_shown_while_somebody_sees_them() {
    let mut desk = desk();
    let series = answered("BTC/USD", "1h", Gate::Rule).history.series;
    let candle = ChartCandle::of(series.candle(0).unwrap());
    let one = FormingView { pair: series.pair().clone(), timeframe: series.interval(), candle };
    desk.apply(Event::Forms(vec![one.clone()]), now());
    assert!(desk.shown().watch.forming.is_empty());
    wish(&mut desk, Command::Attend { seen: true });
    desk.apply(Event::Forms(vec![one.clone()]), now());
    assert_eq!(desk.shown().watch.forming, [one]);
    wish(&mut desk, Command::Attend { seen: false });
    assert!(desk.shown().watch.forming.is_empty(), "it would be old when somebody looks again");
}

#[test]
fn a_pause_ends_by_itself_or_by_a_wish() {
    let mut desk = desk();
    let end = now() + jiff::SignedDuration::from_mins(60);
    let paused = wish(&mut desk, Command::Pause { minutes: Some(60) });
    assert_eq!(paused, [Effect::Pause(Some(Pause::Until(end)))]);
    assert_eq!(desk.shown().paused, Some(PausedView { until: Some(end) }));
    let effects = desk.apply(Event::Tick, end - jiff::SignedDuration::from_secs(1));
    assert!(!effects.contains(&Effect::Pause(None)));
    assert!(desk.apply(Event::Tick, end).contains(&Effect::Pause(None)));
    assert_eq!(desk.shown().paused, None);
    assert_eq!(wish(&mut desk, Command::Pause { minutes: None }), [Effect::Pause(Some(Pause::Restart))]);
    assert_eq!(wish(&mut desk, Command::Resume), [Effect::Pause(None)]);
    assert_eq!(wish(&mut desk, Command::Resume), [], "it is not paused");
}

#[test]
fn one_test_at_a_time() {
    let test = || Command::Test { part: Some("gateway".to_owned()), changes: change() };
    let mut desk = desk();
    assert_eq!(wish(&mut desk, test()), [Effect::Test(Some("gateway".to_owned()), change())]);
    assert_eq!(wish(&mut desk, test()), []);
    desk.apply(Event::Tested(TestView::Idle), now());
    assert_eq!(wish(&mut desk, test()).len(), 1);
}

#[test]
fn a_gateway_that_is_away_is_away_while_it_is_called_again() {
    let link = |state| crate::LinkView { state, sentence: format!("{state:?}"), ..crate::LinkView::off() };
    let mut desk = desk();
    desk.apply(Event::Linked(link(crate::LinkState::Dialing)), now());
    assert_eq!(desk.shown().link.state, crate::LinkState::Dialing, "the first call is told");
    desk.apply(Event::Linked(link(crate::LinkState::Waiting)), now());
    let later = now() + jiff::SignedDuration::from_secs(30);
    for _ in 0..3 {
        assert_eq!(desk.apply(Event::Linked(link(crate::LinkState::Dialing)), later), []);
        assert_eq!(desk.apply(Event::Linked(link(crate::LinkState::Waiting)), later), []);
    }
    let part = |desk: &Desk| desk.shown().health.parts[0].clone();
    assert_eq!(part(&desk).since, now(), "away since then, however often it was called");
    desk.apply(Event::Linked(link(crate::LinkState::Greeting)), later);
    assert_eq!(desk.shown().link.state, crate::LinkState::Greeting);
}
