use lmstudio::{
    fault::Class,
    models::{Shape, State},
    testing::{Held, Script, Unknown},
};

use crate::support::{client, fake};

#[tokio::test]
async fn every_age_of_server_tells_its_models() {
    let ages = [
        (vec![Shape::NativeV1, Shape::NativeV0, Shape::OpenAi], Shape::NativeV1, State::Loaded),
        (vec![Shape::NativeV0, Shape::OpenAi], Shape::NativeV0, State::Loaded),
        (vec![Shape::OpenAi], Shape::OpenAi, State::Unknown),
    ];
    for unknown in [Unknown::Success, Unknown::NotFound] {
        for (knows, shape, state) in &ages {
            let fake = fake(|world| {
                (world.knows, world.unknown) = (knows.clone(), unknown);
                world.models.insert(0, Held::on_disk("model-b"));
            })
            .await;
            let inventory = client(&fake).models().await.unwrap();
            assert_eq!(inventory.shape, *shape, "{unknown:?}");
            let model = inventory.find("model-a").unwrap();
            assert_eq!(model.state, *state, "{shape:?}");
            if *state == State::Loaded {
                assert_eq!(inventory.models[0].id, "model-a", "loaded first");
                assert_eq!(model.ctx_loaded, Some(4096));
            }
        }
    }
}

/// F58.
#[tokio::test]
async fn a_server_without_models_is_one() {
    let fake = fake(|world| world.models.clear()).await;
    assert!(client(&fake).models().await.unwrap().models.is_empty());
}

#[tokio::test]
async fn lm_studio_that_hides_every_list_wants_a_token() {
    let hiding = fake(|world| world.knows.clear()).await;
    let client = client(&hiding);
    assert_eq!(client.models().await.unwrap_err().class, Class::WrongPath, "who it is is not known yet");
    client.greet().await.unwrap();
    assert_eq!(client.models().await.unwrap_err().class, Class::NeedsToken);
}

#[tokio::test]
async fn a_list_larger_than_any_is_not_read() {
    let fake = fake(|world| {
        let large = format!("{{\"models\":[\"{}\"]}}", "x".repeat(5 << 20));
        world.scripts.insert("/api/v1/models".to_owned(), Script::json(200, large));
    })
    .await;
    assert_eq!(client(&fake).models().await.unwrap_err().class, Class::TooLarge);
}

#[tokio::test]
async fn a_connection_that_was_just_closed_is_dialled_again() {
    let fake = fake(|world| world.resets_reused = true).await;
    let client = client(&fake);
    client.models().await.unwrap();
    client.models().await.unwrap();
    assert!(fake.seen().len() >= 3, "the second was sent twice: {}", fake.seen().len());
}
