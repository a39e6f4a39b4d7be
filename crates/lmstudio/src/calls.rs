//! Tool calls, put together from the pieces in which they stream.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::fault::{Class, Fault};

/// Most calls of one answer.
const MOST_CALLS: usize = 16;

/// Most bytes of all their arguments.
const MOST_ARGUMENTS: usize = 64 << 10;

/// Most bytes of arguments that cannot be read.
const MOST_RAW: usize = 2 << 10;

/// A call that a model wants made.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// Its name in the conversation; made here where the server gave none.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, or what stood in their place.
    pub arguments: Result<Map<String, Value>, BadJson>,
}

/// Arguments that are no single JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadJson {
    /// Their beginning.
    pub raw: String,
}

/// Calls that are still being written. Nothing is read before all of it is there.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    partial: Vec<Partial>,
    /// Which call the pieces of an index belong to.
    at: HashMap<u64, usize>,
    last: u64,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Partial {
    id: String,
    name: String,
    arguments: String,
}

impl Calls {
    /// Takes in what a delta says of calls. Whether that was anything.
    ///
    /// # Errors
    /// When there are too many, or they are too long.
    pub(crate) fn push(&mut self, pieces: &Value) -> Result<bool, Fault> {
        let pieces = pieces.as_array().map(Vec::as_slice).unwrap_or_default();
        for piece in pieces {
            self.piece(piece)?;
        }
        Ok(!pieces.is_empty())
    }

    fn piece(&mut self, piece: &Value) -> Result<(), Fault> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let index = piece.get("index").and_then(Value::as_u64).unwrap_or(self.last);
        let id = text(piece.get("id"));
        let function = piece.get("function");
        self.last = index;
        let known = self.at.get(&index).copied().filter(|at| {
            // Some servers use one index for several calls: another name means another call.
            id.is_empty() || self.partial.get(*at).is_none_or(|call| call.id.is_empty() || call.id == id)
        });
        let at = known.unwrap_or_else(|| {
            self.partial.push(Partial::default());
            self.partial.len() - 1
        });
        self.at.insert(index, at);
        let arguments = match function.and_then(|function| function.get("arguments")) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(whole) => whole.to_string(),
        };
        self.bytes += arguments.len();
        if self.partial.len() > MOST_CALLS || self.bytes > MOST_ARGUMENTS {
            let most = format!("At most {MOST_CALLS} tool calls with {MOST_ARGUMENTS} bytes of arguments are read.");
            return Err(Fault::new(Class::TooLarge, most));
        }
        if let Some(call) = self.partial.get_mut(at) {
            for (kept, new) in [(&mut call.id, id), (&mut call.name, text(function.and_then(|one| one.get("name"))))] {
                if kept.is_empty() {
                    *kept = new;
                }
            }
            call.arguments.push_str(&arguments);
        }
        Ok(())
    }

    /// The calls, in order, each with a name of its own.
    pub(crate) fn end(self) -> Vec<ToolCall> {
        let mut taken: HashSet<String> = self.partial.iter().map(|call| call.id.clone()).collect();
        let mut given = HashSet::new();
        let mut made = 0;
        let mut own = |id: String| {
            if !id.is_empty() && given.insert(id.clone()) {
                return id;
            }
            loop {
                made += 1;
                let id = format!("call_{made}");
                if taken.insert(id.clone()) {
                    return id;
                }
            }
        };
        let calls = self.partial.into_iter();
        calls.map(|call| ToolCall { id: own(call.id), name: call.name, arguments: read(&call.arguments) }).collect()
    }
}

/// One object; as text within text as well, and empty where there is nothing.
fn read(text: &str) -> Result<Map<String, Value>, BadJson> {
    let mut value = if text.trim().is_empty() { Ok(Value::Null) } else { serde_json::from_str(text) };
    if let Ok(Value::String(inner)) = &value {
        value = serde_json::from_str(inner);
    }
    match value {
        Ok(Value::Object(arguments)) => Ok(arguments),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | Err(_) => {
            Err(BadJson { raw: text.get(..text.floor_char_boundary(MOST_RAW)).unwrap_or_default().to_owned() })
        }
    }
}

/// How calls look that a server did not recognise as such.
const LEAKS: &[&str] = &[
    "<tool_call>",
    "[TOOL_REQUEST]",
    "[TOOL_CALL]",
    "[TOOL_CALLS]",
    "<|tool_call_start|>",
    "<|tool_call>",
    "<function=",
    "<invoke",
];

/// Whether a text holds the markup of a call, or is an object that names one of these tools. Such a call is never made.
pub fn is_leaked(text: &str, tools: &[&str]) -> bool {
    let named = || {
        let object: Option<Value> = serde_json::from_str(text.trim()).ok();
        let name = object.as_ref().and_then(|object| object.get("name")).and_then(Value::as_str);
        name.is_some_and(|name| tools.contains(&name))
    };
    LEAKS.iter().any(|leak| text.contains(leak)) || named()
}
