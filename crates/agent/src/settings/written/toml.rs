//! Our own settings file.

use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml_edit::{Document, Item, TableLike, Value as Toml};

use super::{Whose, Written, is_leaf};
use crate::settings::{Place, SettingFault, migrate};

/// Reads a settings file; `name` is what it is called where something is wrong.
///
/// # Errors
/// When it is no TOML, or a newer Engram's.
pub fn read(name: &str, text: &str, whose: Whose) -> Result<Vec<Written>, SettingFault> {
    let file = Document::parse(text).map_err(|error| SettingFault::of_toml(name, text, &error))?;
    let place = |span: Option<Range<usize>>| Place::of(name, text, span.map_or(0, |span| span.start));
    let mut found = Vec::new();
    let mut add = |path: &str, item: &Item, at: Option<Range<usize>>| {
        let origin = whose.origin(place(item.span().or(at)));
        found.push(Written { path: path.to_owned(), value: json(item), origin });
    };
    walk(file.as_table(), "", &mut add);
    migrate::to_newest(found)
}

/// Takes a key in, and where its name stands.
type Add<'a> = dyn FnMut(&str, &Item, Option<Range<usize>>) + 'a;

/// Visits what is set, in the order it stands there.
fn walk(table: &dyn TableLike, above: &str, add: &mut Add<'_>) {
    for (key, item) in table.iter() {
        let path = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
        match item.as_table_like() {
            Some(inner) if !is_leaf(&path) && !inner.is_empty() => walk(inner, &path, add),
            // A section without a key sets nothing.
            Some(inner) if !is_leaf(&path) && inner.is_empty() && is_section(&path) => {}
            _ => add(&path, item, table.key(key).and_then(toml_edit::Key::span)),
        }
    }
}

fn is_section(path: &str) -> bool {
    crate::settings::KEYS.iter().any(|key| key.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

fn json(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(value) => of_value(value),
        Item::Table(table) => {
            table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect::<Map<_, _>>().into()
        }
        Item::ArrayOfTables(tables) => tables.iter().map(|table| json(&Item::Table(table.clone()))).collect(),
    }
}

fn of_value(value: &Toml) -> Value {
    match value {
        Toml::String(text) => text.value().as_str().into(),
        Toml::Integer(number) => (*number.value()).into(),
        // What JSON has no number for stays a text, and is refused as one.
        Toml::Float(number) => {
            Number::from_f64(*number.value()).map_or_else(|| number.value().to_string().into(), Value::Number)
        }
        Toml::Boolean(flag) => (*flag.value()).into(),
        Toml::Datetime(time) => time.value().to_string().into(),
        Toml::Array(items) => items.iter().map(of_value).collect(),
        Toml::InlineTable(table) => {
            table.iter().map(|(key, value)| (key.to_owned(), of_value(value))).collect::<Map<_, _>>().into()
        }
    }
}
