use std::sync::{Arc, LazyLock};

use analysis::{Direction, Gate, answer::JournalState};
use proptest::prelude::*;

use super::{Desk, Effect, Event, Job, Look, SHELF};
use crate::{
    AskState, Command, Deciding, FeedView, JournalAccess, ReportView, Settings, SettingsView, Snapshot, Standing,
    Tally, ToolFault, Trouble,
    ask::Full,
    journal::{Decided, Decision},
    testing::{fully, now, report_view},
};

/// One answer of all four tools; what it says does not matter here.
static ANSWER: LazyLock<Arc<Full>> = LazyLock::new(|| Arc::new(fully("BTC/USD", "1h", Gate::Proven)));

fn desk() -> Desk {
    Desk::new(FeedView::unopened(&Settings::default()), JournalAccess::Fine, SettingsView::default(), now())
}

fn ask(pair: &str) -> Event {
    Event::Command(Command::Ask {
        pair: pair.to_owned(),
        timeframe: None,
        direction: Direction::Both,
        gate: Gate::Proven,
    })
}

fn report(id: u32) -> Arc<ReportView> {
    let mut report = report_view("BTC/USD", "1h", Gate::Proven);
    report.id = format!("er1_{id}");
    Arc::new(report)
}

fn answered(job: Job) -> Event {
    Event::Done(job, Ok(Arc::clone(&ANSWER)))
}

fn trouble() -> Trouble {
    Trouble { code: "JOURNAL_DISK_FULL", what: "The disk is full.".to_owned(), hint: "Free some space.".to_owned() }
}

fn decide(receipt: &str) -> Event {
    Event::Command(Command::Decide { receipt: receipt.to_owned(), decision: Decision::Took, why: "why".to_owned() })
}

fn took() -> Standing {
    let decided = Decided { decision: Decision::Took, why: "why".to_owned(), at: now() };
    Standing { decided: Some(decided), outcome: None }
}

fn look(receipt: &str, standing: Standing) -> Look {
    Look { tally: Tally::default(), alerts: Vec::new(), waiting: None, standings: vec![(receipt.to_owned(), standing)] }
}

/// A desk with a report that was written and shown.
fn with_report(id: u32) -> Desk {
    let mut desk = desk();
    let job = started(&desk.apply(ask("BTC/USD"), now()));
    desk.apply(answered(job), now());
    desk.apply(Event::Written(job, report(id), Ok(())), now());
    desk
}

fn started(effects: &[Effect]) -> Job {
    let jobs: Vec<_> = effects
        .iter()
        .filter_map(|effect| if let Effect::Start(job, _) = effect { Some(*job) } else { None })
        .collect();
    assert_eq!(jobs.len(), 1, "one question is one start");
    jobs[0]
}

fn published(effects: &[Effect]) -> Option<Arc<Snapshot>> {
    effects.iter().find_map(|effect| if let Effect::Publish(shown) = effect { Some(Arc::clone(shown)) } else { None })
}

#[test]
fn a_question_is_started_shown_written_and_only_then_answered() {
    let mut desk = desk();
    let effects = desk.apply(ask("btc/usd"), now());
    let job = started(&effects);
    assert!(
        matches!(&published(&effects).unwrap().ask, AskState::Working { question, .. } if question.pair == "btc/usd")
    );

    let effects = desk.apply(answered(job), now());
    assert_eq!(effects, [Effect::Write(job, Arc::clone(&ANSWER))], "nothing is said yet");
    assert!(matches!(desk.shown().ask, AskState::Working { .. }));

    let effects = desk.apply(Event::Written(job, report(1), Ok(())), now());
    assert!(
        matches!(effects.as_slice(), [Effect::Keep(kept), Effect::Explain(..), Effect::Score(ids), Effect::Publish(_)]
            if kept.len() == 1 && *ids == ["er1_1"])
    );
    let shown = desk.shown();
    assert!(matches!(&shown.ask, AskState::Answered { report, .. } if report == "er1_1"));
    assert_eq!((shown.reports[0].id.as_str(), shown.reports[0].journal), ("er1_1", JournalState::Stored));
    assert_eq!(shown.journal.access, JournalAccess::Fine);
}

#[test]
fn what_cannot_be_written_is_answered_all_the_same_and_told() {
    let mut desk = desk();
    let job = started(&desk.apply(ask("BTC/USD"), now()));
    desk.apply(answered(job), now());
    desk.apply(Event::Written(job, report(1), Err(trouble())), now());
    assert!(matches!(&desk.shown().ask, AskState::Answered { .. }));
    assert_eq!(desk.shown().journal.access, JournalAccess::Failed { trouble: trouble() });

    let job = started(&desk.apply(ask("BTC/USD"), now()));
    desk.apply(answered(job), now());
    desk.apply(Event::Written(job, report(2), Ok(())), now());
    assert_eq!(desk.shown().journal.access, JournalAccess::Fine, "it heals with the next one");
}

#[test]
fn a_new_question_drops_the_old_one() {
    let mut desk = desk();
    let first = started(&desk.apply(ask("BTC/USD"), now()));
    let effects = desk.apply(ask("ETH/USD"), now());
    let second = started(&effects);
    assert_eq!(effects[0], Effect::Stop(first));
    assert_eq!(desk.apply(answered(first), now()), [], "nobody waits for it, so it is not written");
    assert_eq!(desk.apply(Event::Written(first, report(1), Ok(())), now()), [], "nor said");
    assert_eq!(desk.apply(answered(second), now()).len(), 1);
    assert_eq!(desk.apply(Event::Written(second, report(2), Ok(())), now()).len(), 4);
}

#[test]
fn cancel_ends_the_question_at_once_and_its_answer_is_not_heard() {
    let mut desk = desk();
    let job = started(&desk.apply(ask("BTC/USD"), now()));
    let effects = desk.apply(Event::Command(Command::Cancel), now());
    assert_eq!(effects[0], Effect::Stop(job));
    assert_eq!(desk.shown().ask, AskState::Idle);
    assert_eq!(desk.apply(answered(job), now()), []);
}

#[test]
fn a_problem_is_shown_until_it_is_dismissed() {
    let mut desk = desk();
    let job = started(&desk.apply(ask("?"), now()));
    desk.apply(Event::Done(job, Err(ToolFault::invalid("/pair", "No."))), now());
    assert!(matches!(&desk.shown().ask, AskState::Failed { problem, .. } if problem.field.as_deref() == Some("/pair")));
    desk.apply(Event::Command(Command::Dismiss), now());
    assert_eq!(desk.shown().ask, AskState::Idle);
}

#[test]
fn dismiss_keeps_the_report_and_does_not_disturb_work() {
    let mut desk = desk();
    let job = started(&desk.apply(ask("BTC/USD"), now()));
    assert_eq!(desk.apply(Event::Command(Command::Dismiss), now()), []);
    desk.apply(answered(job), now());
    desk.apply(Event::Written(job, report(1), Ok(())), now());
    desk.apply(Event::Command(Command::Dismiss), now());
    assert_eq!((desk.shown().ask.clone(), desk.shown().reports.len()), (AskState::Idle, 1));
}

#[test]
fn what_changes_nothing_shows_nothing() {
    let mut desk = desk();
    for command in [Command::Cancel, Command::Dismiss] {
        assert_eq!(desk.apply(Event::Command(command), now()), []);
    }
    assert_eq!(desk.shown().seq, 0);
}

#[test]
fn a_decision_is_written_one_at_a_time_and_stands_beside_its_answer() {
    let mut desk = with_report(1);
    let effects = desk.apply(decide("er1_1"), now());
    assert!(matches!(&effects[0], Effect::Decide { receipt, decision: Decision::Took, why, kept }
        if receipt == "er1_1" && why == "why" && *kept == ["er1_1"]));
    assert_eq!(desk.shown().deciding, Deciding::Writing { receipt: "er1_1".to_owned() });
    assert_eq!(desk.apply(decide("er1_1"), now()), [], "the first is still on its way");

    desk.apply(Event::Decided("er1_1".to_owned(), Ok(look("er1_1", took()))), now());
    let shown = desk.shown();
    assert_eq!((shown.deciding.clone(), &shown.reports[0].standing), (Deciding::Idle, &took()));
    assert_eq!(shown.journal.tally, Some(Tally::default()));
}

#[test]
fn a_decision_that_is_not_written_is_told_and_can_be_made_again() {
    let mut desk = with_report(1);
    desk.apply(decide("er1_1"), now());
    desk.apply(Event::Decided("er1_1".to_owned(), Err(trouble())), now());
    let failed = Deciding::Failed { receipt: "er1_1".to_owned(), trouble: trouble() };
    assert_eq!(desk.shown().deciding, failed);
    assert_eq!(desk.shown().reports[0].standing, Standing::default());
    assert!(matches!(desk.apply(decide("er1_1"), now())[0], Effect::Decide { .. }));
}

#[test]
fn without_a_journal_nothing_is_scored_and_no_decision_is_written() {
    let mut desk =
        Desk::new(FeedView::unopened(&Settings::default()), JournalAccess::Off, SettingsView::default(), now());
    assert_eq!(desk.apply(Event::Tick, now()), []);
    desk.apply(decide("er1_1"), now());
    assert_eq!(desk.shown().deciding, Deciding::Failed { receipt: "er1_1".to_owned(), trouble: Trouble::off() });
}

#[test]
fn plans_are_scored_one_round_at_a_time() {
    let mut desk = with_report(1);
    assert_eq!(desk.apply(Event::Tick, now()), [], "the answer began a round");
    desk.apply(Event::Scored(Ok(Some(look("er1_1", took())))), now());
    assert_eq!(desk.shown().reports[0].standing, took());
    assert_eq!(desk.apply(Event::Tick, now()), [Effect::Score(vec!["er1_1".to_owned()])]);

    let before = desk.shown();
    assert_eq!(desk.apply(Event::Scored(Ok(None)), now()), [], "no journal, no news");
    desk.apply(Event::Tick, now());
    desk.apply(Event::Scored(Err(trouble())), now());
    assert_eq!(desk.shown().journal.access, JournalAccess::Failed { trouble: trouble() });
    assert_eq!(desk.shown().seq, before.seq + 1);
}

#[test]
fn the_same_receipt_keeps_what_followed_it() {
    let mut desk = with_report(1);
    desk.apply(decide("er1_1"), now());
    desk.apply(Event::Decided("er1_1".to_owned(), Ok(look("er1_1", took()))), now());
    let job = started(&desk.apply(ask("BTC/USD"), now()));
    desk.apply(answered(job), now());
    desk.apply(Event::Written(job, report(1), Ok(())), now());
    assert_eq!((desk.shown().reports.len(), &desk.shown().reports[0].standing), (1, &took()));
}

#[derive(Clone, Debug)]
enum Step {
    Ask,
    Cancel,
    Dismiss,
    /// The job so many questions ago ends, well or not.
    Done(u64, bool),
    /// What waits longest for the disk is written, under this id, or not.
    Written(u32, bool),
    Tick,
    Scored,
    Decide(u32),
    Decided(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Ask),
        1 => Just(Step::Cancel),
        1 => Just(Step::Dismiss),
        4 => (0_u64..3, any::<bool>()).prop_map(|(ago, well)| Step::Done(ago, well)),
        4 => (0_u32..40, any::<bool>()).prop_map(|(id, well)| Step::Written(id, well)),
        1 => Just(Step::Tick),
        1 => Just(Step::Scored),
        1 => (0_u32..40).prop_map(Step::Decide),
        1 => any::<bool>().prop_map(Step::Decided),
    ];
    proptest::collection::vec(step, 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_happens_the_desk_keeps_its_promises(steps in steps()) {
        let template = report(0);
        let mut desk = desk();
        let mut running = None;
        let mut kept: Vec<String> = Vec::new();
        let (mut to_write, mut scoring, mut deciding) = (Vec::new(), false, None);
        for step in steps {
            let before = desk.shown();
            let event = match step {
                Step::Ask => ask("BTC/USD"),
                Step::Cancel => Event::Command(Command::Cancel),
                Step::Dismiss => Event::Command(Command::Dismiss),
                Step::Done(ago, well) => {
                    let job = Job(desk.last_job.0.saturating_sub(ago));
                    let outcome = if well { Ok(Arc::clone(&ANSWER)) } else { Err(ToolFault::internal("Odd.")) };
                    Event::Done(job, outcome)
                }
                Step::Written(id, well) => {
                    if to_write.is_empty() {
                        continue;
                    }
                    let report = Arc::new(ReportView { id: format!("er1_{id}"), ..(*template).clone() });
                    Event::Written(to_write.remove(0), report, if well { Ok(()) } else { Err(trouble()) })
                }
                Step::Tick => Event::Tick,
                Step::Scored if std::mem::take(&mut scoring) => Event::Scored(Ok(Some(look("er1_1", took())))),
                Step::Scored => continue,
                Step::Decide(id) => decide(&format!("er1_{id}")),
                Step::Decided(well) => match deciding.take() {
                    None => continue,
                    Some(receipt) if well => Event::Decided(receipt, Ok(look("er1_1", took()))),
                    Some(receipt) => Event::Decided(receipt, Err(trouble())),
                },
            };
            let was_written = matches!(event, Event::Written(..));
            for effect in desk.apply(event, now()) {
                match effect {
                    Effect::Start(job, _) => {
                        prop_assert_eq!(running, None, "one question at a time");
                        running = Some(job);
                    }
                    Effect::Stop(job) => prop_assert_eq!(running.take(), Some(job)),
                    Effect::Write(job, _) => {
                        prop_assert_eq!(running, Some(job), "what nobody waits for is not written");
                        to_write.push(job);
                    }
                    Effect::Score(_) => prop_assert!(!std::mem::replace(&mut scoring, true), "one round at a time"),
                    Effect::Decide { receipt, .. } => prop_assert_eq!(deciding.replace(receipt), None),
                    Effect::Keep(reports) => {
                        prop_assert!(was_written, "written, then said");
                        running = None;
                        kept = reports.iter().map(|report| report.id.clone()).collect();
                        prop_assert!(kept.len() <= SHELF);
                    }
                    Effect::Explain(..) => prop_assert!(was_written, "numbers before words"),
                    Effect::Say(..) | Effect::Hush(_) | Effect::Forget => {}
                    Effect::Save(_)
                    | Effect::Undo
                    | Effect::Call(_)
                    | Effect::StopCall(_)
                    | Effect::Scan(_)
                    | Effect::Arm { .. }
                    | Effect::Disarm(_)
                    | Effect::Pause(_)
                    | Effect::Reconnect
                    | Effect::Test(..) => prop_assert!(false, "nobody wished that: {:?}", effect),
                    Effect::Publish(shown) => {
                        prop_assert_eq!(shown.seq, before.seq + 1);
                        prop_assert!(!shown.shows_the_same(&before));
                    }
                }
            }
            let shown = desk.shown();
            if matches!(shown.ask, AskState::Failed { .. }) {
                running = None;
            }
            prop_assert_eq!(matches!(shown.ask, AskState::Working { .. }), running.is_some());
            prop_assert!(shown.reports.iter().map(|headline| &headline.id).eq(&kept), "every headline has its report");
        }
    }
}

mod wishes;
