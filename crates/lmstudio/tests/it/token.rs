use lmstudio::{Bearer, Client, fault::Class, origin::Remote, testing::Script};

use crate::support::{answer, client, client_with, fake, loaded, patience};

const TOKEN: &str = "sk-lm-canary01:0123456789abcdefghij";

#[tokio::test]
async fn a_missing_and_a_wrong_token_are_told_apart_and_the_right_one_works() {
    let fake = fake(|world| world.token = Some(TOKEN.to_owned())).await;
    assert_eq!(client(&fake).models().await.unwrap_err().class, Class::NeedsToken);
    let wrong = client_with(&fake, Some("sk-lm-wrong")).models().await.unwrap_err();
    assert_eq!(wrong.class, Class::BadToken);
    assert!(!format!("{wrong} {wrong:?}").contains("sk-lm-wrong"), "a server repeated it: {wrong}");
    assert!(wrong.text.contains("[token]"), "{wrong}");
    client_with(&fake, Some(&format!(" {TOKEN}\n"))).models().await.unwrap();
}

#[tokio::test]
async fn a_token_goes_to_its_own_origin_alone() {
    let (one, other) = (fake(|_| {}).await, fake(|_| {}).await);
    let of_one = Bearer::new(TOKEN, one.origin().unwrap());
    let client = Client::new(other.origin().unwrap(), Some(of_one.clone()), Remote::Refused, patience()).unwrap();
    client.models().await.unwrap();
    assert!(other.seen().iter().all(|seen| seen.header("authorization").is_none()));
    // The twin: where it belongs, it goes.
    Client::new(one.origin().unwrap(), Some(of_one), Remote::Refused, patience()).unwrap().models().await.unwrap();
    assert_eq!(one.seen()[0].header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = fake(|_| {}).await;
    for status in [301, 302, 303, 307, 308] {
        let here = fake(|world| {
            let to = format!("{}/api/v1/models", elsewhere.origin().unwrap());
            let moved = Script::json(status, "{}").with("Location", &to);
            for path in ["/lmstudio-greeting", "/api/v1/models", "/api/v0/models", "/v1/models", "/v1/chat/completions"]
            {
                world.scripts.insert(path.to_owned(), moved.clone());
            }
        })
        .await;
        let client = client_with(&here, Some(TOKEN));
        let asked = answer(&client, loaded()).await.unwrap_err();
        for fault in [client.greet().await.unwrap_err(), client.models().await.unwrap_err(), asked] {
            assert_eq!((fault.class, fault.status), (Class::NotLmStudio, Some(status)));
            assert!(fault.text.contains("not followed"), "{fault}");
        }
    }
    assert!(elsewhere.seen().is_empty(), "{:?}", elsewhere.seen());
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_not() {
    let fake = fake(|_| {}).await;
    let fault = client_with(&fake, Some("a\nb")).models().await.unwrap_err();
    assert_eq!(fault.class, Class::BadToken);
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn what_can_be_printed_of_a_client_holds_no_token() {
    let fake = fake(|_| {}).await;
    let printed = format!("{:?}", client_with(&fake, Some(TOKEN)));
    assert!(printed.contains("127.0.0.1") && !printed.contains("canary"), "{printed}");
}
