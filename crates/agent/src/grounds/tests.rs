use std::sync::Arc;

use lmstudio::testing::{Fake, Held, Script, World};

use super::Grounds;
use crate::{
    Change,
    link::trial::Door,
    settings::Resolved,
    testing::{grounds, model::MODEL, now},
};

fn change(path: &str, value: Option<&str>) -> Change {
    Change { path: path.to_owned(), value: value.map(str::to_owned) }
}

fn text(grounds: &Grounds) -> String {
    grounds.places.ours.as_ref().unwrap().text().unwrap()
}

#[test]
fn changes_are_all_written_or_none_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let grounds = grounds(&folder);
    let changes = [change("trading.horizon_bars", Some("12")), change("desk.theme", Some("dark"))];
    let first = grounds.save(&changes, now()).unwrap();
    assert_eq!((first.resolved.settings.trading.horizon_bars, first.before.as_str()), (12, ""));
    let written = text(&grounds);

    let changes = [change("trading.stop_atr", Some("3")), change("gateway.port", Some("seven"))];
    let faults = grounds.save(&changes, now()).unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.path()).collect::<Vec<_>>(), [Some("gateway.port")]);
    assert_eq!(text(&grounds), written, "not even the value that is allowed was written");

    let second = grounds.save(&[change("trading.horizon_bars", None)], now()).unwrap();
    assert_eq!(second.resolved.settings.trading.horizon_bars, 24);
    let undone = grounds.restore(&second.before, now()).unwrap();
    assert_eq!((undone.resolved.settings.trading.horizon_bars, text(&grounds)), (12, written));
}

#[test]
fn values_that_do_not_go_together_leave_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let grounds = grounds(&folder);
    let faults = grounds.save(&[change("market.source", Some("file"))], now()).unwrap_err();
    assert!(!faults.is_empty(), "a file without a path");
    assert_eq!(text(&grounds), "");
    assert!(grounds.save(&[change("no.such.key", Some("1"))], now()).is_err());
    assert!(grounds.save(&[change("gateway.token", Some("a-secret-token"))], now()).is_err(), "no secret in a file");
}

#[test]
fn a_test_tries_what_is_typed_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let grounds = grounds(&folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let tried = |changes: &[Change]| {
        runtime.block_on(Arc::clone(&grounds).test(Some("candles"), changes, now(), Door::Closed, |_| ()))
    };
    assert!(tried(&[]).iter().all(|finding| finding.verdict != "fail"));
    let typed = [change("market.source", Some("file")), change("market.path", Some("/nowhere/at/all"))];
    let found = tried(&typed);
    assert!(found.iter().any(|finding| finding.verdict == "fail" && finding.hint.is_some()), "{found:?}");
    assert_eq!(text(&grounds), "");
    assert_eq!(grounds.settings().unwrap().settings, Resolved::untouched().settings);
}

/// What a test of LM Studio finds, layer by layer, where its server is this one.
async fn spoken(model: Held, scripts: Vec<Script>) -> Vec<(&'static str, &'static str, String)> {
    at(World { models: vec![model], chats: scripts.into(), ..World::default() }).await
}

async fn at(world: World) -> Vec<(&'static str, &'static str, String)> {
    let fake = Fake::start(world).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let port = fake.port().to_string();
    let typed = [change("lmstudio.host", Some("127.0.0.1")), change("lmstudio.port", Some(&port))];
    let found = grounds(&folder).test(Some("lmstudio"), &typed, now(), Door::Closed, |_| ()).await;
    found.into_iter().map(|finding| (finding.layer, finding.verdict, finding.what)).collect()
}

#[tokio::test]
async fn a_test_of_lm_studio_ends_with_a_word_and_a_call_of_a_tool() {
    let (word, call) = (Script::said(MODEL, &["OK"]), Script::called(MODEL, &[("probe", r#"{"word":"OK"}"#)]));
    let found = spoken(Held::loaded(MODEL), vec![word.clone(), call]).await;
    let [.., answer, tools, speed] = found.as_slice() else { panic!("{found:?}") };
    assert!(speed.0 == "speed" && speed.2.ends_with("(2 answers)"), "{speed:?}");
    assert_eq!((answer.0, answer.1), ("answer", "ok"));
    assert!(answer.2.starts_with("\"OK\"") && answer.2.ends_with(&format!("by {MODEL}")), "{answer:?}");
    assert_eq!(tools, &("tools", "ok", "it calls tools".to_owned()));

    let found = spoken(Held::loaded(MODEL), vec![word.clone(), word]).await;
    let tools = found.iter().find(|finding| finding.0 == "tools");
    assert_eq!(tools.map(|tools| tools.1), Some("warn"), "it only talks of the tool");
}

#[tokio::test]
async fn a_test_of_lm_studio_names_the_layer_that_fails_and_loads_nothing() {
    let broken = Script::json(500, r#"{"error":"the model crashed"}"#);
    let found = spoken(Held::loaded(MODEL), vec![broken; 4]).await;
    let last = found.last().unwrap();
    assert!(last.0 == "answer" && last.1 == "fail" && !last.2.is_empty(), "{found:?}");

    let found = spoken(Held::on_disk(MODEL), vec![]).await;
    let last = found.last().unwrap();
    assert!(last.0 == "answer" && last.1 == "skipped" && last.2.ends_with("is not loaded"), "{found:?}");

    // Without its token nobody is asked for a word, and the token is what is missing.
    let world = World { models: vec![Held::loaded(MODEL)], token: Some("secret".to_owned()), ..World::default() };
    let found = at(world).await;
    let last = found.last().unwrap();
    assert!(last.0 == "auth" && last.1 == "fail", "{found:?}");

    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let typed = [change("lmstudio.host", Some("127.0.0.1")), change("lmstudio.port", Some(&free))];
    let found = grounds(&folder).test(Some("lmstudio"), &typed, now(), Door::Closed, |_| ()).await;
    assert!(found.iter().any(|finding| finding.layer == "tcp" && finding.verdict == "fail"), "{found:?}");
    assert!(found.iter().all(|finding| finding.layer != "answer"), "nobody to ask: {found:?}");
}
