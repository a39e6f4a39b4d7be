//! The socket against the cases of the Autobahn test suite.
//!
//! `ENGRAM_AUTOBAHN` names its fuzzing server, such as `ws://127.0.0.1:9001`; it is a program in Python 2.7:
//! `pip install --target D autobahntestsuite==25.10.1`, `touch D/zope/__init__.py`, then
//! `PYTHONPATH=D python2.7 -m autobahntestsuite.wstest -m fuzzingserver -s spec.json`. Without it the test says that it was
//! skipped.
#![expect(clippy::disallowed_methods, reason = "a variable names the server")]

use std::{collections::BTreeMap, future::poll_fn};

use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{client_async_with_config, tungstenite::Message};

use super::{Incoming, Socket, upgrade::limits};
use crate::link::{End, epoch};

async fn open(server: &str, path: &str) -> Socket<TcpStream> {
    let stream = TcpStream::connect(server.trim_start_matches("ws://")).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (stream, _) = client_async_with_config(format!("{server}{path}"), stream, Some(limits())).await.unwrap();
    Socket::new(stream, epoch())
}

/// Says back whatever is heard, until it ends; gives the last text.
async fn echo(mut socket: Socket<TcpStream>, say: bool) -> String {
    let mut last = String::new();
    loop {
        match poll_fn(|cx| socket.poll(cx)).await {
            Incoming::Text(text) if say => socket.say(text).unwrap(),
            Incoming::Text(text) => last = text,
            Incoming::Binary(bytes) => socket.outbox.push_back(Message::Binary(bytes)),
            Incoming::Alive => {}
            Incoming::Ended(end) => {
                // As the link does.
                socket.close(if matches!(end, End::Broken(_)) { 1002 } else { 1000 }).await;
                return last;
            }
        }
    }
}

#[tokio::test]
async fn the_cases_of_autobahn() {
    let Some(server) = std::env::var_os("ENGRAM_AUTOBAHN").and_then(|named| named.into_string().ok()) else {
        println!("skipped: ENGRAM_AUTOBAHN does not name the fuzzing server of autobahntestsuite");
        return;
    };
    let count: u32 = echo(open(&server, "/getCaseCount").await, false).await.parse().unwrap();
    let mut tally = BTreeMap::<String, u32>::new();
    let mut failed = Vec::new();
    for case in 1..=count {
        echo(open(&server, &format!("/runCase?case={case}&agent=engram")).await, true).await;
        let told = echo(open(&server, &format!("/getCaseStatus?case={case}&agent=engram")).await, false).await;
        let told: Value = serde_json::from_str(&told).unwrap();
        let behaviour = told["behavior"].as_str().unwrap_or("none").to_owned();
        if !["OK", "INFORMATIONAL", "NON-STRICT"].contains(&behaviour.as_str()) {
            failed.push((case, behaviour.clone()));
        }
        *tally.entry(behaviour).or_default() += 1;
    }
    println!("{count} cases: {tally:?}");
    assert_eq!(failed, []);
}
