//! The candles: can they be had, how old are they, and what is missing.

use analysis::{Interval, Pair, Series};
use jiff::Timestamp;

use super::{Examined, Part, ladder::Ladder};
use crate::{ProblemView, ToolFault};

/// A candle that closed longer ago than this many bars is late; as quality has it.
const LATE: u32 = 2;

/// A gap among so many of the newest bars makes them unfit for judgement; as quality has it.
const RECENT_BARS: usize = 60;

/// What was seen of the source, as far as it could be asked.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// What it is.
    pub(super) source: String,
    /// Its candles are made up.
    pub(super) is_demo: bool,
    /// Pairs and timeframes it offers, or why it could not be opened.
    pub(super) offers: Result<usize, ToolFault>,
    /// What a question without words would be answered from.
    pub(super) read: Option<Result<Read, ToolFault>>,
}

/// Candles of one pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) pair: Pair,
    pub(super) interval: Interval,
    pub(super) count: usize,
    /// When the last one closed that had closed by now; `None` where all of them lie ahead.
    pub(super) last_close: Option<Timestamp>,
    /// When the newest opens, whether it has closed or not.
    pub(super) newest: Option<Timestamp>,
    /// Candles that should have opened and closed since, by the calendar.
    pub(super) age_bars: u32,
    /// Candles that are missing, and in how many gaps.
    pub(super) missing: u32,
    pub(super) gaps: usize,
    /// One of them lies among the newest bars, which keeps signals away.
    pub(super) gap_is_recent: bool,
}

impl Read {
    /// As of now; candles that open later count for the newest alone.
    pub(super) fn of(series: &Series, now: Timestamp) -> Self {
        let (pair, interval, now_ms) = (series.pair().clone(), series.interval(), now.as_millisecond());
        let (sessions, step) = (pair.sessions(), interval.millis());
        let closed = series.times().partition_point(|open| open + step <= now_ms);
        let times = series.times().get(..closed).unwrap_or_default();
        let steps = times.iter().zip(times.iter().skip(1));
        let missing: Vec<u32> = steps.map(|(open, next)| sessions.missing_between(interval, *open, *next)).collect();
        let recent = missing.iter().rev().take(RECENT_BARS - 1);
        // One that is to close right now is due.
        let due = |open: &i64| sessions.missing_between(interval, *open, now_ms - step + 1);
        Self {
            count: series.len(),
            last_close: times.last().and_then(|open| Timestamp::from_millisecond(open + step).ok()),
            newest: series.times().last().and_then(|open| Timestamp::from_millisecond(*open).ok()),
            age_bars: times.last().map_or(0, due),
            gap_is_recent: recent.copied().sum::<u32>() > 0,
            gaps: missing.iter().filter(|missing| **missing > 0).count(),
            missing: missing.iter().sum(),
            pair,
            interval,
        }
    }
}

pub(super) fn judged(seen: &Seen) -> Examined {
    let mut ladder = Ladder::of(Part::Candles);
    let offers = match &seen.offers {
        Ok(offers) => *offers,
        Err(fault) => {
            refused(&mut ladder, "source", fault);
            return ladder.done();
        }
    };
    ladder.ok("source", seen.source.clone());
    if offers > 0 {
        ladder.ok("offers", format!("{offers} of pair and timeframe"));
    } else {
        let hint = "Name files like btc_usd-1h.csv, so that they are found by their pair.";
        ladder.warn("offers", "none by name; one file answers for whatever is asked", hint);
    }
    match &seen.read {
        None => {}
        Some(Err(fault)) => refused(&mut ladder, "reading", fault),
        Some(Ok(read)) => climb(&mut ladder, read, seen.is_demo),
    }
    ladder.done()
}

fn refused(ladder: &mut Ladder, layer: &'static str, fault: &ToolFault) {
    let problem = ProblemView::from(fault);
    ladder.fail(layer, problem.what.trim_end_matches('.'), problem.hint);
}

fn climb(ladder: &mut Ladder, read: &Read, is_demo: bool) {
    let Read { pair, interval, count, last_close, age_bars, missing, gaps, gap_is_recent, newest } = read;
    ladder.ok("reading", format!("{count} candles of {pair} {interval}"));
    match last_close {
        None => ladder.warn(
            "age",
            format!("none has closed by now; the newest opens at {}", newest.unwrap_or_default()),
            "Set this computer's clock, or correct the times in the file.",
        ),
        Some(_) if is_demo => ladder.off("age", "made up, so never old"),
        Some(close) if *age_bars > LATE => ladder.warn(
            "age",
            format!("the last one closed at {close}, {age_bars} bars ago; answers are as of then"),
            "Export the file anew, or ask with --as-of to say that then is meant.",
        ),
        Some(close) => ladder.ok("age", format!("the last one closed at {close}, {age_bars} bars ago")),
    }
    let told = match (missing, gap_is_recent) {
        (0, _) => "none is missing".to_owned(),
        (_, false) => format!("{missing} are missing, in {gaps} gaps, none of them recent"),
        (_, true) => format!("{missing} are missing, in {gaps} gaps, one of them recent"),
    };
    match (is_demo, gap_is_recent) {
        (true, _) => ladder.off("gaps", format!("made up: {told}")),
        (false, false) => ladder.ok("gaps", told),
        (false, true) => {
            ladder.warn("gaps", told, "Export the file anew, or fill the gap: until then every signal is HOLD.");
        }
    }
}
