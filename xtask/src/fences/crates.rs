//! Which crates stand under which of ours.

use super::rows::{Row, names};
use crate::Failure;
use crate::place::Place;
use crate::shell::Step;
use std::collections::BTreeMap;

pub(super) fn breaches(place: &Place, rules: &[Row]) -> Result<Vec<String>, Failure> {
    let mut trees = BTreeMap::new();
    for rule in rules {
        if !trees.contains_key(&rule.first) {
            trees.insert(rule.first.clone(), under(place, &rule.first)?);
        }
    }
    Ok(against(rules, &trees))
}

/// The rules that the trees break.
pub(super) fn against(rules: &[Row], trees: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut breaches = Vec::new();
    for rule in rules {
        let tree = trees.get(&rule.first).map(Vec::as_slice).unwrap_or_default();
        let inside = tree.iter().filter(|name| **name != rule.first && names(&rule.second, name));
        breaches.extend(inside.map(|name| format!("{name} stands under {}: {}", rule.first, rule.why)));
    }
    breaches
}

/// The names of all that a user of the package runs.
fn under(place: &Place, package: &str) -> Result<Vec<String>, Failure> {
    let line = "cargo tree --locked --edges normal --target all --prefix none --format {p} --package";
    let text = Step::line(line).arg(package).within(&place.root).read()?;
    let mut crates: Vec<String> =
        text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    crates.sort_unstable();
    crates.dedup();
    Ok(crates)
}
