use std::sync::Arc;

use analysis::{
    Gate, Interval,
    answer::{ConfidenceStatus, JournalState, Lean, Quality, SignalWord},
};

use super::{Act, Mark, Row, TrayView};
use crate::{
    AlertsView, AskState, AskedView, CallsView, Code, Command, Deciding, FeedAccess, FeedView, Headline, HealthView,
    JournalAccess, JournalView, LinkState, LinkView, PartView, PausedView, ProblemView, Settings, SettingsView,
    Snapshot, Source, Standing, TalkView, ToolFault, Trouble, WatchView, testing::now,
};

fn demo(reports: Vec<Headline>) -> Snapshot {
    let feed = FeedView { access: FeedAccess::Open, ..FeedView::unopened(&Settings::default()) };
    Snapshot {
        seq: 1,
        at: now(),
        feed,
        ask: AskState::Idle,
        reports,
        journal: JournalView { access: JournalAccess::Fine, tally: None },
        deciding: Deciding::Idle,
        alerts: AlertsView::default(),
        link: LinkView::off(),
        talk: TalkView::default(),
        settings: SettingsView::default(),
        watch: WatchView::default(),
        health: HealthView::default(),
        calls: CallsView::default(),
        paused: None,
    }
}

fn of_file(path: &str, access: FeedAccess) -> Snapshot {
    let settings = Settings::reading(Source::File(path.into()));
    Snapshot { feed: FeedView { access, ..FeedView::unopened(&settings) }, ..demo(Vec::new()) }
}

/// On a computer that says whether Engram starts with the session.
fn shown(snapshot: &Snapshot) -> TrayView {
    TrayView::of(snapshot, Some(false))
}

fn headline(pair: &str, timeframe: Interval, signal: SignalWord, lean: Lean) -> Headline {
    Headline {
        id: format!("er1_{}", pair.to_lowercase()),
        pair: pair.parse().unwrap(),
        timeframe,
        signal,
        lean,
        gate: Gate::Rule,
        proven: false,
        confidence_status: ConfidenceStatus::NoSkill,
        price: 1.084_2,
        source: "demo".to_owned(),
        quality: Quality::Synthetic,
        last_closed_candle: now(),
        max_age_seconds: 7_200,
        asked_at: now(),
        journal: JournalState::Stored,
        standing: Standing::default(),
    }
}

fn headlines() -> Vec<Headline> {
    vec![
        headline("EUR/USD", Interval::H1, SignalWord::Hold, Lean::Long),
        headline("BTC/USD", Interval::H4, SignalWord::Sell, Lean::Short),
        headline("AAPL", Interval::D1, SignalWord::Hold, Lean::None),
        headline("ETH/USD", Interval::D1, SignalWord::Hold, Lean::Short),
    ]
}

fn failed(code: Code, what: &str) -> AskState {
    let question = AskedView {
        pair: "BTC/USD".to_owned(),
        timeframe: None,
        direction: analysis::Direction::Both,
        gate: Gate::Proven,
    };
    AskState::Failed { question, problem: ProblemView::from(&ToolFault::new(code, what)) }
}

#[test]
fn what_the_trader_sees() {
    insta::assert_debug_snapshot!("starting", shown(&of_file("/data/candles", FeedAccess::Opening)));
    insta::assert_debug_snapshot!("demo", shown(&demo(headlines())));
    let real = Headline { source: "file".to_owned(), quality: Quality::Recorded, ..headlines().remove(0) };
    let lines =
        [real.clone(), Headline { signal: SignalWord::Buy, proven: true, ..real }].map(|report| super::line(&report));
    assert_eq!(lines, ["EUR/USD 1h  HOLD, leans long", "EUR/USD 1h  BUY"]);
    insta::assert_debug_snapshot!("file", shown(&of_file("C:\\candles\\eurusd-1h.csv", FeedAccess::Open)));
    let problem = ProblemView::from(&ToolFault::new(Code::ProviderDown, "eurusd-1h.csv is not there."));
    insta::assert_debug_snapshot!("file_missing", shown(&of_file("/x", FeedAccess::Failed { problem })));
}

#[test]
fn only_trouble_of_the_source_degrades_the_mark() {
    for code in Code::ALL {
        let snapshot = Snapshot { ask: failed(code, "What happened."), ..demo(Vec::new()) };
        let view = shown(&snapshot);
        let expected = if code.is_of_source() { Mark::Degraded } else { Mark::Ready };
        assert_eq!(view.mark, expected, "{code:?}");
        assert_eq!(view.tooltip.contains("What happened"), code.is_of_source());
    }
}

#[test]
fn every_tray_fits_and_can_be_left() {
    let long = "x".repeat(400);
    let problem = ProblemView::from(&ToolFault::new(Code::ProviderDown, long.clone()));
    let snapshots = [
        demo(headlines()),
        demo(Vec::new()),
        of_file(&format!("/{long}/{long}"), FeedAccess::Open),
        of_file("", FeedAccess::Opening),
        of_file("/x", FeedAccess::Failed { problem }),
        Snapshot { ask: failed(Code::DataQuality, &long), ..demo(headlines()) },
    ];
    for snapshot in &snapshots {
        let view = shown(snapshot);
        assert!(view.tooltip.chars().count() <= 127, "{}", view.tooltip);
        let rows = view.menu.iter().filter(|row| **row != Row::Separator).count();
        // At 200 % a row takes 56 pixels and a line 18: the menu fits a small screen, and Quit can be reached.
        let lines = view.menu.len() - rows;
        assert!(rows <= 12 && 56 * rows + 18 * lines <= 768, "{rows} rows, {lines} lines");
        assert!(matches!(view.menu.first(), Some(Row::State(_))));
        assert!(matches!(view.menu.last(), Some(Row::Item { act: Act::Quit, .. })));
        let separators: Vec<_> = view.menu.iter().map(|row| *row == Row::Separator).collect();
        assert!(!separators.windows(2).any(|pair| pair == [true, true]), "no empty group");
    }
}

#[test]
fn starting_with_the_session_is_a_switch_where_this_computer_says_how_it_is() {
    let switch = |autostart| {
        let rows = TrayView::of(&demo(Vec::new()), autostart).menu;
        rows.into_iter().find_map(|row| match row {
            Row::Menu { label, rows } if label == "Settings" => Some(rows),
            Row::State(_) | Row::Separator | Row::Item { .. } | Row::Choice { .. } | Row::Menu { .. } => None,
        })
    };
    for is_on in [true, false] {
        let rows = switch(Some(is_on)).unwrap();
        let expected =
            Row::Choice { label: "Start with the session".to_owned(), chosen: is_on, act: Act::Autostart(!is_on) };
        assert_eq!(rows.last(), Some(&expected));
        assert!(matches!(&rows[0], Row::Item { act: Act::Go("settings"), .. }));
    }
    assert_eq!(switch(None), None, "nothing is said of what is not known");
}

#[test]
fn no_price_is_shown_and_made_up_signals_say_so() {
    let view = shown(&demo(headlines()));
    assert!(!format!("{view:?}").contains("1.08"));
    let signals = view.menu.iter().filter(|row| matches!(row, Row::Item { act: Act::ShowReport(_), .. }));
    let labels: Vec<_> =
        signals.map(|row| if let Row::Item { label, .. } = row { label.as_str() } else { "" }).collect();
    assert_eq!(labels.len(), 3);
    assert!(labels.iter().all(|label| label.ends_with("(demo)")), "{labels:?}");
}

#[test]
fn an_equal_snapshot_gives_an_equal_tray() {
    let snapshot = Arc::new(demo(headlines()));
    let later = Snapshot { seq: 9, ..(*snapshot).clone() };
    assert_eq!(shown(&snapshot), shown(&later));
}

#[test]
fn a_journal_that_cannot_be_written_degrades_the_mark_unless_the_source_is_worse() {
    let trouble = Trouble { code: "JOURNAL_DISK_FULL", what: "The disk is full.".to_owned(), hint: String::new() };
    let journal = JournalView { access: JournalAccess::Failed { trouble }, tally: None };
    let snapshot = Snapshot { journal, ..demo(Vec::new()) };
    let view = shown(&snapshot);
    assert_eq!((view.mark, view.tooltip.as_str()), (Mark::Degraded, "Engram – answers are not kept: the disk is full"));
    let worse = Snapshot { ask: failed(Code::ProviderDown, "What happened."), ..snapshot };
    assert_eq!(shown(&worse).tooltip, "Engram – What happened");
}

fn linked(state: LinkState, was_good: bool) -> Snapshot {
    let (gateway, sentence) = ("local gateway".to_owned(), "The gateway is as it is.".to_owned());
    let link = LinkView { state, gateway, sentence, ..LinkView::off() };
    let part = |name: &str, verdict| PartView {
        name: name.to_owned(),
        verdict,
        observed: String::new(),
        since: now(),
        last_good: was_good.then(now),
        last_error: None,
        fix: None,
    };
    let verdict = if state == LinkState::Ready { "pass" } else { "fail" };
    let health = HealthView { parts: vec![part("gateway:connection", verdict)], ..HealthView::default() };
    Snapshot { link, health, ..demo(headlines()) }
}

#[test]
fn what_the_trader_sees_in_trouble() {
    insta::assert_debug_snapshot!("needs_approval", shown(&linked(LinkState::NeedsApproval, true)));
    insta::assert_debug_snapshot!("away", shown(&linked(LinkState::Waiting, true)));
    let paused = Some(PausedView { until: Some(now()) });
    insta::assert_debug_snapshot!("paused", shown(&Snapshot { paused, ..linked(LinkState::Ready, true) }));
    let trouble = Trouble { code: "JOURNAL_DISK_FULL", what: "The disk is full.".to_owned(), hint: String::new() };
    let journal = JournalView { access: JournalAccess::Failed { trouble }, tally: None };
    insta::assert_debug_snapshot!("journal", shown(&Snapshot { journal, ..demo(headlines()) }));
}

#[test]
fn settings_that_are_not_in_force_are_never_green() {
    let broken = "Setting market.seed: must be a whole number.".to_owned();
    let settings = SettingsView { troubles: vec![broken], ..SettingsView::default() };
    let view = shown(&Snapshot { settings: settings.clone(), ..linked(LinkState::Ready, true) });
    assert_eq!(view.mark, Mark::Degraded);
    assert_eq!(view.tooltip, "Engram – the settings file has a fault, the last good settings are in force");
    assert_eq!(fixes(&view), ["Correct the settings…"]);
    // Who must do something about the gateway is told that first.
    let worse = shown(&Snapshot { settings, ..linked(LinkState::NeedsToken, false) });
    assert_eq!(worse.mark, Mark::NeedsYou);
}

#[test]
fn a_link_that_anyone_can_read_is_never_green() {
    let mut snapshot = linked(LinkState::Ready, true);
    snapshot.link.warning =
        Some("The link to ws://192.168.1.5:18789 is not encrypted: whoever is on the way reads it.".to_owned());
    let view = shown(&snapshot);
    assert_eq!((view.mark, fixes(&view)), (Mark::Degraded, vec!["Encrypt the link…".to_owned()]));
    assert_eq!(view.tooltip, "Engram – the link to ws://192.168.1.5:18789 is not encrypted");
}

#[test]
fn nothing_tells_of_updates() {
    let all = LINKS.map(|(state, _)| format!("{:?}", shown(&linked(state, true))));
    assert!(all.iter().all(|view| !view.to_lowercase().contains("update")), "nobody is asked for any");
}

/// The one action that mends the state.
fn fixes(view: &TrayView) -> Vec<String> {
    let after = view.menu.iter().skip(1).take_while(|row| **row != Row::Separator);
    after.filter_map(|row| if let Row::Item { label, .. } = row { Some(label.clone()) } else { None }).collect()
}

/// What the tray can look like, by the state of the link.
const LINKS: [(LinkState, Mark); 11] = [
    (LinkState::Off, Mark::Ready),
    (LinkState::Waiting, Mark::Reconnecting),
    (LinkState::Dialing, Mark::Reconnecting),
    (LinkState::Greeting, Mark::Reconnecting),
    (LinkState::NeedsToken, Mark::NeedsYou),
    (LinkState::NeedsPairing, Mark::NeedsYou),
    (LinkState::NeedsApproval, Mark::NeedsApproval),
    (LinkState::Unproven, Mark::NeedsApproval),
    (LinkState::Ready, Mark::Ready),
    (LinkState::Restarting, Mark::Reconnecting),
    (LinkState::Rejected, Mark::NeedsYou),
];

#[test]
fn only_a_link_that_is_proven_looks_ready_and_every_other_state_has_one_action() {
    for (state, mark) in LINKS {
        let view = shown(&linked(state, true));
        assert_eq!(view.mark, mark, "{state:?}");
        let at_work = matches!(view.menu.get(1), Some(Row::Item { .. }));
        assert_eq!(at_work, mark != Mark::Ready, "{state:?} has its one action, what is well has none");
        assert!(matches!(view.menu.get(1 + usize::from(at_work)), Some(Row::Separator)), "{state:?}: one, not two");
    }
    let never = shown(&linked(LinkState::Waiting, false));
    assert!(matches!(&never.menu[1], Row::Item { act: Act::Go("settings/gateway"), .. }), "nothing to dial again");
}

#[test]
fn rows_stand_in_their_order_and_what_does_not_apply_is_absent() {
    insta::assert_debug_snapshot!("needs_pairing", shown(&linked(LinkState::NeedsPairing, true)));
    insta::assert_debug_snapshot!("ready_since", shown(&linked(LinkState::Ready, true)));
    let paused = Snapshot { paused: Some(PausedView { until: Some(now()) }), ..linked(LinkState::Ready, true) };
    let view = shown(&paused);
    assert_eq!((view.mark, view.tooltip.as_str()), (Mark::Paused, "Engram – paused until 15:00 UTC"));
    assert!(matches!(&view.menu[1], Row::Item { label, act: Act::Send(Command::Resume) } if label == "Resume"));
    assert!(!view.menu.iter().any(|row| matches!(row, Row::Menu { label, .. } if label == "Pause")));
    for (state, _) in LINKS {
        for row in &shown(&linked(state, true)).menu {
            assert!(!format!("{row:?}").contains("{}"), "{row:?}");
        }
    }
}
