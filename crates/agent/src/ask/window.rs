//! Where the candles of an answer begin.
//!
//! A window of so many newest candles begins one candle later with each that closes, and then nothing of an earlier
//! record can be carried on. So the window begins at a fixed time, and moves on in steps.

use analysis::{History, Series};

/// Candles of a step, where none is missing; the journal cuts its pieces at the same times.
const STEP: u32 = 512;

/// Candles to fetch so that at least `bars` are left; no more than `most`.
pub(super) fn fetched(bars: u32, most: u32) -> u32 {
    if bars + STEP > most { bars } else { bars + STEP }
}

/// The candles from the first step on that lies within them, where more than `bars` were there to choose from.
pub(super) fn settled(history: History, bars: u32) -> History {
    let (all, least) = (history.series.len(), bars as usize);
    if all < least + STEP as usize {
        return history;
    }
    let from = first_step(&history.series);
    History { series: history.series.tail((all - from).max(least)), ..history }
}

/// The first candle that begins a step.
fn first_step(series: &Series) -> usize {
    let span = i64::from(STEP) * series.interval().millis();
    let step = |open: &i64| open.div_euclid(span);
    let first = series.times().first().map(step);
    series.times().iter().position(|open| Some(step(open)) != first).unwrap_or_default()
}

#[cfg(test)]
mod tests;
