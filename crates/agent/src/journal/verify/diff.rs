//! Where two receipts differ.

use serde_json::Value;

/// A field that is not the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// JSON pointer.
    pub pointer: String,
    pub stored: Option<Value>,
    pub recomputed: Option<Value>,
}

/// Fields told of altered bytes.
const MOST_PLACES: usize = 3;

/// Every field that differs, in the order of the bytes.
pub(super) fn between(stored: &[u8], recomputed: &[u8]) -> Vec<Difference> {
    let read = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    of_values("", read(stored).as_ref(), read(recomputed).as_ref())
}

/// The same of parsed values that stand at a pointer.
pub(super) fn of_values(at: &str, stored: Option<&Value>, recomputed: Option<&Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(at.to_owned(), stored, recomputed, &mut found);
    found
}

/// The same as words, cut short; the byte where no field differs.
pub(super) fn first_places(stored: &[u8], true_one: &[u8]) -> String {
    let fields = between(stored, true_one);
    if !fields.is_empty() {
        return named(&fields);
    }
    let same = stored.iter().zip(true_one).take_while(|(a, b)| a == b).count();
    format!("byte {}", same + 1)
}

/// The first few pointers.
pub(super) fn named(fields: &[Difference]) -> String {
    let pointers: Vec<&str> = fields.iter().take(MOST_PLACES).map(|field| field.pointer.as_str()).collect();
    pointers.join(", ")
}

fn walk(pointer: String, stored: Option<&Value>, recomputed: Option<&Value>, found: &mut Vec<Difference>) {
    match (stored, recomputed) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let added = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(added) {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                walk(format!("{pointer}/{escaped}"), a.get(key), b.get(key), found);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for index in 0..a.len().max(b.len()) {
                walk(format!("{pointer}/{index}"), a.get(index), b.get(index), found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => found.push(Difference { pointer, stored: a.cloned(), recomputed: b.cloned() }),
    }
}
