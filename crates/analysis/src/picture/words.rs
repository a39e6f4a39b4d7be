//! The reasoning: sentences by code, holding only numbers of the answer.

use super::{Picture, verdict::Rows};
use crate::{
    Family,
    answer::{Driver, HoldReason, Lean, Quality},
    minute_text,
};

impl Picture<'_> {
    /// Whether the data is neither late nor from a closed market.
    pub(super) fn is_timely(&self) -> bool {
        !matches!(self.facts.quality, Quality::Stale | Quality::Closed)
    }

    pub(super) fn reasoning(&self, rows: &Rows, drivers: &[Driver], score: Option<f64>, lean: Lean) -> String {
        let Some(reason) = rows.unfit.first() else { return Self::judged(rows, drivers, score, lean) };
        let last = minute_text(self.series.last_close());
        match reason {
            HoldReason::DataStale => {
                format!("Data is stale: the last candle closed {last} UTC. No judgement until it is fresh.")
            }
            HoldReason::MarketClosed => {
                format!("The market is closed: its last candle closed {last} UTC. No judgement until it opens.")
            }
            HoldReason::DataGaps => {
                "Candles are missing among the latest ones. No judgement while the gap is recent.".to_owned()
            }
            HoldReason::WarmingUp => self.warming(),
            HoldReason::NoMovement
            | HoldReason::FillSuspect
            | HoldReason::Unmeasured
            | HoldReason::SideNotAllowed
            | HoldReason::NoLean => "The price moves too little for stop and target to stand apart.".to_owned(),
        }
    }

    fn judged(rows: &Rows, drivers: &[Driver], score: Option<f64>, lean: Lean) -> String {
        let mut text = leading(drivers, score.unwrap_or_default());
        text.push_str(match lean {
            Lean::Long => "the rule leans long.",
            Lean::Short => "the rule leans short.",
            Lean::None => "too little for the rule to lean.",
        });
        if !rows.doubtful.is_empty() {
            text.push_str(" Opens repeat the close before them, so fills at the open cannot be believed.");
        }
        text.push_str(" Not measured yet: how often such setups reach their target is unknown.");
        text
    }

    /// The families that are not warm yet, and what they wait for.
    fn warming(&self) -> String {
        let cold: Vec<&str> =
            Family::ALL.into_iter().filter(|family| self.family(*family).is_none()).map(Family::words).collect();
        let verb = if cold.len() == 1 { "needs" } else { "need" };
        format!("Too few candles to judge: {} still {verb} more. No judgement until all six are known.", list(&cold))
    }
}

/// `Breakout +0.71 and trend +0.44 lead the score of +0.28: `, the two strongest that pull its way.
fn leading(drivers: &[Driver], score: f64) -> String {
    let mut known: Vec<(Family, f64)> =
        drivers.iter().filter_map(|driver| driver.value.map(|value| (driver.name, value))).collect();
    known.retain(|(_, value)| value * score > 0.0);
    known.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let named: Vec<String> =
        known.iter().take(2).map(|(family, value)| format!("{} {value:+.2}", family.words())).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let verb = if named.len() == 1 { "leads" } else { "lead" };
    match named.as_slice() {
        [] => format!("Nothing leads the score of {score:+.2}: "),
        names => format!("{} {verb} the score of {score:+.2}: ", capital(&list(names))),
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
