//! Arrow files, which Feather version 2 is another name of: a frame of `FlatBuffers` around buffers of
//! little-endian cells.

mod schema;

use super::{
    Described, Fault, Table, Take, Torn,
    flat::{Elements, Flat, fixed},
    unpack::Packing,
};
use crate::{Expected, file::csv::MOST_ROWS};
use schema::{Cells, Place, Schema};

/// How such a file begins and ends.
pub(super) const MAGIC: &[u8] = b"ARROW1";

/// How Feather version 1 begins.
const FIRST_FEATHER: &[u8] = b"FEA1";

/// The most bytes that one row's text of a time may take.
const MOST_TEXT: usize = 80;

#[derive(Debug)]
pub(super) struct Arrow<'a> {
    bytes: &'a [u8],
    /// Where each record batch stands: offset, length of its frame, length of its body.
    blocks: Elements<'a>,
    schema: Schema,
    rows: usize,
}

/// Some rows of every column.
struct Batch<'a> {
    rows: usize,
    nodes: Elements<'a>,
    buffers: Elements<'a>,
    body: &'a [u8],
    packing: Option<Packing>,
    /// How many buffers each column of views has beside its two.
    views: Elements<'a>,
}

impl<'a> Arrow<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(FIRST_FEATHER) {
            return Err(Torn("Feather version 1").into());
        }
        let inner = bytes.strip_prefix(MAGIC).ok_or(Torn("another beginning"))?;
        let inner = inner.strip_suffix(MAGIC).ok_or(Torn("no end: it was cut short"))?;
        let at = inner.len().checked_sub(4).ok_or(Torn("no end: it was cut short"))?;
        let length = i32::from_le_bytes(fixed(inner, at)?);
        let from = usize::try_from(length).ok().and_then(|length| at.checked_sub(length));
        let footer = from.and_then(|from| inner.get(from..at)).ok_or(Torn("an end of the wrong length"))?;
        let footer = Flat::root(footer)?;
        let schema = Schema::read(footer.table(1)?.ok_or(Torn("no columns"))?)?;
        let blocks = footer.elements(3, 24)?;
        let too_many = || Fault::Cell(MOST_ROWS, Expected::Rows(MOST_ROWS), String::new());
        if blocks.len() > MOST_ROWS {
            return Err(too_many());
        }
        let mut arrow = Self { bytes, blocks, schema, rows: 0 };
        for index in 0..blocks.len() {
            arrow.rows = arrow.rows.saturating_add(arrow.batch(index)?.rows);
            if arrow.rows > MOST_ROWS {
                return Err(too_many());
            }
        }
        Ok(arrow)
    }

    fn batch(&self, index: usize) -> Result<Batch<'a>, Fault> {
        let place = |word| {
            usize::try_from(self.blocks.long(index, 3, word)?).map_err(|_| Torn("an offset before its beginning"))
        };
        // The second word is an i32 and four bytes of padding.
        let (offset, frame, length) = (place(0)?, place(1)? & 0x7FFF_FFFF, place(2)?);
        let (frame, body) = offset
            .checked_add(frame)
            .and_then(|middle| {
                Some((self.bytes.get(offset..middle)?, self.bytes.get(middle..middle.checked_add(length)?)?))
            })
            .ok_or(Torn("rows beyond its end"))?;
        if fixed(frame, 0)? != [0xFF; 4] {
            return Err(Torn("rows framed as before version 0.15").into());
        }
        let message = Flat::root(frame.get(8..).unwrap_or_default())?;
        let is_rows = message.byte(1)? == 3;
        let batch = message.table(2)?.filter(|_| is_rows).ok_or(Torn("something else where rows should be"))?;
        let packing = match batch.table(3)? {
            None => None,
            Some(compression) => Some(match (compression.byte(0)?, compression.byte(1)?) {
                (0, 0) => Packing::Lz4Frame,
                (1, 0) => Packing::Zstd,
                _ => return Err(Fault::Column(Expected::Packing, "another codec".to_owned())),
            }),
        };
        let rows = usize::try_from(batch.long(0)?).map_err(|_| Torn("a negative number of rows"))?;
        let (nodes, buffers) = (batch.elements(1, 16)?, batch.elements(2, 16)?);
        Ok(Batch { rows, nodes, buffers, body, packing, views: batch.elements(4, 8)? })
    }
}

impl Table for Arrow<'_> {
    fn columns(&self) -> &[Described] {
        &self.schema.columns
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn each(&self, column: usize, take: &mut Take<'_>) -> Result<(), Fault> {
        let place = self.schema.places.get(column).ok_or(Torn("a column less than it names"))?;
        for index in 0..self.blocks.len() {
            self.batch(index)?.each(place, take)?;
        }
        Ok(())
    }
}

impl Batch<'_> {
    fn each(&self, place: &Place, take: &mut Take<'_>) -> Result<(), Fault> {
        let count = |word| {
            usize::try_from(self.nodes.long(place.node, 2, word)?).map_err(|_| Torn("a negative number of rows"))
        };
        let (rows, nulls) = (count(0)?, count(1)?);
        if rows != self.rows || nulls > rows {
            return Err(Torn("columns of different lengths").into());
        }
        let first = place.first_buffer(&self.views)?;
        let valid = if nulls > 0 { self.buffer(first, rows.div_ceil(8))? } else { Vec::new() };
        let is_valid = |row: usize| nulls == 0 || valid.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1);
        match place.cells {
            Cells::Wide(width) => {
                let values = self.buffer(first + 1, rows * width)?;
                for (row, cell) in values.chunks_exact(width).enumerate() {
                    take(Some(cell).filter(|_| is_valid(row)))?;
                }
            }
            Cells::Texts { wide } => {
                let width = if wide { 8 } else { 4 };
                let ends = self.buffer(first + 1, (rows + 1) * width)?;
                let end_at = |row: usize| {
                    let at = row * width;
                    let end = if wide {
                        i64::from_le_bytes(fixed(&ends, at)?)
                    } else {
                        i32::from_le_bytes(fixed(&ends, at)?).into()
                    };
                    usize::try_from(end).map_err(|_| Torn("a text before its beginning"))
                };
                let length = end_at(rows)?;
                if length > rows * MOST_TEXT {
                    return Err(Fault::Column(Expected::TimeColumn, "long texts".to_owned()));
                }
                let letters = self.buffer(first + 2, length)?;
                for row in 0..rows {
                    let text = letters.get(end_at(row)?..end_at(row + 1)?).ok_or(Torn("a text beyond its end"))?;
                    take(Some(text).filter(|_| is_valid(row)))?;
                }
            }
            Cells::Unread => return Err(Torn("a cell that does not fit its column").into()),
        }
        Ok(())
    }

    /// The first `needed` bytes of a buffer.
    fn buffer(&self, index: usize, needed: usize) -> Result<Vec<u8>, Fault> {
        if needed == 0 {
            return Ok(Vec::new());
        }
        let word = |word| {
            usize::try_from(self.buffers.long(index, 2, word)?).map_err(|_| Torn("an offset before its beginning"))
        };
        let (from, length) = (word(0)?, word(1)?);
        let bytes =
            from.checked_add(length).and_then(|end| self.body.get(from..end)).ok_or(Torn("cells beyond its end"))?;
        let Some(packing) = self.packing else { return plain(bytes, needed) };
        let declared = i64::from_le_bytes(fixed(bytes, 0)?);
        let packed = bytes.get(8..).unwrap_or_default();
        // Minus one says that packing did not pay.
        if declared == -1 {
            return plain(packed, needed);
        }
        // Writers may round a buffer up; what is far beyond is no buffer of these rows.
        let declared = usize::try_from(declared).ok().filter(|declared| *declared <= 2 * needed + 4_096);
        let mut unpacked = packing.unpack(packed, declared.ok_or(Torn("cells of a length no column has"))?)?;
        if unpacked.len() < needed {
            return Err(Torn("fewer cells than rows").into());
        }
        unpacked.truncate(needed);
        Ok(unpacked)
    }
}

fn plain(bytes: &[u8], needed: usize) -> Result<Vec<u8>, Fault> {
    Ok(bytes.get(..needed).ok_or(Torn("fewer cells than rows"))?.to_vec())
}
