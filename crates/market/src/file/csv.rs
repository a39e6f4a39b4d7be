//! Candle files as text: the reader that never guesses.

pub(super) mod header;
mod lines;
mod number;
pub(super) mod time;

use std::num::NonZeroU32;

use memchr::{memchr, memchr_iter, memrchr};

use crate::{Column, CsvFault, Expected, FeedFault, Layout, Note, Row, fault::clipped};
use header::{Header, HeaderFault};
use lines::{Lines, MOST_CELLS, separator, split, trimmed};
use number::number;
use time::{DayPlace, Moment, Style};

/// The most rows that are read.
pub(crate) const MOST_ROWS: usize = 1_000_000;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a file holds, in the order it holds it.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) rows: Vec<Row>,
    /// Offset from UTC each row was written with, minutes; as many as rows.
    pub(crate) offsets: Vec<i16>,
    pub(crate) layout: Layout,
    pub(crate) notes: Vec<Note>,
    /// Whether the rows were written in a zone that the file does not tell.
    pub(crate) is_zone_lost: bool,
}

/// Column names given by the trader for a file whose own header says nothing.
#[derive(Clone, Debug)]
pub(crate) struct ColumnOrder(pub(super) Header);

impl ColumnOrder {
    /// Reads `t,o,c,h,l,v`; a name nobody knows, or none, skips its column.
    pub(crate) fn new(text: &str) -> Result<Self, FeedFault> {
        let names = text.split(',').map(|name| name.trim().to_owned()).collect();
        Header::new(names).map(Self).map_err(|_| FeedFault::BadColumns { given: clipped(text, 40) })
    }
}

/// Reads a whole file, named `file` in messages.
pub(crate) fn read(file: &str, bytes: &[u8], order: Option<&ColumnOrder>) -> Result<Sheet, CsvFault> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    is_text(file, bytes)?;
    let (page, lines) = Page::open(file, bytes, order)?;
    page.sheet(lines)
}

/// Refuses bytes that are no text, so that nothing later has to.
fn is_text(file: &str, bytes: &[u8]) -> Result<(), CsvFault> {
    let valid = str::from_utf8(bytes).map_or_else(|fault| fault.valid_up_to(), str::len);
    let nought = memchr(0, bytes.get(..valid).unwrap_or_default());
    let Some(at) = nought.or((valid < bytes.len()).then_some(valid)) else { return Ok(()) };
    let header = Lines::of(bytes).map(|(_, text)| text).find(|text| !is_skipped(text)).unwrap_or_default();
    let separator = separator(header);
    let before = bytes.get(..at).unwrap_or_default();
    let line_start = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let index = memchr_iter(separator, before.get(line_start..).unwrap_or_default()).count();
    let mut names = Vec::new();
    // A header that cannot be cut has no names to give.
    let name = split(header, separator, &mut names).ok().and_then(|()| names.get(index)).copied().unwrap_or_default();
    let rest = bytes.get(at..).unwrap_or_default();
    let found = rest.get(..memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
    Err(CsvFault {
        file: clipped(file, 64),
        line: memchr_iter(b'\n', before).count() as u32 + 1,
        column: Column { number: index as u32 + 1, name: shown(name) },
        expected: Expected::Utf8,
        found: shown(found),
    })
}

/// At most 40 characters of what stood there.
fn shown(bytes: &[u8]) -> String {
    // A character has at most four bytes, so nothing that is shown is cut away here.
    clipped(&String::from_utf8_lossy(bytes.get(..160).unwrap_or(bytes)), 40)
}

/// What is known of a file before its first row.
struct Page<'a> {
    file: &'a str,
    separator: u8,
    header: Header,
}

impl<'a> Page<'a> {
    /// Finds the header and leaves the lines at the first row.
    fn open(file: &'a str, bytes: &'a [u8], order: Option<&ColumnOrder>) -> Result<(Self, Lines<'a>), CsvFault> {
        let fault = |line, column, expected, found: &[u8]| CsvFault {
            file: clipped(file, 64),
            line,
            column,
            expected,
            found: shown(found),
        };
        let mut lines = Lines::of(bytes);
        let (from_here, line, text) = loop {
            let from_here = lines.clone();
            match lines.next() {
                Some((_, text)) if is_skipped(text) => {}
                Some((line, text)) => break (from_here, line, text),
                None => {
                    let column = Column { number: 1, name: "time".to_owned() };
                    return Err(fault(lines.next_number(), column, Expected::Header, b""));
                }
            }
        };
        let separator = separator(text);
        let mut cells = Vec::new();
        split(text, separator, &mut cells).map_err(|index| {
            let column = Column { number: index as u32 + 1, name: String::new() };
            fault(line, column, Expected::Quote, text)
        })?;
        if cells.len() > MOST_CELLS {
            let column = Column { number: MOST_CELLS as u32 + 1, name: String::new() };
            return Err(fault(line, column, Expected::AtMostCells(MOST_CELLS), text));
        }
        if let Some(ColumnOrder(given)) = order {
            let (header, named) = (given.clone(), given.names.len());
            if cells.len() < named {
                return Err(fault(line, header.column(cells.len()), Expected::Cells(named), b""));
            }
            let lines = if is_row(&header, &cells, separator) { from_here } else { lines };
            return Ok((Self { file, separator, header: header.widened(cells.len()) }, lines));
        }
        let names = cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let header = Header::new(names).map_err(|refused| match refused {
            HeaderFault::Missing(column) => fault(line, column, Expected::Header, text),
            HeaderFault::Twice(column) => {
                let name = column.name.clone();
                fault(line, column, Expected::OneOfIt, name.as_bytes())
            }
        })?;
        Ok((Self { file, separator, header }, lines))
    }

    fn sheet(&self, mut lines: Lines<'_>) -> Result<Sheet, CsvFault> {
        // A row of candles is seldom shorter than this.
        let likely = (lines.left() / 40).min(MOST_ROWS);
        let (mut rows, mut offsets) = (Vec::with_capacity(likely), Vec::with_capacity(likely));
        let mut cells = Vec::with_capacity(self.header.names.len());
        let mut joined = Vec::new();
        let mut style = None;
        loop {
            let from_here = lines.clone();
            let Some((line, text)) = lines.next() else { break };
            if is_blank(text) {
                continue;
            }
            self.split(line, text, &mut cells)?;
            if rows.len() == MOST_ROWS {
                return Err(self.fault(line, self.header.time, Expected::Rows(MOST_ROWS), text));
            }
            let time = self.time_cell(&cells, &mut joined);
            let known = match style {
                Some(known) => known,
                None => *style.insert(self.style(line, time, from_here)?),
            };
            let moment =
                known.read(time).ok_or_else(|| self.fault(line, self.header.time, Expected::TimeLikeTheFirst, time))?;
            rows.push(self.row(line, moment, &cells)?);
            offsets.push(moment.offset);
        }
        if rows.is_empty() {
            return Err(self.fault(lines.next_number(), self.header.time, Expected::Candle, b""));
        }
        Ok(Sheet { rows, offsets, layout: self.header.layout(), notes: self.notes(style), is_zone_lost: false })
    }

    fn split<'b>(&self, line: u32, text: &'b [u8], cells: &mut Vec<&'b [u8]>) -> Result<(), CsvFault> {
        split(text, self.separator, cells).map_err(|index| self.fault(line, index, Expected::Quote, text))?;
        let width = self.header.names.len();
        if cells.len() == width {
            return Ok(());
        }
        // The first cell that is missing, or the first that is too many.
        let odd = cells.len().min(width);
        Err(self.fault(line, odd, Expected::Cells(width), cells.get(odd).copied().unwrap_or_default()))
    }

    #[inline]
    fn row(&self, line: u32, moment: Moment, cells: &[&[u8]]) -> Result<Row, CsvFault> {
        let value = |index: usize| {
            let cell = cells.get(index).copied().unwrap_or_default();
            number(cell, self.separator == b',').ok_or_else(|| self.fault(line, index, Expected::Number, cell))
        };
        let is_empty = |index: usize| cells.get(index).is_none_or(|cell| trimmed(cell).is_empty());
        Ok(Row {
            open_ms: moment.ms,
            open: value(self.header.open)?,
            high: value(self.header.high)?,
            low: value(self.header.low)?,
            close: value(self.header.close)?,
            volume: self.header.volume.filter(|index| !is_empty(*index)).map(value).transpose()?,
            line: NonZeroU32::new(line),
        })
    }

    /// The cell with the time, or date and time of day put together.
    #[inline]
    fn time_cell<'b>(&self, cells: &[&'b [u8]], joined: &'b mut Vec<u8>) -> &'b [u8] {
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let Some(clock) = self.header.clock else { return cell(self.header.time) };
        joined.clear();
        joined.extend_from_slice(trimmed(cell(self.header.time)));
        joined.push(b' ');
        joined.extend_from_slice(trimmed(cell(clock)));
        joined
    }

    /// How the file writes its times, seen at its first row; for slashed dates at the first that tells.
    fn style(&self, line: u32, time: &[u8], lines: Lines<'_>) -> Result<Style, CsvFault> {
        match Style::of(time) {
            None => Err(self.fault(line, self.header.time, Expected::Time, time)),
            Some(Style::Slashed(_)) => {
                let (mut cells, mut joined) = (Vec::new(), Vec::new());
                for (_, text) in lines {
                    if split(text, self.separator, &mut cells).is_ok()
                        && let Some(order) = DayPlace::told_by(self.time_cell(&cells, &mut joined))
                    {
                        return Ok(Style::Slashed(order));
                    }
                }
                Err(self.fault(line, self.header.time, Expected::DateOrder, time))
            }
            Some(known) => Ok(known),
        }
    }

    fn notes(&self, style: Option<Style>) -> Vec<Note> {
        let unzoned = match style {
            Some(Style::YearFirst { zoned }) => !zoned,
            Some(Style::Dotted | Style::Slashed(_)) => true,
            Some(Style::Count(_)) | None => false,
        };
        let adjusted = self.header.has_adjusted_close;
        [(unzoned, Note::ZoneAssumedUtc), (adjusted, Note::AdjustedCloseUnused)]
            .into_iter()
            .filter_map(|(applies, note)| applies.then_some(note))
            .collect()
    }

    #[cold]
    fn fault(&self, line: u32, index: usize, expected: Expected, found: &[u8]) -> CsvFault {
        let column = self.header.column(index);
        CsvFault { file: clipped(self.file, 64), line, column, expected, found: shown(found) }
    }
}

/// What may stand before the header.
fn is_skipped(text: &[u8]) -> bool {
    text.starts_with(b"#") || is_blank(text)
}

#[inline]
fn is_blank(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_whitespace)
}

/// Whether the first line is a row already: its cells can be read, and it does not merely count the columns.
fn is_row(header: &Header, cells: &[&[u8]], separator: u8) -> bool {
    let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
    let counts = cells.iter().enumerate().all(|(index, cell)| trimmed(cell) == index.to_string().as_bytes());
    !counts && Style::of(cell(header.time)).is_some() && number(cell(header.open), separator == b',').is_some()
}

#[cfg(test)]
mod tests;
