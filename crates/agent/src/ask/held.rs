//! What else the trader holds, from a list that somebody wrote by hand.

use analysis::{Pair, Side};
use serde_json::{Map, Value};

use super::risk::above_nothing;
use crate::{ToolFault, problem::repeated};

/// Positions that are read.
const MOST: usize = 100;

const KEYS: [&str; 4] = ["pair", "side", "units", "stop"];

const SHAPE: &str = r#"a list such as [{"pair": "ETH/USD", "side": "long", "units": 2.5, "stop": 2900}]"#;

/// One open position.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// What is held.
    pub pair: Pair,
    /// Which way.
    pub side: Side,
    /// Units of its base.
    pub units: f64,
    /// In its quote currency.
    pub stop: Option<f64>,
}

/// Reads a JSON list of positions. `[]` says that nothing else is held. What is wrong is told with the name of its
/// source, and the line or the position and its field.
///
/// # Errors
/// When it is no such list.
pub fn positions(json: &[u8], name: &str) -> Result<Vec<Position>, ToolFault> {
    let list: Vec<Value> = serde_json::from_slice(json).map_err(|error| {
        let what = if error.is_data() { format!("expected {SHAPE}") } else { "this is no JSON".to_owned() };
        let (line, column) = (error.line().max(1), error.column().max(1));
        ToolFault::invalid("/holdings", format!("{name}, line {line}, column {column}: {what}."))
    })?;
    if list.len() > MOST {
        let what = format!("{name} lists {} positions, and at most {MOST} are read.", list.len());
        return Err(ToolFault::invalid("/holdings", what));
    }
    let one = |(index, value): (usize, &Value)| {
        position(value).map_err(|Wrong { field, what }| {
            let place = if field.is_empty() { String::new() } else { format!("/{field}") };
            let what = format!("{name}, position {}: {what}.", index + 1);
            ToolFault::invalid(format!("/holdings/{index}{place}"), what)
        })
    };
    list.iter().enumerate().map(one).collect()
}

/// A field that is not as it must be; without a name the whole position.
struct Wrong {
    field: &'static str,
    what: String,
}

fn position(value: &Value) -> Result<Position, Wrong> {
    let Value::Object(fields) = value else {
        return Err(Wrong { field: "", what: format!("expected an object with {}", KEYS.join(", ")) });
    };
    if let Some(other) = fields.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let what = format!("it has only {}; got {:?}", KEYS.join(", "), repeated(other));
        return Err(Wrong { field: "", what });
    }
    let units = number(fields, "units")?;
    Ok(Position {
        pair: of_text(fields, "pair", "such as \"ETH/USD\"", Pair::new)?,
        side: of_text(fields, "side", "\"long\" or \"short\"", str::parse)?,
        units: units.ok_or_else(|| Wrong { field: "units", what: "units is missing".to_owned() })?,
        stop: number(fields, "stop")?,
    })
}

fn of_text<T, E>(
    fields: &Map<String, Value>,
    field: &'static str,
    allowed: &str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<T, Wrong> {
    match fields.get(field) {
        None => Err(Wrong { field, what: format!("{field} is missing") }),
        Some(value) => value.as_str().and_then(|text| read(text).ok()).ok_or_else(|| {
            let what = format!("{field} must be {allowed}; got {}", repeated(&value.to_string()));
            Wrong { field, what }
        }),
    }
}

fn number(fields: &Map<String, Value>, field: &'static str) -> Result<Option<f64>, Wrong> {
    match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let fits = value.as_f64().filter(|number| above_nothing(*number));
            let what = || format!("{field} must be a number above 0; got {}", repeated(&value.to_string()));
            fits.map(Some).ok_or_else(|| Wrong { field, what: what() })
        }
    }
}

#[cfg(test)]
mod tests;
