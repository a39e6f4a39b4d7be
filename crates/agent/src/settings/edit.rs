//! A settings file with a key set or taken out: comments, order and everything else stay as they were.

use serde_json::Value;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value as Toml, value};

use super::{Key, Kind, Origin, Resolved, SettingFault, Written, migrate::REVISION};

/// The text with a key set to a value, which is judged first. The default is not written, it is taken out: only
/// differences stand in a file. `name` is what the file is called where something is wrong.
///
/// # Errors
/// When the text is no settings file, or the value is not allowed.
pub fn with(name: &str, text: &str, key: &Key, wanted: &Value, origin: Origin) -> Result<String, SettingFault> {
    let wanted =
        key.kind.read(wanted).ok_or_else(|| SettingFault::not_allowed(key.path, key.kind, wanted, origin.clone()))?;
    if matches!(key.kind, Kind::Secret | Kind::Ignored) {
        let allowed = "no value in a file: a secret belongs into the key store".to_owned();
        return Err(SettingFault::refused(key.path, "a secret".to_owned(), origin, allowed));
    }
    if is_default(key, &wanted) {
        return without(name, text, key);
    }
    let mut file = read(name, text)?;
    if file.get("version").is_none() && file.iter().next().is_none() {
        file.insert("version", value(REVISION));
    }
    let (sections, last) = key.path.rsplit_once('.').unwrap_or(("", key.path));
    let mut table: &mut Table = file.as_table_mut();
    for section in sections.split('.') {
        let inner = table.entry(section).or_insert_with(|| Item::Table(implicit()));
        // A section written inline is spread, so that it can take any key.
        if let Some(inline) = inner.as_inline_table() {
            *inner = Item::Table(inline.clone().into_table());
        }
        let Some(next) = inner.as_table_mut() else {
            let allowed = format!("a section, because {} stands in it", key.path);
            return Err(SettingFault::refused(section, "a value".to_owned(), origin, allowed));
        };
        table = next;
    }
    match table.get_mut(last).and_then(Item::as_value_mut) {
        // The comment behind a value stays.
        Some(old) => {
            let decor = old.decor().clone();
            *old = toml(&wanted);
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(last, Item::Value(toml(&wanted)));
        }
    }
    table.set_implicit(false);
    Ok(file.to_string())
}

/// The text without a key, which then has its default.
///
/// # Errors
/// When the text is no settings file.
pub fn without(name: &str, text: &str, key: &Key) -> Result<String, SettingFault> {
    let mut file = read(name, text)?;
    let (sections, last) = key.path.rsplit_once('.').unwrap_or(("", key.path));
    let mut table: Option<&mut dyn toml_edit::TableLike> = Some(file.as_table_mut());
    for section in sections.split('.') {
        table = table.and_then(|table| table.get_mut(section)).and_then(Item::as_table_like_mut);
    }
    if let Some(table) = table {
        table.remove(last);
    }
    Ok(file.to_string())
}

/// A settings file of its own from values written elsewhere; what is secret or ignored stays out.
///
/// # Errors
/// When a value is not allowed.
pub fn of(written: &[Written]) -> Result<String, SettingFault> {
    let keys = written.iter().filter_map(|one| Some((Key::find(&one.path)?, one)));
    let mut kept = keys.filter(|(key, _)| key.kind.is_shown());
    kept.try_fold(String::new(), |text, (key, one)| with("settings.toml", &text, key, &one.value, one.origin.clone()))
}

/// Which model was chosen differs from which model would be used: this key is written also where it is the default.
fn is_default(key: &Key, wanted: &Value) -> bool {
    let defaults = Resolved::untouched();
    let same = |held: &Value| held == wanted || held.as_f64().is_some_and(|held| wanted.as_f64() == Some(held));
    key.path != "lmstudio.model" && defaults.held(key).is_some_and(|held| same(&held.value))
}

fn read(name: &str, text: &str) -> Result<DocumentMut, SettingFault> {
    text.parse::<DocumentMut>().map_err(|error| SettingFault::of_toml(name, text, &error))
}

fn implicit() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

fn toml(value: &Value) -> Toml {
    match value {
        Value::Null => "".into(),
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => of_float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Toml::Array(items.iter().map(toml).collect::<Array>()),
        Value::Object(fields) => {
            Toml::InlineTable(fields.iter().map(|(name, value)| (name.as_str(), toml(value))).collect::<InlineTable>())
        }
    }
}

/// People write 2, not 2.0.
fn of_float(number: f64) -> Toml {
    if number.fract() == 0.0 && number.abs() < 1e15 { (number as i64).into() } else { number.into() }
}

#[cfg(test)]
mod tests;
