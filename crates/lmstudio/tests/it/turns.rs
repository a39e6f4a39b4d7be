//! One at a time, and who makes room for whom, on real connections.

use std::sync::Arc;

use lmstudio::{
    Client, Completion, Heard, Standing,
    chat::Phase,
    fault::Class,
    models::State,
    origin::Remote,
    testing::{Ending, Fake, Held, Script},
};
use tokio::sync::Notify;

use crate::support::{answer, ask, client, client_with, fake, finished, loaded, patience, stream};

fn narration() -> Completion {
    Completion { standing: Standing::Narration, ..loaded() }
}

/// A server whose first answer begins and never ends.
async fn endless() -> Fake {
    fake(|world| world.chats.push_back(Script::events(stream(&["old"], false)).ending(Ending::Silence))).await
}

fn chats(fake: &Fake) -> usize {
    fake.seen().iter().filter(|seen| seen.path == "/v1/chat/completions").count()
}

#[tokio::test]
async fn a_question_and_a_newer_narration_end_a_narration_and_its_server_is_told() {
    for newer in [loaded(), narration()] {
        let server = endless().await;
        let client = client(&server);
        let mut old = client.chat(narration());
        while !matches!(old.next().await, Some(Ok(Heard::Said(_)))) {}
        let mut new = client.chat(newer);
        let (old, new) = tokio::join!(finished(&mut old), finished(&mut new));
        let fault = old.unwrap_err();
        assert_eq!((fault.class, fault.heard), (Class::GaveWay, true));
        assert_eq!(new.unwrap().text, "All is well.");
        server.until(|seen| seen[0].hung_up).await;
    }
}

#[tokio::test]
async fn a_narration_waits_for_a_question_and_only_the_newest_is_sent() {
    let go = Arc::new(Notify::new());
    let server = fake(|world| world.chats.push_back(Script::events(stream(&["asked"], true)).held(&go))).await;
    let client = client(&server);
    let mut question = client.chat(loaded());
    let mut narrations: Vec<_> = (0..4).map(|_| client.chat(narration())).collect();
    let newest = narrations.pop().map(|mut chat| async move { finished(&mut chat).await }).unwrap();
    let older = async {
        for chat in &mut narrations {
            assert_eq!(finished(chat).await.unwrap_err().class, Class::GaveWay);
        }
        server.until(|seen| seen.len() == 1).await;
        go.notify_one();
    };
    let (question, newest, ()) = tokio::join!(finished(&mut question), newest, older);
    assert_eq!((question.unwrap().text.as_str(), newest.unwrap().text.as_str()), ("asked", "All is well."));
    assert_eq!(chats(&server), 2, "nobody who gave way was sent");
}

#[tokio::test]
async fn there_is_one_turn_for_all_clients_that_come_after_each_other() {
    let server = endless().await;
    let first = client(&server);
    let mut old = first.chat(narration());
    while !matches!(old.next().await, Some(Ok(Heard::Said(_)))) {}
    let other_server = fake(|_| {}).await;
    let other = client(&other_server).after(&first);
    let (new, old) = tokio::join!(answer(&other, loaded()), finished(&mut old));
    assert_eq!(new.unwrap().text, "All is well.");
    assert_eq!(old.unwrap_err().class, Class::GaveWay, "though it speaks to another server");
    assert!(first.record("model-a").is_some());
    assert_eq!(other.calls("model-a").len(), 1, "what one server taught says nothing of another");
    assert_eq!(client(&server).after(&first).record("model-a"), first.record("model-a"), "but all of the same one");
}

#[tokio::test]
async fn another_token_is_a_reason_to_ask_again() {
    let server = fake(|world| world.token = Some("right".to_owned())).await;
    let wrong = client_with(&server, Some("wrong"));
    answer(&wrong, loaded()).await.unwrap_err();
    assert_eq!(wrong.may(), lmstudio::breaker::Verdict::Locked);
    assert_eq!(client_with(&server, Some("wrong")).after(&wrong).may(), lmstudio::breaker::Verdict::Locked);
    let right = client_with(&server, Some("right")).after(&wrong);
    assert_eq!(right.may(), lmstudio::breaker::Verdict::Ask);
    answer(&right, loaded()).await.unwrap();
}

/// A larger context means another load, and the model would be gone in the middle of a sentence.
#[tokio::test]
async fn nothing_is_unloaded_while_it_answers() {
    let go = Arc::new(Notify::new());
    let server = fake(|world| world.chats.push_back(Script::events(stream(&["whole"], true)).held(&go))).await;
    let client = client(&server);
    let mut chat = client.chat(loaded());
    let is_asked = |seen: &[lmstudio::testing::Seen]| seen.iter().any(|seen| seen.path == "/v1/chat/completions");
    tokio::select! {
        () = server.until(is_asked) => {}
        () = async { while chat.next().await.is_some() {} } => unreachable!("it is held"),
    }
    let loading = async {
        let loading = client.load("model-a", Some(8192));
        let looks = |seen: &[lmstudio::testing::Seen]| seen.iter().any(|seen| seen.path == "/api/v1/models");
        tokio::join!(loading.done(), async {
            server.until(looks).await;
            go.notify_one();
        })
        .0
    };
    let (answer, loaded) = tokio::join!(finished(&mut chat), loading);
    assert_eq!((answer.unwrap().text.as_str(), loaded.unwrap().context), ("whole", Some(8192)));
    let paths: Vec<_> = server.seen().into_iter().map(|seen| seen.path).collect();
    let unloaded = paths.iter().position(|path| path == "/api/v1/models/unload").unwrap();
    assert!(paths[..unloaded].contains(&"/v1/chat/completions".to_owned()), "{paths:?}");
}

#[tokio::test]
async fn a_model_that_is_not_loaded_is_loaded_first_and_that_is_told() {
    let server = fake(|world| world.models = vec![Held::on_disk("model-a")]).await;
    let client = Client::new(server.origin().unwrap(), None, Remote::Refused, patience()).unwrap();
    client.greet().await.unwrap();
    let mut chat = client.chat(Completion { state: State::NotLoaded, context: Some(8192), ..ask() });
    let mut phases = Vec::new();
    let answer = loop {
        match chat.next().await.unwrap().unwrap() {
            Heard::Phase(phase) => phases.push(phase),
            Heard::Said(_) => {}
            Heard::Finished(answer) => break answer,
        }
    };
    assert_eq!(answer.text, "All is well.");
    assert_eq!(phases[0], Phase::Loading(None));
    assert!(phases.contains(&Phase::Loading(Some(100))), "{phases:?}");
    assert_eq!(phases[phases.len() - 3..], [Phase::Queued, Phase::Sent, Phase::Reading]);
    assert_eq!(server.look(|world| (world.models[0].loaded, world.loads["model-a"])), (Some(8192), 1));
}

/// F17 of the field: a server that still reads a prompt nobody waits for makes the next one wait, and no timer of ours
/// gives up on that.
#[tokio::test]
async fn a_server_that_stops_slowly_is_waited_for() {
    let server = endless().await;
    server.change(|world| {
        world.is_one_at_a_time = true;
        world.drains = std::time::Duration::from_millis(300);
    });
    let client = client(&server);
    let mut old = client.chat(narration());
    while !matches!(old.next().await, Some(Ok(Heard::Said(_)))) {}
    let new = answer(&client, loaded());
    let (old, new) = tokio::join!(finished(&mut old), new);
    assert_eq!(old.unwrap_err().class, Class::GaveWay);
    assert!(new.unwrap().timing.head.unwrap() >= std::time::Duration::from_millis(250));
}
