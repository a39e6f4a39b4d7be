//! All four answers as one, and a model's words beside them.

#[cfg(test)]
mod tests;

use analysis::{
    Interval, Pair,
    answer::{ConfidenceScore, MarketAnalysis, ModelState, RiskAssessment, Stance, TradeSignal},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    clean, confidence,
    detailed::{data, driver, framed, scenarios, section},
    risk,
    words::Prices,
};
use crate::{
    ask::Full,
    narration::{Said, Words},
};

/// Name and revision of the shape of a whole report.
const SCHEMA_VERSION: &str = "engram.report/1";

const DISCLAIMER: &str = "Not investment advice. Engram places no orders.";

/// The object of the published schema.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    schema_version: &'static str,
    pair: &'a Pair,
    timeframe: Interval,
    timestamp: Timestamp,
    analysis: &'a MarketAnalysis,
    signal: TradeSignal,
    confidence: &'a ConfidenceScore,
    risk: &'a RiskAssessment,
    llm: ModelState,
    disclaimer: &'static str,
}

/// The report as one object.
pub(super) fn object<'a>(full: &'a Full, words: &Words) -> Report<'a> {
    let report = &full.answer.report;
    let head = &report.signal.head;
    let signal = TradeSignal { llm: words.state(), llm_view: words.view().cloned(), ..report.signal.clone() };
    Report {
        schema_version: SCHEMA_VERSION,
        pair: &head.pair,
        timeframe: head.timeframe,
        timestamp: head.timestamp,
        analysis: &report.analysis,
        signal,
        confidence: &full.score,
        risk: &full.risk,
        llm: words.state(),
        disclaimer: DISCLAIMER,
    }
}

/// What a trader reads first.
pub(super) fn clean(full: &Full) -> String {
    clean::assessed(&full.answer.report, Some(&full.risk))
}

/// `Model (glm-4.7-flash): agrees. Trend and the higher timeframe point the same way.`
pub(super) fn model(words: &Words) -> String {
    let Words::Said(said) = words else { return String::new() };
    let stance = match said.view.stance {
        Stance::Agree => "agrees",
        Stance::Disagree => "disagrees",
        Stance::Unsure => "unsure",
    };
    format!("\nModel ({}): {stance}.{}\n", said.view.model, told(said))
}

/// What may be shown of its words, with a space before it.
fn told(said: &Said) -> String {
    let withheld = withheld(said).filter(|_| said.view.note.is_empty());
    match (said.view.note.as_str(), withheld) {
        ("", None) => String::new(),
        ("", Some(withheld)) => format!(" ({withheld}.)"),
        (note, _) => format!(" {}", one_line(note)),
    }
}

/// `1 sentence withheld: 64,999 is not in the report`.
fn withheld(said: &Said) -> Option<String> {
    let first = said.reading.withheld.first()?;
    let count = said.reading.withheld.len();
    let sentences = if count == 1 { "sentence" } else { "sentences" };
    Some(format!("{count} {sentences} withheld: {}", first.cause))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, and what it rests on.
pub(super) fn detailed(full: &Full, words: &Words) -> String {
    let signal = &full.answer.report.signal;
    let head = &signal.head;
    let assessed = &full.risk;
    let heading = format!(
        "Risk: {} ({:.2}, decided by {})",
        assessed.risk_level.word(),
        assessed.risk_score,
        assessed.decided_by
    );
    let advice = assessed.recommendations.iter().map(|line| format!("• {line}"));
    let blocked = assessed.blockers.iter().map(|line| format!("Blocked: {line}"));
    let not_assessed = format!("Not assessed: {}.", assessed.not_assessed.join(", "));
    let lines = risk::components(assessed).into_iter().chain(risk::costs(assessed)).chain(blocked).chain(advice);
    let lines: Vec<_> = std::iter::once(heading).chain(lines).chain([not_assessed]).collect();
    let sections = [
        section("Data", &data(&head.data, &head.warnings)),
        section("Scenarios", &scenarios(signal)),
        section("Why", &signal.drivers.iter().map(driver).collect::<Vec<_>>()),
        section("Track record", &confidence::track_record(&full.score)),
        lines.join("\n") + "\n",
        section("Model", &opinion(words, Prices::of(&head.data))),
    ];
    let receipts = [
        ("analysis", &full.answer.report.analysis.head),
        ("signal", head),
        ("confidence", &full.score.head),
        ("risk", &full.risk.head),
    ];
    framed(head.timestamp, &clean(full), &sections, &receipts.map(|(name, head)| format!("{name} {}", head.receipt_id)))
}

/// What the model said, or why it said nothing.
fn opinion(words: &Words, prices: Prices) -> Vec<String> {
    let said = match words {
        Words::Off => return vec!["Switched off.".to_owned()],
        Words::NotAsked => return vec!["Not asked.".to_owned()],
        Words::Unavailable { why, .. } => return vec![format!("No words: {}", one_line(why))],
        Words::Rejected { why, .. } => return vec![format!("Its answer cannot be used: {}", why.join(" "))],
        Words::Said(said) => said,
    };
    let view = &said.view;
    let note = if view.note.is_empty() { String::new() } else { format!(" {}", one_line(&view.note)) };
    let mut lines = vec![format!("{}: {} (recorded, without weight).{note}", view.model, view.stance.word())];
    let ids = |name: &str, ids: &[String]| (!ids.is_empty()).then(|| format!("{name} {}.", ids.join(", ")));
    let claims =
        [("It counts for the signal:", &said.reading.evidence_for), ("Against it:", &said.reading.evidence_against)];
    lines.extend(claims.into_iter().filter_map(|(name, list)| ids(name, &families(list))));
    let wrong = said.reading.invalidation.as_ref();
    lines.extend(wrong.map(|level| format!("Proven wrong at the {} {}.", level.what, prices.text(level.price))));
    lines.extend(
        view.self_confidence
            .map(|sure| format!("How sure it calls itself: {}, which is no probability.", sureness(sure))),
    );
    lines.extend(withheld(said).map(|withheld| format!("{withheld}.")));
    lines
}

/// Claims by the family they are of.
fn families(ids: &[String]) -> Vec<String> {
    let family = |id: &String| {
        let place: usize = id.get(1..)?.parse().ok()?;
        analysis::Family::ALL.get(place.checked_sub(1)?).map(|family| family.words().to_owned())
    };
    ids.iter().filter_map(family).collect()
}

/// What a model says of itself, as a word: it is not measured.
const fn sureness(percent: u8) -> &'static str {
    match percent {
        0..=39 => "low",
        40..=69 => "medium",
        70.. => "high",
    }
}
