//! A search over rules that is honest: every set is measured on the same candles, each counts as tried before its
//! result is seen, and the number of all that were ever tried is what each of them is judged by.

mod deflated;
mod grid;
mod table;

use analysis::{
    History, Params, Question, Side,
    answer::{ConfidenceStatus, Data, ShadowView, Warning},
    rounded,
};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    ToolFault,
    ask::{self, Answer},
    replay::{PlanView, TrackRecord},
};
pub use deflated::{Results, deflated};
pub use grid::{Grid, MOST};
pub(crate) use table::text;

/// Name and revision of the shape.
pub const SCHEMA_VERSION: &str = "engram.lab/1";

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Search {
    /// `engram.lab/1`.
    pub schema_version: &'static str,
    /// The pair.
    pub pair: String,
    /// The timeframe.
    pub timeframe: &'static str,
    /// When it was computed, UTC.
    pub timestamp: Timestamp,
    /// Version of the maths.
    pub engine: &'static str,
    /// The candles all sets were measured on.
    pub data: Data,
    /// What the reader must know about them.
    pub warnings: Vec<Warning>,
    /// Different sets ever tried on this pair and timeframe, these among them.
    pub rules_tried: u32,
    /// Whether they are remembered; without a journal the next search knows nothing of this one.
    pub recorded: bool,
    /// In the order they were asked for.
    pub sets: Vec<SetView>,
}

/// One set of rules, and how it did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetView {
    /// What was replayed at every bar.
    pub plan: PlanView,
    /// Buying by it.
    pub long: SideView,
    /// Selling by it.
    pub short: SideView,
}

/// One side of a set. Nothing but the counts is said while it is not measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SideView {
    /// How far its probability may be trusted, with this many sets tried.
    pub status: ConfidenceStatus,
    /// Forecasts whose outcome is known.
    pub n: u32,
    /// The same, overlapping outcomes counted once.
    pub n_effective: f64,
    /// Of the forecasts against the base rate.
    pub brier_skill: Option<f64>,
    /// Its 95 % interval, as if nothing else had been tried.
    pub brier_skill_ci95: Option<[f64; 2]>,
    /// Its lower bound at level 0.025 over the sets tried; above 0 is skill.
    pub brier_skill_lower: Option<f64>,
    /// Trades the forecasts would have taken, after cost.
    pub shadow: ShadowView,
    /// Probability that their Sharpe ratio is above what the best of so many useless sets would show.
    pub deflated_sharpe: Option<f64>,
}

/// Candles that every set can be measured on alike.
pub fn bars(sets: &[Params]) -> u32 {
    sets.iter().map(ask::bars).max().unwrap_or(ask::BARS)
}

/// What one set gave, before it is judged among the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    record: TrackRecord,
    results: [Results; 2],
}

/// Measures one set. `params` say how many were tried.
///
/// # Errors
/// When too few candles had closed.
pub fn measured(
    history: &History,
    question: &Question,
    params: &Params,
    now: Timestamp,
) -> Result<Measurement, ToolFault> {
    let report = analysis::report(history, question, params, now)?;
    let results = Side::BOTH.map(|side| Results::of(&report.measured.track.side(side).results));
    let record = TrackRecord::of(&Answer { report, history: history.clone() });
    Ok(Measurement { record, results })
}

impl Search {
    /// Judges what was measured, each among all; `None` where nothing was.
    pub fn of(all: &[Measurement], recorded: bool) -> Option<Self> {
        let first = &all.first()?.record;
        let rules_tried = first.long.event.rules_tried;
        let [long, short] = [0, 1].map(|side| {
            let results: Vec<Results> = all.iter().filter_map(|set| set.results.get(side).copied()).collect();
            deflated(&results, rules_tried)
        });
        let sets = all.iter().zip(long.into_iter().zip(short)).map(|(set, (long, short))| SetView {
            plan: set.record.plan,
            long: SideView::of(&set.record, Side::Long, long),
            short: SideView::of(&set.record, Side::Short, short),
        });
        Some(Self {
            schema_version: SCHEMA_VERSION,
            pair: first.pair.to_string(),
            timeframe: first.timeframe.name(),
            timestamp: first.timestamp,
            engine: analysis::ENGINE_VERSION,
            data: first.data.clone(),
            warnings: first.warnings.clone(),
            rules_tried,
            recorded,
            sets: sets.collect(),
        })
    }
}

impl SetView {
    /// The record of a side.
    pub const fn side(&self, side: Side) -> &SideView {
        match side {
            Side::Long => &self.long,
            Side::Short => &self.short,
        }
    }
}

impl SideView {
    fn of(record: &TrackRecord, side: Side, deflated: Option<f64>) -> Self {
        let side = record.side(side);
        let event = &side.event;
        let told = event.status != ConfidenceStatus::Unmeasured;
        Self {
            status: event.status,
            n: event.n,
            n_effective: event.n_effective,
            brier_skill: event.brier_skill,
            brier_skill_ci95: event.brier_skill_ci95,
            brier_skill_lower: event.brier_skill_lower,
            shadow: side.shadow,
            deflated_sharpe: deflated.filter(|_| told).map(|chance| rounded(chance, 4)),
        }
    }
}

#[cfg(test)]
mod tests;
