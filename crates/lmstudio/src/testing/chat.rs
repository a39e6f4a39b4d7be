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
    if let Some(overflow) = overflow(world, &model, asked) {
        return Script::events(format!("event: error\ndata: {overflow}\n\n"));
    }
    let model = world.answers_as.clone().unwrap_or(model);
    let schema = ["response_format", "json_schema", "schema"].iter().try_fold(asked, |within, key| within.get(*key));
    match schema {
        Some(schema) => Script::events(completion(&model, &[&filled(schema).to_string()])),
        None => Script::events(completion(&model, &ANSWER)),
    }
}

/// The error of a prompt that does not fit, as a stream tells it. A token is taken for four bytes.
fn overflow(world: &World, model: &str, asked: &Value) -> Option<Value> {
    let fits = u64::from(world.models.iter().find(|held| held.id == model)?.loaded?);
    let has = asked.get("messages")?.to_string().len() as u64 / 4;
    let text = format!(
        "Input does not fit in context length. The input has {has} tokens, but the context length only supports {fits} \
         tokens."
    );
    (has > fits).then(|| json!({ "error": { "message": text }, "message": text }))
}

/// A value of a schema: the first choice, the smallest number, the shortest list.
fn filled(schema: &Value) -> Value {
    let number = |name| schema.get(name).and_then(Value::as_u64);
    if let Some(first) = schema.get("const").or_else(|| schema.get("enum").and_then(|choices| choices.get(0))) {
        return first.clone();
    }
    if let Some(first) = schema.get("anyOf").and_then(|choices| choices.get(0)) {
        return filled(first);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let entries = properties.into_iter().flatten().map(|(name, schema)| (name.clone(), filled(schema)));
            Value::Object(entries.collect())
        }
        Some("array") => {
            let item = schema.get("items").map_or(Value::Null, filled);
            vec![item; number("minItems").unwrap_or_default() as usize].into()
        }
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| 0.into()),
        Some("boolean") => true.into(),
        Some("null") => Value::Null,
        Some(_) | None => {
            let (least, most) = (number("minLength").unwrap_or_default(), number("maxLength").unwrap_or(u64::MAX));
            let words = ANSWER.concat();
            let length = words.len().max(least as usize).min(most as usize);
            words.chars().cycle().take(length).collect::<String>().into()
        }
    }
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

impl Script {
    /// An answer in these pieces, as LM Studio streams it.
    pub fn said(model: &str, pieces: &[&str]) -> Self {
        Self::events(completion(model, pieces))
    }

    /// Calls of tools by name, each with its arguments as JSON text.
    pub fn called(model: &str, calls: &[(&str, &str)]) -> Self {
        let calls = calls.iter().enumerate().map(|(index, (name, arguments))| {
            json!({"index":index,"id":format!("call_{index}"),"type":"function",
                "function":{"name":name,"arguments":arguments}})
        });
        let calls: Vec<Value> = calls.collect();
        let piece = |delta: Value, finish: Value| {
            json!({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":model,
                "choices":[{"index":0,"delta":delta,"finish_reason":finish}]})
        };
        let chunks = [
            piece(json!({ "role": "assistant", "tool_calls": calls }), Value::Null),
            piece(json!({}), json!("tool_calls")),
        ];
        let events: String = chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
        Self::events(events + "data: [DONE]\n\n")
    }
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
    let role = |message: &Value| message.get("role").and_then(Value::as_str).unwrap_or_default().to_owned();
    let repeats = |pair: &[Value]| match pair {
        [one, other] => role(one) == role(other) && matches!(role(one).as_str(), "user" | "system"),
        _ => false,
    };
    if messages.windows(2).any(repeats) {
        let text = "Error rendering prompt with jinja template: \"After the optional system message, conversation roles \
                    must alternate user/assistant/user/assistant/...\"";
        return Some(text.to_owned());
    }
    let ids = |message: &Value| message.get("tool_calls").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_nameless = |call: &Value| call.get("id").and_then(Value::as_str).is_none_or(str::is_empty);
    let has_nameless = messages.iter().flat_map(ids).any(|call| is_nameless(&call));
    has_nameless.then(|| "Invalid 'messages' in payload".to_owned())
}
