use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::Instant;

use super::stage::{
    Body, DONE, FINISH, Replied, Stage, answer, ask, broken, bytes, document, heard, piece, silence, streaming,
};
use crate::{
    Fault, Standing,
    chat::{Heard, Phase},
    fault::{Class, Timer},
    models::State,
    pieces::Said,
    request::Completion,
    wire::Reply,
};

const SECOND: Duration = Duration::from_secs(1);

fn loaded() -> Completion {
    Completion { state: State::Loaded, ..ask() }
}

fn well() -> Replied {
    streaming([bytes(&format!("{}{FINISH}{DONE}", piece("ok")))])
}

fn unloaded() -> Replied {
    streaming([bytes(&format!("{}data: {{\"error\":\"Model is unloaded.\"}}\n\n", piece("half")))])
}

fn busy(seconds: Option<u64>) -> Replied {
    let body: Body = bytes("{\"error\":\"later\"}");
    let retry_after = seconds.map(Duration::from_secs);
    async move { Ok(Reply { status: 503, is_stream: false, retry_after, body }) }.boxed()
}

/// How it ends, after how many seconds, and how often it was asked.
async fn ended(ask: Completion, replies: impl IntoIterator<Item = Replied>) -> (Result<String, Fault>, u64, usize) {
    let stage = Stage::asked_again(replies);
    let began = Instant::now();
    let ended = heard(&mut stage.chat(ask)).await.1;
    let asked = stage.bodies.lock().unwrap().len();
    (ended.map(|answer| answer.text), (Instant::now() - began).as_secs(), asked)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_failed_is_given_two_seconds() {
    let ok = || Ok("ok".to_owned());
    assert_eq!(ended(loaded(), [unloaded(), well()]).await, (ok(), 2, 2));
    assert_eq!(ended(loaded(), [document(400, "{\"error\":\"Channel Error\"}"), well()]).await, (ok(), 2, 2));
    assert_eq!(ended(loaded(), [streaming([bytes(&piece("half")), broken()]), well()]).await, (ok(), 2, 2));
    assert_eq!(ended(loaded(), [streaming([bytes(&piece("half"))]), well()]).await, (ok(), 2, 2), "no reason, no end");
    assert_eq!(ended(loaded(), [streaming([bytes(&format!("{}{DONE}", piece("half")))]), well()]).await, (ok(), 2, 2));
}

/// F52, F53: "one retry if time is left".
#[tokio::test(start_paused = true)]
async fn it_is_not_asked_again_where_no_time_is_left() {
    let until = |seconds| Completion { until: Some(Instant::now() + SECOND * seconds), ..loaded() };
    let (fault, took, asked) = ended(until(2), [unloaded()]).await;
    assert_eq!((fault.unwrap_err().class, took, asked), (Class::Unloaded, 0, 1));
    let (fault, took, asked) = ended(until(5), [unloaded(), streaming([silence()])]).await;
    assert_eq!((fault.unwrap_err().class, took, asked), (Class::TimedOut(Timer::Deadline), 5, 2));
}

/// F57.
#[tokio::test(start_paused = true)]
async fn a_server_that_says_when_is_asked_then_and_only_inside_the_deadline() {
    let until = |seconds| Completion { until: Some(Instant::now() + SECOND * seconds), ..loaded() };
    assert_eq!(ended(until(8), [busy(Some(7)), well()]).await, (Ok("ok".to_owned()), 7, 2));
    for (ask, seconds) in [(until(7), 7), (until(8), 3600), (loaded(), 3600)] {
        let (fault, took, asked) = ended(ask, [busy(Some(seconds))]).await;
        let fault = fault.unwrap_err();
        let expected = (Class::Overloaded, Some(Duration::from_secs(seconds)));
        assert_eq!((fault.class, fault.retry_after), expected);
        assert_eq!((took, asked), (0, 1), "it is told at once");
    }
    assert_eq!(ended(loaded(), [busy(None), well()]).await, (Ok("ok".to_owned()), 2, 2));
}

/// F53: no loop.
#[tokio::test(start_paused = true)]
async fn the_second_failure_is_the_last() {
    for (first, second, class) in [
        (unloaded(), unloaded(), Class::Unloaded),
        (unloaded(), busy(None), Class::Overloaded),
        (busy(Some(1)), streaming([bytes(&piece("half"))]), Class::Truncated),
    ] {
        let (fault, _, asked) = ended(loaded(), [first, second]).await;
        let fault = fault.unwrap_err();
        assert_eq!((fault.class, fault.is_repeated, asked), (class, true, 2));
        assert_eq!(fault.again(Duration::MAX), None);
    }
    // The twin: one that was not asked again may be.
    let fault = answer(streaming([bytes("data: [DONE]\n\n")])).await.unwrap_err();
    assert_eq!(fault.class, Class::EmptyAnswer);
    let (fault, _, asked) = ended(loaded(), [streaming([bytes("data: [DONE]\n\n")])]).await;
    assert_eq!((fault.unwrap_err().again(SECOND), asked), (Some(Duration::ZERO), 1));
    let (fault, _, asked) = ended(Completion { asks_again: false, ..loaded() }, [unloaded()]).await;
    assert_eq!((fault.unwrap_err().again(SECOND * 3), asked), (Some(SECOND * 2), 1), "it is for whoever asked");
}

/// F54.
#[tokio::test(start_paused = true)]
async fn a_model_that_went_away_gets_the_time_of_a_load() {
    let (fault, took, _) = ended(loaded(), [unloaded(), streaming([silence()])]).await;
    assert_eq!((fault.unwrap_err().class, took), (Class::TimedOut(Timer::First), 2 + 180));
    let broke = streaming([bytes(&piece("half")), broken()]);
    let (fault, took, _) = ended(loaded(), [broke, streaming([silence()])]).await;
    assert_eq!((fault.unwrap_err().class, took), (Class::TimedOut(Timer::First), 2 + 60), "a connection is no model");
}

#[tokio::test(start_paused = true)]
async fn a_reader_is_told_that_nothing_counts_that_was_said() {
    let stage = Stage::asked_again([unloaded(), well()]);
    let mut chat = stage.chat(loaded());
    let mut all = Vec::new();
    while let Some(Ok(heard)) = chat.next().await {
        all.push(heard);
    }
    let said = |text: &str| Heard::Said(Said::Answer(text.to_owned()));
    let again = Heard::Phase(Phase::Again(Class::Unloaded));
    let Some(Heard::Finished(answer)) = all.pop() else { panic!("{all:?}") };
    let phases = [Phase::Sent, Phase::Reading].map(Heard::Phase);
    let [sent, reading] = phases;
    let expected =
        [Heard::Phase(Phase::Queued), sent.clone(), reading.clone(), said("half"), again, sent, reading, said("ok")];
    // What was heard together with the failure need not be passed on at all.
    let without: Vec<_> = expected.iter().filter(|heard| **heard != said("half")).cloned().collect();
    assert!(all == expected || all == without, "{all:?}");
    assert_eq!((answer.timing.repeats, answer.timing.pieces), (1, 1));
    assert!(answer.timing.first_answer.unwrap() >= SECOND * 2, "from the first sending on, as it was waited for");
}

#[tokio::test(start_paused = true)]
async fn a_narration_gives_way_wherever_it_is_and_lets_the_connection_go() {
    let narration = || Completion { standing: Standing::Narration, ..loaded() };
    let resting = || busy(Some(100));
    for before in [vec![], vec![streaming([bytes(&piece("half")), silence()])], vec![resting()]] {
        let is_sent = !before.is_empty();
        let stage = Stage::asked_again(before.into_iter().chain([well()]));
        let held = if is_sent { None } else { stage.floor.turn().await };
        let mut old = stage.chat(narration());
        // As far as it gets.
        while tokio::time::timeout(SECOND, old.next()).await.is_ok() {}
        let mut new = stage.chat(narration());
        assert_eq!(heard(&mut old).await.1.unwrap_err().class, Class::GaveWay);
        drop(held);
        assert_eq!(heard(&mut new).await.1.unwrap().text, "ok", "and it did not have to be dropped for that");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_whole_is_not_thrown_away() {
    let narration = Completion { standing: Standing::Narration, ..loaded() };
    let stage = Stage::new([streaming([bytes(&format!("{}{FINISH}", piece("ok"))), silence()])]);
    let mut chat = stage.chat(narration.clone());
    while !matches!(chat.next().await, Some(Ok(Heard::Said(_)))) {}
    let _newer = stage.chat(narration);
    assert_eq!(heard(&mut chat).await.1.unwrap().text, "ok");
}
