use lmstudio::{
    Origin,
    discover::{Speaks, candidates, search},
    fault::{Class, Timer},
    models::Shape,
    origin::Remote,
    testing::{Greeting, Script, Unknown},
};

use crate::support::{client, closed_port, fake, patience};

#[tokio::test]
async fn the_first_candidate_that_answers_is_taken() {
    let lm_studio = fake(|_| {}).await;
    let gone = Origin::loopback(closed_port().await).unwrap();
    let here = lm_studio.origin().unwrap();
    let found = search(&[gone, here.clone()], None, Remote::Refused, patience()).await.unwrap();
    assert_eq!((found.origin(), found.speaks()), (&here, Some(Speaks::LmStudio)));
}

/// F49.
#[tokio::test]
async fn nobody_there_is_said_and_takes_no_time() {
    let gone = Origin::loopback(closed_port().await).unwrap();
    let fault = search(std::slice::from_ref(&gone), None, Remote::Refused, patience()).await.unwrap_err();
    assert_eq!(fault.class, Class::NotRunning);
    assert!(fault.text.starts_with(&gone.to_string()), "{fault}");
    assert_eq!(search(&[], None, Remote::Refused, patience()).await.unwrap_err().class, Class::NotRunning);
}

/// F50.
#[tokio::test]
async fn whatever_else_answers_is_told_by_name() {
    let llama = fake(|world| {
        (world.greeting, world.unknown, world.knows) = (Greeting::Absent, Unknown::NotFound, vec![Shape::OpenAi]);
    })
    .await;
    assert_eq!(client(&llama).greet().await, Ok(Speaks::OpenAi));

    let page = fake(|world| {
        let page = Script::document(200, "text/html", "<!DOCTYPE html><title>My router</title>");
        world.scripts.insert("/lmstudio-greeting".to_owned(), page.clone());
        world.scripts.insert("/v1/models".to_owned(), page);
    })
    .await;
    let fault = client(&page).greet().await.unwrap_err();
    assert_eq!(fault.class, Class::NotLmStudio);
    assert!(fault.to_string().contains("\"My router\""), "{fault}");

    let other = fake(|world| {
        let ok = Script::json(200, r#"{"status":"UP"}"#);
        world.scripts.insert("/lmstudio-greeting".to_owned(), ok.clone());
        world.scripts.insert("/v1/models".to_owned(), ok);
    })
    .await;
    assert_eq!(client(&other).greet().await.unwrap_err().class, Class::NotLmStudio);

    let locked = fake(|world| world.token = Some("t".to_owned())).await;
    assert_eq!(client(&locked).greet().await.unwrap_err().class, Class::NeedsToken);
}

/// F51, while searching.
#[tokio::test]
async fn a_port_that_accepts_and_never_answers_does_not_hold_the_search_up() {
    let silent = fake(|world| {
        world.scripts.insert("/lmstudio-greeting".to_owned(), Script::silence());
    })
    .await;
    let lm_studio = fake(|_| {}).await;
    let mut patience = patience();
    patience.probe = std::time::Duration::from_millis(700);
    let both = [silent.origin().unwrap(), lm_studio.origin().unwrap()];
    let found = search(&both, None, Remote::Refused, patience).await.unwrap();
    assert_eq!(found.origin(), &both[1]);
    let fault = search(&both[..1], None, Remote::Refused, patience).await.unwrap_err();
    assert_eq!(fault.class, Class::TimedOut(Timer::First));
    silent.until(|seen| seen.iter().all(|request| request.hung_up)).await;
}

#[tokio::test]
async fn its_own_app_tells_the_version() {
    let app = fake(|_| {}).await;
    assert_eq!(lmstudio::discover::version(Some(app.port()), &patience()).await.as_deref(), Some("0.4.23"));
}

#[tokio::test]
async fn another_machine_is_asked_only_by_choice() {
    let away = Origin::parse("http://192.0.2.1:1234").unwrap();
    let fault = search(&candidates(Some(&away), None)[..1], None, Remote::Refused, patience()).await.unwrap_err();
    assert_eq!(fault.class, Class::Forbidden, "no packet leaves");
}

#[tokio::test]
async fn https_is_not_spoken_to_whom_cannot_prove_who_it_is() {
    let plain = fake(|_| {}).await;
    let origin = Origin::parse(&format!("https://127.0.0.1:{}", plain.port())).unwrap();
    let fault = search(&[origin], None, Remote::Refused, patience()).await.unwrap_err();
    assert_eq!(fault.class, Class::NotLmStudio, "{fault}");
    assert!(plain.seen().is_empty(), "nothing was asked");
}
