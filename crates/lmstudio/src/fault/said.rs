//! What a body says went wrong, in any of its shapes.

use serde_json::Value;

use super::Overflow;
use crate::clean;

/// Longest text that is repeated, characters.
const MOST_CHARACTERS: usize = 300;

/// What a body said.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// For a person.
    pub text: String,
    /// Everything a class can be known by, in lower case.
    pub signs: String,
    pub overflow: Option<Overflow>,
    /// It was a page for a browser.
    pub is_page: bool,
    /// It was an error by its own shape.
    pub is_error: bool,
}

/// Whether a JSON body is an error, whatever its status.
pub(crate) fn is_error(body: &Value) -> bool {
    body.get("error").is_some_and(|error| !error.is_null())
}

impl Said {
    pub(super) fn of(body: &str) -> Self {
        let body = body.trim();
        if let Some(title) = page(body) {
            return Self { text: title, is_page: true, ..Self::default() };
        }
        let Ok(value) = serde_json::from_str::<Value>(body) else { return Self::of_text(body) };
        let Some(text) = message(&value) else { return Self::of_text(body) };
        Self { is_error: is_error(&value), ..Self::of_text(text).with_fields(&value) }
    }

    fn of_text(text: &str) -> Self {
        let outer = Self {
            text: clean::line(text, MOST_CHARACTERS),
            signs: text.to_lowercase(),
            overflow: numbers(text),
            ..Self::default()
        };
        let Some((inner, value)) = within(text) else { return outer };
        let signs = format!("{}\n{}", outer.signs, inner.to_lowercase());
        Self { text: clean::line(&inner, MOST_CHARACTERS), signs, overflow: numbers(&inner), ..outer }
            .with_fields(&value)
    }

    /// Adds what the error says of itself besides its text.
    fn with_fields(mut self, value: &Value) -> Self {
        let error = value.get("error").filter(|error| error.is_object()).unwrap_or(value);
        for name in ["type", "code", "param"] {
            if let Some(word) = error.get(name).and_then(Value::as_str) {
                self.signs.push('\n');
                self.signs.push_str(&word.to_lowercase());
            }
        }
        let number = |name| error.get(name).and_then(Value::as_u64);
        if let (Some(asked), Some(fits)) = (number("n_prompt_tokens"), number("n_ctx")) {
            self.overflow = Some(Overflow { asked, fits });
        }
        self
    }
}

/// The text of an error: a string, or one of the fields that hold it.
fn message(value: &Value) -> Option<&str> {
    let error = value.get("error").filter(|error| !error.is_null());
    [error, error.and_then(|error| error.get("message")), value.get("message"), value.get("detail")]
        .into_iter()
        .flatten()
        .find_map(Value::as_str)
        .or_else(|| value.as_str())
}

/// The error object that an error's text repeats.
fn within(text: &str) -> Option<(String, Value)> {
    let (_, from_brace) = text.split_at(text.find('{')?);
    let value = serde_json::Deserializer::from_str(from_brace).into_iter::<Value>().next()?.ok()?;
    let inner = message(&value)?.to_owned();
    Some((inner, value))
}

/// The title of an HTML page.
fn page(body: &str) -> Option<String> {
    let start: String = body.chars().take(15).collect::<String>().to_lowercase();
    if !start.starts_with("<!doctype html") && !start.starts_with("<html") {
        return None;
    }
    let title = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    Some(title.map_or_else(
        || "It answers with a web page.".to_owned(),
        |(title, _)| format!("It answers with a web page, {:?}.", clean::line(title, 80)),
    ))
}

/// The first two whole numbers of a text, where the first does not fit into the second.
fn numbers(text: &str) -> Option<Overflow> {
    let mut numbers = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map_while(|digits| digits.parse().ok());
    let (asked, fits) = (numbers.next()?, numbers.next()?);
    (asked >= fits).then_some(Overflow { asked, fits })
}
