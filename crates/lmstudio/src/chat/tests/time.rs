use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, stream};
use tokio::time::{Instant, advance, timeout};

use super::stage::{
    DONE, FINISH, Replied, Stage, after, answer, ask, bytes, forever, heard, piece, silence, streaming,
};
use crate::{
    Fault,
    chat::{Heard, Phase},
    fault::{Class, Timer},
    models::State,
    request::Completion,
};

const SECOND: Duration = Duration::from_secs(1);

fn loaded() -> Completion {
    Completion { state: State::Loaded, ..ask() }
}

/// How a chat ends, and after how many seconds.
async fn ended(ask: Completion, replied: Replied) -> (Class, u64) {
    let began = Instant::now();
    let fault = heard(&mut Stage::new([replied]).chat(ask)).await.1.unwrap_err();
    (fault.class, (Instant::now() - began).as_secs())
}

fn nothing() -> Replied {
    std::future::pending::<Result<_, Fault>>().boxed()
}

/// F51, F54.
#[tokio::test(start_paused = true)]
async fn the_first_word_may_take_as_long_as_the_model_must_be_loaded() {
    let first = Class::TimedOut(Timer::First);
    assert_eq!(ended(ask(), nothing()).await, (first, 180), "no head, as while a model loads");
    assert_eq!(ended(loaded(), nothing()).await, (first, 60));
    assert_eq!(ended(loaded(), streaming([silence()])).await, (first, 60), "a head is no word");
    let role_only = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n";
    assert_eq!(ended(loaded(), streaming([bytes(role_only), silence()])).await, (first, 60), "nor is a role");
    let comments = || streaming([forever(SECOND, ": processing\n\n")]);
    assert_eq!(ended(loaded(), comments()).await, (first, 60), "nor are comments for ever");
    assert_eq!(ended(ask(), comments()).await, (first, 180));
}

#[tokio::test(start_paused = true)]
async fn a_model_that_was_left_alone_for_long_is_expected_to_load_again() {
    let quick = || streaming([bytes(&format!("{}{FINISH}{DONE}", piece("ok")))]);
    let stage = Stage::new([quick(), nothing(), quick(), nothing()]);
    let mut took = Vec::new();
    for idle in [50 * 60, 70 * 60] {
        heard(&mut stage.chat(loaded())).await.1.unwrap();
        advance(SECOND * idle).await;
        let began = Instant::now();
        heard(&mut stage.chat(loaded())).await.1.unwrap_err();
        took.push((Instant::now() - began).as_secs());
    }
    assert_eq!(took, [60, 180], "LM Studio unloads after an hour");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_stops_or_never_stops_is_given_up() {
    let stalled = streaming([bytes(&piece("one")), after(SECOND * 29, ": still there\n\n"), silence()]);
    assert_eq!(ended(loaded(), stalled).await, (Class::TimedOut(Timer::Idle), 59), "from the last byte on");
    let endless = streaming([forever(SECOND * 2, &piece("word "))]);
    assert_eq!(ended(loaded(), endless).await, (Class::TimedOut(Timer::Total), 122), "from the first word on");
    let loading = streaming([after(SECOND * 170, &piece("one")), forever(SECOND * 10, &piece("two "))]);
    assert_eq!(ended(ask(), loading).await, (Class::TimedOut(Timer::Total), 290), "loading does not count against it");
    let until = Completion { until: Some(Instant::now() + SECOND * 8), ..loaded() };
    assert_eq!(ended(until, nothing()).await, (Class::TimedOut(Timer::Deadline), 8));
}

/// A server that sends faster than it is read never lets its reader wait, and so never lets a timer fire.
#[tokio::test(start_paused = true)]
async fn a_stream_that_is_always_ready_is_given_up_as_well() {
    let always = |text: String| {
        stream::repeat_with(move || {
            // The clock moves; nobody has to wait for it.
            advance(SECOND).now_or_never();
            Ok(text.clone().into_bytes())
        })
        .boxed()
    };
    let comments = streaming([always(": c\n".repeat(20_000))]);
    assert_eq!(ended(loaded(), comments).await, (Class::TimedOut(Timer::First), 60));
    let words = streaming([always(piece("word "))]);
    assert_eq!(ended(loaded(), words).await, (Class::TimedOut(Timer::Total), 121));
}

#[tokio::test(start_paused = true)]
async fn what_was_heard_before_the_time_was_up_is_known() {
    let fault = answer(streaming([bytes(&piece("one")), silence()])).await.unwrap_err();
    assert!(fault.heard);
    assert!(!answer(streaming([silence()])).await.unwrap_err().heard);
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_not_held_up_by_what_should_come_behind_it() {
    let began = Instant::now();
    let unmarked = streaming([bytes(&format!("{}{FINISH}", piece("ok"))), silence()]);
    assert_eq!(answer(unmarked).await.unwrap().text, "ok");
    assert_eq!((Instant::now() - began).as_secs(), 1);
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n";
    let late = Duration::from_millis(900);
    let counted = streaming([bytes(&format!("{}{FINISH}", piece("ok"))), after(late, usage), silence()]);
    assert_eq!(answer(counted).await.unwrap().usage.unwrap().prompt, 3, "a count that comes soon is taken");
}

#[tokio::test(start_paused = true)]
async fn what_a_call_took_is_measured() {
    let thought = "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}\n\n";
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":40}}\n\n";
    let tail = format!("{}{FINISH}{usage}{DONE}", piece("ok"));
    let replied = streaming([after(SECOND * 2, ": c\n\n"), after(SECOND, thought), after(SECOND * 4, &tail)]);
    let timing = answer(replied).await.unwrap();
    let (usage, timing) = (timing.usage.unwrap(), timing.timing);
    assert_eq!(timing.first_byte, Some(SECOND * 2));
    assert_eq!((timing.first_reasoning, timing.first_answer), (Some(SECOND * 3), Some(SECOND * 7)));
    assert_eq!((timing.end, timing.pieces, timing.comments, timing.repeats), (SECOND * 7, 2, 1, 0));
    let speed = timing.speed(Some(usage.completion)).unwrap();
    assert_eq!((speed.tokens_per_second, speed.is_counted), (10.0, true));
}

#[tokio::test(start_paused = true)]
async fn a_model_known_to_be_fast_is_given_up_sooner() {
    let quick = || streaming([after(SECOND * 10, &format!("{}{FINISH}{DONE}", piece("ok")))]);
    let endless = streaming([forever(SECOND * 2, &piece("word "))]);
    let stage = Stage::new((0..20).map(|_| quick()).chain([endless]));
    for _ in 0..20 {
        heard(&mut stage.chat(loaded())).await.1.unwrap();
    }
    let began = Instant::now();
    let fault = heard(&mut stage.chat(loaded())).await.1.unwrap_err();
    assert_eq!((fault.class, (Instant::now() - began).as_secs()), (Class::TimedOut(Timer::Total), 32));
}

#[tokio::test(start_paused = true)]
async fn answers_come_one_at_a_time() {
    let whole = streaming([bytes(&format!("{}{FINISH}{DONE}", piece("ok")))]);
    let stage = Stage::new([streaming([bytes(&piece("one")), silence()]), whole]);
    let (mut first, mut second) = (stage.chat(loaded()), stage.chat(loaded()));
    assert_eq!(first.next().await, Some(Ok(Heard::Phase(Phase::Queued))));
    assert_eq!(first.next().await, Some(Ok(Heard::Phase(Phase::Sent))));
    assert_eq!(second.next().await, Some(Ok(Heard::Phase(Phase::Queued))));
    assert!(timeout(SECOND * 20, second.next()).await.is_err(), "the first is still being answered");
    assert_eq!(stage.bodies.lock().unwrap().len(), 1);
    drop(first);
    let answer = heard(&mut second).await.1.unwrap();
    assert_eq!((answer.text.as_str(), answer.timing.queued), ("ok", SECOND * 20));

    let held = stage.floor.turn().await;
    let waiting = Completion { until: Some(Instant::now() + SECOND * 5), ..loaded() };
    let fault = heard(&mut stage.chat(waiting)).await.1.unwrap_err();
    assert_eq!(fault.class, Class::TimedOut(Timer::Deadline), "a queue is no excuse");
    drop(held);
}

#[tokio::test(start_paused = true)]
async fn waiting_in_small_steps_loses_nothing() {
    let events: Vec<_> = ["a", "b", "c"].map(piece).into_iter().chain([FINISH.to_owned(), DONE.to_owned()]).collect();
    let bodies: Vec<_> = events.iter().map(|event| after(SECOND * 3, event)).collect();
    let mut chat = Stage::new([streaming(bodies)]).chat(loaded());
    let answer = loop {
        match timeout(SECOND / 7, chat.next()).await {
            Ok(Some(Ok(Heard::Finished(answer)))) => break answer,
            Ok(Some(Ok(Heard::Said(_) | Heard::Phase(_)))) | Err(_) => {}
            Ok(other) => panic!("{other:?}"),
        }
    };
    assert_eq!(answer.text, "abc");
}

/// Says when it is dropped.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[tokio::test(start_paused = true)]
async fn the_connection_is_let_go_with_the_chat_and_with_its_end() {
    let stream_of = |tail: &str| {
        let gone = Arc::new(AtomicBool::new(false));
        let (guard, text) = (Gone(Arc::clone(&gone)), tail.to_owned().into_bytes());
        let body = stream::once(async { Ok(text) }).chain(stream::pending()).map(move |bytes| {
            let _kept = &guard;
            bytes
        });
        (streaming([body.boxed()]), gone)
    };
    let (replied, gone) = stream_of(&piece("one"));
    let mut chat = Stage::new([replied]).chat(loaded());
    while !matches!(chat.next().await, Some(Ok(Heard::Said(_)))) {}
    assert!(!gone.load(Ordering::SeqCst));
    drop(chat);
    assert!(gone.load(Ordering::SeqCst), "dropped");

    for tail in [format!("{}{FINISH}{DONE}", piece("ok")), "data: {\"error\":\"x\"}\n\n".to_owned(), piece("one")] {
        let (replied, gone) = stream_of(&tail);
        let mut chat = Stage::new([replied]).chat(loaded());
        let ended = heard(&mut chat).await.1;
        assert!(gone.load(Ordering::SeqCst), "over, though still held: {ended:?}");
    }
}
