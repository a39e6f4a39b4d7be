//! A call through the gateway to this computer's Engram and back.

use std::time::Duration;

use gateway::{chance, frames::Invocation};
use serde_json::{Value, json, value::to_raw_value};
use tokio::time::Instant;

use super::{Errand, ErrandFault};
use crate::link::offer::{self, MCP, OURS};

/// How long the gateway waits for the node.
const NODE: Duration = Duration::from_secs(10);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pong {
    /// By which command.
    pub command: String,
    /// There and back.
    pub took: Duration,
}

impl Errand {
    /// Calls a tool with an argument that no tool has. Engram itself refuses it: the way is proven, and nothing is
    /// computed or kept.
    ///
    /// # Errors
    /// When it does not come back from Engram.
    pub async fn ping(&self) -> Result<Pong, ErrandFault> {
        let node = self.node().await?;
        let unknown =
            || ErrandFault::Unfinished("The gateway does not know this Engram. Run: engram gateway pair".to_owned());
        let node = node.ok_or_else(unknown)?;
        if node.connected != Some(true) {
            let why = "The gateway has no link to this Engram: start the window or `engram run`.";
            return Err(ErrandFault::Unfinished(why.to_owned()));
        }
        let commands = node.commands.unwrap_or_default();
        let has = |command: &String| commands.contains(command);
        let command = Some(MCP.to_owned()).filter(has).or_else(|| offer::direct().find(has));
        let none = "The gateway may call no tool of this Engram yet. Run: engram gateway approve";
        let command = command.ok_or_else(|| ErrandFault::Unfinished(none.to_owned()))?;
        let arguments = json!({ "ping": true });
        let params = if command == MCP {
            json!({ "server": OURS, "tool": "analyze_market", "arguments": arguments })
        } else {
            arguments
        };
        let params = to_raw_value(&params).map_err(|error| ErrandFault::Unread(error.to_string()))?;
        let key = key()?;
        let invocation = Invocation {
            node_id: &self.node,
            command: &command,
            params: &params,
            timeout_ms: NODE.as_millis() as u64,
            idempotency_key: &key,
        };
        let began = Instant::now();
        let payload = self.ask("The gateway was asked to call this Engram", "node.invoke", &invocation).await?;
        let took = began.elapsed();
        if is_ours(payload.get()) {
            return Ok(Pong { command, took });
        }
        Err(ErrandFault::Unread("it is not Engram's".to_owned()))
    }
}

/// A name that no other call has.
pub(super) fn key() -> Result<String, ErrandFault> {
    let seed = chance::seed().map_err(|error| ErrandFault::Place(error.to_string()))?;
    Ok(format!("engram-{}", data_encoding::HEXLOWER.encode(seed.get(..12).unwrap_or_default())))
}

/// Whether the answer is Engram's own refusal of that argument.
fn is_ours(payload: &str) -> bool {
    let answer: Value = serde_json::from_str(payload).unwrap_or_default();
    let text = answer.get("payloadJSON").and_then(Value::as_str).unwrap_or_default();
    let object: Value = serde_json::from_str(text).unwrap_or_default();
    let told = object.get("structuredContent").unwrap_or(&object);
    told.get("error_code").and_then(Value::as_str) == Some("INVALID_PARAMS")
}
