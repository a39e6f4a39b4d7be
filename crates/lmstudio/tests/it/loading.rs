use std::time::Duration;

use futures_util::future::join_all;
use lmstudio::{
    Loaded, Progress,
    fault::Class,
    models::Shape,
    testing::{Ending, Held, Script, World},
};

use crate::support::{client, fake};

fn cold(world: &mut World) {
    world.models = vec![Held::on_disk("model-b")];
}

#[tokio::test]
async fn a_load_tells_how_far_it_is_and_what_context_it_got() {
    let fake = fake(cold).await;
    let mut loading = client(&fake).load("model-b", Some(16_384));
    let mut told = Vec::new();
    while let Some(progress) = loading.next().await {
        told.push(progress);
    }
    assert_eq!(told.last(), Some(&Progress::Loading(Some(1.0))), "{told:?}");
    assert_eq!(
        loading.done().await,
        Ok(Loaded { id: "model-b".into(), context: Some(16_384), took: Some(Duration::from_millis(100)) })
    );
    let warm_up = fake.seen().into_iter().find(|seen| seen.path == "/api/v1/chat").unwrap().json();
    assert_eq!((&warm_up["context_length"], &warm_up["store"]), (&16_384.into(), &false.into()));
}

#[tokio::test]
async fn five_who_ask_at_once_load_once() {
    let fake = fake(cold).await;
    let client = client(&fake);
    let all = join_all((0..5).map(|_| client.load("model-b", None).done())).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(fake.look(|world| world.loads.clone()), [("model-b".to_owned(), 1)].into());
    let asked = fake.seen().iter().filter(|seen| seen.path == "/api/v1/chat").count();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn what_is_loaded_is_left_alone_and_what_is_too_small_is_loaded_anew() {
    let fake = fake(|_| {}).await;
    let client = client(&fake);
    assert_eq!(client.load("model-a", Some(4096)).done().await.unwrap().context, Some(4096));
    assert!(fake.look(|world| world.loads.is_empty()));
    assert_eq!(client.load("model-a", Some(8192)).done().await.unwrap().context, Some(8192));
    let paths: Vec<_> = fake.seen().into_iter().map(|seen| seen.path).collect();
    let unloaded = paths.iter().position(|path| path == "/api/v1/models/unload").unwrap();
    let loaded = paths.iter().position(|path| path == "/api/v1/chat").unwrap();
    assert!(unloaded < loaded, "never two of it at once: {paths:?}");
}

#[tokio::test]
async fn an_older_server_is_asked_in_the_ways_it_knows() {
    let without_progress = fake(|world| {
        cold(world);
        let unknown = Script::json(200, r#"{"error":"Unexpected endpoint or method. (POST /api/v1/chat)"}"#);
        world.scripts.insert("/api/v1/chat".to_owned(), unknown);
    })
    .await;
    assert_eq!(client(&without_progress).load("model-b", Some(8192)).done().await.unwrap().context, Some(8192));

    let oldest = fake(|world| {
        cold(world);
        world.knows = vec![Shape::OpenAi];
    })
    .await;
    let loaded = client(&oldest).load("model-b", Some(8192)).done().await.unwrap();
    assert_eq!(loaded, Loaded { id: "model-b".into(), context: None, took: None }, "it does not say what it has");
    assert_eq!(oldest.look(|world| world.loads["model-b"]), 1);
}

#[tokio::test]
async fn a_load_that_fails_says_why_and_may_be_tried_again() {
    let fake = fake(|world| {
        cold(world);
        world.load_fault = Some("Failed to load model. Insufficient system resources.".to_owned());
    })
    .await;
    let client = client(&fake);
    let fault = client.load("model-b", None).done().await.unwrap_err();
    assert_eq!(fault.class, Class::LoadFailed);
    assert_eq!(fault.text, "Failed to load model. Insufficient system resources.");
    fake.change(|world| world.load_fault = None);
    client.load("model-b", None).done().await.unwrap();
    assert_eq!(client.load("nobody", None).done().await.unwrap_err().class, Class::NoModel);
}

#[tokio::test]
async fn a_load_nobody_waits_for_is_hung_up_on() {
    let fake = fake(|world| {
        cold(world);
        let started = Script::events("event: model_load.start\ndata: {\"type\":\"model_load.start\"}\n\n");
        world.scripts.insert("/api/v1/chat".to_owned(), started.ending(Ending::Silence));
    })
    .await;
    let client = client(&fake);
    let mut one = client.load("model-b", None);
    let mut other = client.load("model-b", None);
    let is_asked = |seen: &[lmstudio::testing::Seen]| seen.iter().any(|seen| seen.path == "/api/v1/chat");
    tokio::select! {
        () = fake.until(is_asked) => {}
        () = async { while one.next().await.is_some() {} } => unreachable!("it never ends"),
    }
    drop(one);
    assert!(!fake.seen().iter().any(|seen| seen.hung_up), "another still waits");
    assert!(other.next().await.is_some());
    drop(other);
    fake.until(|seen| seen.iter().any(|seen| seen.path == "/api/v1/chat" && seen.hung_up)).await;
}

#[tokio::test]
async fn a_model_that_another_program_loads_is_waited_for() {
    let fake = fake(|world| {
        world.models = vec![Held { is_loading: true, ..Held::on_disk("model-b") }];
        world.knows = vec![Shape::NativeV0, Shape::OpenAi];
    })
    .await;
    let loading = client(&fake).load("model-b", None);
    let looks = |seen: &[lmstudio::testing::Seen]| seen.iter().filter(|seen| seen.path == "/api/v0/models").count();
    let other = async {
        fake.until(|seen| looks(seen) >= 3).await;
        fake.change(|world| world.models = vec![Held::loaded("model-b")]);
    };
    let (loaded, ()) = tokio::join!(loading.done(), other);
    assert_eq!(loaded.unwrap().context, Some(4096));
    assert!(fake.look(|world| world.loads.is_empty()), "no second one of it");
}
