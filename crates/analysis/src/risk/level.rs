//! One level from many components.

use super::Named;
use crate::answer::RiskLevel;

/// The level of a position, and what set it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overall {
    pub level: RiskLevel,
    /// Inside the quarter of the level.
    pub score: f64,
    pub decided_by: &'static str,
}

/// The worse of the worst hard component and the second-worst soft one: one odd soft number does not shout, two do. A
/// short history is at least medium, a broken limit at least high. On a tie the first decides, hard ones before soft.
pub fn overall(hard: &[Named], soft: &[Named], short_history: bool, blocked: bool) -> Overall {
    let worst_hard = ranked(hard).into_iter().next();
    let second_soft = ranked(soft).into_iter().nth(1);
    let floors = [(short_history, "short_history", 0.25), (blocked, "blockers", 0.5)];
    let floors = floors.into_iter().filter_map(|(holds, name, score)| holds.then_some((name, score)));
    let start = worst_hard.or(second_soft).unwrap_or(("planned_loss", 0.25));
    let (decided_by, score) = second_soft
        .into_iter()
        .chain(floors)
        .fold(start, |decided, next| if next.1 > decided.1 { next } else { decided });
    Overall { level: level_of(score), score, decided_by }
}

/// Components that count, worst first; equal ones in their order.
fn ranked(components: &[Named]) -> Vec<(&'static str, f64)> {
    let mut known: Vec<_> = components.iter().filter_map(|(name, grade)| Some((*name, grade.score()?))).collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    known
}

/// The level whose quarter holds a score.
fn level_of(score: f64) -> RiskLevel {
    match score {
        score if score < 0.25 => RiskLevel::Low,
        score if score < 0.5 => RiskLevel::Medium,
        score if score < 0.75 => RiskLevel::High,
        _ => RiskLevel::Extreme,
    }
}

#[cfg(test)]
mod tests;
