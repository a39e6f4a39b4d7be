//! Rows of any source → a series: ascending, unique, closed, valid. The same rules for all of them.

mod told;

use analysis::{
    Candle, CandleFault, History, Interval, Provenance, Series, SeriesFault,
    resample::{Grouping, Resampled},
};

use crate::{BadRow, Batch, Column, FeedFault, Layout, Origin, Row, Rule, Want, fault::clipped};
pub use told::{Told, told};

/// At most one row in this many may break a rule: 0.5 %.
const ONE_BAD_IN: usize = 200;

/// After its end a candle of a market is left alone for so long: late trades still change it.
const SETTLED_MS: i64 = 2_000;

/// No price and no volume of any market is this large.
const BEYOND: (f64, f64) = (1e15, 1e21);

/// Turns rows into a history as it was known at `want.at`.
///
/// Rows are sorted, and repeated ones kept once. Rows that break a rule are dropped and counted; nothing is filled in.
/// Of what had closed, the newest `want.bars` enter. Rows of a shorter timeframe are gathered into the one wanted.
///
/// # Errors
/// Two different rows for one time, too many rows that break a rule, no closed candle, or a timeframe shorter than the
/// rows have.
pub fn normalise(batch: Batch, want: &Want) -> Result<History, FeedFault> {
    judged(batch, want).map(|judged| judged.history)
}

/// What was done with the rows of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Those that may be used.
    pub history: History,
    /// The candle that has not closed, as far as it is known.
    pub forming: Option<Candle>,
    /// Rows that came twice, alike.
    pub repeated: u32,
    /// Rows that came twice with other values; the one received later counts.
    pub corrected: u32,
}

/// The same, with what became of each row.
///
/// # Errors
/// As [`normalise`].
pub fn judged(batch: Batch, want: &Want) -> Result<Judged, FeedFault> {
    let Batch { interval: base, mut rows, forming, clock, origin } = batch;
    let asked = want.interval.unwrap_or(base);
    if asked < base {
        let symbol = origin.venue_symbol;
        return Err(FeedFault::BadInterval { symbol, asked, has: vec![base] });
    }
    in_order(&mut rows);
    let (repeated, corrected) = without_repeats(&mut rows, &origin)?;

    // A candle has closed by the clock of the market it is from, and a moment later is early enough.
    let by_source = clock.map_or(i64::MAX, |clock| clock.as_millisecond() - SETTLED_MS);
    let known_ms = want.at.as_millisecond().min(by_source);
    let closed = rows.partition_point(|row| row.open_ms.saturating_add(base.millis()) <= known_ms);
    let forming = rows.get(closed).copied().or(forming).filter(|row| check(row, base).is_ok());
    rows.truncate(closed);
    let bars = want.bars.max(1) as usize;
    let parts = (asked.millis() / base.millis()).max(1) as usize;
    // The oldest group may begin before the rows kept and is then dropped, so one more is fetched.
    let needed = if parts > 1 { bars.saturating_add(1).saturating_mul(parts) } else { bars };
    let (newest, rejected) = newest_valid(&rows, base, needed, &origin)?;

    let candles = newest.iter().filter_map(Row::candle);
    let series = Series::new(want.pair.clone(), base, want.at, candles).map_err(|fault| unfit(fault, &origin, want))?;
    let series = if parts > 1 {
        Resampled::of(&series, Grouping::Calendar(asked)).ok_or_else(|| empty(&origin, want))?.series.tail(bars)
    } else {
        series
    };
    let history = History { series, provenance: provenance(&origin, rejected) };
    Ok(Judged { history, forming: forming.as_ref().and_then(Row::candle), repeated, corrected })
}

/// Sorts by opening time; rows of one time keep their order.
pub(crate) fn in_order(rows: &mut [Row]) {
    if rows.is_sorted_by_key(|row| row.open_ms) {
        return;
    }
    // Newest first, as many files are.
    if rows.is_sorted_by(|before, after| before.open_ms > after.open_ms) {
        rows.reverse();
    } else {
        rows.sort_by_key(|row| row.open_ms);
    }
}

/// How many came twice alike, and how many with other values. Lines of a file that differ are the trader's to mend; of
/// a market the later word counts.
fn without_repeats(rows: &mut Vec<Row>, origin: &Origin) -> Result<(u32, u32), FeedFault> {
    let twins = || rows.iter().zip(rows.iter().skip(1)).filter(|(row, next)| row.open_ms == next.open_ms);
    let mut others = twins().filter(|(row, next)| !row.same_candle(next));
    if let Some((first, second)) = others.clone().find(|(row, next)| row.line.is_some() || next.line.is_some()) {
        return Err(FeedFault::Conflict {
            symbol: origin.venue_symbol.clone(),
            at: first.candle().map_or(jiff::Timestamp::UNIX_EPOCH, |candle| candle.open_time),
            first: first.line.min(second.line),
            second: first.line.max(second.line),
            column: origin.layout.as_ref().and_then(|layout| differing(layout, first, second)),
        });
    }
    let corrected = others.by_ref().count();
    let repeated = twins().count() - corrected;
    if corrected + repeated > 0 {
        // Of each time the last one stays.
        rows.reverse();
        rows.dedup_by_key(|row| row.open_ms);
        rows.reverse();
    }
    Ok((repeated as u32, corrected as u32))
}

fn differing(layout: &Layout, first: &Row, second: &Row) -> Option<Column> {
    let columns = [&layout.open, &layout.high, &layout.low, &layout.close];
    let values = |row: &Row| [row.open, row.high, row.low, row.close].map(f64::to_bits);
    let unequal = columns.into_iter().zip(values(first).into_iter().zip(values(second))).find(|(_, (a, b))| a != b);
    unequal.map(|(column, _)| column).or(layout.volume.as_ref()).cloned()
}

/// The newest valid rows, oldest first, and how many were dropped among them.
fn newest_valid(
    rows: &[Row],
    interval: Interval,
    needed: usize,
    origin: &Origin,
) -> Result<(Vec<Row>, u32), FeedFault> {
    let mut kept = Vec::with_capacity(rows.len().min(needed));
    let mut first_bad: Option<(&Row, Rule)> = None;
    let mut rejected = 0;
    for row in rows.iter().rev() {
        if kept.len() == needed {
            break;
        }
        match check(row, interval) {
            Ok(()) => kept.push(*row),
            Err(rule) => {
                rejected += 1;
                if first_bad.is_none_or(|(bad, _)| row.line <= bad.line) {
                    first_bad = Some((row, rule));
                }
            }
        }
    }
    let total = kept.len() + rejected;
    if let Some((row, rule)) = first_bad.filter(|_| rejected * ONE_BAD_IN > total) {
        return Err(FeedFault::Quality {
            symbol: origin.venue_symbol.clone(),
            rejected: rejected as u32,
            total: total as u32,
            first: bad_row(row, rule, origin.layout.as_ref()),
        });
    }
    kept.reverse();
    Ok((kept, rejected as u32))
}

fn check(row: &Row, interval: Interval) -> Result<(), Rule> {
    let candle = row.candle().filter(|_| interval.bucket(row.open_ms) == row.open_ms);
    candle.ok_or(Rule::OffGrid(interval))?.check()?;
    let (price, volume) = BEYOND;
    if row.high >= price || row.volume.is_some_and(|traded| traded >= volume) { Err(Rule::Beyond) } else { Ok(()) }
}

fn bad_row(row: &Row, rule: Rule, layout: Option<&Layout>) -> BadRow {
    let column = layout.and_then(|layout| match rule {
        Rule::OffGrid(_) => Some(&layout.time),
        Rule::Beyond => Some(&layout.high),
        Rule::Candle(CandleFault::HighTooLow | CandleFault::NotFinite("high") | CandleFault::NotPositive("high")) => {
            Some(&layout.high)
        }
        Rule::Candle(CandleFault::LowTooHigh | CandleFault::NotFinite("low") | CandleFault::NotPositive("low")) => {
            Some(&layout.low)
        }
        Rule::Candle(CandleFault::NegativeVolume | CandleFault::NotFinite("volume")) => layout.volume.as_ref(),
        Rule::Candle(CandleFault::NotFinite("open") | CandleFault::NotPositive("open")) => Some(&layout.open),
        Rule::Candle(CandleFault::NotFinite(_) | CandleFault::NotPositive(_)) => Some(&layout.close),
    });
    BadRow { open_ms: row.open_ms, line: row.line, column: column.cloned(), rule }
}

fn unfit(fault: SeriesFault, origin: &Origin, want: &Want) -> FeedFault {
    match fault {
        SeriesFault::Empty => empty(origin, want),
        fault @ (SeriesFault::Candle { .. } | SeriesFault::NotAscending { .. } | SeriesFault::StillOpen { .. }) => {
            FeedFault::Unfit { symbol: origin.venue_symbol.clone(), fault }
        }
    }
}

fn empty(origin: &Origin, want: &Want) -> FeedFault {
    FeedFault::Empty { symbol: origin.venue_symbol.clone(), pair: want.pair.clone(), at: want.at }
}

fn provenance(origin: &Origin, rejected: u32) -> Provenance {
    Provenance {
        source: clipped(&origin.source, 64),
        venue_symbol: clipped(&origin.venue_symbol, 64),
        kind: origin.kind,
        delay_seconds: origin.delay_seconds,
        tick: origin.tick,
        rejected,
        second: None,
    }
}

#[cfg(test)]
mod tests;
