//! One entry of each inventory. Every field may be missing, null, or of a word that is not known yet.

use serde_json::Value;

use super::{Kind, Model, Reasoning, State};

pub(super) fn native_v1(entry: &Value) -> Option<Model> {
    let instances = entry.get("loaded_instances").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let config = |name| instances.iter().filter_map(|one| number(one.get("config")?, name)).max();
    let capabilities = entry.get("capabilities");
    let reasoning = capabilities.and_then(|known| known.get("reasoning")).filter(|known| known.is_object());
    Some(Model {
        kind: kind(entry),
        state: if instances.is_empty() { State::NotLoaded } else { State::Loaded },
        ctx_loaded: config("context_length"),
        ctx_max: number(entry, "max_context_length"),
        quant: entry.get("quantization").and_then(|quant| text(quant, "name")),
        size: entry.get("size_bytes").and_then(Value::as_u64),
        format: text(entry, "format"),
        reasoning: reasoning
            .map(|known| Reasoning { allowed: words(known.get("allowed_options")), default: text(known, "default") }),
        tools: capabilities.and_then(|known| known.get("trained_for_tool_use")).and_then(Value::as_bool),
        parallel: config("parallel"),
        instance_ids: instances.iter().filter_map(|one| text(one, "id")).collect(),
        ..named(text(entry, "key")?, text(entry, "display_name"))
    })
}

pub(super) fn native_v0(entry: &Value) -> Option<Model> {
    let state = match entry.get("state").and_then(Value::as_str) {
        Some("loaded") => State::Loaded,
        Some("loading") => State::Loading,
        Some("not-loaded") => State::NotLoaded,
        Some(_) | None => State::Unknown,
    };
    let id = text(entry, "id")?;
    Some(Model {
        kind: kind(entry),
        state,
        ctx_loaded: number(entry, "loaded_context_length"),
        ctx_max: number(entry, "max_context_length"),
        quant: text(entry, "quantization"),
        format: text(entry, "compatibility_type"),
        tools: entry.get("capabilities").map(|known| words(Some(known)).iter().any(|word| word == "tool_use")),
        instance_ids: if state == State::Loaded { vec![id.clone()] } else { Vec::new() },
        ..named(id, None)
    })
}

pub(super) fn open_ai(entry: &Value) -> Option<Model> {
    // llama-server says more than the others: its router a state, its single model a context.
    let state = match entry.get("status").and_then(|status| status.get("value")).and_then(Value::as_str) {
        Some("loaded") => State::Loaded,
        Some("loading") => State::Loading,
        Some("unloaded") => State::NotLoaded,
        Some(_) | None => State::Unknown,
    };
    let meta = entry.get("meta");
    let id = text(entry, "id")?;
    Some(Model {
        kind: if id.starts_with("text-embedding-") { Kind::Embedding } else { Kind::Llm },
        state,
        ctx_loaded: meta.and_then(|meta| number(meta, "n_ctx")),
        ctx_max: meta.and_then(|meta| number(meta, "n_ctx_train")),
        ..named(id, None)
    })
}

fn named(id: String, display: Option<String>) -> Model {
    Model {
        display: display.unwrap_or_else(|| id.clone()),
        id,
        kind: Kind::Llm,
        state: State::Unknown,
        ctx_loaded: None,
        ctx_max: None,
        quant: None,
        size: None,
        format: None,
        reasoning: None,
        tools: None,
        parallel: None,
        instance_ids: Vec::new(),
    }
}

fn kind(entry: &Value) -> Kind {
    match entry.get("type").and_then(Value::as_str) {
        Some("llm") | None => Kind::Llm,
        Some("vlm") => Kind::Vlm,
        Some("embedding" | "embeddings") => Kind::Embedding,
        Some(other) => Kind::Other(other.to_owned()),
    }
}

fn text(entry: &Value, name: &str) -> Option<String> {
    entry.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn number(entry: &Value, name: &str) -> Option<u32> {
    entry.get(name).and_then(Value::as_u64).and_then(|number| number.try_into().ok())
}

fn words(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
