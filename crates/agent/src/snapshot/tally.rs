//! The trader against the signal: what came of those that were taken, and of those that were not.

use std::collections::BTreeMap;

use analysis::rounded;
use serde::Serialize;

use crate::journal::{Decision, Listed};

/// Results below which a mean says nothing.
const LEAST: usize = 30;

/// Standard errors on either side of a mean.
const WIDTH: f64 = 1.96;

/// What came of past signals. BUY and SELL of one source count, however often the same one was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Tally {
    /// All that ended with a result: what the signal did.
    pub all: Group,
    /// Those the trader took.
    pub took: Group,
    /// Those the trader left alone.
    pub skipped: Group,
    /// Those the trader traded otherwise; the result is that of the signal, theirs is not known.
    pub changed: Group,
    /// Those without a word of the trader.
    pub undecided: Group,
    /// Signals without a result: still running, or nobody can say.
    pub open: u32,
    /// Results it takes for a mean.
    pub least: u32,
}

/// Some results in R, after cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Group {
    /// Results.
    pub n: u32,
    /// Their mean; none of fewer than 30.
    pub mean_r: Option<f64>,
    /// 1.96 standard errors on either side.
    pub interval95: Option<[f64; 2]>,
}

/// A market, the candle it was decided at, and which way.
type Moment<'a> = (&'a str, &'a str, Option<&'a str>, &'a str);

impl Tally {
    /// Counts the answers of a source, in any order.
    pub(crate) fn of(answers: &[Listed], source: &str) -> Self {
        let mut signals: BTreeMap<Moment<'_>, &Listed> = BTreeMap::new();
        for answer in answers.iter().filter(|answer| answer.source.as_deref() == Some(source)) {
            let Some(word) = answer.signal.as_deref().filter(|word| *word != "HOLD") else { continue };
            let moment = (&*answer.pair, &*answer.timeframe, answer.last_closed_candle.as_deref(), word);
            let kept = signals.entry(moment).or_insert(answer);
            // The same signal asked for again is the same signal; the one the trader spoke of counts.
            if told_at(answer) > told_at(kept) {
                *kept = answer;
            }
        }
        let results = |meant: &dyn Fn(&Listed) -> bool| {
            let meant = signals.values().filter(|answer| meant(answer));
            Group::of(&meant.filter_map(|answer| result(answer)).collect::<Vec<_>>())
        };
        let by = |decision: Option<Decision>| {
            results(&|answer| answer.decided.as_ref().map(|decided| decided.decision) == decision)
        };
        Self {
            all: results(&|_| true),
            took: by(Some(Decision::Took)),
            skipped: by(Some(Decision::Skipped)),
            changed: by(Some(Decision::Changed)),
            undecided: by(None),
            open: count(signals.values().filter(|answer| result(answer).is_none()).count()),
            least: count(LEAST),
        }
    }
}

impl Group {
    /// Counts results.
    pub(crate) fn of(results: &[f64]) -> Self {
        let n = results.len();
        if n < LEAST {
            return Self { n: count(n), mean_r: None, interval95: None };
        }
        let mean = results.iter().sum::<f64>() / n as f64;
        let variance = results.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
        let width = WIDTH * (variance / n as f64).sqrt();
        let [mean, low, high] = [mean, mean - width, mean + width].map(|r| rounded(r, 3));
        Self { n: count(n), mean_r: Some(mean), interval95: Some([low, high]) }
    }
}

fn told_at(answer: &Listed) -> Option<jiff::Timestamp> {
    answer.decided.as_ref().map(|decided| decided.at)
}

fn result(answer: &Listed) -> Option<f64> {
    answer.outcome?.net_r
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
