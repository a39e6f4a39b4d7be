//! Thrift's compact protocol, as far as the frame of a Parquet file needs it.

use super::super::Torn;

const CUT: Torn = Torn("a frame that is cut short");

/// Nothing in these frames is nested deeper.
const DEEPEST: usize = 16;

/// The rest of a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thrift<'a> {
    rest: &'a [u8],
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    True,
    False,
    Byte,
    Number,
    Double,
    Bytes,
    List,
    Map,
    Struct,
}

impl Wire {
    const fn of(code: u8) -> Result<Self, Torn> {
        Ok(match code {
            1 => Self::True,
            2 => Self::False,
            3 => Self::Byte,
            4..=6 => Self::Number,
            7 => Self::Double,
            8 => Self::Bytes,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            _ => return Err(Torn("a frame that cannot be read")),
        })
    }
}

impl<'a> Thrift<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not yet read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads a struct: `take` reads the fields it knows and says so, the others are passed over.
    pub(super) fn fields(
        &mut self,
        mut take: impl FnMut(&mut Self, i16, Wire) -> Result<bool, Torn>,
    ) -> Result<(), Torn> {
        let mut id = 0_i16;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            id = match head >> 4 {
                0 => i16::try_from(self.number()?).map_err(|_| CUT)?,
                step => id.checked_add(step.into()).ok_or(CUT)?,
            };
            let wire = Wire::of(head & 0x0F)?;
            let before = *self;
            if !take(self, id, wire)? {
                *self = before;
                self.pass(wire, 0)?;
            }
        }
    }

    /// Reads a list of structs or numbers, each by `take`.
    pub(super) fn list(&mut self, mut take: impl FnMut(&mut Self) -> Result<(), Torn>) -> Result<(), Torn> {
        let (_, length) = self.list_head()?;
        (0..length).try_for_each(|_| take(self))
    }

    pub(super) fn number(&mut self) -> Result<i64, Torn> {
        let zigzag = self.varint()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    /// A number that counts something.
    pub(super) fn count(&mut self) -> Result<usize, Torn> {
        usize::try_from(self.number()?).map_err(|_| Torn("a negative length"))
    }

    pub(super) fn varint(&mut self) -> Result<u64, Torn> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Torn("a number that does not end"))
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Torn> {
        let length = usize::try_from(self.varint()?).map_err(|_| CUT)?;
        self.taken(length)
    }

    pub(super) fn taken(&mut self, length: usize) -> Result<&'a [u8], Torn> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(CUT)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Torn> {
        let (first, rest) = self.rest.split_first().ok_or(CUT)?;
        self.rest = rest;
        Ok(*first)
    }

    fn list_head(&mut self) -> Result<(u8, u64), Torn> {
        let head = self.byte()?;
        let length = match head >> 4 {
            15 => self.varint()?,
            length => length.into(),
        };
        Ok((head & 0x0F, length))
    }

    fn pass(&mut self, wire: Wire, depth: usize) -> Result<(), Torn> {
        if depth > DEEPEST {
            return Err(Torn("a frame nested too deep"));
        }
        match wire {
            Wire::True | Wire::False => Ok(()),
            Wire::Byte => self.byte().map(|_| ()),
            Wire::Number => self.varint().map(|_| ()),
            Wire::Double => self.taken(8).map(|_| ()),
            Wire::Bytes => self.bytes().map(|_| ()),
            Wire::List => {
                let (code, length) = self.list_head()?;
                (0..length).try_for_each(|_| self.pass_element(code, depth + 1))
            }
            Wire::Map => {
                let length = self.varint()?;
                let kinds = if length == 0 { 0 } else { self.byte()? };
                (0..length).try_for_each(|_| {
                    self.pass_element(kinds >> 4, depth + 1)?;
                    self.pass_element(kinds & 0x0F, depth + 1)
                })
            }
            Wire::Struct => loop {
                let head = self.byte()?;
                if head == 0 {
                    return Ok(());
                }
                if head >> 4 == 0 {
                    self.varint()?;
                }
                self.pass(Wire::of(head & 0x0F)?, depth + 1)?;
            },
        }
    }

    /// In lists a truth has a byte of its own.
    fn pass_element(&mut self, code: u8, depth: usize) -> Result<(), Torn> {
        let wire = Wire::of(code)?;
        let is_truth = matches!(wire, Wire::True | Wire::False);
        if is_truth { self.byte().map(|_| ()) } else { self.pass(wire, depth) }
    }
}
