//! One line of the log.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing::Level;

use crate::redact::Redaction;

/// Characters of a message or a value; what is longer is cut, after its secrets are out.
const MOST: usize = 4096;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Record {
    pub(super) level: Level,
    /// Who says it.
    pub(super) name: String,
    pub(super) message: String,
    pub(super) fields: Vec<(String, String)>,
}

/// How a line looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One object.
    Json,
    /// What stands in it, in order.
    Text(Vec<Part>),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Plain(String),
    Time,
    Name,
    Level,
    Message,
}

impl Record {
    pub(super) fn new(level: Level, name: &str, message: String) -> Self {
        Self { level, name: name.to_owned(), message, fields: Vec::new() }
    }

    /// The same with more to say.
    pub(super) fn and(mut self, more: &str) -> Self {
        self.message.push_str(more);
        self
    }

    /// The same without what a log must not hold.
    pub(super) fn redacted(self, redaction: &Redaction) -> Self {
        let field = |(name, value): (String, String)| {
            let clean = cut(&redaction.field(&name, &value));
            (name, clean)
        };
        Self {
            message: cut(&redaction.clean(&self.message)),
            fields: self.fields.into_iter().map(field).collect(),
            ..self
        }
    }
}

fn cut(text: &str) -> String {
    if text.len() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

impl Default for Shape {
    fn default() -> Self {
        Self::of("%(asctime)s %(name)s %(levelname)s %(message)s")
    }
}

impl Shape {
    /// As the setting says, which was judged before.
    pub(super) fn of(format: &str) -> Self {
        if format == "json" {
            return Self::Json;
        }
        let known = [
            ("%(asctime)s", Part::Time),
            ("%(name)s", Part::Name),
            ("%(levelname)s", Part::Level),
            ("%(message)s", Part::Message),
        ];
        let mut parts = Vec::new();
        let mut rest = format;
        while !rest.is_empty() {
            let next =
                known.iter().filter_map(|(word, part)| Some((rest.find(word)?, word, part))).min_by_key(|one| one.0);
            let Some((at, word, part)) = next else { break };
            parts.extend(rest.get(..at).filter(|plain| !plain.is_empty()).map(|plain| Part::Plain(plain.to_owned())));
            parts.push(part.clone());
            rest = rest.get(at + word.len()..).unwrap_or_default();
        }
        parts.extend((!rest.is_empty()).then(|| Part::Plain(rest.to_owned())));
        Self::Text(parts)
    }

    /// The line, with its end. Whatever is said, it stays one line.
    pub(super) fn line(&self, record: &Record, at: Timestamp) -> String {
        let time = at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        match self {
            Self::Json => {
                let mut object = json!({
                    "time": time, "level": record.level.as_str(), "name": record.name, "message": record.message,
                });
                if let (false, Some(object)) = (record.fields.is_empty(), object.as_object_mut()) {
                    let fields = record.fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
                    object.insert("fields".to_owned(), fields.collect::<Map<_, _>>().into());
                }
                format!("{object}\n")
            }
            Self::Text(parts) => {
                let mut line = String::new();
                for part in parts {
                    match part {
                        Part::Plain(text) => line.push_str(text),
                        Part::Time => line.push_str(&time),
                        Part::Name => line.push_str(&record.name),
                        Part::Level => line.push_str(record.level.as_str()),
                        Part::Message => message(record, &mut line),
                    }
                }
                line.push('\n');
                line
            }
        }
    }
}

/// The message and what belongs to it.
fn message(record: &Record, line: &mut String) {
    plain(&record.message, line);
    for (name, value) in &record.fields {
        // Writing to a string does not fail.
        _ = write!(line, " {name}=");
        let is_word = !value.is_empty() && !value.contains([' ', '"', '=']);
        if is_word {
            plain(value, line);
        } else {
            line.push('"');
            plain(&value.replace('"', "\\\""), line);
            line.push('"');
        }
    }
}

/// What would break the line, move the cursor or turn the text around is written out.
fn plain(text: &str, line: &mut String) {
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
}

#[cfg(test)]
mod tests;
