//! What a healthy server answers to each path.

use serde_json::{Value, json};

use super::{
    Script, Seen, chat,
    world::{Greeting, Held, Unknown, World},
};
use crate::models::Shape;

/// The reply to a request.
pub(super) fn answer(world: &mut World, seen: &Seen) -> Script {
    if let Some(script) = world.scripts.get(&seen.path) {
        return script.clone();
    }
    if let Some(refused) = refused(world, seen) {
        return refused;
    }
    match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/lmstudio-greeting") if world.greeting == Greeting::Right => Script::json(200, r#"{"lmstudio":true}"#),
        ("GET", "/lmstudio-greeting") if world.greeting == Greeting::Garbage => {
            Script::document(200, "text/html", "<!DOCTYPE html><title>Router</title>")
        }
        ("GET", "/lms-status") => Script::json(200, r#"{"package":"lms","version":"0.4.23"}"#),
        ("GET", "/api/v1/models") if world.knows.contains(&Shape::NativeV1) => list("models", world, native_v1),
        ("GET", "/api/v0/models") if world.knows.contains(&Shape::NativeV0) => list("data", world, native_v0),
        ("GET", "/v1/models") if world.knows.contains(&Shape::OpenAi) => list("data", world, open_ai),
        ("POST", "/api/v1/models/load") if world.knows.contains(&Shape::NativeV1) => load(world, &seen.json()),
        ("POST", "/api/v1/models/unload") if world.knows.contains(&Shape::NativeV1) => unload(world, &seen.json()),
        ("POST", "/api/v1/chat") if world.knows.contains(&Shape::NativeV1) => warm_up(world, &seen.json()),
        ("POST", "/v1/chat/completions") => {
            let scripted = world.chats.pop_front();
            scripted.unwrap_or_else(|| chat::answer(world, &seen.json()))
        }
        (method, path) => unknown(world, &format!("{method} {path}")),
    }
}

/// The refusal of a missing or wrong token.
fn refused(world: &World, seen: &Seen) -> Option<Script> {
    let wanted = world.token.as_ref()?;
    let sent = seen.header("authorization");
    if sent == Some(&format!("Bearer {wanted}")) {
        return None;
    }
    let message = match sent {
        None => "An LM Studio API token is required to make requests to this server, but none was provided using the \
             Authorization header using the 'Bearer' scheme"
            .to_owned(),
        // A server that repeats what it was sent: the worst a log can meet.
        Some(sent) => format!("Invalid API token: {sent}"),
    };
    let error = json!({"error":{"type":"invalid_request","code":"invalid_api_key","message":message}});
    Some(Script::json(401, error.to_string()))
}

fn unknown(world: &World, what: &str) -> Script {
    match world.unknown {
        Unknown::Success => {
            Script::json(200, json!({ "error": format!("Unexpected endpoint or method. ({what})") }).to_string())
        }
        Unknown::NotFound => {
            Script::json(404, r#"{"error":{"message":"File Not Found","type":"not_found_error","code":404}}"#)
        }
    }
}

fn list(key: &str, world: &World, entry: fn(&Held) -> Value) -> Script {
    let entries: Vec<_> = world.models.iter().map(entry).collect();
    Script::json(200, json!({ "object": "list", key: entries }).to_string())
}

fn native_v1(model: &Held) -> Value {
    let instance = |context: &u32| json!({"id":model.id,"config":{"context_length":context,"parallel":4}});
    let reasoning = (!model.reasoning.is_empty())
        .then(|| json!({ "allowed_options": model.reasoning, "default": model.reasoning.last() }));
    json!({"type":model.kind,"publisher":"p","key":model.id,"display_name":model.id,"quantization":null,
        "loaded_instances":model.loaded.iter().map(instance).collect::<Vec<_>>(),"max_context_length":model.most,
        "capabilities":{"vision":false,"trained_for_tool_use":model.tools,"reasoning":reasoning},"format":"gguf"})
}

fn native_v0(model: &Held) -> Value {
    let state = match model.loaded {
        Some(_) => "loaded",
        None if model.is_loading => "loading",
        None => "not-loaded",
    };
    let kind = if model.kind == "embedding" { "embeddings" } else { model.kind.as_str() };
    json!({"id":model.id,"object":"model","type":kind,"state":state,"max_context_length":model.most,
        "loaded_context_length":model.loaded,"compatibility_type":"gguf"})
}

fn open_ai(model: &Held) -> Value {
    json!({"id":model.id,"object":"model","owned_by":"organization_owner"})
}

fn load(world: &mut World, asked: &Value) -> Script {
    let (model, context) = wanted(asked);
    match world.load(&model, context) {
        Ok(()) => Script::json(
            200,
            json!({"type":"llm","instance_id":model,"load_time_seconds":0.1,"status":"loaded"}).to_string(),
        ),
        Err(fault) => Script::json(400, json!({ "error": { "type": "internal_error", "message": fault } }).to_string()),
    }
}

fn unload(world: &mut World, asked: &Value) -> Script {
    let instance = asked.get("instance_id").and_then(Value::as_str).unwrap_or_default();
    match world.models.iter_mut().find(|model| model.id == instance && model.loaded.is_some()) {
        Some(model) => {
            model.loaded = None;
            Script::json(200, json!({ "instance_id": instance }).to_string())
        }
        None => Script::json(404, json!({"error":{"type":"model_not_found","message":"not loaded"}}).to_string()),
    }
}

/// Events of a native chat, as the documentation orders them.
fn warm_up(world: &mut World, asked: &Value) -> Script {
    let (model, context) = wanted(asked);
    let mut events = vec![json!({ "type": "chat.start", "model_instance_id": model })];
    let was_loaded = world.models.iter().any(|held| held.id == model && held.loaded.is_some());
    let outcome = if was_loaded { Ok(()) } else { world.load(&model, context) };
    if let Err(fault) = outcome {
        events.push(json!({"type":"error","error":{"type":"internal_error","message":fault}}));
    } else {
        if !was_loaded {
            events.push(json!({ "type": "model_load.start" }));
            events.extend([0.25, 0.5, 1.0].map(|share| json!({ "type": "model_load.progress", "progress": share })));
            events.push(json!({ "type": "model_load.end", "load_time_seconds": 0.1 }));
        }
        events.push(json!({ "type": "message.delta", "content": "o" }));
    }
    events.push(json!({ "type": "chat.end", "result": {} }));
    let named = |event: &Value| {
        let name = event.get("type").and_then(Value::as_str).unwrap_or_default();
        format!("event: {name}\ndata: {event}\n\n")
    };
    Script::events(events.iter().map(named).collect::<String>())
}

fn wanted(asked: &Value) -> (String, u32) {
    let model = asked.get("model").and_then(Value::as_str).unwrap_or_default().to_owned();
    let context = asked.get("context_length").and_then(Value::as_u64).and_then(|context| context.try_into().ok());
    (model, context.unwrap_or(4096))
}
