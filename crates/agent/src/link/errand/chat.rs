//! A question to the gateway's agent, answered as it comes.

use std::time::Duration;

use gateway::frames::{ChatSend, Said, chat_event};
use serde::Serialize;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{self, Instant},
};

use super::{Errand, ErrandFault, ping::key};

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// It was taken, and is worked on.
    Began,
    /// The next words.
    More(&'a str),
    /// The answer begins anew: what came before counts for nothing.
    Anew(&'a str),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Abort<'a> {
    session_key: &'a str,
    run_id: &'a str,
}

impl Errand {
    /// Asks the gateway's agent in a conversation, and gives its whole answer. Dropped before that, nobody stops the
    /// agent: use `stop` for it.
    ///
    /// # Errors
    /// When it is not answered within this time, or the agent fails.
    pub async fn chat(
        &self,
        session: &str,
        question: &str,
        within: Duration,
        stop: impl Future<Output = ()>,
        mut hear: impl FnMut(Heard<'_>),
    ) -> Result<String, ErrandFault> {
        let ended = || ErrandFault::Unfinished("The link to the gateway has ended before the answer.".to_owned());
        // Listened to before it is asked, so that no word is missed.
        let mut events = self.handle.events().ok_or_else(ended)?;
        let run = key()?;
        let send = ChatSend { session_key: session, message: question, idempotency_key: &run };
        self.ask("The gateway's agent was asked", "chat.send", &send).await?;
        hear(Heard::Began);
        let until = Instant::now() + within;
        let mut stop = std::pin::pin!(stop);
        let mut standing = self.handle.watch();
        let mut so_far = String::new();
        let why = loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = &mut stop => break "Stopped.".to_owned(),
                () = time::sleep_until(until) => {
                    break format!("The agent has not answered within {} s, and was told to stop.", within.as_secs());
                }
                lost = standing.wait_for(|now| !matches!(now, gateway::link::Standing::Ready { .. })) => {
                    drop(lost);
                    return Err(ended());
                }
            };
            let event = match event {
                Ok(event) => event,
                // What was missed is in the next piece: each holds all words so far.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return Err(ended()),
            };
            let Some(payload) = event.payload.filter(|_| event.name == "chat") else { continue };
            let Ok(chat) = chat_event(payload.get()) else { continue };
            if chat.run.as_deref() != Some(run.as_str()) {
                continue;
            }
            match chat.said {
                Said::Partial(text) => further(&mut so_far, &text, &mut hear),
                Said::Final(text) => {
                    if !text.is_empty() {
                        further(&mut so_far, &text, &mut hear);
                    }
                    return Ok(so_far);
                }
                Said::Failed(why) => {
                    return Err(ErrandFault::Unfinished(format!("The agent failed: {}", gateway::frames::shown(&why))));
                }
                Said::Aborted => return Err(ErrandFault::Unfinished("The agent was stopped.".to_owned())),
                Said::Other => {}
            }
        };
        let abort = Abort { session_key: session, run_id: &run };
        // It has been given up; whether the gateway hears it changes nothing here.
        self.handle.request("chat.abort", &abort, super::super::FAREWELL).await.ok();
        Err(ErrandFault::Unfinished(why))
    }
}

/// Tells what is new in an answer.
fn further(so_far: &mut String, text: &str, hear: &mut impl FnMut(Heard<'_>)) {
    match text.strip_prefix(so_far.as_str()) {
        Some("") => {}
        Some(more) => hear(Heard::More(more)),
        // An older state that comes late.
        None if so_far.starts_with(text) => return,
        None => hear(Heard::Anew(text)),
    }
    text.clone_into(so_far);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_told() {
        let mut told = Vec::new();
        let mut so_far = String::new();
        for text in ["HO", "HOLD", "HOLD", "HO", "Wait"] {
            further(&mut so_far, text, &mut |heard| told.push(format!("{heard:?}")));
        }
        assert_eq!(told, [r#"More("HO")"#, r#"More("LD")"#, r#"Anew("Wait")"#]);
        assert_eq!(so_far, "Wait");
    }
}
