//! Answers as text. Formats differ in how much they say, never in what they say.

pub(crate) mod clean;
mod confidence;
pub(crate) mod detailed;
mod raw;
mod report;
mod risk;
pub(crate) mod words;

use std::{fmt, str::FromStr};

use analysis::{
    Report, UnknownWord,
    answer::{MarketAnalysis, ModelState},
};
use jiff::Timestamp;

use crate::{
    ToolFault,
    ask::{Full, Risked, Scored},
    lab::{self, Search},
    narration::Words,
    replay::{self, TrackRecord},
};

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// What a trader reads first.
    #[default]
    Clean,
    /// The same, and what it rests on.
    Detailed,
    /// The object, indented, and what a model replied: for finding faults.
    Raw,
    /// The object and nothing else.
    Json(Layout),
}

/// How a JSON object is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// On one line, for programs.
    #[default]
    Line,
    /// Indented, for people at a terminal.
    Indented,
}

impl Format {
    /// The names that can be asked for.
    pub const NAMES: [&'static str; 4] = ["clean", "detailed", "raw", "json"];

    /// The name it is asked for by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Detailed => "detailed",
            Self::Raw => "raw",
            Self::Json(_) => "json",
        }
    }

    /// Whether it is prose for people, not an object.
    pub const fn is_prose(self) -> bool {
        matches!(self, Self::Clean | Self::Detailed)
    }
}

/// The answer of `analyze_market`, ending in a line break.
pub fn analysis(analysis: &MarketAnalysis, format: Format) -> String {
    match format {
        Format::Clean => clean::analysis(analysis),
        Format::Detailed => detailed::analysis(analysis),
        Format::Raw => raw::raw(analysis, ModelState::NotAsked),
        Format::Json(layout) => raw::json(analysis, layout),
    }
}

/// The answer of `generate_signal`, ending in a line break.
pub fn signal(report: &Report, format: Format) -> String {
    match format {
        Format::Clean => clean::signal(report),
        Format::Detailed => detailed::signal(report),
        Format::Raw => raw::raw(&report.signal, report.signal.llm),
        Format::Json(layout) => raw::json(&report.signal, layout),
    }
}

/// The answer of `get_confidence_score`, ending in a line break.
pub fn confidence(scored: &Scored, format: Format) -> String {
    match format {
        Format::Clean => confidence::clean(scored),
        Format::Detailed => confidence::detailed(scored),
        Format::Raw => raw::raw(&scored.score, scored.answer.report.signal.llm),
        Format::Json(layout) => raw::json(&scored.score, layout),
    }
}

/// The answer of `assess_risk`, ending in a line break.
pub fn risk(risked: &Risked, format: Format) -> String {
    let risk = &risked.risk;
    match format {
        Format::Clean => risk::clean(risk),
        Format::Detailed => risk::detailed(risk),
        Format::Raw => raw::raw(risk, ModelState::NotAsked),
        Format::Json(layout) => raw::json(risk, layout),
    }
}

/// Everything about one question: all four answers, and the model's words beside them. Ends in a line break.
pub fn report(full: &Full, words: &Words, format: Format) -> String {
    match format {
        Format::Clean => report::clean(full) + &model(words),
        Format::Detailed => report::detailed(full, words),
        Format::Raw => match words.reply() {
            Some(reply) => raw::with_reply(&report::object(full, words), reply),
            None => raw::raw(&report::object(full, words), words.state()),
        },
        Format::Json(layout) => raw::json(&report::object(full, words), layout),
    }
}

/// The model's part of the clean text, an empty line before it; nothing where there are no words.
pub fn model(words: &Words) -> String {
    report::model(words)
}

/// A track record, ending in a line break. `width` is that of the reader's screen, in characters.
pub fn replay(record: &TrackRecord, format: Format, width: usize) -> String {
    match format {
        Format::Clean => replay::clean(record, width),
        Format::Detailed => replay::detailed(record, width),
        Format::Raw => raw::json(record, Layout::Indented),
        Format::Json(layout) => raw::json(record, layout),
    }
}

/// A search over rules, ending in a line break.
pub fn lab(search: &Search, format: Format) -> String {
    match format {
        Format::Clean | Format::Detailed => lab::text(search),
        Format::Raw => raw::json(search, Layout::Indented),
        Format::Json(layout) => raw::json(search, layout),
    }
}

/// An error, stamped with the instant it is given, ending in a line break.
pub fn fault(fault: &ToolFault, at: Timestamp, format: Format) -> String {
    match format {
        Format::Clean | Format::Detailed => format!("Error: {} ({})\n", fault.text(), fault.code.name()),
        Format::Raw => raw::raw(&fault.answer(at), ModelState::NotAsked),
        Format::Json(layout) => raw::json(&fault.answer(at), layout),
    }
}

impl FromStr for Format {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "clean" => Ok(Self::Clean),
            "detailed" => Ok(Self::Detailed),
            "raw" => Ok(Self::Raw),
            "json" => Ok(Self::Json(Layout::Line)),
            _ => Err(UnknownWord { what: "format", allowed: "clean, detailed, raw, json", got: text.to_owned() }),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
