//! Facts about the data: gaps, age, flatness, doubtful fills. None of them is an error.

use jiff::Timestamp;

use crate::{
    History, Interval, Kind, Series, Sessions,
    answer::{Gap, Quality},
    candle::instant,
    readings,
};

/// A gap this close to the last bar makes it unfit for judgement.
const RECENT_BARS: usize = 60;

/// Bars over which fills at the open are judged.
const FILL_BARS: usize = 500;

/// A move of this size overnight, as a log return, looks like a split.
const JUMP: f64 = 0.5;

/// What is known about a series, beside its prices.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with a question of its own")]
pub(crate) struct QualityFacts {
    pub(crate) quality: Quality,
    /// Made-up candles, whatever else is said of them.
    pub(crate) synthetic: bool,
    /// Seconds from the last close to the instant of knowledge.
    pub(crate) age_seconds: i64,
    /// Every gap, oldest first.
    pub(crate) gaps: Vec<Gap>,
    /// A gap lies within the last 60 bars.
    pub(crate) gap_is_recent: bool,
    /// The last bars stood still.
    pub(crate) unmoved: bool,
    /// Volume is unknown or was nil over the last 20 bars.
    pub(crate) without_volume: bool,
    /// Daily bars of a market that closes whose open merely repeats the close before.
    pub(crate) fills_are_suspect: bool,
    /// Share of the last 500 bars whose open equals the close before, 0 to 1.
    pub(crate) open_is_previous_close: f64,
    /// Largest move between two closes of a share, as a log return, when it looks like a split.
    pub(crate) jump: Option<f64>,
}

impl QualityFacts {
    /// Gathers them as of an instant; `replay` says that the instant is not now.
    pub(crate) fn of(history: &History, series: &Series, as_of: Timestamp, replay: bool) -> Self {
        let sessions = series.pair().sessions();
        let last = series.len() - 1;
        let gaps = gaps(series, sessions);
        let recent = series.times().get(series.len().saturating_sub(RECENT_BARS)).map(|at| instant(*at));
        let share = open_is_previous_close(series);
        let closes = matches!(sessions, Sessions::UsShares | Sessions::Weekdays);
        Self {
            quality: quality(history, series, as_of, replay),
            synthetic: history.provenance.kind == Kind::Synthetic,
            age_seconds: as_of.as_second() - series.last_close().as_second(),
            gap_is_recent: gaps.last().zip(recent).is_some_and(|(gap, from)| gap.to > from),
            gaps,
            unmoved: readings::moved(series).last() == Some(&false),
            without_volume: !readings::has_volume(series, last, 20),
            fills_are_suspect: closes && series.interval() == Interval::D1 && share >= 0.5,
            open_is_previous_close: share,
            jump: if closes { largest_move(series).filter(|size| size.abs() > JUMP) } else { None },
        }
    }

    /// How many candles are missing.
    pub(crate) fn missing(&self) -> u32 {
        self.gaps.iter().map(|gap| gap.missing).sum()
    }

    /// For each bar whether a candle is missing between it and the next.
    pub(crate) fn gap_after(&self, series: &Series) -> Vec<bool> {
        let mut after = vec![false; series.len()];
        for gap in &self.gaps {
            let next = series.times().partition_point(|open| *open < gap.to.as_millisecond());
            if let Some(before) = next.checked_sub(1).and_then(|bar| after.get_mut(bar)) {
                *before = true;
            }
        }
        after
    }

    /// The ten largest gaps, largest first.
    pub(crate) fn largest_gaps(&self) -> Vec<Gap> {
        let mut gaps = self.gaps.clone();
        gaps.sort_by_key(|gap| (std::cmp::Reverse(gap.missing), gap.from));
        gaps.truncate(10);
        gaps
    }
}

impl History {
    /// What kind of data these candles are as of an instant, which is taken for now.
    pub fn quality_at(&self, as_of: Timestamp) -> Quality {
        quality(self, &self.series, as_of, false)
    }
}

fn quality(history: &History, series: &Series, as_of: Timestamp, replay: bool) -> Quality {
    let age = as_of.as_millisecond() - series.last_close().as_millisecond();
    let last_open = series.last_close().as_millisecond() - series.interval().millis();
    let late = age > 2 * series.interval().millis();
    let overdue = late && series.pair().sessions().overdue(series.interval(), last_open, as_of.as_millisecond());
    match history.provenance.kind {
        // A file does not grow, so no candle of it can be late.
        Kind::Recorded => Quality::Recorded,
        Kind::Live | Kind::Synthetic if overdue => Quality::Stale,
        Kind::Live | Kind::Synthetic if late => Quality::Closed,
        Kind::Synthetic => Quality::Synthetic,
        Kind::Live if replay => Quality::Recorded,
        Kind::Live if history.provenance.delay_seconds.is_some_and(|delay| delay > 0) => Quality::Delayed,
        Kind::Live => Quality::Live,
    }
}

fn gaps(series: &Series, sessions: Sessions) -> Vec<Gap> {
    let step = series.interval().millis();
    let pairs = series.times().iter().zip(series.times().iter().skip(1));
    pairs
        .filter(|(open, next)| *next - *open > step)
        .filter_map(|(open, next)| {
            let missing = sessions.missing_between(series.interval(), *open, *next);
            (missing > 0).then(|| Gap { from: instant(*open + step), to: instant(*next), missing })
        })
        .collect()
}

fn open_is_previous_close(series: &Series) -> f64 {
    let from = series.len().saturating_sub(FILL_BARS + 1);
    let closes = series.closes().get(from..).unwrap_or_default();
    let opens = series.opens().get(from + 1..).unwrap_or_default();
    if opens.is_empty() {
        return 0.0;
    }
    opens.iter().zip(closes).filter(|(open, close)| open == close).count() as f64 / opens.len() as f64
}

fn largest_move(series: &Series) -> Option<f64> {
    readings::log_returns(series.closes()).max_by(|a, b| a.abs().total_cmp(&b.abs()))
}

#[cfg(test)]
mod tests;
