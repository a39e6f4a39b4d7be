//! What a healthy server answers to a chat, and what a strict one refuses.

use serde_json::{Value, json};

use super::{
    Script,
    world::{Schemas, World},
};

/// Words of every answer that no script gives.
const ANSWER: [&str; 3] = ["All ", "is ", "well."];

/// The reply to a chat.
pub(super) fn answer(world: &mut World, asked: &Value) -> Script {
    if let Some(refused) = refused(world, asked) {
        return Script::json(400, json!({ "error": refused }).to_string());
    }
    let model = asked.get("model").and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_loaded = world.models.iter().any(|held| held.id == model && held.loaded.is_some());
    if !is_loaded
        && world.answers_as.is_none()
        && let Err(fault) = world.load(&model, 4096)
    {
        return Script::json(404, json!({ "error": { "message": fault } }).to_string());
    }
    let model = world.answers_as.clone().unwrap_or(model);
    Script::events(completion(&model, &ANSWER))
}

/// A whole stream, as LM Studio writes it: the role in every piece, then the reason for the end, usage, and the mark.
pub(super) fn completion(model: &str, words: &[&str]) -> String {
    let piece = |delta: Value, finish: Value| {
        json!({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":model,"system_fingerprint":model,
            "choices":[{"index":0,"delta":delta,"logprobs":null,"finish_reason":finish}]})
    };
    let mut chunks: Vec<_> =
        words.iter().map(|word| piece(json!({ "role": "assistant", "content": word }), Value::Null)).collect();
    chunks.push(piece(json!({}), json!("stop")));
    let count = words.len();
    chunks.push(json!({"id":"chatcmpl-1","object":"chat.completion.chunk","model":model,"choices":[],
        "usage":{"prompt_tokens":12,"completion_tokens":count,"total_tokens":12 + count}}));
    let events = chunks.iter().flat_map(|chunk| ["data: ".to_owned(), chunk.to_string(), "\n\n".to_owned()]);
    events.chain(["data: [DONE]\n\n".to_owned()]).collect()
}

/// LM Studio's words for what it does not take.
fn refused(world: &World, asked: &Value) -> Option<String> {
    let format = asked.get("response_format");
    let kind = format.and_then(|format| format.get("type")).and_then(Value::as_str);
    if kind.is_some_and(|kind| !matches!(kind, "json_schema" | "text")) {
        return Some("'response_format.type' must be 'json_schema' or 'text'".to_owned());
    }
    let has_limits = || format.is_some_and(|format| format.to_string().contains("maxLength"));
    let grammar = match world.schemas {
        Schemas::All => false,
        Schemas::WithoutLimits => has_limits(),
        Schemas::Refused => format.is_some(),
    };
    if grammar {
        return Some("Failed to initialize samplers: failed to parse grammar".to_owned());
    }
    if asked.get("tool_choice").is_some_and(|choice| !choice.is_string()) {
        return Some("Invalid tool_choice type: 'object'. Supported string values: none, auto, required".to_owned());
    }
    if world.refuses_reasoning && asked.get("reasoning_effort").is_some() {
        return Some("Model does not support reasoning configuration".to_owned());
    }
    let messages = asked.get("messages").and_then(Value::as_array)?;
    if messages.iter().any(|message| message.get("content").is_none_or(Value::is_null)) {
        return Some("'content' field must be a string or an array of objects".to_owned());
    }
    let ids = |message: &Value| message.get("tool_calls").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_nameless = |call: &Value| call.get("id").and_then(Value::as_str).is_none_or(str::is_empty);
    let has_nameless = messages.iter().flat_map(ids).any(|call| is_nameless(&call));
    has_nameless.then(|| "Invalid 'messages' in payload".to_owned())
}
