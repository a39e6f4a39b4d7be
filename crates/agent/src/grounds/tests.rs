use std::sync::Arc;

use super::Grounds;
use crate::{
    Change, Vault,
    home::State,
    redact::Redaction,
    settings::{
        Resolved,
        files::{Ours, Outside, Places},
    },
    testing::now,
};

fn grounds(folder: &tempfile::TempDir) -> Arc<Grounds> {
    let path = folder.path().join("engram/settings.toml");
    Arc::new(Grounds {
        places: Places { ours: Some(Ours { path, named: false }), managed: folder.path().join("managed.toml") },
        outside: Outside::default(),
        over: Vec::new(),
        state: Ok(State::Folder(folder.path().join("state"))),
        vault: Box::new(|keychain, token| Vault::new(|_| None, keychain.filter(|_| false), None, token)),
        user: None,
        program: None,
        redaction: Redaction::default(),
    })
}

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
    let tried = |changes: &[Change]| runtime.block_on(Arc::clone(&grounds).test(Some("candles"), changes, now()));
    assert!(tried(&[]).iter().all(|finding| finding.verdict != "fail"));
    let typed = [change("market.source", Some("file")), change("market.path", Some("/nowhere/at/all"))];
    let found = tried(&typed);
    assert!(found.iter().any(|finding| finding.verdict == "fail" && finding.hint.is_some()), "{found:?}");
    assert_eq!(text(&grounds), "");
    assert_eq!(grounds.settings().unwrap().settings, Resolved::untouched().settings);
}
