//! Candle files as tables of typed columns, as Arrow and Parquet have them, read by the laws of the CSV reader.
//!
//! Both formats are read here, as far as candles need them: the libraries for them bring a calendar of their own,
//! allocate what a file declares, and panic on some damaged ones.

mod arrow;
mod flat;
mod kind;
mod parquet;
mod unpack;

use std::num::NonZeroU32;

use super::csv::{
    ColumnOrder, MOST_ROWS, Sheet,
    header::{Header, HeaderFault},
    time::{DayPlace, Moment, Style},
};
use crate::{Column, CsvFault, Expected, Note, Row, fault::clipped};
use kind::{Kind, Zone};

/// The most columns that are read, parts of nested ones included.
const MOST_COLUMNS: usize = 1_000;

/// A file of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Arrow,
    Parquet,
}

/// A column as the file describes it.
#[derive(Clone, Debug)]
struct Described {
    name: String,
    kind: Kind,
}

/// What the two formats have in common.
trait Table {
    fn columns(&self) -> &[Described];

    /// At most `MOST_ROWS`.
    fn rows(&self) -> usize;

    /// Hands out the cells of a column from the first row to the last, a null as `None`.
    fn each(&self, column: usize, take: &mut Take<'_>) -> Result<(), Fault>;
}

/// Puts a number into its place.
type Put = fn(&mut Row, f64);

type Take<'a> = dyn FnMut(Option<&[u8]>) -> Result<(), Fault> + 'a;

/// What is wrong with the frame of a file.
#[derive(Clone, Copy, Debug)]
struct Torn(&'static str);

/// What is wrong with a table, before its name is known.
#[derive(Debug)]
enum Fault {
    /// The file is no whole one of its format.
    Torn(Torn),
    /// A column is written in a way that is not read.
    Column(Expected, String),
    /// So is a cell of the row, counted from 0.
    Cell(usize, Expected, String),
}

impl From<Torn> for Fault {
    fn from(torn: Torn) -> Self {
        Self::Torn(torn)
    }
}

impl Format {
    /// By the name's ending, and where it says nothing by how the file begins.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
        if ends(&[".feather", ".arrow"]) || bytes.starts_with(arrow::MAGIC) {
            Some(Self::Arrow)
        } else if ends(&[".parquet"]) || bytes.starts_with(parquet::MAGIC) {
            Some(Self::Parquet)
        } else {
            None
        }
    }

    /// Reads a whole file, named `file` in messages. Its rows, counted from 1, stand for lines.
    pub(super) fn read(self, file: &str, bytes: &[u8], order: Option<&ColumnOrder>) -> Result<Sheet, CsvFault> {
        let unopened = |fault| self.fault(file, Column { number: 1, name: String::new() }, fault);
        match self {
            Self::Arrow => self.sheet(file, &arrow::Arrow::open(bytes).map_err(unopened)?, order),
            Self::Parquet => self.sheet(file, &parquet::Parquet::open(bytes).map_err(unopened)?, order),
        }
    }

    fn sheet(self, file: &str, table: &dyn Table, order: Option<&ColumnOrder>) -> Result<Sheet, CsvFault> {
        let header = self.header(file, table, order)?;
        let fault = |index| {
            let column = header.column(index);
            move |fault| self.fault(file, column, fault)
        };
        if table.rows() == 0 {
            return Err(fault(header.time)(Fault::Cell(0, Expected::Candle, String::new())));
        }
        let times = times(table, header.time).map_err(fault(header.time))?;
        let offsets = times.iter().map(|moment| moment.offset).collect();
        let row = |(line, moment): (u32, &Moment)| {
            let (open, high, low, close) = (f64::NAN, f64::NAN, f64::NAN, f64::NAN);
            Row { open_ms: moment.ms, open, high, low, close, volume: None, line: NonZeroU32::new(line) }
        };
        let mut rows: Vec<Row> = (1..).zip(&times).map(row).collect();
        let prices: [(usize, Put); 4] = [
            (header.open, |row, price| row.open = price),
            (header.high, |row, price| row.high = price),
            (header.low, |row, price| row.low = price),
            (header.close, |row, price| row.close = price),
        ];
        for (index, put) in prices {
            numbers(table, index, &mut rows, put).map_err(fault(index))?;
        }
        if let Some(index) = header.volume {
            // Writers of tables have no empty cell in a column of floats, and write a NaN for it.
            numbers(table, index, &mut rows, |row, volume| row.volume = Some(volume).filter(|v| !v.is_nan()))
                .map_err(fault(index))?;
        }
        let kind = table.columns().get(header.time).map(|column| &column.kind);
        let is_zone_lost = matches!(kind, Some(Kind::Moment { zone: Zone::Lost, .. }));
        let unzoned =
            matches!(kind, Some(Kind::Moment { zone: Zone::Absent, .. } | Kind::Days | Kind::DayAndNanos | Kind::Text));
        let notes = [(unzoned, Note::ZoneAssumedUtc), (header.has_adjusted_close, Note::AdjustedCloseUnused)];
        let notes = notes.into_iter().filter_map(|(applies, note)| applies.then_some(note)).collect();
        Ok(Sheet { rows, offsets, layout: header.layout(), notes, is_zone_lost })
    }

    fn header(self, file: &str, table: &dyn Table, order: Option<&ColumnOrder>) -> Result<Header, CsvFault> {
        let names: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
        let found = clipped(&names.join(","), 40);
        let header = match order {
            Some(ColumnOrder(given)) if given.names.len() > names.len() => {
                let fault = Fault::Column(Expected::Cells(given.names.len()), String::new());
                return Err(self.fault(file, given.column(names.len()), fault));
            }
            Some(ColumnOrder(given)) => given.clone().widened(names.len()),
            None => Header::new(names).map_err(|refused| match refused {
                HeaderFault::Missing(column) => self.fault(file, column, Fault::Column(Expected::Columns, found)),
                HeaderFault::Twice(column) => {
                    let name = column.name.clone();
                    self.fault(file, column, Fault::Column(Expected::OneOfIt, name))
                }
            })?,
        };
        match header.clock {
            Some(clock) => Err(self.fault(
                file,
                header.column(clock),
                Fault::Column(Expected::OneTime, "date and time".to_owned()),
            )),
            None => Ok(header),
        }
    }

    fn fault(self, file: &str, column: Column, fault: Fault) -> CsvFault {
        let (row, expected, found) = match fault {
            Fault::Torn(Torn(what)) => (0, self.whole(), what.to_owned()),
            Fault::Column(expected, found) => (0, expected, found),
            Fault::Cell(row, expected, found) => (row, expected, found),
        };
        let line = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1);
        CsvFault { file: clipped(file, 64), line, column, expected, found: clipped(&found, 40) }
    }

    const fn whole(self) -> Expected {
        match self {
            Self::Arrow => Expected::WholeArrow,
            Self::Parquet => Expected::WholeParquet,
        }
    }
}

/// The time of every row.
fn times(table: &dyn Table, column: usize) -> Result<Vec<Moment>, Fault> {
    let kind = match table.columns().get(column).map(|column| &column.kind) {
        Some(Kind::Other(what)) => return Err(Fault::Column(Expected::TimeColumn, (*what).to_owned())),
        Some(kind) => kind,
        None => return Err(Torn("a column less than it names").into()),
    };
    let is_typed = matches!(kind, Kind::Moment { .. } | Kind::Days | Kind::DayAndNanos);
    let mut times: Vec<Moment> = Vec::with_capacity(table.rows().min(MOST_ROWS));
    let mut style: Option<Style> = None;
    let mut text = String::new();
    table.each(column, &mut |cell| {
        let unlike = |expected, found: String| Fault::Cell(times.len(), expected, found);
        let Some(cell) = cell else { return Err(unlike(Expected::Time, "null".to_owned())) };
        let moment = if is_typed {
            kind.moment(cell).ok_or_else(|| unlike(Expected::WholeTime, shown_count(cell)))?
        } else {
            let written = kind.written(cell, &mut text).ok_or(Torn("a cell that does not fit its column"))?;
            let shown = || String::from_utf8_lossy(written).into_owned();
            let style = match (style, Style::of(written)) {
                (Some(known), _) => known,
                (None, None) => return Err(unlike(Expected::Time, shown())),
                (None, Some(Style::Slashed(_))) => {
                    *style.insert(slashed(table, column)?.ok_or_else(|| unlike(Expected::DateOrder, shown()))?)
                }
                (None, Some(first)) => *style.insert(first),
            };
            style.read(written).ok_or_else(|| unlike(Expected::TimeLikeTheFirst, shown()))?
        };
        if times.len() == table.rows() {
            return Err(Torn("more cells than rows").into());
        }
        times.push(moment);
        Ok(())
    })?;
    if times.len() == table.rows() { Ok(times) } else { Err(Torn("fewer cells than rows").into()) }
}

/// Which part is the day, told by any row of the column.
fn slashed(table: &dyn Table, column: usize) -> Result<Option<Style>, Fault> {
    let mut told = None;
    table.each(column, &mut |cell| {
        told = told.or_else(|| cell.and_then(DayPlace::told_by));
        Ok(())
    })?;
    Ok(told.map(Style::Slashed))
}

fn shown_count(cell: &[u8]) -> String {
    cell.try_into().map_or_else(|_| format!("{cell:?}"), |bytes| i64::from_le_bytes(bytes).to_string())
}

/// Puts a column of numbers into the rows; a null is NaN.
fn numbers(table: &dyn Table, column: usize, rows: &mut [Row], put: Put) -> Result<(), Fault> {
    let kind = match table.columns().get(column).map(|column| &column.kind) {
        Some(kind) if kind.has_numbers() => kind,
        Some(kind) => return Err(Fault::Column(Expected::NumberColumn, kind.title().to_owned())),
        None => return Err(Torn("a column less than it names").into()),
    };
    let mut places = rows.iter_mut();
    table.each(column, &mut |cell| {
        let row = places.next().ok_or(Torn("more cells than rows"))?;
        let number = match cell {
            Some(cell) => kind.number(cell).ok_or(Torn("a cell that does not fit its column"))?,
            None => f64::NAN,
        };
        put(row, number);
        Ok(())
    })?;
    if places.next().is_none() { Ok(()) } else { Err(Torn("fewer cells than rows").into()) }
}

#[cfg(test)]
mod tests;
