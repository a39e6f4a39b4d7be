//! A chat on a desk: whoever types gets an answer, can stop it, and need not know that a model is there.

use std::{
    ffi::OsString,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lmstudio::testing::{Ending, Fake, Held, Script, World};
use tokio::{runtime, time::timeout};

use crate::{
    Agent, Command, Company, Handle, Keeping, LineView, Settings, SettingsView, Snapshot, Speaker, Vault, VoiceState,
    drive::Voicing, link::Linking, testing::model::MODEL, testing::now,
};

const TOKEN: &str = "sk-lm-12345678:abcdefghijklmnopqrst";

/// A desk whose model is in this server.
fn desk(fake: &Fake, vault: Vault) -> Handle {
    let mut settings = Settings::default();
    (settings.lmstudio.host, settings.lmstudio.port) = ("127.0.0.1".to_owned(), fake.port());
    let voicing = Voicing::On { vault: Arc::new(vault), user: None };
    let company = Company { linking: Linking::Off, voicing };
    let runtime = runtime::Handle::current();
    Agent::spawn(settings, SettingsView::default(), Keeping::Off, &company, now, &runtime)
}

fn without_token() -> Vault {
    Vault::new(|_| None, None, None, None)
}

async fn server(scripts: Vec<Script>, token: Option<&str>) -> Fake {
    let models = vec![Held { loaded: Some(16_384), ..Held::loaded(MODEL) }];
    Fake::start(World { models, chats: scripts.into(), token: token.map(str::to_owned), ..World::default() })
        .await
        .unwrap()
}

async fn wait(agent: &Handle, wanted: impl FnMut(&Arc<Snapshot>) -> bool) -> Arc<Snapshot> {
    Arc::clone(&*agent.watch().wait_for(wanted).await.unwrap())
}

async fn voiced(agent: &Handle, state: VoiceState) {
    wait(agent, |snapshot| snapshot.talk.voice.state == state).await;
}

/// Says something, and waits for the line that answers it.
async fn say(agent: &Handle, text: &str) -> LineView {
    let before = agent.snapshot().talk.chat.len();
    agent.try_send(Command::Say { text: text.to_owned() }).unwrap();
    let snapshot = wait(agent, |snapshot| snapshot.talk.chat.len() >= before + 2).await;
    snapshot.talk.chat.last().unwrap().clone()
}

#[tokio::test]
async fn commands_are_answered_by_code_and_never_asked_of_a_model() {
    let fake = server(vec![], None).await;
    let agent = desk(&fake, without_token());
    voiced(&agent, VoiceState::Ready).await;
    for (typed, answer) in [
        ("/help", "No orders are placed by Engram."),
        ("/analyze btc 4h", "Market: BTC/USD 4h"),
        ("/alerts", "nothing is kept"),
        ("/portfolio", "holdings"),
        ("/fly", "Unknown command: /fly"),
        ("/alert BTC/USD", "It goes like this: /alert BTC/USD 70000"),
        ("/status", "[Bot Status]"),
    ] {
        let line = say(&agent, typed).await;
        assert!(line.from == Speaker::Code && line.text.contains(answer), "{typed}: {line:?}");
    }
    assert!(!fake.seen().iter().any(|seen| seen.path.ends_with("completions")), "no model was asked");
    agent.stop();
}

#[tokio::test]
async fn who_stops_an_answer_hangs_up_at_once_and_it_says_so() {
    let fake = server(vec![Script::silence().ending(Ending::Silence)], None).await;
    let agent = desk(&fake, without_token());
    voiced(&agent, VoiceState::Ready).await;
    agent.try_send(Command::Say { text: "how is btc?".to_owned() }).unwrap();
    fake.until(|seen| seen.iter().any(|seen| seen.path.ends_with("completions"))).await;
    agent.try_send(Command::StopTalking).unwrap();
    let gone = fake.until(|seen| seen.iter().any(|seen| seen.hung_up));
    timeout(Duration::from_millis(250), gone).await.expect("the server hears of it at once");
    let snapshot = wait(&agent, |snapshot| snapshot.talk.saying.is_none()).await;
    assert_eq!(snapshot.talk.chat.last().map(|line| line.text.as_str()), Some("Stopped."));
    agent.stop();
}

#[tokio::test]
async fn a_token_that_is_kept_while_it_runs_is_used_from_then_on() {
    let fake = server(vec![Script::said(MODEL, &["A market is a place."])], Some(TOKEN)).await;
    let is_kept = Arc::new(AtomicBool::new(false));
    let kept = Arc::clone(&is_kept);
    let look_up =
        move |name: &str| (name == "LM_API_TOKEN" && kept.load(Ordering::Relaxed)).then(|| OsString::from(TOKEN));
    let agent = desk(&fake, Vault::new(look_up, None, None, None));
    voiced(&agent, VoiceState::Absent).await;
    let line = say(&agent, "how is btc?").await;
    assert_eq!(line.from, Speaker::Code, "{line:?}");

    is_kept.store(true, Ordering::Relaxed);
    agent.try_send(Command::Reconnect).unwrap();
    voiced(&agent, VoiceState::Ready).await;
    let line = say(&agent, "what is a market?").await;
    assert_eq!((line.from, line.text.as_str()), (Speaker::Model, "A market is a place."), "{line:?}");
    agent.stop();
}
