//! Which sets of rules are searched.

use std::ops::RangeInclusive;

use analysis::{Costs, Params};

use crate::{ToolFault, problem::repeated};

/// Most sets of one search.
pub const MOST: usize = 200;

/// Parameters that can be searched, and what they may be.
const NAMES: [(&str, RangeInclusive<f64>); 4] = [
    ("stop_atr", 0.25..=20.0),
    ("reward_risk", 0.2..=10.0),
    ("horizon_bars", 1.0..=500.0),
    ("round_trip_bps", 0.0..=1_000.0),
];

/// Values of each parameter that is searched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid(Vec<(&'static str, Vec<f64>)>);

impl Grid {
    /// Reads parameters such as `stop_atr=1,2,3`.
    ///
    /// # Errors
    /// When a name is unknown or given twice, a value cannot be used, or the sets are too many.
    pub fn of(texts: &[String]) -> Result<Self, ToolFault> {
        let mut grid = Self::default();
        for text in texts {
            let (name, values) = text.split_once('=').ok_or_else(|| {
                let what = format!("try must look like stop_atr=1,2,3; got {:?}.", repeated(text));
                ToolFault::invalid("/try", what)
            })?;
            let (name, allowed) = known(name.trim())?;
            if grid.0.iter().any(|(other, _)| *other == name) {
                return Err(ToolFault::invalid(format!("/try/{name}"), format!("{name} is tried twice.")));
            }
            let mut of_name: Vec<f64> = Vec::new();
            for text in values.split(',') {
                let value = value(name, &allowed, text.trim())?;
                if !of_name.contains(&value) {
                    of_name.push(value);
                }
            }
            grid.0.push((name, of_name));
        }
        match grid.len() {
            0..=MOST => Ok(grid),
            sets => {
                let what = format!("That makes {sets} sets, and at most {MOST} are searched at once.");
                Err(ToolFault::invalid("/try", what))
            }
        }
    }

    /// How many sets there are.
    #[expect(clippy::len_without_is_empty, reason = "without a parameter to search there is one set, the usual one")]
    pub fn len(&self) -> usize {
        self.0.iter().map(|(_, values)| values.len()).fold(1, usize::saturating_mul)
    }

    /// Every set, the last parameter changing fastest.
    pub fn sets(&self, usual: &Params) -> Vec<Params> {
        let mut sets = vec![usual.clone()];
        for (name, values) in &self.0 {
            sets = sets.iter().flat_map(|set| values.iter().map(|value| with(set, name, *value))).collect();
        }
        sets
    }
}

fn with(set: &Params, name: &str, value: f64) -> Params {
    let mut set = set.clone();
    match name {
        "stop_atr" => set.levels.stop_atr = value,
        "reward_risk" => set.levels.reward_risk = value,
        "horizon_bars" => set.levels.horizon_bars = value as u16,
        "round_trip_bps" => set.costs = Costs::set(value),
        _ => {}
    }
    set
}

fn known(name: &str) -> Result<(&'static str, RangeInclusive<f64>), ToolFault> {
    if let Some(found) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(found.clone());
    }
    let likeness = |(known, _): &&(&str, RangeInclusive<f64>)| (strsim::jaro_winkler(name, known) * 1_000.0) as u32;
    let nearest = NAMES.iter().max_by_key(likeness).map_or("", |(known, _)| known);
    let what = format!("{:?} cannot be tried.", repeated(name));
    Err(ToolFault::invalid("/try", what)
        .hinted(format!("Did you mean {nearest}?"))
        .allowing(NAMES.map(|(known, _)| known)))
}

fn value(name: &str, allowed: &RangeInclusive<f64>, text: &str) -> Result<f64, ToolFault> {
    let whole = name == "horizon_bars";
    let value = text.parse().ok().filter(|value| allowed.contains(value) && !(whole && value.fract() != 0.0));
    value.ok_or_else(|| {
        let kind = if whole { "whole numbers" } else { "numbers" };
        let (least, most) = (allowed.start(), allowed.end());
        let what = format!("{name} takes {kind} from {least} to {most}; got {:?}.", repeated(text));
        ToolFault::invalid(format!("/try/{name}"), what)
    })
}

#[cfg(test)]
mod tests;
