//! The table at the end.

use crate::stage::Stage;
use std::time::Duration;

/// How a stage ended.
#[derive(Debug)]
pub(crate) enum Ending {
    Passed(String),
    Skipped(String),
    Failed(String),
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) stage: Stage,
    pub(crate) ending: Ending,
    pub(crate) took: Duration,
}

/// One line a stage, and one for the whole.
pub(crate) fn table(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let (word, note) = match &row.ending {
            Ending::Passed(note) => ("ok", note),
            Ending::Skipped(reason) => ("skipped", reason),
            Ending::Failed(reason) => ("FAILED", reason),
        };
        let note = note.lines().next().unwrap_or_default();
        format!("{:<9} {word:<8} {:>8}  {note}", row.stage.name(), seconds(row.took)).trim_end().to_owned()
    };
    let whole = seconds(rows.iter().map(|row| row.took).sum());
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.push(format!("{:<18} {whole:>8}", "in all"));
    lines.join("\n")
}

/// Says whether a stage failed.
pub(crate) fn failed(rows: &[Row]) -> bool {
    rows.iter().any(|row| matches!(row.ending, Ending::Failed(_)))
}

pub(crate) fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests;
