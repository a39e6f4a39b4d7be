//! Lists of models, in each of the shapes they come in.

use serde_json::Value;

/// A model that could answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Listed {
    /// Its name there.
    pub(in super::super) id: String,
    /// Whether it is loaded; `None` where the list does not tell.
    pub(in super::super) is_loaded: Option<bool>,
}

/// The models of a list, without those that only embed; `None` where it is no list.
pub(in super::super) fn models(body: &[u8]) -> Option<Vec<Listed>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    // `models` may stand beside `data` as well, with fewer words.
    let all = body.get("data").or_else(|| body.get("models"))?.as_array()?;
    Some(all.iter().filter(|one| !is_embedding(one)).filter_map(listed).collect())
}

/// Whether this is LM Studio's way to greet.
pub(super) fn is_greeting(body: &[u8]) -> bool {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    body.and_then(|body| body.get("lmstudio")?.as_bool()) == Some(true)
}

fn listed(one: &Value) -> Option<Listed> {
    let id = one.get("key").or_else(|| one.get("id"))?.as_str()?.to_owned();
    let instances = one.get("loaded_instances").and_then(Value::as_array).map(|all| !all.is_empty());
    let state = || one.get("state").and_then(Value::as_str).map(|state| state == "loaded");
    Some(Listed { id, is_loaded: instances.or_else(state) })
}

fn is_embedding(one: &Value) -> bool {
    one.get("type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("embedding"))
}
