//! A server that fails is asked once more by the chat itself, and never a third time.

use std::time::Duration;

use lmstudio::{
    Answer, Completion, Fault, Heard,
    breaker::Verdict,
    chat::Phase,
    fault::Class,
    meter::Outcome,
    models::State,
    pieces::{Finish, Said},
    testing::{Ending, Fake, Held, Script},
};

use crate::support::{always, answer, client, fake, loaded, stream};

const CHATS: &str = "/v1/chat/completions";

fn asked(fake: &Fake) -> usize {
    fake.seen().iter().filter(|seen| seen.path == CHATS).count()
}

/// Messages as LM Studio sent them while a model answered.
const GOING_AWAY: [(&str, Class); 4] = [
    ("Model is unloaded.", Class::Unloaded),
    ("Channel Error", Class::Crashed),
    ("Operation canceled.", Class::Crashed),
    ("The model has crashed without additional information. (Exit code: 18446744072635812000)", Class::Crashed),
];

fn going_away(text: &str) -> Script {
    let error = serde_json::json!({ "error": { "message": text }, "message": text });
    Script::events(stream(&["half an"], false) + &format!("event: error\ndata: {error}\n\n"))
}

/// What a reader is left with who keeps to the rule that nothing counts that was said before `Again`.
async fn read(fake: &Fake, ask: Completion) -> (Vec<Phase>, String, Result<Answer, Fault>) {
    let mut chat = client(fake).chat(ask);
    let (mut phases, mut text) = (Vec::new(), String::new());
    loop {
        match chat.next().await.expect("a chat ends with an answer or a fault") {
            Ok(Heard::Phase(phase)) => {
                if matches!(phase, Phase::Again(_)) {
                    text.clear();
                }
                phases.push(phase);
            }
            Ok(Heard::Said(Said::Answer(piece))) => text.push_str(&piece),
            Ok(Heard::Said(other)) => panic!("{other:?}"),
            Ok(Heard::Finished(answer)) => return (phases, text, Ok(*answer)),
            Err(fault) => return (phases, text, Err(fault)),
        }
    }
}

/// F53.
#[tokio::test]
async fn a_model_that_goes_away_while_it_answers_is_asked_once_more() {
    for (said, class) in GOING_AWAY {
        let fake = fake(|world| world.chats.push_back(going_away(said))).await;
        let (phases, text, answer) = read(&fake, loaded()).await;
        let answer = answer.unwrap();
        assert!(phases.contains(&Phase::Again(class)), "{said}: {phases:?}");
        assert_eq!((text.as_str(), answer.text.as_str(), answer.timing.repeats), ("All is well.", "All is well.", 1));
    }
}

/// F53: no loop.
#[tokio::test]
async fn a_model_that_goes_away_each_time_is_not_asked_a_third_time() {
    for (said, class) in GOING_AWAY {
        let fake = always(going_away(said)).await;
        let (_, text, fault) = read(&fake, loaded()).await;
        let fault = fault.unwrap_err();
        assert_eq!((fault.class, fault.text.as_str(), fault.heard), (class, said, true));
        assert_eq!((text.as_str(), asked(&fake)), ("half an", 2));
        assert_eq!(fault.again(Duration::MAX), None, "nobody else asks again either");
    }
}

/// F53, F54: with the context that it had, not with the one that a server would choose.
#[tokio::test]
async fn a_model_that_was_unloaded_is_loaded_as_it_was() {
    let fake = fake(|world| {
        world.models = vec![Held::on_disk("model-a")];
        world.chats.push_back(going_away("Model is unloaded."));
    })
    .await;
    let client = client(&fake);
    client.greet().await.unwrap();
    answer(&client, Completion { context: Some(16_384), ..loaded() }).await.unwrap();
    assert_eq!(fake.look(|world| (world.models[0].loaded, world.loads["model-a"])), (Some(16_384), 1));
}

#[tokio::test]
async fn a_model_that_cannot_be_loaded_again_says_why() {
    let fake = fake(|world| {
        world.models = vec![Held::on_disk("model-a")];
        world.chats.push_back(going_away("Model is unloaded."));
        world.load_fault = Some("Failed to load model. Insufficient system resources.".to_owned());
    })
    .await;
    let client = client(&fake);
    client.greet().await.unwrap();
    assert_eq!(answer(&client, loaded()).await.unwrap_err().class, Class::LoadFailed);
    assert_eq!(asked(&fake), 1, "an answer would load it again, and fail as well");
}

/// F52: a broken connection is asked once more, and half an answer is never one.
#[tokio::test]
async fn a_connection_that_breaks_is_tried_once_more() {
    let half = || Script::events(stream(&["half"], false)).ending(Ending::Break);
    let once = fake(|world| world.chats.push_back(half())).await;
    let (phases, text, answer) = read(&once, loaded()).await;
    assert!(phases.contains(&Phase::Again(Class::Truncated)), "{phases:?}");
    assert_eq!((text.as_str(), answer.unwrap().text.as_str()), ("All is well.", "All is well."));
    let each_time = always(half()).await;
    assert_eq!(read(&each_time, loaded()).await.2.unwrap_err().class, Class::Truncated);
    assert_eq!(asked(&each_time), 2);
}

/// F57, on a real connection; the times are tested where time can be stopped.
#[tokio::test]
async fn a_busy_server_is_asked_when_it_says() {
    for status in [429, 503, 500] {
        let busy = |seconds| Script::json(status, r#"{"error":"later"}"#).with("Retry-After", seconds);
        let soon = fake(|world| world.chats.push_back(busy("0"))).await;
        assert_eq!(answer(&client(&soon), loaded()).await.unwrap().timing.repeats, 1, "{status}");
        let late = always(busy("3600")).await;
        let fault = answer(&client(&late), loaded()).await.unwrap_err();
        assert_eq!((fault.retry_after, asked(&late)), (Some(Duration::from_hours(1)), 1), "{status}");
    }
}

#[tokio::test]
async fn what_a_model_said_is_not_asked_for_again() {
    for text in ["Failed to parse tool call: Extra content after end of tool call", "No models loaded."] {
        let fake = always(Script::json(400, serde_json::json!({ "error": text }).to_string())).await;
        answer(&client(&fake), loaded()).await.unwrap_err();
        assert_eq!(asked(&fake), 1, "{text}");
    }
}

#[tokio::test]
async fn every_call_leaves_a_record_however_it_ends() {
    let fake = fake(|world| {
        world.chats.push_back(going_away("Channel Error"));
        world.chats.push_back(going_away("Channel Error"));
        world.chats.push_back(Script::silence());
    })
    .await;
    let client = client(&fake);
    answer(&client, loaded()).await.unwrap_err();
    let mut given_up = client.chat(loaded());
    tokio::select! {
        () = fake.until(|seen| seen.len() == 3) => {}
        () = async { while given_up.next().await.is_some() {} } => unreachable!(),
    }
    drop(given_up);
    // One that was never sent leaves none.
    drop(client.chat(loaded()));
    answer(&client, loaded()).await.unwrap();
    let calls = client.calls("model-a");
    let outcomes: Vec<_> = calls.iter().map(|call| call.outcome.clone()).collect();
    let expected = [Outcome::Failed(Class::Crashed), Outcome::GivenUp, Outcome::Answered(Finish::Stop)];
    assert_eq!(outcomes, expected);
    assert_eq!((calls[0].timing.repeats, calls[0].timing.pieces), (1, 1));
    let whole = &calls[2];
    assert_eq!(
        (whole.asked.as_str(), whole.answered.as_str(), whole.usage.unwrap().completion),
        ("model-a", "model-a", 3)
    );
    assert_eq!((client.record("model-a").unwrap().answered, client.record("model-b")), (1, None));
}

/// F49.
#[tokio::test]
async fn a_server_that_keeps_failing_is_left_alone_until_it_tells_its_models() {
    let fake = always(Script::json(500, "{}")).await;
    let client = client(&fake);
    for _ in 0..3 {
        assert_eq!(client.may(), Verdict::Ask);
        answer(&client, loaded()).await.unwrap_err();
    }
    assert!(matches!(client.may(), Verdict::Wait(_)), "{:?}", client.may());
    client.models().await.unwrap();
    assert_eq!(client.may(), Verdict::Ask, "one is let through to see");
    answer(&client, loaded()).await.unwrap_err();
    assert!(matches!(client.may(), Verdict::Wait(_)));
    fake.change(|world| world.scripts.clear());
    answer(&client, Completion { state: State::Loaded, ..loaded() }).await.expect("a person may ask all the same");
    assert_eq!(client.may(), Verdict::Ask);
}
