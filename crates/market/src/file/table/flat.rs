//! `FlatBuffers`, as far as the frame of an Arrow file needs them: every offset is looked at before it is followed.

use super::Torn;

/// A table inside its buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flat<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A list inside its buffer, of elements that all have one size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elements<'a> {
    bytes: &'a [u8],
    at: usize,
    len: usize,
}

/// The bytes at a place, all of them or none.
pub(super) fn fixed<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Torn> {
    let slice = at.checked_add(N).and_then(|end| bytes.get(at..end));
    slice.and_then(|slice| slice.try_into().ok()).ok_or(Torn("an offset beyond its end"))
}

impl<'a> Flat<'a> {
    /// The outermost table.
    pub(super) fn root(bytes: &'a [u8]) -> Result<Self, Torn> {
        Self { bytes, at: 0 }.followed(0)
    }

    /// The table an offset at `at` leads to.
    fn followed(self, at: usize) -> Result<Self, Torn> {
        let offset = u32::from_le_bytes(fixed(self.bytes, at)?) as usize;
        Ok(Self { at: at.checked_add(offset).ok_or(Torn("an offset beyond its end"))?, ..self })
    }

    /// Where a field stands; `None` when the writer left it at its default.
    fn field(&self, id: usize) -> Result<Option<usize>, Torn> {
        let back = i64::from(i32::from_le_bytes(fixed(self.bytes, self.at)?));
        let slots = usize::try_from(self.at as i64 - back).map_err(|_| Torn("an offset before its beginning"))?;
        let known = usize::from(u16::from_le_bytes(fixed(self.bytes, slots)?));
        let slot = 4 + 2 * id;
        if slot + 2 > known {
            return Ok(None);
        }
        let offset = usize::from(u16::from_le_bytes(fixed(self.bytes, slots + slot)?));
        Ok((offset != 0).then_some(self.at + offset))
    }

    pub(super) fn byte(&self, id: usize) -> Result<u8, Torn> {
        self.field(id)?.map_or(Ok(0), |at| fixed(self.bytes, at).map(|[byte]| byte))
    }

    pub(super) fn short(&self, id: usize, absent: i16) -> Result<i16, Torn> {
        self.field(id)?.map_or(Ok(absent), |at| fixed(self.bytes, at).map(i16::from_le_bytes))
    }

    pub(super) fn int(&self, id: usize, absent: i32) -> Result<i32, Torn> {
        self.field(id)?.map_or(Ok(absent), |at| fixed(self.bytes, at).map(i32::from_le_bytes))
    }

    pub(super) fn long(&self, id: usize) -> Result<i64, Torn> {
        self.field(id)?.map_or(Ok(0), |at| fixed(self.bytes, at).map(i64::from_le_bytes))
    }

    pub(super) fn table(&self, id: usize) -> Result<Option<Self>, Torn> {
        self.field(id)?.map(|at| self.followed(at)).transpose()
    }

    /// A text, at most 200 bytes of it; what is no UTF-8 is replaced. Absent is empty.
    pub(super) fn text(&self, id: usize) -> Result<String, Torn> {
        let letters = self.elements(id, 1)?;
        let end = letters.at + letters.len.min(200);
        Ok(String::from_utf8_lossy(letters.bytes.get(letters.at..end).unwrap_or_default()).into_owned())
    }

    /// A list of elements of `size` bytes, which the buffer holds to the last one. Absent is empty.
    pub(super) fn elements(&self, id: usize, size: usize) -> Result<Elements<'a>, Torn> {
        let Some(at) = self.field(id)? else { return Ok(Elements { bytes: self.bytes, at: 0, len: 0 }) };
        let list = self.followed(at)?.at;
        let len = u32::from_le_bytes(fixed(self.bytes, list)?) as usize;
        let at = list + 4;
        let end = len.checked_mul(size).and_then(|length| length.checked_add(at));
        match end {
            Some(end) if end <= self.bytes.len() => Ok(Elements { bytes: self.bytes, at, len }),
            Some(_) | None => Err(Torn("a list beyond its end")),
        }
    }
}

impl<'a> Elements<'a> {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// One of a list of tables.
    pub(super) fn table(&self, index: usize) -> Result<Flat<'a>, Torn> {
        Flat { bytes: self.bytes, at: 0 }.followed(self.place(index, 4)?)
    }

    /// The `word`th eight bytes of an element that is `words` times as long.
    pub(super) fn long(&self, index: usize, words: usize, word: usize) -> Result<i64, Torn> {
        let at = self.place(index, words * 8)? + word * 8;
        fixed(self.bytes, at).map(i64::from_le_bytes)
    }

    fn place(&self, index: usize, size: usize) -> Result<usize, Torn> {
        if index < self.len { Ok(self.at + index * size) } else { Err(Torn("a list beyond its end")) }
    }
}
