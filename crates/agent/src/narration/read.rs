//! What is left of a model's answer once it has been checked. Tolerant of how it is written, strict about what it says.

#[cfg(test)]
mod tests;

use analysis::{Side, answer::Stance};
use serde_json::{Map, Value};

use super::{
    Facts, Level,
    law::{self, Withheld},
};

/// Most ids of a list.
const MOST_IDS: usize = 5;

/// Most characters of a rationale, before the number law.
const MOST_RATIONALE: usize = 600;

/// Above this nobody is shown to be sure.
const MOST_SURE: u8 = 95;

/// An answer that may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub stance: Stance,
    /// 0 to 95.
    pub self_confidence: u8,
    /// Ids of claims that speak for the signal.
    pub evidence_for: Vec<String>,
    /// Ids of claims that speak against it.
    pub evidence_against: Vec<String>,
    /// Levels it points at.
    pub key_levels: Vec<Level>,
    /// The level that would prove the signal wrong.
    pub invalidation: Option<Level>,
    /// The sentences that passed the number law; may be empty.
    pub note: String,
    /// The sentences that did not, and why.
    pub withheld: Vec<Withheld>,
}

/// What is wrong with an answer, each as a sentence that the model is told as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Vec<String>);

/// Reads and checks an answer.
///
/// # Errors
/// When it cannot be used, with everything that is wrong with it.
pub fn read(object: &str, facts: &Facts) -> Result<Reading, Refusal> {
    let fields = match serde_json::from_str(object) {
        Ok(Value::Object(fields)) => fields,
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | Err(_) => {
            return Err(Refusal(vec!["It is no JSON object that can be read.".to_owned()]));
        }
    };
    let mut faults = Vec::new();
    let stance = stance(&fields).map_err(|fault| faults.push(fault)).ok();
    let sure = self_confidence(&fields).map_err(|fault| faults.push(fault)).ok();
    let said = rationale(&fields).map_err(|fault| faults.push(fault)).ok();
    let known = |id: &str| facts.evidence.iter().any(|known| known == id);
    let (mut for_it, mut against) = (ids(&fields, "evidence_for", known), ids(&fields, "evidence_against", known));
    // What stands on both sides says nothing.
    let both: Vec<String> = for_it.iter().filter(|id| against.contains(id)).cloned().collect();
    for_it.retain(|id| !both.contains(id));
    against.retain(|id| !both.contains(id));
    let level = |id: &str| facts.levels.iter().find(|level| level.id == id).cloned();
    let key_levels = ids(&fields, "key_levels", |id| level(id).is_some());
    let invalidation = fields.get("invalidation_level").and_then(Value::as_str).and_then(|id| level(&id_of(id)));
    if let Some(stance) = stance {
        faults.extend(unsupported(stance, facts, &for_it, &against, invalidation.as_ref()));
    }
    let (Some(stance), Some(sure), Some(said), []) = (stance, sure, said, faults.as_slice()) else {
        return Err(Refusal(faults));
    };
    let checked = law::checked(&said, &facts.known);
    Ok(Reading {
        stance,
        self_confidence: sure.min(MOST_SURE),
        evidence_for: for_it,
        evidence_against: against,
        key_levels: key_levels.iter().filter_map(|id| level(id)).collect(),
        invalidation,
        note: checked.text,
        withheld: checked.withheld,
    })
}

fn stance(fields: &Map<String, Value>) -> Result<Stance, String> {
    let said = fields.get("stance").and_then(Value::as_str).unwrap_or_default().trim().to_ascii_lowercase();
    match said.as_str() {
        "agree" | "agrees" | "yes" | "support" | "supports" => Ok(Stance::Agree),
        "disagree" | "disagrees" | "no" | "oppose" | "opposes" => Ok(Stance::Disagree),
        "unsure" | "neutral" | "mixed" | "unknown" => Ok(Stance::Unsure),
        _ => Err("stance must be agree, disagree or unsure.".to_owned()),
    }
}

/// `72`, `72.0`, `"72"`, `"72%"`; `0.72` is 72.
fn self_confidence(fields: &Map<String, Value>) -> Result<u8, String> {
    let number = match fields.get("self_confidence") {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().trim_end_matches('%').trim_end().parse().ok(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => None,
    };
    let percent = number.map(|number: f64| if 0.0 < number && number < 1.0 { 100.0 * number } else { number });
    let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
    percent
        .map(|percent| percent.round() as u8)
        .ok_or_else(|| "self_confidence must be a whole number from 0 to 100.".to_owned())
}

fn rationale(fields: &Map<String, Value>) -> Result<String, String> {
    let said = fields.get("rationale").and_then(Value::as_str).map(str::trim).filter(|said| !said.is_empty());
    let said = said.ok_or_else(|| "rationale must be one to three sentences.".to_owned())?;
    if said.chars().count() > MOST_RATIONALE {
        return Err(format!("rationale may have {MOST_RATIONALE} characters."));
    }
    Ok(said.to_owned())
}

/// Ids of a list that are known, each once.
fn ids(fields: &Map<String, Value>, name: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let listed = fields.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut ids: Vec<String> = Vec::new();
    for id in listed.map(id_of) {
        if is_known(&id) && !ids.contains(&id) && ids.len() < MOST_IDS {
            ids.push(id);
        }
    }
    ids
}

/// `e1`, `[E1]` and `E1 trend` all mean `E1`.
fn id_of(said: &str) -> String {
    let id = said.trim().trim_start_matches('[').to_ascii_uppercase();
    id.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A stance on a BUY or SELL needs what it rests on.
fn unsupported(
    stance: Stance,
    facts: &Facts,
    for_it: &[String],
    against: &[String],
    invalidation: Option<&Level>,
) -> Vec<String> {
    let Some(side) = facts.side else { return Vec::new() };
    let has_evidence = !facts.evidence.is_empty();
    let is_losing = |level: &Level| level.is_below == (side == Side::Long);
    let place = if side == Side::Long { "below" } else { "above" };
    let mut faults = Vec::new();
    match stance {
        Stance::Agree => {
            if has_evidence && for_it.is_empty() {
                faults
                    .push("To agree, name at least one id in evidence_for that is not in evidence_against.".to_owned());
            }
            if facts.levels.iter().any(is_losing) && !invalidation.is_some_and(is_losing) {
                faults.push(format!("To agree, invalidation_level must be a level {place} the price."));
            }
        }
        Stance::Disagree => {
            if has_evidence && against.is_empty() {
                faults.push(
                    "To disagree, name at least one id in evidence_against that is not in evidence_for.".to_owned(),
                );
            }
        }
        Stance::Unsure => {}
    }
    faults
}
