//! Answers of the journal, for people.

use std::io::{self, Write};

use agent::journal::{Decided, Journal, JournalFault, Kept, Listed, Outcome};
use analysis::answer::ToolName;

/// One line per answer.
pub(super) fn write(listed: &[Listed], out: &mut dyn Write) -> io::Result<()> {
    if listed.is_empty() {
        return writeln!(out, "No answer is kept that fits.");
    }
    for answer in listed {
        let Listed { id, tool, pair, timeframe, clock, signal, decided, outcome, source: _, last_closed_candle: _ } =
            answer;
        write!(out, "{clock}  {id}  {pair} {timeframe}  ")?;
        // A signal that was scored is not one that was given.
        match signal {
            Some(signal) if tool == ToolName::GenerateSignal.name() => write!(out, "{signal}")?,
            Some(signal) => write!(out, "{tool} {signal}")?,
            None => write!(out, "{tool}")?,
        }
        for note in [decided.as_ref().map(decision_text), outcome.as_ref().map(outcome_text)].into_iter().flatten() {
            write!(out, "  {note}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// One answer, and what was written down since.
pub(super) struct Shown {
    kept: Kept,
    decided: Option<Decided>,
    outcome: Option<Outcome>,
}

impl Shown {
    pub(super) fn of(journal: &Journal, id: &str) -> Result<Self, JournalFault> {
        let kept = journal.get(id)?.ok_or_else(|| JournalFault::UnknownReceipt(id.to_owned()))?;
        Ok(Self { kept, decided: journal.decided(id)?, outcome: journal.outcome(id)? })
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { kept, decided, outcome } = self;
        writeln!(out, "Receipt  {}", kept.id)?;
        for (name, note) in
            [("Decided", decided.as_ref().map(decision_text)), ("Ended", outcome.as_ref().map(outcome_text))]
        {
            if let Some(note) = note {
                writeln!(out, "{name:<8} {note}")?;
            }
        }
        writeln!(out, "Source   {}", String::from_utf8_lossy(&kept.provenance))?;
        writeln!(out, "{}", String::from_utf8_lossy(&kept.canonical))
    }
}

fn decision_text(decided: &Decided) -> String {
    let Decided { decision, why, at } = decided;
    let word = decision.name();
    if why.is_empty() { format!("{word} ({at})") } else { format!("{word}: {why} ({at})") }
}

fn outcome_text(outcome: &Outcome) -> String {
    let word = outcome.ending.name();
    outcome.r.map_or_else(|| word.to_owned(), |r| format!("{word} {r:+.2} R"))
}
