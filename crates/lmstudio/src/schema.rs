//! What shape of answer to ask for, and the ladder down when a server refuses it.

mod ordered;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use ordered::Node;

/// The shape of an answer. The order of its properties is the order in which a model writes them.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Its name.
    pub(crate) name: String,
    full: Box<RawValue>,
    without_limits: Box<RawValue>,
}

/// How much of a schema is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// All of it, as a rule that the server enforces.
    #[default]
    Full,
    /// The same without limits of length and size, which some grammars cannot take.
    WithoutLimits,
    /// As words in the prompt; the server enforces nothing.
    InWords,
}

/// What a grammar may not be able to read. Whoever reads the answer checks it instead.
const NEVER_SENT: &[&str] = &["pattern", "format", "uniqueItems"];

/// Limits of length and size.
const LIMITS: &[&str] = &["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"];

impl Schema {
    /// Reads a JSON schema. What grammars are known not to read is left out of it.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn new(name: &str, json: &str) -> Result<Self, serde_json::Error> {
        let (full, without_limits) = (sent(json, &[NEVER_SENT])?, sent(json, &[NEVER_SENT, LIMITS])?);
        Ok(Self { name: name.to_owned(), full, without_limits })
    }

    /// As it is sent.
    pub(crate) fn at(&self, rung: Rung) -> &RawValue {
        match rung {
            Rung::Full => &self.full,
            Rung::WithoutLimits | Rung::InWords => &self.without_limits,
        }
    }

    /// As words: with all its limits, since a model may keep to them.
    pub(crate) fn words(&self) -> String {
        format!("\n\nReply with one JSON object of this JSON schema, and with nothing else:\n{}", self.full.get())
    }
}

/// A schema without these keywords, its order kept.
pub(crate) fn sent(json: &str, without: &[&[&str]]) -> Result<Box<RawValue>, serde_json::Error> {
    let mut schema: Node = serde_json::from_str(json)?;
    schema.strip(&without.concat());
    serde_json::value::to_raw_value(&schema)
}

/// The parameters of a tool as they are sent.
pub(crate) fn parameters(json: &str) -> Result<Box<RawValue>, serde_json::Error> {
    sent(json, &[NEVER_SENT])
}

/// What a server of some version has refused of a model, so that it is not asked again.
#[derive(Debug, Default)]
pub struct Memory {
    rungs: HashMap<(String, String), Rung>,
    without_reasoning: HashSet<(String, String)>,
}

impl Memory {
    /// Where on the ladder to begin.
    pub fn rung(&self, version: &str, model: &str) -> Rung {
        self.rungs.get(&key(version, model)).copied().unwrap_or_default()
    }

    /// This rung was refused. The next one, if there is any.
    pub fn refused(&mut self, version: &str, model: &str, rung: Rung) -> Option<Rung> {
        let next = match rung {
            Rung::Full => Rung::WithoutLimits,
            Rung::WithoutLimits => Rung::InWords,
            Rung::InWords => return None,
        };
        let known = self.rungs.entry(key(version, model)).or_default();
        *known = next.max(*known);
        Some(*known)
    }

    /// Whether the model may be told how much to think.
    pub fn takes_reasoning(&self, version: &str, model: &str) -> bool {
        !self.without_reasoning.contains(&key(version, model))
    }

    /// It refused to be told.
    pub fn refused_reasoning(&mut self, version: &str, model: &str) {
        self.without_reasoning.insert(key(version, model));
    }
}

fn key(version: &str, model: &str) -> (String, String) {
    (version.to_owned(), model.to_owned())
}
