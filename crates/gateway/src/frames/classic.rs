//! The classic dialect: the frames of the first Engram. No ids and no deadlines; answers come in the order of the
//! questions.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::WireFault;

/// The subprotocol it offers. That it is echoed proves nothing; many servers echo whatever is offered.
pub const SUBPROTOCOL: &str = "clawdbot-v1";

/// A question, as the work it becomes: `{"content","context"}`. The result is words.
pub const MESSAGE: &str = "classic.message";

/// A health check, as the work it becomes. The result is an object with a `status`.
pub const HEALTH: &str = "classic.health_check";

/// Both. They come in by a classic socket alone.
pub(crate) const COMMANDS: [&str; 2] = [MESSAGE, HEALTH];

/// A classic frame, heard.
#[derive(Clone, Debug)]
pub enum Classic {
    /// Somebody greets.
    Hello,
    /// Somebody looks whether we are there; `data` goes back as it came.
    Ping {
        /// Any JSON.
        data: Option<Box<RawValue>>,
    },
    /// Our own ping came back.
    Pong,
    /// A question.
    Message(Message),
    /// Somebody asks how we are.
    HealthCheck {
        /// Goes back, where there is one.
        id: Option<Box<RawValue>>,
    },
    /// Something happened; nothing is answered.
    Event {
        /// What.
        name: String,
    },
}

/// A question in the classic dialect.
#[derive(Clone, Debug)]
pub struct Message {
    /// The words, untouched.
    pub content: String,
    /// Whatever came with them, as JSON text.
    pub context: Option<Box<RawValue>>,
    /// Goes back, where there is one.
    pub id: Option<Box<RawValue>>,
}

/// Who we are, for a classic `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Greeter {
    /// Short name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The product's version.
    pub version: String,
    /// What it can do.
    pub capabilities: Vec<String>,
}

/// How we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// All well.
    Healthy,
    /// The model is away.
    Degraded,
    /// Nothing can be answered.
    Unhealthy,
}

/// A classic frame, to be said. `timestamp` is UTC, RFC 3339.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Say<'a> {
    /// The answer to `hello`.
    Hello {
        /// Who.
        agent: &'a Greeter,
        /// When.
        timestamp: &'a str,
    },
    /// The answer to `ping`.
    Pong {
        /// What came with it.
        data: Option<&'a RawValue>,
        /// When.
        timestamp: &'a str,
    },
    /// The answer to a question.
    Response {
        /// The words.
        content: &'a str,
        /// Who.
        agent: &'a str,
        /// When.
        timestamp: &'a str,
        /// The question's id, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a RawValue>,
    },
    /// The answer to `health_check`.
    HealthResponse {
        /// How.
        status: Condition,
        /// More of it.
        details: &'a RawValue,
        /// The question's id, where it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a RawValue>,
    },
    /// A frame of a kind we do not know.
    Error {
        /// What is wrong.
        error: &'a str,
    },
}

impl Say<'_> {
    /// The frame as text.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn text(&self) -> Result<String, WireFault> {
        serde_json::to_string(self).map_err(|error| WireFault::unwritable("a classic frame", &error))
    }
}
