//! One answer's candles, judged by what every market place must keep to.

use analysis::Interval;

use super::{Ask, judge::Refusal};
use crate::Row;

/// What an answer held.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Candles that have closed, as far as the market place tells, in its own order.
    pub(crate) rows: Vec<Row>,
    /// The one that has not.
    pub(crate) forming: Option<Row>,
    /// There is nothing older, as the answer itself shows.
    pub(crate) is_last: bool,
    /// The smallest price step, where the candles' own answer tells it.
    pub(crate) tick: Option<analysis::Tick>,
}

/// This far beyond the end that was asked for, in candles, a row may lie: some send the one that forms.
const BEYOND: i64 = 2;

/// This far before the beginning, in candles, a row may lie: some begin a page with what they have.
const EARLIER: i64 = 1_500;

/// The rows of a page that were asked for.
///
/// # Errors
/// When what came is something else: other times, in other units, or of another timeframe.
pub(crate) fn vetted(ask: &Ask<'_>, mut page: Page) -> Result<Page, Refusal> {
    let step = ask.interval.millis();
    if let Some(row) =
        page.rows.iter().chain(&page.forming).find(|row| row.open_ms > ask.now_ms.saturating_add(BEYOND * step))
    {
        return Err(Refusal::Schema(format!("a candle of the future, at {} ms", row.open_ms)));
    }
    let before = ask.from_ms - (ask.before_ms - ask.from_ms).max(EARLIER * step);
    if let Some(row) = page.rows.iter().find(|row| row.open_ms < before) {
        return Err(Refusal::Schema(format!("a candle of another time, at {} ms", row.open_ms)));
    }
    if let Some(spacing) = other_spacing(&page.rows, ask.interval) {
        return Err(Refusal::Schema(format!("candles {} s apart instead of {}", spacing / 1_000, ask.interval)));
    }
    page.rows.retain(|row| (ask.from_ms..ask.before_ms).contains(&row.open_ms));
    Ok(page)
}

/// The distance between rows where all of them are further apart than they should be, or most are closer.
fn other_spacing(rows: &[Row], interval: Interval) -> Option<i64> {
    if rows.len() < 8 {
        return None;
    }
    let step = interval.millis();
    let mut times: Vec<i64> = rows.iter().map(|row| row.open_ms).collect();
    times.sort_unstable();
    times.dedup();
    let distances: Vec<i64> = times.iter().zip(times.iter().skip(1)).map(|(a, b)| b - a).collect();
    let closer = distances.iter().filter(|distance| **distance < step).count();
    let first = *distances.first()?;
    if closer * 2 > distances.len() {
        return distances.into_iter().min();
    }
    (first > step && distances.len() >= 7 && distances.iter().all(|distance| *distance == first)).then_some(first)
}
