//! The settings file as JSON schema, for editors that complete and check.

use serde_json::{Map, Value, json};

use super::{DEFAULTS, KEYS, Key, Resolved};

/// The schema of the settings file. Descriptions are those of the commented defaults.
pub fn schema() -> Value {
    let mut root = table();
    if let Some(properties) = properties(&mut root) {
        properties.insert("version".to_owned(), json!({"type": "integer", "const": super::migrate::REVISION}));
    }
    let defaults = Resolved::untouched();
    for key in KEYS {
        let mut entry = key.kind.schema();
        if let Some(fields) = entry.as_object_mut() {
            if let Some(what) = key.explained() {
                fields.insert("description".to_owned(), what.into());
            }
            if let Some(held) = defaults.held(key) {
                fields.insert("default".to_owned(), held.value.clone());
            }
        }
        insert(&mut root, key.path, entry);
    }
    if let Some(fields) = root.as_object_mut() {
        fields.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        fields.insert("title".to_owned(), "Engram settings".into());
    }
    root
}

impl Key {
    /// What it means, as the commented defaults say it.
    pub fn explained(&self) -> Option<String> {
        let (section, name) = self.path.rsplit_once('.')?;
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        let from = lines
            .iter()
            .position(|line| line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) == Some(section))?;
        let is_ours = |line: &&str| {
            let line = line.strip_prefix("# ").unwrap_or(line);
            line.split_once(" = ").is_some_and(|(left, _)| left == name)
        };
        let at = from + lines.iter().skip(from).position(is_ours)?;
        let before = lines.get(..at)?.iter().rev();
        let mut words: Vec<&str> =
            before.map_while(|line| line.strip_prefix("# ")).take_while(|line| !is_setting(line)).collect();
        words.reverse();
        Some(words.join(" "))
    }
}

/// Whether a line sets a key, or would if it were no comment.
fn is_setting(line: &str) -> bool {
    let is_name = |left: &str| left.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.".contains(letter));
    line.split_once(" = ").is_some_and(|(left, _)| is_name(left))
}

fn table() -> Value {
    json!({"type": "object", "additionalProperties": false, "properties": {}})
}

fn properties(table: &mut Value) -> Option<&mut Map<String, Value>> {
    table.get_mut("properties").and_then(Value::as_object_mut)
}

fn insert(root: &mut Value, path: &str, entry: Value) {
    let Some(properties) = properties(root) else { return };
    match path.split_once('.') {
        None => {
            properties.insert(path.to_owned(), entry);
        }
        Some((section, rest)) => insert(properties.entry(section).or_insert_with(table), rest, entry),
    }
}

#[cfg(test)]
mod tests;
