//! What is said, and what its answer is for.

use std::{future::Future, sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    Driver, now,
    session::{Kind, Session},
};
use crate::{
    Bytes, Given, Role,
    frames::{
        Auth, Challenge, Connect, InvokeId, InvokeResult, Publication,
        classic::{Condition, Say},
        request,
    },
    handle::{Asked, Reply},
    identity::{Claim, Form},
    link::{Credential, DialFault, Dialect, Standing},
    requests::RequestFault,
    socket::{ClassicHeaders, Full, Upgrade},
};

/// How long an answer to a request of the link's own may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What an answer is for.
pub(super) enum Purpose {
    /// Whether we are in.
    Connect,
    /// Which tools were taken.
    Publish,
    /// Whether a result was taken.
    Result,
    /// The caller's own.
    Caller(Reply),
}

impl Purpose {
    /// The link is gone.
    pub(super) fn offline(self) {
        match self {
            Self::Connect | Self::Publish | Self::Result => {}
            Self::Caller(reply) => {
                // Whoever asked may have gone meanwhile.
                reply.send(Err(RequestFault::Offline)).ok();
            }
        }
    }
}

impl<S, D, F> Driver<S, D>
where
    S: Bytes,
    D: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<S, DialFault>> + Send + 'static,
{
    /// What the upgrade asks for. Only a classic one carries a token: real gateways ignore it there, and who answers is
    /// not known yet.
    pub(super) fn upgrade_for(&self, dialect: Dialect, with: Credential, offers_subprotocol: bool) -> Upgrade {
        let token = match self.secret(with) {
            Some(Given::Token(token)) => Some(token),
            Some(Given::Password(_)) | None => None,
        };
        let classic = match dialect {
            Dialect::Auto | Dialect::OpenClaw => None,
            Dialect::Classic => Some(ClassicHeaders {
                subprotocol: self
                    .config
                    .subprotocol
                    .clone()
                    .filter(|offered| offers_subprotocol && !offered.is_empty()),
                id: self.config.greeter.id.clone(),
                version: self.config.greeter.version.clone(),
                token,
            }),
        };
        Upgrade {
            address: self.config.address.clone(),
            classic,
            user_agent: self.config.presentation.user_agent.clone(),
        }
    }

    /// Says who we are.
    pub(super) fn connect(&mut self, challenge: &Challenge, with: Credential) {
        let [client, mode, role] = self.config.names();
        let (scopes, caps, commands) = match &self.config.role {
            Role::Node(offer) => (vec![], offer.caps.clone(), offer.commands.clone()),
            Role::Operator { scopes, caps } => (scopes.clone(), caps.clone(), vec![]),
            Role::Owner { scopes } => (scopes.clone(), vec![], vec![]),
        };
        let auth = self.secret(with).map(|secret| match secret {
            Given::Token(token) => Auth { token: Some(token), password: None },
            Given::Password(password) => Auth { token: None, password: Some(password) },
        });
        let presentation = &self.config.presentation;
        let claim = Claim {
            client,
            mode,
            role,
            scopes: &scopes,
            token: auth.as_ref().and_then(|auth| auth.token.as_ref()),
            platform: &presentation.platform,
            device_family: &presentation.device_family,
        };
        let device = match self.config.role {
            Role::Node(_) | Role::Operator { .. } => Some(self.identity.sign(Form::V2, claim, challenge)),
            Role::Owner { .. } => None,
        };
        let connect = Connect {
            min_protocol: 3,
            max_protocol: 4,
            client: self.config.client(self.identity.device_id()),
            role,
            scopes,
            caps,
            commands,
            auth,
            locale: "en-US",
            user_agent: presentation.user_agent.clone(),
            device,
        };
        self.send("connect", &connect, PATIENCE, Purpose::Connect);
    }

    /// Publishes the tools.
    pub(super) fn publish(&mut self) {
        let tools = self.config.tools().to_vec();
        self.send("node.pluginTools.update", &Publication { tools: &tools }, PATIENCE, Purpose::Publish);
    }

    /// Asks for the caller.
    pub(super) fn ask(&mut self, asked: Asked) {
        let Asked { method, params, patience, reply } = asked;
        let is_in = match self.link.standing() {
            Standing::Ready { terms, .. } => terms.protocol.is_some(),
            Standing::NeedsApproval { .. } => true,
            Standing::Off
            | Standing::Waiting { .. }
            | Standing::Dialing
            | Standing::Greeting
            | Standing::NeedsToken { .. }
            | Standing::NeedsPairing { .. }
            | Standing::Restarting { .. }
            | Standing::Rejected { .. } => false,
        };
        if is_in {
            self.send(&method, &*params, patience, Purpose::Caller(reply));
        } else {
            Purpose::Caller(reply).offline();
        }
    }

    /// Sends a request; if it cannot be sent, its purpose is told at once.
    fn send<P: Serialize + ?Sized>(&mut self, method: &str, params: &P, patience: Duration, purpose: Purpose) {
        let Some(session) = &mut self.session else { return purpose.offline() };
        let most = session.terms.as_ref().map_or(usize::MAX, |terms| terms.longest);
        let id = match self.requests.open(now() + patience, purpose) {
            Ok(id) => id,
            Err(purpose) => return refuse(purpose, RequestFault::Busy),
        };
        let fault = match request(&id, method, params) {
            Ok(text) if text.len() > most => RequestFault::TooLong { bytes: text.len(), most },
            Ok(text) => match session.socket.say(text) {
                Ok(()) => return,
                Err(Full) => RequestFault::Busy,
            },
            Err(fault) => RequestFault::Unwritable(fault),
        };
        tracing::warn!(method, %fault, "a request that cannot be sent");
        if let Some(purpose) = self.requests.answered(&id) {
            refuse(purpose, fault);
        }
    }

    /// Answers a piece of work, in whichever dialect it came.
    pub(super) fn answer(&mut self, id: &InvokeId, payload: Arc<str>) {
        let Some(session) = &mut self.session else { return };
        if let Some(question) = session.questions.iter_mut().find(|question| question.id == *id) {
            question.answer = Some(payload);
            return self.answer_in_turn();
        }
        let node_id = self.identity.device_id().to_owned();
        let result = InvokeResult { id, node_id: &node_id, ok: true, payload: &payload };
        self.send("node.invoke.result", &result, PATIENCE, Purpose::Result);
    }

    /// A question of the classic dialect becomes work as any other, with a place in the line.
    pub(super) fn question(&mut self, kind: Kind, command: &str, params: String, theirs: Option<Box<RawValue>>) {
        let Some(session) = &mut self.session else { return };
        let id = session.line_up(kind, theirs);
        let all = self.invokes.take_own(id, command, params, now());
        self.carry_out(all);
    }

    /// Answers come in the order of the questions.
    fn answer_in_turn(&mut self) {
        while let Some(question) = self.session.as_mut().and_then(Session::next_answered) {
            let timestamp = (self.world.utc)();
            let payload = question.answer.as_deref().unwrap_or_default();
            let id = question.theirs.as_deref();
            match question.kind {
                Kind::Message => {
                    let agent = self.config.greeter.id.clone();
                    self.say_classic(&Say::Response { content: payload, agent: &agent, timestamp: &timestamp, id });
                }
                Kind::Health => {
                    let (status, details) = health(payload);
                    self.say_classic(&Say::HealthResponse { status, details: &details, id });
                }
            }
        }
    }

    /// Greets back, once.
    pub(super) fn greet(&mut self) {
        if self.session.as_mut().is_some_and(|session| !std::mem::replace(&mut session.greeted, true)) {
            let (agent, timestamp) = (self.config.greeter.clone(), (self.world.utc)());
            self.say_classic(&Say::Hello { agent: &agent, timestamp: &timestamp });
        }
    }

    pub(super) fn say_classic(&mut self, say: &Say<'_>) {
        let Some(session) = &mut self.session else { return };
        match say.text() {
            Ok(text) => {
                if let Err(Full) = session.socket.say(text) {
                    tracing::warn!("too much waits to be written");
                }
            }
            Err(fault) => tracing::warn!(%fault, "a frame that cannot be written"),
        }
    }

    /// Whether the socket there is has proven to be a classic one.
    pub(super) fn is_classic(&self) -> bool {
        matches!(self.link.standing(), Standing::Ready { terms, .. } if terms.protocol.is_none())
    }
}

fn refuse(purpose: Purpose, fault: RequestFault) {
    match purpose {
        Purpose::Connect | Purpose::Publish | Purpose::Result => {}
        Purpose::Caller(reply) => {
            // Whoever asked may have gone meanwhile.
            reply.send(Err(fault)).ok();
        }
    }
}

/// How we are, out of the answer: its `status` is the frame's, and the whole of it the details.
fn health(payload: &str) -> (Condition, Box<RawValue>) {
    #[derive(serde::Deserialize)]
    struct Told {
        status: Condition,
    }
    let status = serde_json::from_str::<Told>(payload).map_or(Condition::Unhealthy, |told| told.status);
    let details = RawValue::from_string(payload.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned());
    (status, details)
}
