use analysis::{Interval, Pair};

use crate::{
    alerts::{Firing, MOST_ARMED, Plan, State, Watch, Way},
    journal::{
        Ended, Journal, JournalFault, Outcome,
        tests::support::{at, file, journal, small, stored},
    },
};

fn watch(price: f64) -> Watch {
    Watch {
        pair: Pair::new("BTC/USD").unwrap(),
        timeframe: Interval::H1,
        price,
        way: Way::Rising,
        source: "demo".to_owned(),
        candle: at("2026-11-20T14:00:00Z"),
        close: 100.25,
        until: Some(at("2026-12-24T00:00:00Z")),
    }
}

fn firing() -> Firing {
    let plan = Plan { atr: 2.0, stop_atr: 2.0, reward_risk: 1.5, horizon_bars: 24, cost_r: 0.05 };
    Firing { at: at("2026-11-20T16:00:00Z"), reached: 111.5, close: 110.5, plan: Some(plan), receipt: None }
}

fn outcome() -> Outcome {
    Outcome {
        side: analysis::Side::Long,
        ending: Ended::Target,
        r: Some(1.5),
        net_r: Some(1.4),
        best_r: Some(1.5),
        worst_r: Some(-0.2),
        bars: Some(3),
    }
}

#[test]
fn what_was_armed_is_there_after_a_restart_and_fires_once() {
    let (folder, mut journal) = journal();
    let now = at("2026-11-20T15:00:03Z");
    let ids = stored(&mut journal, &small(0));
    assert_eq!(journal.arm(watch(110.0), now).unwrap().number, 1);
    assert_eq!(journal.arm(watch(120.0), now).unwrap().number, 2);
    assert_eq!(journal.arm(watch(130.0), now).unwrap().number, 3);
    drop(journal);

    let mut journal = Journal::open_existing(&file(&folder)).unwrap();
    assert_eq!(journal.alerts().unwrap()[0].watch, watch(110.0));
    let seen_at = at("2026-11-20T16:01:00Z");
    assert!(journal.fire(1, firing(), seen_at).unwrap());
    assert!(!journal.fire(1, firing(), seen_at).unwrap(), "once");
    assert!(journal.disarm(2, seen_at).unwrap());
    assert!(!journal.fire(2, firing(), seen_at).unwrap() && !journal.expire(2, seen_at).unwrap());
    assert!(journal.expire(3, seen_at).unwrap());
    assert!(!journal.disarm(3, seen_at).unwrap());
    assert!(journal.score_alert(1, outcome(), seen_at).unwrap());
    assert!(!journal.score_alert(1, outcome(), seen_at).unwrap(), "once");
    assert!(!journal.score_alert(2, outcome(), seen_at).unwrap(), "it never fired");
    assert!(matches!(journal.fire(9, firing(), seen_at), Err(JournalFault::UnknownAlert(9))));

    let states: Vec<State> = journal.alerts().unwrap().into_iter().map(|alert| alert.state).collect();
    let fired = State::Fired { firing: firing(), seen_at, outcome: Some(outcome()) };
    assert_eq!(states, [fired, State::Removed { at: seen_at }, State::Expired { at: seen_at }]);
    let state = journal.check_chain().unwrap();
    // Receipts, the rules they were measured by, three armed, four steps after.
    assert!(state.is_whole(), "{:?}", state.broken);
    assert_eq!(state.entries, ids.len() + 1 + 3 + 4);
}

#[test]
fn an_alert_that_was_edited_is_found() {
    let (folder, mut journal) = journal();
    journal.arm(watch(110.0), at("2026-11-20T15:00:03Z")).unwrap();
    drop(journal);
    let edit = |sql: &str| {
        let connection = rusqlite::Connection::open(file(&folder)).unwrap();
        connection.execute_batch(&format!("DROP TRIGGER IF EXISTS entries_stay; {sql}")).unwrap();
    };
    edit("UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '110', '111') AS BLOB) WHERE kind = 'alert'");
    let journal = Journal::open_existing(&file(&folder)).unwrap();
    assert!(!journal.check_chain().unwrap().is_whole());
    drop(journal);
    edit("UPDATE entries SET body = x'7b7d' WHERE kind = 'alert'");
    let journal = Journal::open_existing(&file(&folder)).unwrap();
    assert!(matches!(journal.alerts(), Err(JournalFault::Altered(_))));
    let said = journal.check_chain().unwrap().broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(said.contains("no step of an alert"), "{said}");
}

#[test]
fn so_many_and_no_more() {
    let (_folder, mut journal) = journal();
    let now = at("2026-11-20T15:00:03Z");
    for number in 1..=MOST_ARMED {
        assert_eq!(journal.arm(watch(number as f64), now).unwrap().number as usize, number);
    }
    assert!(matches!(journal.arm(watch(1.5), now), Err(JournalFault::TooManyArmed(MOST_ARMED))));
    assert!(journal.disarm(7, now).unwrap());
    assert_eq!(journal.arm(watch(1.5), now).unwrap().number as usize, MOST_ARMED + 1);
}
