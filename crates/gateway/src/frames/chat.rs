//! A question to the gateway's agent, and its answer as it comes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{WireFault, hear::part, loose::loose};

/// The parameters of `chat.send`. Gateways refuse any other key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatSend<'a> {
    /// The conversation.
    pub session_key: &'a str,
    /// The question.
    pub message: &'a str,
    /// The same key is the same question; the run is named after it.
    pub idempotency_key: &'a str,
}

/// What of an answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The answer so far.
    Partial(String),
    /// The whole answer.
    Final(String),
    /// There is none.
    Failed(String),
    /// Somebody stopped it.
    Aborted,
    /// Something else about the run.
    Other,
}

/// An event `chat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatEvent {
    /// Of which run.
    pub run: Option<String>,
    /// What.
    pub said: Said,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Raw {
    #[serde(deserialize_with = "loose")]
    run_id: Option<String>,
    #[serde(deserialize_with = "loose")]
    state: Option<String>,
    #[serde(deserialize_with = "loose")]
    message: Option<Value>,
    #[serde(deserialize_with = "loose")]
    error_message: Option<String>,
}

/// An event `chat`, out of its payload.
///
/// # Errors
/// When it is no object.
pub fn chat_event(payload: &str) -> Result<ChatEvent, WireFault> {
    let raw: Raw = part("a chat event", payload)?;
    let text = || raw.message.as_ref().map(text_of).unwrap_or_default();
    let said = match raw.state.as_deref() {
        Some("delta") => Said::Partial(text()),
        Some("final") => Said::Final(text()),
        Some("error") => Said::Failed(raw.error_message.clone().unwrap_or_else(text)),
        Some("aborted") => Said::Aborted,
        Some(_) | None => Said::Other,
    };
    Ok(ChatEvent { run: raw.run_id, said })
}

/// The words of a message: a text, or the text blocks of its content.
fn text_of(message: &Value) -> String {
    let content = message.get("content").unwrap_or(message);
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let is_text = |block: &&Value| block.get("type").and_then(Value::as_str).is_none_or(|kind| kind == "text");
            let texts = blocks.iter().filter(is_text).filter_map(|block| block.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        Value::Object(_) => message.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    }
}
