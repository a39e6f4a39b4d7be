use std::sync::Arc;

use analysis::{Direction, Gate};
use proptest::prelude::*;

use super::{Desk, Effect, Event, Job, SHELF};
use crate::{
    AskState, Command, FeedView, ReportView, Settings, Snapshot, ToolFault,
    testing::{now, report_view},
};

fn desk() -> Desk {
    Desk::new(FeedView::unopened(&Settings::default()), now())
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
fn a_question_is_started_shown_and_answered() {
    let mut desk = desk();
    let effects = desk.apply(ask("btc/usd"), now());
    let job = started(&effects);
    assert!(
        matches!(&published(&effects).unwrap().ask, AskState::Working { question, .. } if question.pair == "btc/usd")
    );

    let effects = desk.apply(Event::Done(job, Ok(report(1))), now());
    assert!(matches!(effects.as_slice(), [Effect::Keep(kept), Effect::Publish(_)] if kept.len() == 1));
    let shown = desk.shown();
    assert!(matches!(&shown.ask, AskState::Answered { report, .. } if report == "er1_1"));
    assert_eq!(shown.reports[0].id, "er1_1");
}

#[test]
fn a_new_question_drops_the_old_one() {
    let mut desk = desk();
    let first = started(&desk.apply(ask("BTC/USD"), now()));
    let effects = desk.apply(ask("ETH/USD"), now());
    let second = started(&effects);
    assert_eq!(effects[0], Effect::Stop(first));
    assert_eq!(desk.apply(Event::Done(first, Ok(report(1))), now()), [], "nobody waits for it");
    assert_eq!(desk.apply(Event::Done(second, Ok(report(2))), now()).len(), 2);
}

#[test]
fn cancel_ends_the_question_at_once_and_its_answer_is_not_heard() {
    let mut desk = desk();
    let job = started(&desk.apply(ask("BTC/USD"), now()));
    let effects = desk.apply(Event::Command(Command::Cancel), now());
    assert_eq!(effects[0], Effect::Stop(job));
    assert_eq!(desk.shown().ask, AskState::Idle);
    assert_eq!(desk.apply(Event::Done(job, Ok(report(1))), now()), []);
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
    desk.apply(Event::Done(job, Ok(report(1))), now());
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

#[derive(Clone, Debug)]
enum Step {
    Ask,
    Cancel,
    Dismiss,
    /// The job so many questions ago ends, well or not.
    Done(u64, Option<u32>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Ask),
        1 => Just(Step::Cancel),
        1 => Just(Step::Dismiss),
        4 => (0_u64..3, proptest::option::of(0_u32..40)).prop_map(|(ago, report)| Step::Done(ago, report)),
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
        for step in steps {
            let before = desk.shown();
            let event = match step {
                Step::Ask => ask("BTC/USD"),
                Step::Cancel => Event::Command(Command::Cancel),
                Step::Dismiss => Event::Command(Command::Dismiss),
                Step::Done(ago, id) => {
                    let job = Job(desk.last_job.0.saturating_sub(ago));
                    let outcome = id.map(|id| Arc::new(ReportView { id: format!("er1_{id}"), ..(*template).clone() }));
                    Event::Done(job, outcome.ok_or_else(|| ToolFault::internal("Odd.")))
                }
            };
            for effect in desk.apply(event, now()) {
                match effect {
                    Effect::Start(job, _) => {
                        prop_assert_eq!(running, None, "one question at a time");
                        running = Some(job);
                    }
                    Effect::Stop(job) => prop_assert_eq!(running.take(), Some(job)),
                    Effect::Keep(reports) => {
                        running = None;
                        kept = reports.iter().map(|report| report.id.clone()).collect();
                        prop_assert!(kept.len() <= SHELF);
                    }
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
