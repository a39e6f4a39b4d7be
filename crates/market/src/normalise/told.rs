//! What there is to say about a series beside its prices: gaps, quiet candles, jumps.

use analysis::{History, Series};
use jiff::Timestamp;

/// From this log return on, a move between two closes is worth a look: a split, or another thing under the same name.
const JUMP: f64 = 0.5;

/// Facts about candles. None of them is an error.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// First candle's opening, UTC.
    pub first_open: Timestamp,
    /// Last candle's close, UTC.
    pub last_close: Timestamp,
    /// Candles.
    pub bars: usize,
    /// Gaps, oldest first: from, up to, candles missing. Nothing is ever filled in.
    pub gaps: Vec<(Timestamp, Timestamp, u32)>,
    /// Share of candles without volume, 0 to 1; `None` where volume is unknown.
    pub quiet: Option<f64>,
    /// Share of candles that open where the one before closed, 0 to 1.
    pub opens_at_close: f64,
    /// The largest move between two closes and when it closed, as a log return, where it is above 0.5.
    pub jump: Option<(f64, Timestamp)>,
}

/// Looks at every candle once.
pub fn told(history: &History) -> Told {
    let series = &history.series;
    let step = series.interval().millis();
    let pairs = || series.times().iter().zip(series.times().iter().skip(1));
    let sessions = series.pair().sessions();
    let gaps = pairs().filter(|(open, next)| *next - *open > step).filter_map(|(open, next)| {
        let missing = sessions.missing_between(series.interval(), *open, *next);
        (missing > 0).then(|| (instant(open + step), instant(*next), missing))
    });
    let share = |count: usize, of: usize| if of == 0 { 0.0 } else { count as f64 / of as f64 };
    let opens = series.opens().iter().skip(1).zip(series.closes());
    Told {
        first_open: series.first_open(),
        last_close: series.last_close(),
        bars: series.len(),
        gaps: gaps.collect(),
        quiet: series.volumes().map(|volumes| share(volumes.iter().filter(|v| **v == 0.0).count(), volumes.len())),
        opens_at_close: share(opens.filter(|(open, close)| open == close).count(), series.len() - 1),
        jump: jump(series),
    }
}

fn jump(series: &Series) -> Option<(f64, Timestamp)> {
    let closes = series.closes();
    let moves = closes.iter().zip(closes.iter().skip(1)).map(|(before, close)| libm::log(close / before));
    let (index, size) = moves.enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let at = series.times().get(index + 1)? + series.interval().millis();
    (size.abs() > JUMP).then(|| (size, instant(at)))
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
}
