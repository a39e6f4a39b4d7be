//! What comes in, and who is told.

use std::future::Future;

use serde_json::{json, value::RawValue};

use super::{Driver, now, said::Purpose, session::Kind};
use crate::{
    Bytes, DeviceToken,
    frames::{
        self, Answer, Granted, Heard, Refusal, WireFault, accepted,
        classic::{self, Classic, Say},
        hear, shown,
    },
    link::{DialFault, End, News},
    requests::RequestFault,
    socket::Incoming,
};

impl<S, D, F> Driver<S, D>
where
    S: Bytes,
    D: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<S, DialFault>> + Send + 'static,
{
    pub(super) async fn came_in(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Text(text) => self.text(&text).await,
            Incoming::Binary(bytes) => {
                tracing::debug!(bytes = bytes.len(), "a frame that is no text");
                self.bad().await;
            }
            Incoming::Alive => self.news(News::Pong).await,
            Incoming::Ended(end) => self.news(News::Ended(end)).await,
        }
    }

    async fn text(&mut self, text: &str) {
        let Some(session) = &self.session else { return };
        let heard = match hear(text, session.longest()) {
            Ok(heard) => heard,
            Err(fault) => {
                tracing::debug!(%fault, "a frame that cannot be read");
                // Without a challenge that can be signed there is nothing to wait for.
                if let WireFault::Shape { part: "connect.challenge", .. } = &fault {
                    return self.news(News::Ended(End::Senseless(fault.to_string()))).await;
                }
                return self.bad().await;
            }
        };
        if !matches!(heard, Heard::Classic(_)) {
            self.news(News::Frame).await;
        }
        match heard {
            Heard::Challenge(challenge) => self.news(News::Challenge(challenge)).await,
            Heard::Answer(answer) => self.answered(answer).await,
            Heard::Invoke(mut invoke) => {
                if classic::COMMANDS.contains(&invoke.command.as_str()) {
                    // Ours alone; nobody has offered it.
                    invoke.command.clear();
                }
                let is_offered = self.config.commands().contains(&invoke.command);
                let all = self.invokes.take(invoke, now());
                self.carry_out(all);
                if is_offered {
                    self.news(News::Called).await;
                }
            }
            Heard::Cancel(id) => {
                let all = self.invokes.cancel(&id, now());
                self.carry_out(all);
            }
            Heard::Resolved(resolved) => {
                let ours = resolved.node_id.as_deref().is_none_or(|node| node == self.identity.device_id());
                if ours {
                    self.news(News::Decided(resolved.decision)).await;
                }
            }
            Heard::Shutdown { back_in } => self.news(News::Shutdown { back_in }).await,
            Heard::Tick => {}
            Heard::Event(event) => {
                // Nobody listens: then it is of no use.
                self.events.send(event).ok();
            }
            Heard::Classic(classic) => self.classic(classic).await,
            Heard::Unknown { kind } => {
                tracing::debug!(kind, "a frame of a kind nobody knows");
                if self.is_classic() {
                    self.say_classic(&Say::Error { error: &format!("Unknown message type: {kind}") });
                }
            }
        }
    }

    /// Counts a frame that makes no sense. A hundred within a minute end the link.
    async fn bad(&mut self) {
        if self.session.as_mut().is_some_and(|session| session.is_garbage(now())) {
            self.news(News::Ended(End::Garbage)).await;
        }
    }

    async fn answered(&mut self, answer: Answer) {
        let Some(purpose) = self.requests.answered(&answer.id) else {
            tracing::debug!("an answer nobody waits for");
            return;
        };
        match (purpose, answer.outcome) {
            (Purpose::Connect, Ok(payload)) => self.welcomed(&payload).await,
            (Purpose::Connect, Err(refusal)) => self.news(News::Ended(End::Refused(refusal))).await,
            (Purpose::Publish, Ok(payload)) => {
                let ours = self.config.tools();
                let taken = accepted(payload.get())
                    .map(|tools| ours.iter().filter(|tool| tools.iter().any(|taken| taken.name == tool.name)).count());
                match taken {
                    Ok(accepted) => self.news(News::Published { accepted }).await,
                    Err(fault) => self.unpublished(Some(fault.to_string())).await,
                }
            }
            (Purpose::Publish | Purpose::Result, Err(refusal)) if refusal.is_unapproved() => {
                self.news(News::Unapproved).await;
            }
            (Purpose::Publish, Err(refusal)) => self.news(News::Unpublished(Some(refusal))).await,
            (Purpose::Result, Err(refusal)) => {
                tracing::warn!(code = shown(&refusal.code), "the gateway refused a result");
            }
            (Purpose::Result, Ok(_)) => {}
            (Purpose::Caller(reply), outcome) => {
                // Whoever asked may have gone meanwhile.
                reply.send(outcome.map_err(RequestFault::Refused)).ok();
            }
        }
    }

    async fn unpublished(&mut self, message: Option<String>) {
        let refusal = message.map(|message| Refusal { message, ..Refusal::default() });
        self.news(News::Unpublished(refusal)).await;
    }

    /// A request whose time is over.
    pub(super) async fn unanswered(&mut self, purpose: Purpose) {
        match purpose {
            // The machine has a deadline of its own for both.
            Purpose::Connect | Purpose::Result => {}
            Purpose::Publish => self.unpublished(None).await,
            Purpose::Caller(reply) => {
                // Whoever asked may have gone meanwhile.
                reply.send(Err(RequestFault::TimedOut)).ok();
            }
        }
    }

    async fn welcomed(&mut self, payload: &RawValue) {
        let granted: Granted = match frames::payload("hello-ok", payload) {
            Ok(granted) => granted,
            Err(fault) => return self.news(News::Ended(End::Senseless(fault.to_string()))).await,
        };
        if let Some(session) = &mut self.session {
            session.terms = Some(granted.terms.clone());
            self.invokes.limit(granted.terms.longest);
        }
        let issued = granted.device_token.is_some();
        if let Some(token) = granted.device_token.filter(|token| self.secrets.device.as_ref() != Some(token)) {
            self.secrets.device = Some(token.clone());
            self.token.send_replace(DeviceToken::Keep(token));
        }
        let issued = issued && self.config.held(&self.secrets).device;
        self.news(News::Hello { terms: granted.terms, issued }).await;
    }

    async fn classic(&mut self, heard: Classic) {
        // First the machine: whether this socket is a classic one.
        self.news(News::Classic).await;
        if !self.is_classic() {
            return;
        }
        match heard {
            Classic::Hello => self.greet(),
            Classic::Ping { data } => {
                let timestamp = (self.world.utc)();
                self.say_classic(&Say::Pong { data: data.as_deref(), timestamp: &timestamp });
            }
            Classic::Pong => {}
            Classic::Message(message) => {
                let params = json!({ "content": message.content, "context": message.context });
                self.question(Kind::Message, classic::MESSAGE, params.to_string(), message.id);
            }
            Classic::HealthCheck { id } => self.question(Kind::Health, classic::HEALTH, "null".to_owned(), id),
            Classic::Event { name } => tracing::debug!(event = name, "a classic event"),
        }
    }
}
