//! From a value to a level and a score that cannot disagree. The bands are our choice; nobody's standard sets them.

use crate::{answer::ComponentLevel, answer::RiskLevel, rounded};

/// What a component contributes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grade {
    /// Level, and score of 3 decimals inside its quarter.
    Known(RiskLevel, f64),
    /// Counts as medium, at its lower end.
    Unknown,
    /// Does not count.
    NotApplicable,
}

/// Bands of one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Larger is worse: where medium, high and extreme begin, where the score ends, and whether a value on a border
    /// still belongs below it.
    Rising { borders: [f64; 3], end: f64, border_is_below: bool },
    /// Smaller is worse: where low, medium and high end.
    Falling { borders: [f64; 3] },
}

impl Scale {
    /// Percent of equity.
    pub const PLANNED_LOSS: Self = Self::Rising { borders: [1.0, 2.0, 5.0], end: 10.0, border_is_below: true };
    /// Daily ATR between entry and liquidation.
    pub const LIQUIDATION: Self = Self::Falling { borders: [10.0, 5.0, 2.0] };
    /// Percent of the median daily volume.
    pub const LIQUIDITY: Self = rising([0.1, 1.0, 5.0], 10.0);
    /// Percent of price.
    pub const VAR99: Self = rising([2.5, 5.0, 10.0], 20.0);
    pub const VOLATILITY: Self = rising([60.0, 85.0, 97.0], 100.0);
    /// Percent of price.
    pub const DRAWDOWN: Self = rising([10.0, 20.0, 40.0], 80.0);
    /// Daily ATR.
    pub const GAP: Self = rising([0.5, 1.0, 2.0], 4.0);
    pub const CORRELATION: Self = rising([0.4, 0.6, 0.8], 1.0);

    /// Level and score of a value that is 0 or above: straight lines, a quarter per band.
    pub fn grade(self, value: f64) -> Grade {
        let (level, place) = match self {
            Self::Rising { borders: [medium, high, extreme], end, border_is_below } => {
                let below = |border: f64| value < border || border_is_below && value <= border;
                let between = |from: f64, to: f64| (value - from) / (to - from);
                if below(medium) {
                    (RiskLevel::Low, between(0.0, medium))
                } else if below(high) {
                    (RiskLevel::Medium, between(medium, high))
                } else if below(extreme) {
                    (RiskLevel::High, between(high, extreme))
                } else {
                    (RiskLevel::Extreme, between(extreme, end))
                }
            }
            Self::Falling { borders: [low, medium, high] } => {
                let between = |from: f64, to: f64| (from - value) / (from - to);
                if value > low {
                    (RiskLevel::Low, low / value)
                } else if value > medium {
                    (RiskLevel::Medium, between(low, medium))
                } else if value >= high {
                    (RiskLevel::High, between(medium, high))
                } else {
                    (RiskLevel::Extreme, between(high, 0.0))
                }
            }
        };
        Grade::Known(level, within(level, place))
    }
}

const fn rising(borders: [f64; 3], end: f64) -> Scale {
    Scale::Rising { borders, end, border_is_below: false }
}

/// The score at this place of a level's quarter, 0 to 1, kept inside it: only extreme owns its upper end.
fn within(level: RiskLevel, place: f64) -> f64 {
    let from = 0.25 * f64::from(level as u8);
    let most = if level == RiskLevel::Extreme { 1.0 } else { from + 0.249 };
    rounded(rounded(from + 0.25 * place.max(0.0), 3).clamp(from, most), 3)
}

/// A component by its name.
pub type Named = (&'static str, Grade);

impl Grade {
    /// What counts towards the level; `None` when it does not.
    pub const fn score(self) -> Option<f64> {
        match self {
            Self::Known(_, score) => Some(score),
            Self::Unknown => Some(0.25),
            Self::NotApplicable => None,
        }
    }

    /// As it is published.
    pub const fn word(self) -> ComponentLevel {
        match self {
            Self::Known(RiskLevel::Low, _) => ComponentLevel::Low,
            Self::Known(RiskLevel::Medium, _) => ComponentLevel::Medium,
            Self::Known(RiskLevel::High, _) => ComponentLevel::High,
            Self::Known(RiskLevel::Extreme, _) => ComponentLevel::Extreme,
            Self::Unknown => ComponentLevel::Unknown,
            Self::NotApplicable => ComponentLevel::NotApplicable,
        }
    }
}

#[cfg(test)]
mod tests;
