//! Which timeframe the rows of a file are.

use std::{cmp::Reverse, collections::HashMap, ops::Range};

use analysis::Interval;

use super::csv::Sheet;
use crate::{CsvFault, Expected, normalise::in_order};

const DAY_MS: i64 = 86_400_000;

/// From this time of day (ms UTC) a daily row belongs to the next date: currencies and Sydney open on the eve.
const EVE_MS: i64 = 20 * 3_600_000;

/// Midnight of a zone further east than Europe's, or a time of day further west: two dates, and without the zone nobody
/// knows which.
const WHICH_DAY_MS: Range<i64> = 10 * 3_600_000..EVE_MS;

/// The newest rows tell the timeframe; more of them would say the same.
const ROWS_LOOKED_AT: usize = 20_000;

/// The timeframe of a sheet: the most frequent distance between rows, which the file's name must not contradict.
pub(super) fn interval_of(file: &str, sheet: &Sheet, named: Option<Interval>) -> Result<Interval, CsvFault> {
    let Some(distance) = most_frequent_distance(sheet) else {
        return named.ok_or_else(|| fault(file, sheet, None, Expected::Spacing));
    };
    let found = Interval::ASKABLE.into_iter().find(|interval| interval.millis() == distance);
    match (found, named) {
        (Some(found), None) => Ok(found),
        (Some(found), Some(named)) if found == named => Ok(found),
        (_, Some(named)) => Err(fault(file, sheet, Some(distance), Expected::SpacingOf(named))),
        (None, None) => Err(fault(file, sheet, Some(distance), Expected::Spacing)),
    }
}

/// Puts daily rows on their trading date at 00:00Z, as daily candles of every source are.
pub(super) fn on_trading_dates(file: &str, sheet: &mut Sheet) -> Result<(), CsvFault> {
    if sheet.is_zone_lost
        && let Some(row) = sheet.rows.iter().find(|row| WHICH_DAY_MS.contains(&row.open_ms.rem_euclid(DAY_MS)))
    {
        let line = row.line.map_or(1, u32::from);
        let found = duration_text(row.open_ms.rem_euclid(DAY_MS)) + " after midnight UTC";
        let (file, column) = (crate::fault::clipped(file, 64), sheet.layout.time.clone());
        return Err(CsvFault { file, line, column, expected: Expected::Midnight, found });
    }
    for (row, offset) in sheet.rows.iter_mut().zip(&sheet.offsets) {
        let written = row.open_ms + i64::from(*offset) * 60_000;
        row.open_ms =
            if written % DAY_MS == 0 { written } else { (row.open_ms + DAY_MS - EVE_MS).div_euclid(DAY_MS) * DAY_MS };
    }
    Ok(())
}

fn most_frequent_distance(sheet: &Sheet) -> Option<i64> {
    let mut times: Vec<i64> = sheet.rows.iter().map(|row| row.open_ms).collect();
    times.sort_unstable();
    times.dedup();
    let times = times.get(times.len().saturating_sub(ROWS_LOOKED_AT)..)?;
    let mut counts: HashMap<i64, u32> = HashMap::new();
    for (time, next) in times.iter().zip(times.iter().skip(1)) {
        *counts.entry(next - time).or_default() += 1;
    }
    // Of equally frequent ones the shortest, so that the answer does not depend on the map's order.
    counts.into_iter().max_by_key(|(distance, count)| (*count, Reverse(*distance))).map(|(distance, _)| distance)
}

#[cold]
fn fault(file: &str, sheet: &Sheet, distance: Option<i64>, expected: Expected) -> CsvFault {
    let mut rows = sheet.rows.clone();
    in_order(&mut rows);
    let apart = rows.iter().zip(rows.iter().skip(1)).find(|(row, next)| Some(next.open_ms - row.open_ms) == distance);
    let line = apart.map(|(_, next)| next).or(rows.last()).and_then(|row| row.line).map_or(1, u32::from);
    let found = distance.map_or_else(|| "one row".to_owned(), |ms| format!("rows {} apart", duration_text(ms)));
    CsvFault { file: crate::fault::clipped(file, 64), line, column: sheet.layout.time.clone(), expected, found }
}

fn duration_text(ms: i64) -> String {
    for (length, unit) in [(DAY_MS, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")] {
        if ms % length == 0 {
            return format!("{}{unit}", ms / length);
        }
    }
    format!("{ms}ms")
}

#[cfg(test)]
mod tests;
