//! Whole numbers as differences, packed in blocks of blocks.

use super::super::Torn;
use super::{thrift::Thrift, values::bits_at};

/// More in one block is no sane file.
const MOST_PER_BLOCK: usize = 1 << 16;

#[derive(Debug)]
pub(super) struct Delta<'a> {
    thrift: Thrift<'a>,
    /// Numbers of a small block, and how many small blocks a block has.
    small: usize,
    per_block: usize,
    /// How many were not yet handed out, the first one included.
    left: usize,
    is_first: bool,
    last: i64,
    least: i64,
    widths: &'a [u8],
    bits: &'a [u8],
    width: usize,
    /// How many of the small block are handed out.
    taken: usize,
}

impl<'a> Delta<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, Torn> {
        let mut thrift = Thrift::of(bytes);
        let mut count = || usize::try_from(thrift.varint()?).map_err(|_| Torn("a page that cannot be read"));
        let (block, per_block, left) = (count()?, count()?, count()?);
        let small =
            block.checked_div(per_block).filter(|small| *small > 0 && small % 8 == 0 && block <= MOST_PER_BLOCK);
        let small = small.ok_or(Torn("blocks of a size no page has"))?;
        let last = thrift.number()?;
        let (widths, bits): (&[u8], &[u8]) = (&[], &[]);
        Ok(Self {
            thrift,
            small,
            per_block,
            left,
            is_first: true,
            last,
            least: 0,
            widths,
            bits,
            width: 0,
            taken: small,
        })
    }

    pub(super) fn next(&mut self) -> Result<i64, Torn> {
        self.left = self.left.checked_sub(1).ok_or(Torn("fewer cells than a page declares"))?;
        if self.is_first {
            self.is_first = false;
            return Ok(self.last);
        }
        if self.taken == self.small {
            self.begin()?;
        }
        let more = bits_at(self.bits, self.taken * self.width, self.width)?;
        self.taken += 1;
        // They wrap around by intention: a difference may not fit.
        self.last = self.last.wrapping_add(self.least).wrapping_add(more as i64);
        Ok(self.last)
    }

    fn begin(&mut self) -> Result<(), Torn> {
        if self.widths.is_empty() {
            self.least = self.thrift.number()?;
            self.widths = self.thrift.taken(self.per_block)?;
        }
        let (width, widths) = self.widths.split_first().ok_or(Torn("blocks of a size no page has"))?;
        if *width > 64 {
            return Err(Torn("numbers of more than 64 bits"));
        }
        (self.widths, self.width, self.taken) = (widths, usize::from(*width), 0);
        self.bits = self.thrift.taken(self.small / 8 * self.width)?;
        Ok(())
    }
}
