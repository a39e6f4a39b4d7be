//! What the name of a field says about its value.

use super::super::reading::Subject;

/// How a number may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// 0.36, also as 36 %.
    Ratio,
    /// 36, also as 36 %.
    Percent,
    Other,
}

/// Words in the names of shares. A strength or a score from -1 to 1 is no share of anything.
const RATIOS: &[&str] = &[
    "breakeven",
    "confidence",
    "coverage",
    "edge",
    "exit",
    "expected",
    "interval95",
    "needs",
    "observed",
    "probability",
    "rate",
    "ratio",
    "share",
    "skill",
    "stop",
    "target",
    "wins",
];

/// Words in the names of amounts with a unit, whatever else the name says.
const AMOUNTS: &[&str] = &[
    "atr", "bars", "cap", "days", "distance", "gap", "hours", "loss", "ms", "multiple", "price", "profit", "quote",
    "r", "reward", "seconds", "size", "tick", "units",
];

/// Words in the names of numbers from 0 to 100.
const PERCENTS: &[&str] = &["pct", "percent", "percentile", "rsi", "adx", "self"];

/// Words in the names of what is said to happen so often.
const SHARES: &[&str] = &[
    "breakeven",
    "confidence",
    "coverage",
    "exit",
    "interval",
    "interval95",
    "needs",
    "probability",
    "rate",
    "share",
    "wins",
];

/// Where a value stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Field<'a> {
    pub key: &'a str,
    /// What stands as `unit` beside it.
    pub unit: Option<&'a str>,
    /// It is of a table.
    pub is_tabled: bool,
}

impl Field<'_> {
    /// What a number means there.
    pub(super) fn meaning(self, value: f64) -> Meaning {
        let has = |words: &[&str]| self.key.split('_').any(|part| words.contains(&part));
        let is_of_hundred = |unit: &str| unit.contains("pct") || unit == "percentile";
        match self.unit.filter(|_| self.key == "value") {
            Some(unit) if is_of_hundred(unit) => Meaning::Percent,
            None if has(PERCENTS) => Meaning::Percent,
            None if value.abs() <= 1.0 && has(RATIOS) && !has(AMOUNTS) && !self.is_tabled => Meaning::Ratio,
            Some(_) | None => Meaning::Other,
        }
    }

    /// What a number there is said of.
    pub(super) fn subject(self) -> Option<Subject> {
        let has = |words: &[&str]| self.key.split('_').any(|part| words.contains(&part));
        if has(&["rsi"]) {
            Some(Subject::Rsi)
        } else if has(&["adx"]) {
            Some(Subject::Adx)
        } else {
            (has(SHARES) || matches!(self.key, "target" | "stop")).then_some(Subject::Share).filter(|_| !self.is_tabled)
        }
    }

    /// Whether a text there is a name: its digits are no numbers.
    pub(super) fn is_name(self) -> bool {
        matches!(self.key, "pair" | "symbol" | "venue_symbol" | "timeframe" | "code" | "pool" | "id")
    }
}

/// Tables for those who check a record. Their numbers may be said as they are; there are so many that almost any whole
/// percent is one of them.
pub(super) fn is_table(key: &str) -> bool {
    key == "reliability"
}

/// Fields that say nothing of the market.
pub(super) fn is_silent(key: &str) -> bool {
    matches!(key, "schema_version" | "version" | "receipt_id" | "journal" | "llm" | "llm_view" | "error")
        || key.ends_with("sha256")
}
