use std::time::Duration;

use lmstudio::{
    Fault, Message,
    calls::{BadJson, ToolCall},
    fault::Class,
};
use proptest::prelude::*;
use serde_json::{Map, json};
use tokio::time::Instant;

use super::{Answered, Effect, Finish, Input, Limits, Machine, Ran, TurnId, Why};

const TIME: Duration = Duration::from_mins(1);

fn say(now: Instant) -> Input {
    let messages = vec![
        Message::System("rules".to_owned()),
        Message::User("before".to_owned()),
        Message::Assistant("said".to_owned(), Vec::new()),
        Message::User("now".to_owned()),
    ];
    Input::Say { messages, with_tools: true, until: now + TIME }
}

fn call(id: &str, name: &str, pair: &str) -> ToolCall {
    let arguments: Map<_, _> = [("pair".to_owned(), json!(pair))].into_iter().collect();
    ToolCall { id: id.to_owned(), name: name.to_owned(), arguments: Ok(arguments) }
}

fn unreadable(id: &str) -> ToolCall {
    ToolCall { arguments: Err(BadJson { raw: "{".to_owned() }), ..call(id, "generate_signal", "") }
}

fn calls(turn: TurnId, calls: Vec<ToolCall>) -> Input {
    Input::Answered(turn, Answered { calls, ..Answered::default() })
}

fn text(turn: TurnId, text: &str) -> Input {
    Input::Answered(turn, Answered { text: text.to_owned(), ..Answered::default() })
}

fn ran(turn: TurnId, result: &str) -> Input {
    Input::Ran(turn, Ran { result: result.to_owned(), is_bad: false })
}

/// A machine that waits for its first answer.
fn asked() -> (Machine, TurnId, Instant) {
    let (mut machine, now) = (Machine::default(), Instant::now());
    let effects = machine.step(say(now), now);
    assert!(matches!(effects.as_slice(), [Effect::Ask { with_tools: true, .. }]), "{effects:?}");
    let turn = machine.turn().unwrap();
    (machine, turn, now)
}

fn closes(effects: &[Effect]) -> Option<&Finish> {
    effects.iter().find_map(|effect| match effect {
        Effect::Close(finish) => Some(finish),
        Effect::Ask { .. } | Effect::Run(..) | Effect::HangUp | Effect::StopTool => None,
    })
}

#[test]
fn words_end_a_turn() {
    let (mut machine, turn, now) = asked();
    let effects = machine.step(text(turn, "HOLD."), now);
    assert_eq!(effects, [Effect::Close(Finish::Answered("HOLD.".to_owned()))]);
    assert_eq!((machine.turn(), machine.deadline()), (None, None));
}

#[test]
fn calls_run_one_after_another_and_each_is_answered_before_the_model_is_asked() {
    let (mut machine, turn, now) = asked();
    let two = vec![call("a", "generate_signal", "BTC/USD"), call("b", "assess_risk", "BTC/USD")];
    let effects = machine.step(calls(turn, two), now);
    assert!(matches!(effects.as_slice(), [Effect::Run(_, call)] if call.id == "a"), "{effects:?}");
    let effects = machine.step(ran(turn, "one"), now);
    assert!(matches!(effects.as_slice(), [Effect::Run(_, call)] if call.id == "b"), "{effects:?}");
    let effects = machine.step(ran(turn, "two"), now);
    let [Effect::Ask { messages, with_tools: true, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let [.., Message::Assistant(said, made), Message::Tool(first, one), Message::Tool(second, two)] =
        messages.as_slice()
    else {
        panic!("{messages:?}")
    };
    assert_eq!((said.as_str(), made.len()), ("", 2));
    assert_eq!([first, one, second, two], ["a", "one", "b", "two"]);
}

#[test]
fn the_same_call_is_made_once_and_answered_each_time() {
    let (mut machine, turn, now) = asked();
    let nine = (0..9).map(|id| call(&format!("c{id}"), "generate_signal", "BTC/USD")).collect();
    assert_eq!(machine.step(calls(turn, nine), now).len(), 1);
    let effects = machine.step(ran(turn, "one"), now);
    let [Effect::Ask { messages, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(
        messages.iter().filter(|message| matches!(message, Message::Tool(_, result) if result == "one")).count(),
        9
    );
}

#[test]
fn arguments_that_cannot_be_read_are_told_and_after_two_of_them_tools_are_withdrawn() {
    let (mut machine, turn, now) = asked();
    let effects = machine.step(calls(turn, vec![unreadable("a")]), now);
    let [Effect::Ask { messages, with_tools: true, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(matches!(messages.last(), Some(Message::Tool(id, said)) if id == "a" && said.contains("INVALID_PARAMS")));
    let effects = machine.step(calls(turn, vec![unreadable("b")]), now);
    assert!(matches!(effects.as_slice(), [Effect::Ask { with_tools: false, .. }]), "{effects:?}");
    // Called all the same, it is asked once more, and then code answers.
    let effects = machine.step(calls(turn, vec![call("c", "generate_signal", "BTC/USD")]), now);
    assert!(matches!(effects.as_slice(), [Effect::Ask { with_tools: false, .. }]), "{effects:?}");
    let effects = machine.step(calls(turn, vec![call("d", "generate_signal", "BTC/USD")]), now);
    assert_eq!(closes(&effects), Some(&Finish::Fallback(Why::CannotCall)));
}

#[test]
fn after_four_rounds_the_model_must_speak() {
    let (mut machine, turn, now) = asked();
    for round in 0..4 {
        machine.step(calls(turn, vec![call("x", "generate_signal", &format!("P{round}/USD"))]), now);
        let effects = machine.step(ran(turn, "r"), now);
        let [Effect::Ask { with_tools, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(*with_tools, round < 3, "round {round}");
    }
}

#[test]
fn after_eight_calls_no_more_are_made() {
    let (mut machine, turn, now) = asked();
    let many = (0..12).map(|id| call(&format!("c{id}"), "generate_signal", &format!("P{id}/USD"))).collect();
    let mut effects = machine.step(calls(turn, many), now);
    let mut made = 0;
    while let [Effect::Run(..)] = effects.as_slice() {
        made += 1;
        effects = machine.step(ran(turn, "r"), now);
    }
    assert_eq!(made, 8);
    let [Effect::Ask { messages, with_tools: false, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(messages.iter().filter(|message| matches!(message, Message::Tool(..))).count(), 12);
}

#[test]
fn silence_and_written_calls_are_asked_about_again_and_then_code_answers() {
    let (mut machine, turn, now) = asked();
    assert!(matches!(machine.step(text(turn, " \n"), now).as_slice(), [Effect::Ask { .. }]));
    assert!(matches!(machine.step(text(turn, ""), now).as_slice(), [Effect::Ask { .. }]));
    assert_eq!(closes(&machine.step(text(turn, ""), now)), Some(&Finish::Fallback(Why::SaidNothing)));
    let (mut machine, turn, now) = asked();
    let leaked =
        || Input::Answered(turn, Answered { text: "<tool_call>".to_owned(), has_leaked: true, ..Answered::default() });
    assert!(matches!(machine.step(leaked(), now).as_slice(), [Effect::Ask { .. }]));
    assert_eq!(closes(&machine.step(leaked(), now)), Some(&Finish::Fallback(Why::CannotCall)));
}

#[test]
fn a_fault_is_healed_where_time_heals_it_and_told_where_not() {
    let (mut machine, turn, now) = asked();
    let effects = machine.step(Input::Failed(turn, Fault::new(Class::Crashed, "channel error")), now);
    assert!(
        matches!(effects.as_slice(), [Effect::Ask { after, .. }] if *after == Duration::from_secs(2)),
        "{effects:?}"
    );
    let (mut machine, turn, now) = asked();
    let effects = machine.step(Input::Failed(turn, Fault::new(Class::NotRunning, "")), now);
    assert!(matches!(closes(&effects), Some(Finish::Fallback(Why::Fault(Class::NotRunning, _)))), "{effects:?}");
    // What does not fit is asked without what was said before, once.
    let (mut machine, turn, now) = asked();
    let overflow = || Input::Failed(turn, Fault::new(Class::ContextOverflow, ""));
    let effects = machine.step(overflow(), now);
    let [Effect::Ask { messages, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(messages.len(), 2);
    assert!(closes(&machine.step(overflow(), now)).is_some());
}

#[test]
fn the_time_ends_it_and_so_does_whoever_asked() {
    let (mut machine, _, now) = asked();
    assert_eq!(machine.step(Input::DeadlineReached, now), []);
    let effects = machine.step(Input::DeadlineReached, now + TIME);
    assert_eq!(effects, [Effect::HangUp, Effect::Close(Finish::Fallback(Why::TooSlow))]);
    let (mut machine, turn, now) = asked();
    machine.step(calls(turn, vec![call("a", "generate_signal", "BTC/USD")]), now);
    assert_eq!(machine.step(Input::Cancel, now), [Effect::StopTool, Effect::Close(Finish::Cancelled)]);
    assert_eq!(machine.step(Input::Cancel, now), []);
}

#[test]
fn news_of_an_older_turn_changes_nothing() {
    let (mut machine, old, now) = asked();
    let effects = machine.step(say(now), now);
    assert!(matches!(effects.as_slice(), [Effect::HangUp, Effect::Close(Finish::Cancelled), Effect::Ask { .. }]));
    assert_eq!(machine.step(text(old, "late"), now), []);
    assert_eq!(machine.step(ran(old, "late"), now), []);
    let turn = machine.turn().unwrap();
    assert!(closes(&machine.step(text(turn, "new"), now)).is_some());
}

#[derive(Clone, Debug)]
enum Move {
    Say,
    Text(bool),
    Leak,
    Calls(Vec<Option<u8>>),
    Fail(usize),
    Ran(bool),
    Cancel,
    Late,
    Stale,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        2 => Just(Move::Say),
        2 => any::<bool>().prop_map(Move::Text),
        1 => Just(Move::Leak),
        4 => prop::collection::vec(prop::option::of(0_u8..6), 1..6).prop_map(Move::Calls),
        2 => (0_usize..6).prop_map(Move::Fail),
        6 => any::<bool>().prop_map(Move::Ran),
        1 => Just(Move::Cancel),
        1 => Just(Move::Late),
        1 => Just(Move::Stale),
    ];
    prop::collection::vec(one, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_question_is_closed_once_and_one_thing_is_under_way(moves in moves()) {
        let faults = [
            Class::NotRunning, Class::Crashed, Class::ContextOverflow, Class::ToolParse, Class::EmptyAnswer, Class::BadToken,
        ];
        let (mut machine, mut now) = (Machine::default(), Instant::now());
        let (mut said, mut closed, mut in_flight) = (0_u32, 0_u32, 0_i32);
        let (mut asks, mut runs) = (0_u32, 0_u32);
        let stale = TurnId::default();
        for one in moves {
            now += Duration::from_millis(10);
            let turn = machine.turn().unwrap_or(stale);
            let answers = matches!(one, Move::Text(_) | Move::Leak | Move::Calls(_) | Move::Fail(_) | Move::Ran(_));
            let before = machine.turn();
            let is_asking = matches!(machine.state, super::State::Asking(_));
            let is_working = matches!(machine.state, super::State::Working { .. });
            let input = match one {
                Move::Say => { said += 1; (asks, runs) = (0, 0); say(now) }
                Move::Text(has) => text(turn, if has { "words" } else { "" }),
                Move::Leak => Input::Answered(turn, Answered { has_leaked: true, text: "<invoke".to_owned(), calls: vec![] }),
                Move::Calls(ids) => calls(turn, ids.iter().enumerate().map(|(place, id)| match id {
                    Some(id) => call(&format!("c{place}"), "generate_signal", &format!("P{id}/USD")),
                    None => unreadable(&format!("c{place}")),
                }).collect()),
                Move::Fail(which) => Input::Failed(turn, Fault::new(faults[which], "")),
                Move::Ran(is_bad) => Input::Ran(turn, Ran { result: "r".to_owned(), is_bad }),
                Move::Cancel => Input::Cancel,
                Move::Late => { now += TIME; Input::DeadlineReached }
                Move::Stale => text(TurnId(u64::MAX), "late"),
            };
            let lands = match &input {
                Input::Answered(id, _) | Input::Failed(id, _) => is_asking && Some(*id) == before,
                Input::Ran(id, _) => is_working && Some(*id) == before,
                Input::Say { .. } | Input::Cancel | Input::DeadlineReached => false,
            };
            if answers && lands {
                in_flight -= 1;
            }
            for effect in machine.step(input, now) {
                match effect {
                    Effect::Ask { messages, with_tools, .. } => {
                        in_flight += 1;
                        asks += 1;
                        prop_assert!(!with_tools || runs <= 8);
                        // Every call has its answer, and directly behind the message that made it.
                        for (place, message) in messages.iter().enumerate() {
                            let Message::Assistant(_, made) = message else { continue };
                            for (offset, call) in made.iter().enumerate() {
                                let answer = messages.get(place + 1 + offset);
                                prop_assert!(matches!(answer, Some(Message::Tool(id, _)) if *id == call.id));
                            }
                        }
                    }
                    Effect::Run(..) => { in_flight += 1; runs += 1; }
                    Effect::HangUp | Effect::StopTool => in_flight -= 1,
                    Effect::Close(_) => closed += 1,
                }
            }
            let Limits { rounds, calls, repeats, .. } = Limits::default();
            prop_assert!(runs <= u32::from(calls));
            prop_assert!(asks <= u32::from(rounds) + 1 + u32::from(repeats) + 1, "{asks}");
            prop_assert_eq!(in_flight, i32::from(machine.turn().is_some()));
            prop_assert_eq!(machine.deadline().is_some(), machine.turn().is_some());
            prop_assert_eq!(said - closed, u32::from(machine.turn().is_some()));
        }
    }
}
