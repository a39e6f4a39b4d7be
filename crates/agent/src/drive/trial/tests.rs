use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    runtime,
};

use crate::{
    Agent, Change, Command, Company, Handle, Keeping, LinkState, SettingsView, Snapshot, TestView, Vault,
    drive::Voicing,
    link::{Linking, Rest, Seat},
    settings::Resolved,
    testing::{grounds, now},
};

/// A server that answers everything with this status.
async fn answering(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            if stream.read(&mut request).await.is_ok() {
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                // Who looks at the port alone is gone by now.
                stream.write_all(answer.as_bytes()).await.ok();
            }
        }
    });
    port.to_string()
}

fn change(path: &str, value: &str) -> Change {
    Change { path: path.to_owned(), value: Some(value.to_owned()) }
}

/// An agent on these settings, with a link of its own.
fn desk(folder: &tempfile::TempDir, settings: &[Change]) -> Handle {
    let grounds = grounds(folder);
    let resolved = if settings.is_empty() {
        Resolved::untouched().clone()
    } else {
        grounds.save(settings, now()).unwrap().resolved
    };
    let linking = Linking::On {
        folder: folder.path().join("state"),
        vault: Arc::new(Vault::new(|_| None, None, None, None)),
        seat: Seat::Desk,
        rest: Rest::default(),
    };
    let company = Company { linking, voicing: Voicing::Off };
    let runtime = runtime::Handle::current();
    Agent::spawn_on(grounds, &resolved, SettingsView::default(), Keeping::Off, &company, now, &runtime)
}

async fn wait(agent: &Handle, wanted: impl FnMut(&Arc<Snapshot>) -> bool) -> Arc<Snapshot> {
    Arc::clone(&*agent.watch().wait_for(wanted).await.unwrap())
}

/// Tests the gateway with these values typed: each layer's verdict and words.
async fn tested(agent: &Handle, typed: Vec<Change>) -> Vec<(&'static str, &'static str, String)> {
    agent.try_send(Command::Test { part: Some("gateway".to_owned()), changes: typed }).unwrap();
    // What an earlier test found stands there until it is looked anew.
    wait(agent, |snapshot| matches!(snapshot.health.test, TestView::Looking { .. })).await;
    let snapshot = wait(agent, |snapshot| matches!(snapshot.health.test, TestView::Done { .. })).await;
    let TestView::Done { findings, .. } = &snapshot.health.test else { panic!("{snapshot:?}") };
    findings.iter().map(|finding| (finding.layer, finding.verdict, finding.what.clone())).collect()
}

fn verdict<'a>(found: &'a [(&'static str, &'static str, String)], layer: &str) -> (&'static str, &'a str) {
    found.iter().find(|one| one.0 == layer).map(|one| (one.1, one.2.as_str())).unwrap()
}

#[tokio::test]
async fn what_is_typed_is_tried_by_a_link_of_its_own_and_the_layer_that_fails_is_named() {
    let (folder, refuses, other) =
        (tempfile::tempdir().unwrap(), answering("401 No").await, answering("200 Hello").await);
    let agent = desk(&folder, &[change("platforms.websocket.enabled", "false")]);
    let typed = |port: &str| {
        vec![
            change("platforms.websocket.enabled", "true"),
            change("gateway.port", port),
            change("gateway.dialect", "classic"),
            change("gateway.operator", "off"),
        ]
    };
    let found = tested(&agent, typed(&refuses)).await;
    assert_eq!((verdict(&found, "hello").0, verdict(&found, "pairing").0), ("ok", "skipped"), "{found:?}");
    let (failed, words) = verdict(&found, "auth");
    assert!(failed == "fail" && words.contains("GATEWAY_TOKEN_REFUSED"), "{found:?}");
    let found = tested(&agent, typed(&other)).await;
    let (failed, words) = verdict(&found, "hello");
    assert!(failed == "fail" && words.contains("GATEWAY_SOMETHING_ELSE"), "{found:?}");
    assert_eq!(agent.snapshot().link.state, LinkState::Off, "what is saved is still in force");
    agent.stop();
}

#[tokio::test]
async fn without_typed_values_the_running_link_tells_and_with_them_it_makes_room_and_comes_back() {
    let (folder, port) = (tempfile::tempdir().unwrap(), answering("401 No").await);
    let saved =
        [change("gateway.port", &port), change("gateway.dialect", "classic"), change("gateway.operator", "off")];
    let agent = desk(&folder, &saved);
    wait(&agent, |snapshot| snapshot.link.state == LinkState::NeedsToken).await;
    let found = tested(&agent, Vec::new()).await;
    assert_eq!(verdict(&found, "auth").0, "fail", "{found:?}");

    let found = tested(&agent, vec![change("platforms.websocket.subprotocol", "another")]).await;
    assert_eq!(verdict(&found, "auth").0, "fail", "{found:?}");
    let back = wait(&agent, |snapshot| snapshot.link.state == LinkState::NeedsToken).await;
    assert_eq!(back.link.code, Some("GATEWAY_TOKEN_REFUSED"));
    agent.stop();
}
