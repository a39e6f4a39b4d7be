use std::{path::Path, time::Duration};

use lmstudio::{
    fault::Class,
    testing::{Fake, Held, World},
};
use tokio::runtime::Handle;

use super::{Choice, ModelFault, Voice, look};
use crate::{Secret, health, settings::LmStudio};

fn settings(port: u16) -> LmStudio {
    let model = "glm-4.7-flash".to_owned();
    LmStudio {
        enabled: true,
        host: "127.0.0.1".to_owned(),
        port,
        model,
        timeout: 60,
        max_retries: 2,
        allow_remote: false,
        is_pinned: false,
    }
}

async fn seen(models: Vec<Held>, is_pinned: bool) -> (Fake, health::Model) {
    let fake = Fake::start(World { models, ..World::default() }).await.unwrap();
    let port = fake.origin().unwrap().to_string().rsplit_once(':').unwrap().1.parse().unwrap();
    let seen = look(&settings(port), None, None, &Handle::current()).await;
    let state = Voice::of(seen).health(&LmStudio { is_pinned, ..settings(port) });
    (fake, state)
}

#[tokio::test]
async fn the_model_that_would_answer_is_named_and_why_it_is_another() {
    let of = async |models| seen(models, false).await.1;
    let ready = |model: &str| health::Model::Ready { model: model.to_owned() };
    assert_eq!(of(vec![Held::loaded("glm-4.7-flash")]).await, ready("glm-4.7-flash"));
    let why = |why: &str| health::Model::NoModel { why: why.to_owned() };
    assert_eq!(of(vec![Held::on_disk("glm-4.7-flash")]).await, why("glm-4.7-flash is there and not loaded"));
    let instead = "qwen3-8b, because glm-4.7-flash is not there";
    assert_eq!(of(vec![Held::on_disk("other"), Held::loaded("qwen3-8b")]).await, ready(instead));
    let nothing = "glm-4.7-flash is not there, and nothing else is loaded";
    assert_eq!(of(vec![Held::on_disk("other")]).await, why(nothing));
    assert_eq!(of(vec![]).await, why(nothing));
}

#[tokio::test]
async fn a_model_that_was_chosen_is_asked_or_none() {
    let of = async |models| seen(models, true).await.1;
    let chosen = of(vec![Held::loaded("glm-4.7-flash"), Held::loaded("other")]).await;
    assert_eq!(chosen, health::Model::Ready { model: "glm-4.7-flash".to_owned() });
    let why = "glm-4.7-flash, which was chosen, is not there".to_owned();
    assert_eq!(of(vec![Held::loaded("qwen3-8b")]).await, health::Model::NoModel { why });
}

#[tokio::test]
async fn where_nobody_listens_that_is_said() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let fault = look(&settings(free), None, None, &Handle::current()).await.unwrap_err();
    assert!(matches!(fault, ModelFault::Server(_, Class::NotRunning)), "{fault:?}");
    assert!(matches!(Voice::of(Err(fault)).health(&settings(free)), health::Model::Down { .. }));
}

#[tokio::test]
async fn another_machine_is_not_asked_unless_that_was_allowed() {
    let settings = LmStudio { host: "192.0.2.1".to_owned(), ..settings(1234) };
    let looked = tokio::time::timeout(Duration::from_secs(5), look(&settings, None, None, &Handle::current())).await;
    let fault = looked.unwrap().unwrap_err();
    assert!(!matches!(fault, ModelFault::Server(_, Class::NotRunning)), "{fault:?}");
    let nonsense = LmStudio { host: "not a host".to_owned(), ..settings.clone() };
    let fault = look(&nonsense, None, None, &Handle::current()).await.unwrap_err();
    assert!(matches!(fault, ModelFault::Place(_)), "{fault:?}");
}

#[tokio::test]
async fn the_token_goes_to_the_server_of_the_settings_and_what_it_wrote_down_is_tried_too() {
    let fake = Fake::start(World { models: vec![Held::loaded("glm-4.7-flash")], ..World::default() }).await.unwrap();
    let port: u16 = fake.origin().unwrap().to_string().rsplit_once(':').unwrap().1.parse().unwrap();
    let token = Secret::new("canary-token");
    let seen = look(&settings(port), Some(&token), None, &Handle::current()).await.unwrap();
    assert!(matches!(seen.choice("glm-4.7-flash", false), Choice::Ready(_)));
    let sent = |fake: &Fake| fake.seen().iter().any(|seen| seen.header("authorization").is_some());
    assert!(sent(&fake));
    // LM Studio's own note names another port than the settings: it is found there, without the token.
    let home = tempfile::tempdir().unwrap();
    note(home.path(), port);
    let other = Fake::start(World { models: vec![Held::loaded("glm-4.7-flash")], ..World::default() }).await.unwrap();
    let noted: u16 = other.origin().unwrap().to_string().rsplit_once(':').unwrap().1.parse().unwrap();
    note(home.path(), noted);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let user = Some(home.path().to_path_buf());
    look(&settings(free), Some(&token), user, &Handle::current()).await.unwrap();
    assert!(!sent(&other), "the token is bound to the place of the settings");
}

/// What LM Studio writes down about its server.
#[expect(clippy::disallowed_methods, reason = "it writes LM Studio's own note")]
fn note(home: &Path, port: u16) {
    let folder = home.join(".lmstudio/.internal");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("http-server-config.json"), format!("{{\"port\": {port}}}")).unwrap();
}
