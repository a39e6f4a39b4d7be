//! The ways in which Parquet writes the cells of a page.

use super::super::Torn;
use super::delta::Delta;

const FEW: Torn = Torn("fewer cells than a page declares");

/// The distinct cells of a column.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// Cells of a page, one after another.
#[derive(Debug)]
pub(super) enum Values<'a> {
    Plain(Plain<'a>),
    Indexed {
        indices: Runs<'a>,
        dictionary: &'a Dictionary,
    },
    Delta {
        numbers: Delta<'a>,
        width: usize,
        cell: [u8; 8],
    },
    /// First the first bytes of all cells, then the second ones.
    Split {
        bytes: &'a [u8],
        width: usize,
        at: usize,
        cell: [u8; 16],
    },
}

impl Values<'_> {
    pub(super) fn next(&mut self) -> Result<&[u8], Torn> {
        match self {
            Self::Plain(plain) => plain.next(),
            Self::Indexed { indices, dictionary } => dictionary.get(indices.next()? as usize),
            Self::Delta { numbers, width, cell } => {
                *cell = numbers.next()?.to_le_bytes();
                cell.get(..*width).ok_or(FEW)
            }
            Self::Split { bytes, width, at, cell } => {
                let cells = bytes.len().checked_div(*width).filter(|cells| *at < *cells).ok_or(FEW)?;
                let cell = cell.get_mut(..*width).ok_or(FEW)?;
                for (place, byte) in cell.iter_mut().zip(bytes.iter().skip(*at).step_by(cells)) {
                    *place = *byte;
                }
                *at += 1;
                Ok(cell)
            }
        }
    }
}

/// Cells as they are: of one width, or each after its length.
#[derive(Debug)]
pub(super) struct Plain<'a> {
    pub(super) rest: &'a [u8],
    pub(super) width: Option<usize>,
}

impl<'a> Plain<'a> {
    fn next(&mut self) -> Result<&'a [u8], Torn> {
        let width = if let Some(width) = self.width {
            width
        } else {
            let (length, rest) = self.rest.split_first_chunk().ok_or(FEW)?;
            self.rest = rest;
            u32::from_le_bytes(*length) as usize
        };
        let (cell, rest) = self.rest.split_at_checked(width).ok_or(FEW)?;
        self.rest = rest;
        Ok(cell)
    }
}

impl Dictionary {
    /// Reads a page of `count` plain cells.
    pub(super) fn read(bytes: &[u8], count: usize, width: Option<usize>) -> Result<Self, Torn> {
        let mut plain = Plain { rest: bytes, width };
        let mut ends = Vec::with_capacity(count.min(bytes.len()));
        let mut packed = Vec::with_capacity(bytes.len());
        for _ in 0..count {
            packed.extend_from_slice(plain.next()?);
            ends.push(packed.len());
        }
        Ok(Self { bytes: packed, ends })
    }

    fn get(&self, index: usize) -> Result<&[u8], Torn> {
        let from = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        from.zip(self.ends.get(index))
            .and_then(|(from, end)| self.bytes.get(from..*end))
            .ok_or(Torn("a cell its dictionary lacks"))
    }
}

/// Small numbers as runs of equal ones and stretches of packed ones.
#[derive(Debug)]
pub(super) struct Runs<'a> {
    rest: &'a [u8],
    width: usize,
    left: u64,
    run: Run<'a>,
}

#[derive(Debug)]
enum Run<'a> {
    Same(u32),
    Packed { bits: &'a [u8], at: usize },
}

impl<'a> Runs<'a> {
    pub(super) fn of(rest: &'a [u8], width: u8) -> Result<Self, Torn> {
        if width > 32 {
            return Err(Torn("numbers of more than 32 bits"));
        }
        Ok(Self { rest, width: width.into(), left: 0, run: Run::Same(0) })
    }

    pub(super) fn next(&mut self) -> Result<u32, Torn> {
        while self.left == 0 {
            self.begin()?;
        }
        self.left -= 1;
        match &mut self.run {
            Run::Same(value) => Ok(*value),
            Run::Packed { bits, at } => {
                let value = bits_at(bits, *at, self.width)?;
                *at += self.width;
                Ok(value as u32)
            }
        }
    }

    fn begin(&mut self) -> Result<(), Torn> {
        let mut thrift = super::thrift::Thrift::of(self.rest);
        let head = thrift.varint()?;
        if head & 1 == 0 {
            self.left = head >> 1;
            let bytes = thrift.taken(self.width.div_ceil(8))?;
            self.run = Run::Same(bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)));
        } else {
            // Groups of eight; the last one may be cut where nothing more is needed.
            let groups = head >> 1;
            self.left = groups.checked_mul(8).ok_or(FEW)?;
            let length = usize::try_from(groups).ok().and_then(|groups| groups.checked_mul(self.width)).ok_or(FEW)?;
            let bits = thrift.taken(length.min(thrift.rest().len()))?;
            self.run = Run::Packed { bits, at: 0 };
        }
        self.rest = thrift.rest();
        Ok(())
    }
}

/// A number of at most 64 bits, lowest bit first.
pub(super) fn bits_at(bytes: &[u8], at: usize, width: usize) -> Result<u64, Torn> {
    if width == 0 {
        return Ok(0);
    }
    let (first, shift) = (at / 8, at % 8);
    let last = (at + width).div_ceil(8);
    let window = bytes.get(first..last).ok_or(FEW)?;
    let value = window.iter().rev().fold(0_u128, |value, byte| value << 8 | u128::from(*byte)) >> shift;
    Ok((value & ((1_u128 << width) - 1)) as u64)
}
