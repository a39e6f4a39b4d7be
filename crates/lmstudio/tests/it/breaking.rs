use std::time::Duration;

use lmstudio::{
    Completion, Heard, Patience,
    fault::{Class, Timer},
    testing::{Ending, Framing, Script},
};
use tokio::time::Instant;

use crate::support::{always, answer, ask, client, closed_port, fake, hurried, loaded, patience, stream};

/// F49.
#[tokio::test]
async fn nobody_there_is_known_at_once() {
    let port = closed_port().await;
    let origin = lmstudio::Origin::loopback(port).unwrap();
    let client = lmstudio::Client::new(origin, None, lmstudio::origin::Remote::Refused, patience()).unwrap();
    assert_eq!(answer(&client, loaded()).await.unwrap_err().class, Class::NotRunning);
}

/// F52.
#[tokio::test]
async fn a_connection_that_ends_at_any_byte_gives_no_half_answer() {
    let recording = stream(&["All is ", "we€l."], true);
    let reason = recording.find("\"stop\"").unwrap();
    let data_end = reason + recording[reason..].find("\n\n").unwrap();
    let endings = [
        (Framing::Chunked, Ending::Whole, data_end),
        (Framing::Chunked, Ending::Break, data_end + 2),
        (Framing::ToEnd, Ending::Whole, data_end),
        (Framing::Length, Ending::Whole, data_end),
    ];
    for (framing, ending, from) in endings {
        let server = fake(|_| {}).await;
        let client = client(&server);
        for cut in 0..=recording.len() {
            let script = Script::events(recording.clone()).framed(framing).cut(cut, ending.clone());
            server.change(|world| drop(world.scripts.insert("/v1/chat/completions".to_owned(), script)));
            match answer(&client, loaded()).await {
                Ok(answer) if cut >= from => assert_eq!(answer.text, "All is we€l.", "{framing:?} {ending:?} at {cut}"),
                Err(fault) if cut < from => {
                    assert_eq!(fault.class, Class::Truncated, "{framing:?} {ending:?} at {cut}");
                }
                other => panic!("{framing:?} {ending:?} at {cut}, from {from}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_reset_is_no_answer_either() {
    let recording = stream(&["half"], false);
    let server = always(Script::events(recording).ending(Ending::Reset)).await;
    let fault = answer(&client(&server), loaded()).await.unwrap_err();
    assert_eq!(fault.class, Class::Truncated);
}

/// Makes one time short.
type Hurry = fn(&mut Patience, Duration);

/// F51. Each time is short alone, so that a busy machine cannot confuse them.
#[tokio::test]
async fn silence_ends_where_patience_does() {
    let short = Duration::from_millis(200);
    let hurries: [(_, _, _, Hurry); 4] = [
        (loaded(), Script::silence(), Timer::First, |patience, short| patience.first_loaded = short),
        (ask(), Script::silence(), Timer::First, |patience, short| patience.first_cold = short),
        (loaded(), Script::events(": wait\n\n").ending(Ending::Silence), Timer::First, |patience, short| {
            patience.first_loaded = short;
        }),
        (loaded(), Script::events(stream(&["half"], false)).ending(Ending::Silence), Timer::Idle, |patience, short| {
            patience.idle = short;
        }),
    ];
    for (ask, script, timer, hurry) in hurries {
        let server = always(script).await;
        let client = hurried(&server, |patience| hurry(patience, short));
        let began = Instant::now();
        let fault = answer(&client, ask).await.unwrap_err();
        assert_eq!(fault.class, Class::TimedOut(timer));
        assert!(began.elapsed() >= short, "{:?}", began.elapsed());
        server.until(|seen| seen.iter().all(|request| request.hung_up)).await;
    }
}

#[tokio::test]
async fn the_callers_own_deadline_ends_everything() {
    let server = always(Script::silence()).await;
    let until = Some(Instant::now() + Duration::from_millis(50));
    let fault = answer(&client(&server), Completion { until, ..ask() }).await.unwrap_err();
    assert_eq!(fault.class, Class::TimedOut(Timer::Deadline));
    server.until(|seen| seen.iter().all(|request| request.hung_up)).await;
}

/// F56.
#[tokio::test]
async fn what_has_no_end_is_hung_up_on() {
    let cases = [
        ("one line", b"data: xxxxxxxxxxxxxxxx".repeat(4096), Class::TooLarge),
        ("an answer", stream(&["word after word "], false).repeat(100).into_bytes(), Class::TooLarge),
    ];
    for (name, bytes, class) in cases {
        let server = always(Script::events("").ending(Ending::Forever(bytes))).await;
        assert_eq!(answer(&client(&server), loaded()).await.unwrap_err().class, class, "{name}");
        server.until(|seen| seen[0].hung_up).await;
    }
    let comments = Ending::Forever(b": still loading\n\n".to_vec());
    let server = always(Script::events("").ending(comments)).await;
    let client = hurried(&server, |patience| patience.first_loaded = Duration::from_secs(1));
    let fault = answer(&client, loaded()).await.unwrap_err();
    assert!(matches!(fault.class, Class::TimedOut(Timer::First) | Class::TooLarge), "{fault}");
    server.until(|seen| seen[0].hung_up).await;
}

#[tokio::test]
async fn dropping_a_chat_stops_the_server_wherever_it_is() {
    let scripts = [
        ("before a head", Script::silence()),
        ("while the prompt is read", Script::events(": reading\n\n").ending(Ending::Silence)),
        ("while it writes", Script::events(stream(&["half"], false)).ending(Ending::Silence)),
        ("while it writes on", Script::events("").ending(Ending::Forever(stream(&["x"], false).into_bytes()))),
    ];
    for (name, script) in scripts {
        let server = fake(|world| world.chats.push_back(script)).await;
        let client = client(&server);
        let mut chat = client.chat(ask());
        tokio::select! {
            () = server.until(|seen| !seen.is_empty()) => {}
            () = async { while !matches!(chat.next().await, None | Some(Err(_))) {} } => unreachable!("{name}"),
        }
        assert!(!server.seen()[0].hung_up, "{name}");
        drop(chat);
        let gone = server.until(|seen| seen[0].hung_up);
        tokio::time::timeout(Duration::from_millis(250), gone).await.expect(name);
        assert_eq!(answer(&client, loaded()).await.unwrap().text, "All is well.", "{name}: the next one has its turn");
    }
}

#[tokio::test]
async fn an_answer_that_is_given_up_for_a_newer_one_leaves_its_turn() {
    let server = fake(|world| {
        world.chats.push_back(Script::events(stream(&["old"], false)).ending(Ending::Silence));
    })
    .await;
    let client = client(&server);
    let mut old = client.chat(loaded());
    while !matches!(old.next().await, Some(Ok(Heard::Said(_)))) {}
    let mut new = client.chat(loaded());
    assert!(matches!(new.next().await, Some(Ok(Heard::Phase(_)))));
    drop(old);
    assert_eq!(crate::support::finished(&mut new).await.unwrap().text, "All is well.");
}
