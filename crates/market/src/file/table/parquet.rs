//! Parquet files: columns of pages, each packed for itself, and a frame at the end that tells where they stand.

mod delta;
mod frame;
mod thrift;
mod values;

use super::{Described, Fault, Table, Take, Torn, unpack::Packing};
use crate::Expected;
use delta::Delta;
use frame::{Chunk, Frame, Group, Leaf};
use thrift::{Thrift, Wire};
use values::{Dictionary, Plain, Runs, Values};

/// How such a file begins and ends.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// How one begins whose frame is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// A larger frame is none of a candle file.
const MOST_FRAME: usize = 16 << 20;

/// The most bytes that a page may hold for one row, and besides.
const MOST_PER_ROW: usize = 80;
const MOST_BESIDES: usize = 4_096;

#[derive(Debug)]
pub(super) struct Parquet<'a> {
    bytes: &'a [u8],
    frame: Frame,
}

impl<'a> Parquet<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(ENCRYPTED) || bytes.ends_with(ENCRYPTED) {
            return Err(Torn("one that is encrypted").into());
        }
        let inner = bytes.strip_prefix(MAGIC).ok_or(Torn("another beginning"))?;
        let inner = inner.strip_suffix(MAGIC).ok_or(Torn("no end: it was cut short"))?;
        let (inner, length) = inner.split_last_chunk().ok_or(Torn("no end: it was cut short"))?;
        let length = u32::from_le_bytes(*length) as usize;
        let from = inner.len().checked_sub(length).filter(|_| length <= MOST_FRAME);
        let frame = from.and_then(|from| inner.get(from..)).ok_or(Torn("an end of the wrong length"))?;
        Ok(Self { bytes, frame: Frame::read(frame)? })
    }
}

impl Table for Parquet<'_> {
    fn columns(&self) -> &[Described] {
        &self.frame.columns
    }

    fn rows(&self) -> usize {
        self.frame.rows
    }

    fn each(&self, column: usize, take: &mut Take<'_>) -> Result<(), Fault> {
        let leaf = self.frame.leaves.get(column).ok_or(Torn("a column less than it names"))?;
        for group in self.frame.groups.iter().filter(|group| group.rows > 0) {
            let chunk = leaf.index.and_then(|index| group.chunks.get(index));
            Pages::of(self.bytes, chunk.ok_or(Torn("a column less than it names"))?, leaf, group)?.each(take)?;
        }
        Ok(())
    }
}

/// The pages of one column in a group of rows.
struct Pages<'a> {
    rest: Thrift<'a>,
    packing: Packing,
    leaf: &'a Leaf,
    /// Rows that are still to come.
    left: usize,
    dictionary: Option<Dictionary>,
}

/// What stands before a page.
#[derive(Debug, Default)]
struct Head {
    kind: i64,
    unpacked: usize,
    packed: usize,
    crc: Option<u32>,
    cells: usize,
    encoding: i64,
    /// How the nulls are written; only in pages of the first version.
    nulls_encoding: i64,
    /// Bytes that tell the nulls, and the repetitions; only in pages of the second version.
    levels: usize,
    repetitions: usize,
    is_not_packed: bool,
}

impl<'a> Pages<'a> {
    fn of(bytes: &'a [u8], chunk: &Chunk, leaf: &'a Leaf, group: &Group) -> Result<Self, Fault> {
        let packing = chunk.packing.ok_or_else(|| Fault::Column(Expected::Packing, "another codec".to_owned()))?;
        let end = chunk.from.checked_add(chunk.length);
        let pages = end.and_then(|end| bytes.get(chunk.from..end)).ok_or(Torn("rows beyond its end"))?;
        Ok(Self { rest: Thrift::of(pages), packing, leaf, left: group.rows, dictionary: None })
    }

    fn each(mut self, take: &mut Take<'_>) -> Result<(), Fault> {
        while self.left > 0 {
            let head = Head::read(&mut self.rest)?;
            let page = self.rest.taken(head.packed)?;
            if head.crc.is_some_and(|crc| crc != crc32fast::hash(page)) {
                return Err(Torn("a page that is not what was written").into());
            }
            match head.kind {
                // No dictionary is larger than what uses it.
                2 if self.dictionary.is_some() => return Err(Torn("two dictionaries").into()),
                2 if head.cells <= self.left => {
                    let bytes = self.unpacked(&head, page)?;
                    self.dictionary = Some(Dictionary::read(&bytes, head.cells, self.leaf.width)?);
                }
                0 | 2 | 3 if head.cells > self.left => return Err(Torn("more cells than rows").into()),
                0 if head.cells > 0 => self.first(&head, page, take)?,
                3 if head.cells > 0 => self.second(&head, page, take)?,
                // An index of pages, or nothing.
                _ => continue,
            }
            if head.kind != 2 {
                self.left -= head.cells;
            }
        }
        Ok(())
    }

    fn unpacked(&self, head: &Head, page: &[u8]) -> Result<Vec<u8>, Torn> {
        if head.unpacked > head.cells.saturating_mul(MOST_PER_ROW) + MOST_BESIDES {
            return Err(Torn("a page of a length no column has"));
        }
        self.packing.unpack(page, head.unpacked)
    }

    /// A page of the first version: the nulls are packed with the cells.
    fn first(&self, head: &Head, page: &[u8], take: &mut Take<'_>) -> Result<(), Fault> {
        let bytes = self.unpacked(head, page)?;
        if !self.leaf.is_optional {
            return self.cells(head, None, &bytes, take);
        }
        if head.nulls_encoding != 3 {
            return Err(encoding(head.nulls_encoding));
        }
        let (length, rest) = bytes.split_first_chunk().ok_or(Torn("fewer cells than a page declares"))?;
        let length = u32::from_le_bytes(*length) as usize;
        let (levels, cells) = rest.split_at_checked(length).ok_or(Torn("fewer cells than a page declares"))?;
        self.cells(head, Some(levels), cells, take)
    }

    /// A page of the second version: the nulls stand before what is packed.
    fn second(&self, head: &Head, page: &[u8], take: &mut Take<'_>) -> Result<(), Fault> {
        let beside = head.levels.checked_add(head.repetitions).ok_or(Torn("a negative length"))?;
        let (levels, packed) = page.split_at_checked(beside).ok_or(Torn("fewer cells than a page declares"))?;
        let levels = levels.get(head.repetitions..).unwrap_or_default();
        let length = head.unpacked.checked_sub(beside).ok_or(Torn("a negative length"))?;
        let levels = Some(levels).filter(|_| self.leaf.is_optional);
        if head.is_not_packed || length == 0 {
            return self.cells(head, levels, packed, take);
        }
        let bytes = self.unpacked(&Head { unpacked: length, ..*head }, packed)?;
        self.cells(head, levels, &bytes, take)
    }

    fn cells(&self, head: &Head, levels: Option<&[u8]>, bytes: &[u8], take: &mut Take<'_>) -> Result<(), Fault> {
        let mut levels = levels.map(|levels| Runs::of(levels, 1)).transpose()?;
        let mut values = None;
        for _ in 0..head.cells {
            if let Some(levels) = &mut levels
                && levels.next()? == 0
            {
                take(None)?;
                continue;
            }
            // A page of nothing but nulls need not hold what every encoding begins with.
            let values = match &mut values {
                Some(values) => values,
                none @ None => none.insert(self.values(head.encoding, bytes)?),
            };
            take(Some(values.next()?))?;
        }
        Ok(())
    }

    fn values<'b>(&'b self, kind: i64, bytes: &'b [u8]) -> Result<Values<'b>, Fault> {
        Ok(match (kind, self.leaf.width) {
            (0, width) => Values::Plain(Plain { rest: bytes, width }),
            (2 | 8, _) => {
                let (width, rest) = bytes.split_first().ok_or(Torn("fewer cells than a page declares"))?;
                let dictionary = self.dictionary.as_ref().ok_or(Torn("a cell its dictionary lacks"))?;
                Values::Indexed { indices: Runs::of(rest, *width)?, dictionary }
            }
            (5, Some(width @ (4 | 8))) => Values::Delta { numbers: Delta::of(bytes)?, width, cell: [0; 8] },
            (9, Some(width)) => Values::Split { bytes, width, at: 0, cell: [0; 16] },
            _ => return Err(encoding(kind)),
        })
    }
}

fn encoding(kind: i64) -> Fault {
    Fault::Column(Expected::Encoding, format!("encoding {kind}"))
}

impl Head {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Torn> {
        let mut head = Self::default();
        thrift.fields(|thrift, id, wire| {
            match (id, wire) {
                (1, Wire::Number) => head.kind = thrift.number()?,
                (2, Wire::Number) => head.unpacked = thrift.count()?,
                (3, Wire::Number) => head.packed = thrift.count()?,
                // Written as a signed number.
                (4, Wire::Number) => head.crc = Some(thrift.number()? as u32),
                // Of which kind it is stands above; each says this in its own way.
                (5 | 7 | 8, Wire::Struct) => head.inner(thrift, id)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(head)
    }

    fn inner(&mut self, thrift: &mut Thrift<'_>, page: i16) -> Result<(), Torn> {
        thrift.fields(|thrift, id, wire| {
            match (page, id, wire) {
                (_, 1, Wire::Number) => self.cells = thrift.count()?,
                (5 | 7, 2, Wire::Number) | (8, 4, Wire::Number) => self.encoding = thrift.number()?,
                (5, 3, Wire::Number) => self.nulls_encoding = thrift.number()?,
                (8, 5, Wire::Number) => self.levels = thrift.count()?,
                (8, 6, Wire::Number) => self.repetitions = thrift.count()?,
                (8, 7, Wire::False) => self.is_not_packed = true,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }
}
