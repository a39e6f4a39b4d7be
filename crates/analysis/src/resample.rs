//! Higher timeframes, from closed bars only.

use crate::{Candle, Interval, Series, candle::instant};

/// How bars are gathered into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// UTC hours, days and weeks: the same groups wherever the history starts.
    Calendar(Interval),
    /// Every `k` bars from the first: the definition the published reference tables were made with.
    Count(usize),
}

/// The gathered series, and for each base bar how many of its groups were closed by then.
#[derive(Clone, Debug, PartialEq)]
pub struct Resampled {
    pub series: Series,
    closed: Vec<usize>,
}

impl Resampled {
    /// Gathers the bars; `None` when not one group is whole.
    ///
    /// An incomplete first group is dropped. A group is closed once its own last possible bar, or a bar of a later
    /// group, has closed; a group that is still open at the end of the series is left out.
    pub fn of(base: &Series, grouping: Grouping) -> Option<Self> {
        let interval = match grouping {
            Grouping::Calendar(interval) => interval,
            Grouping::Count(_) => base.interval().higher()?,
        };
        let key = |bar: usize, at: i64| match grouping {
            Grouping::Calendar(interval) => interval.bucket(at),
            Grouping::Count(k) => (bar / k.max(1)) as i64,
        };
        let fills = |bar: usize, at: i64| match grouping {
            Grouping::Calendar(interval) => at + base.interval().millis() >= interval.bucket(at) + interval.millis(),
            Grouping::Count(k) => (bar + 1).is_multiple_of(k.max(1)),
        };
        let mut groups: Vec<Candle> = Vec::new();
        let mut closed = Vec::with_capacity(base.len());
        let mut open: Option<(i64, Candle)> = None;
        // Bars of a group whose beginning lies before the history.
        let mut headless = match grouping {
            Grouping::Calendar(interval) => {
                base.times().first().map(|at| interval.bucket(*at)).filter(|start| base.times().first() != Some(start))
            }
            Grouping::Count(_) => None,
        };
        for (bar, candle) in base.candles().enumerate() {
            let at = candle.open_time.as_millisecond();
            let group = key(bar, at);
            if headless.is_some_and(|start| start == group) {
                closed.push(0);
                continue;
            }
            headless = None;
            open = Some(match open.take() {
                Some((same, gathered)) if same == group => (group, joined(&gathered, &candle)),
                before => {
                    groups.extend(before.map(|(_, gathered)| gathered));
                    let start = match grouping {
                        Grouping::Calendar(_) => instant(group),
                        Grouping::Count(_) => candle.open_time,
                    };
                    (group, Candle { open_time: start, ..candle })
                }
            });
            if fills(bar, at) {
                groups.extend(open.take().map(|(_, gathered)| gathered));
            }
            closed.push(groups.len());
        }
        // Closedness was decided above, bar by bar; a week of five trading days ends before its calendar does.
        let series = Series::new(base.pair().clone(), interval, jiff::Timestamp::MAX, groups).ok()?;
        Some(Self { series, closed })
    }

    /// Index of the last group that was closed when this base bar closed.
    pub fn last_closed(&self, bar: usize) -> Option<usize> {
        self.closed.get(bar)?.checked_sub(1)
    }
}

pub(crate) fn joined(gathered: &Candle, next: &Candle) -> Candle {
    Candle {
        high: gathered.high.max(next.high),
        low: gathered.low.min(next.low),
        close: next.close,
        volume: gathered.volume.zip(next.volume).map(|(before, more)| before + more),
        ..*gathered
    }
}

#[cfg(test)]
mod tests;
