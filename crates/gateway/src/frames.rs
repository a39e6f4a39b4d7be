//! What is said on the socket: `OpenClaw` protocols 3 and 4, and the classic dialect.
//!
//! [`hear`] takes one text apart. What it does not need it never builds, so a large frame costs its own bytes and no more.
//! Unknown fields are left alone, and a kind of frame that nobody knows is a value, not an error.

mod chat;
pub mod classic;
mod connect;
mod fault;
mod hear;
mod hello;
mod invoke;
mod loose;
mod operator;
mod pairing;
mod refusal;
mod shown;
mod tools;

#[cfg(test)]
mod tests;

pub use chat::{ChatEvent, ChatSend, Said, chat_event};
pub use connect::{Auth, Challenge, Client, Connect, Device};
pub use fault::WireFault;
pub use hear::{Answer, Event, Heard, hear};
pub(crate) use hear::{is_json, payload};
#[cfg(test)]
pub(crate) use hello::hear_terms;
pub use hello::{Granted, Terms};
pub use invoke::{Invoke, InvokeId, InvokeResult};
pub use operator::{
    AllowKey, ConfigPatch, Configured, Describe, Described, Invocation, Nothing, Wake, configured, described,
};
pub use pairing::{Approve, Decision, Pending, Resolved, pending};
pub use refusal::{Details, Refusal};
pub use shown::shown;
pub use tools::{Accepted, Descriptor, DescriptorFault, McpTool, Publication, accepted};

use serde::Serialize;

/// Longest frame heard before hello-ok, bytes. A real hello-ok is 4 to 50 KB, and grows with who is present.
pub const LONGEST_BEFORE_HELLO: usize = 4 << 20;

/// Longest frame heard at all, bytes: what `OpenClaw` itself takes.
pub const LONGEST: usize = 26_214_400;

/// Deepest nesting heard, counted in brackets.
pub const DEEPEST: usize = 64;

/// A request of ours.
#[derive(Debug, Serialize)]
struct Request<'a, P: ?Sized> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    method: &'a str,
    params: &'a P,
}

/// A request of ours as text.
///
/// # Errors
/// When the parameters cannot be written as JSON.
pub fn request<P: Serialize + ?Sized>(id: &str, method: &str, params: &P) -> Result<String, WireFault> {
    serde_json::to_string(&Request { kind: "req", id, method, params })
        .map_err(|error| WireFault::unwritable("a request", &error))
}
