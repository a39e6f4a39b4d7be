//! The first Engram's `engram_config.json`.

use jsonc_parser::{
    CollectOptions, ParseOptions,
    ast::{Object, Value as Json},
    common::Ranged,
    parse_to_ast,
};
use serde_json::{Map, Number, Value};

use super::{Whose, Written, is_leaf};
use crate::settings::{Place, SettingFault};

/// Reads an old settings file: its section `clawdbot` is called `gateway` here, and nothing else has another name.
///
/// # Errors
/// When it is no JSON object.
pub fn read(name: &str, text: &str, whose: Whose) -> Result<Vec<Written>, SettingFault> {
    let unreadable = |byte: usize, what: String| {
        let place = Place::of(name, text, byte);
        SettingFault::Unreadable { place, what }
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| unreadable(error.range().start, error.kind().to_string().trim_end_matches('.').to_owned()))?;
    let Some(Json::Object(object)) = parsed.value else {
        return Err(unreadable(0, "expected a JSON object of settings".to_owned()));
    };
    let mut found = Vec::new();
    walk(&object, "", &mut |path, value| {
        let origin = whose.origin(Place::of(name, text, value.start()));
        found.push(Written { path: renamed(path), value: json(value), origin });
    });
    Ok(found)
}

/// A text as it stands in other programs' settings, comments and loose commas included; `None` where it is empty.
///
/// # Errors
/// In words without a piece of the text, when it cannot be read.
pub(crate) fn loosely(text: &str) -> Result<Option<Value>, String> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| format!("{} at byte {}", error.kind(), error.range().start))?;
    Ok(parsed.value.as_ref().map(json))
}

fn walk(object: &Object<'_>, above: &str, add: &mut dyn FnMut(&str, &Json<'_>)) {
    for property in &object.properties {
        let name = property.name.as_str();
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        match &property.value {
            Json::Object(inner) if !is_leaf(&renamed(&path)) && !inner.properties.is_empty() => walk(inner, &path, add),
            // Nothing is not a value.
            Json::NullKeyword(_) => {}
            value @ (Json::StringLit(_)
            | Json::NumberLit(_)
            | Json::BooleanLit(_)
            | Json::Object(_)
            | Json::Array(_)) => {
                add(&path, value);
            }
        }
    }
}

fn renamed(path: &str) -> String {
    match path.strip_prefix("clawdbot.") {
        Some(rest) => format!("gateway.{rest}"),
        None => path.to_owned(),
    }
}

fn json(value: &Json<'_>) -> Value {
    match value {
        Json::StringLit(text) => text.value.as_ref().into(),
        Json::NumberLit(number) => number_of(number.value),
        Json::BooleanLit(flag) => flag.value.into(),
        Json::NullKeyword(_) => Value::Null,
        Json::Array(items) => items.elements.iter().map(json).collect(),
        Json::Object(object) => {
            let one = |property: &jsonc_parser::ast::ObjectProp<'_>| {
                (property.name.as_str().to_owned(), json(&property.value))
            };
            object.properties.iter().map(one).collect::<Map<_, _>>().into()
        }
    }
}

fn number_of(text: &str) -> Value {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse().ok().and_then(Number::from_f64).map(Value::Number)).unwrap_or_else(|| text.into())
}
