use serde_json::json;

use super::{DEFAULTS, KEYS, schema};

#[test]
fn it_takes_the_defaults_and_refuses_what_the_settings_refuse() {
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let defaults: toml_edit::DocumentMut = DEFAULTS.parse().unwrap();
    let as_json = |item: &toml_edit::Item| -> serde_json::Value { of(item) };
    let mut whole = as_json(defaults.as_item());
    assert!(schema.is_valid(&whole), "{:?}", schema.iter_errors(&whole).map(|e| e.to_string()).collect::<Vec<_>>());
    whole["lmstudio"]["port"] = json!(0);
    assert!(!schema.is_valid(&whole));
    assert!(!schema.is_valid(&json!({"tradign": {}})));
    assert!(!schema.is_valid(&json!({"trading": {"default_timeframe": "2h"}})));
}

#[test]
fn every_key_is_explained_in_a_sentence() {
    for key in KEYS {
        let what = key.explained().unwrap_or_else(|| panic!("{} is not explained", key.path));
        assert!(what.len() > 4 && what.ends_with('.'), "{}: {what}", key.path);
    }
}

fn of(item: &toml_edit::Item) -> serde_json::Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(name, item)| (name.to_owned(), of(item))).collect::<serde_json::Map<_, _>>().into();
    }
    let value = item.as_value().unwrap();
    let text = value.clone().decorated("", "").to_string();
    serde_json::from_str(&text).unwrap()
}
