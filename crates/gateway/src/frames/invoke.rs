//! Work that the gateway hands us, and what we hand back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::loose::{loose, millis};

/// Which piece of work. The gateway makes it; it is unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(transparent)]
pub struct InvokeId(pub String);

/// A piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoke {
    /// Which.
    pub id: InvokeId,
    /// For whom: our own device id.
    pub node_id: String,
    /// What is to be done.
    pub command: String,
    /// The arguments as JSON text, untouched and unchecked.
    #[serde(default, rename = "paramsJSON")]
    pub params: Option<String>,
    /// How long the caller waits. Absent, zero and nonsense are absent.
    #[serde(default, deserialize_with = "millis", rename = "timeoutMs")]
    pub timeout: Option<Duration>,
    /// The same key is the same piece of work, delivered again.
    #[serde(default, deserialize_with = "loose", rename = "idempotencyKey")]
    pub key: Option<String>,
    /// The conversation it belongs to; keys repeat in others.
    #[serde(default, deserialize_with = "loose", rename = "sessionKey")]
    pub session: Option<String>,
}

/// The parameters of `node.invoke.result`. The gateway refuses any other key. It is always `ok`: a failure is content,
/// because what stands beside `ok:false` never reaches an agent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InvokeResult<'a> {
    /// Which.
    pub id: &'a InvokeId,
    /// Our own device id.
    pub node_id: &'a str,
    /// Whether there is a payload.
    pub ok: bool,
    /// The result as JSON text.
    #[serde(rename = "payloadJSON")]
    pub payload: &'a str,
}

/// The payload of `node.invoke.cancel`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cancel {
    pub(super) invoke_id: InvokeId,
}
