//! The reasoning: sentences by code, holding only numbers of the answer.

use super::{
    Picture,
    sides::Judged,
    verdict::{Rows, Verdict},
};
use crate::{
    Family, Side,
    answer::{Driver, HoldReason, Lean, Quality, SignalWord},
    confidence::Status,
    minute_text, rounded,
};

impl Picture<'_> {
    /// Whether the data is neither late nor from a closed market.
    pub(super) fn is_timely(&self) -> bool {
        !matches!(self.facts.quality, Quality::Stale | Quality::Closed)
    }

    pub(super) fn reasoning(
        &self,
        rows: &Rows,
        drivers: &[Driver],
        score: Option<f64>,
        verdict: &Verdict,
        sides: &[Judged<'_>; 2],
    ) -> String {
        let Some(reason) = rows.unfit.first() else { return judged(rows, drivers, score, verdict, sides) };
        let last = minute_text(self.series.last_close());
        match reason {
            HoldReason::DataStale => {
                format!("Data is stale: the last candle closed {last} UTC. No judgement until it is fresh.")
            }
            HoldReason::MarketClosed => {
                format!("No candle is due: the last one closed {last} UTC. No judgement until the next one.")
            }
            HoldReason::DataGaps => {
                "Candles are missing among the latest ones. No judgement while the gap is recent.".to_owned()
            }
            HoldReason::WarmingUp => self.warming(),
            // The only other row about the data: the price stands still.
            HoldReason::NoMovement
            | HoldReason::FillSuspect
            | HoldReason::OutOfRange
            | HoldReason::Unmeasured
            | HoldReason::Thin
            | HoldReason::Drifted
            | HoldReason::NoSkill
            | HoldReason::SourcesDisagree
            | HoldReason::EdgeSmall
            | HoldReason::BelowBreakeven
            | HoldReason::TooFewTrades
            | HoldReason::ExpectancyUnproven
            | HoldReason::NotBetterThanBlind
            | HoldReason::SideNotAllowed
            | HoldReason::NoLean => "The price moves too little for stop and target to stand apart.".to_owned(),
        }
    }

    /// The families that are not warm yet, and what they wait for.
    fn warming(&self) -> String {
        let cold: Vec<&str> =
            Family::ALL.into_iter().filter(|family| self.family(*family).is_none()).map(Family::words).collect();
        let verb = if cold.len() == 1 { "needs" } else { "need" };
        format!("Too few candles to judge: {} still {verb} more. No judgement until all six are known.", list(&cold))
    }
}

fn judged(rows: &Rows, drivers: &[Driver], score: Option<f64>, verdict: &Verdict, sides: &[Judged<'_>; 2]) -> String {
    let mut text = leading(drivers, score.unwrap_or_default());
    let [long, short] = sides;
    let shown = match verdict.shown {
        Side::Long => long,
        Side::Short => short,
    };
    if verdict.proven {
        text.truncate(text.trim_end_matches(": ").len());
        text.push('.');
    } else {
        text.push_str(match verdict.lean {
            Lean::Long => "the rule leans long.",
            Lean::Short => "the rule leans short.",
            Lean::None => "too little for the rule to lean.",
        });
    }
    if !rows.doubtful.is_empty() {
        text.push_str(" Opens repeat the close before them, so fills at the open cannot be believed.");
    }
    if shown.out_of_range {
        text.push_str(" The market is unlike anything the record was measured on.");
    }
    if rows.apart {
        text.push_str(" Two sources disagree about the price, so no more than the base rate is shown.");
    }
    text.push(' ');
    text.push_str(&match verdict.signal {
        SignalWord::Buy | SignalWord::Sell => taken(shown, verdict.proven),
        SignalWord::Hold => held(shown, sides),
    });
    text
}

/// The record behind a BUY or SELL.
fn taken(side: &Judged<'_>, proven: bool) -> String {
    let name = side.side.name();
    let Some((p, need)) = side.shown.map(|(p, _)| p).zip(side.break_even) else {
        return format!("Unproven, {}.", standing(side.track.record.status));
    };
    let (wins, needs) = (hundredths(p), hundredths(need));
    if let Some(base) = side.track.record.base.filter(|_| proven) {
        return format!(
            "{} setups like this reach the target first in {wins} of 100 cases; entering blindly, in {}; break-even \
             needs {needs}.",
            capital(name),
            hundredths(base)
        );
    }
    let any = if side.track.record.status == Status::NoSkill { " whatever the score" } else { "" };
    format!(
        "Unproven, {}: {name} setups reach the target first in {wins} of 100 cases{any}; break-even needs {needs}.",
        standing(side.track.record.status)
    )
}

/// Why nothing is taken, with the record of both sides where there is one.
fn held(shown: &Judged<'_>, [long, short]: &[Judged<'_>; 2]) -> String {
    let counted = |side: &Judged<'_>| {
        let (p, need) = side.shown.map(|(p, _)| p).zip(side.break_even)?;
        Some((hundredths(p), hundredths(need)))
    };
    let standing = match (shown.track.record.status, shown.edge()) {
        (Status::Measured, Some(edge)) if edge > 0.0 => "Edge not proven".to_owned(),
        (status, _) => capital(standing(status)),
    };
    match (counted(long), counted(short)) {
        (Some((long, long_needs)), Some((short, short_needs))) => format!(
            "{standing}: long reaches its target in {long} of 100 cases and needs {long_needs}, short in {short} and \
             needs {short_needs}."
        ),
        _ => format!("{standing}."),
    }
}

/// A status as words.
const fn standing(status: Status) -> &'static str {
    match status {
        Status::Measured => "no edge after cost",
        Status::NoSkill => "no measurable skill",
        Status::Thin => "history too thin",
        Status::Unmeasured => "not measured yet",
        Status::Drifted => "withdrawn, because the record has drifted",
    }
}

/// A probability as cases of a hundred, from its published digits.
fn hundredths(p: f64) -> String {
    format!("{:.0}", 100.0 * rounded(p, 4))
}

/// `Breakout +0.71 and trend +0.44 lead the score of +0.28: `, the two strongest that pull its way.
fn leading(drivers: &[Driver], score: f64) -> String {
    let mut known: Vec<(Family, f64)> =
        drivers.iter().filter_map(|driver| driver.value.map(|value| (driver.name, value))).collect();
    known.retain(|(_, value)| value * score > 0.0);
    known.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let named: Vec<String> =
        known.iter().take(2).map(|(family, value)| format!("{} {:+.2}", family.words(), rounded(*value, 2))).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let verb = if named.len() == 1 { "leads" } else { "lead" };
    match named.as_slice() {
        [] => format!("Nothing leads the score of {:+.2}: ", rounded(score, 2)),
        names => format!("{} {verb} the score of {:+.2}: ", capital(&list(names)), rounded(score, 2)),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(words: &[&str]) -> String {
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
