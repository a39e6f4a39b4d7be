//! Bytes → lines → cells.

use memchr::memchr;

/// The most columns that are read. Lines are cut no further than one cell beyond, so a line of nothing but separators
/// does not fill the memory.
pub(super) const MOST_CELLS: usize = 1_000;

/// Lines with their numbers, counted from 1, without their ends.
#[derive(Clone, Debug)]
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: u32,
}

impl<'a> Lines<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, number: 0 }
    }

    /// The line after the last one.
    pub(super) const fn next_number(&self) -> u32 {
        self.number.saturating_add(1)
    }

    /// How many bytes were not yet read.
    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u32, &'a [u8]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        self.number = self.number.saturating_add(1);
        Some((self.number, line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

/// The separator that occurs most on a line, outside quotes.
pub(super) fn separator(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        for (mark, count) in &mut counts {
            *count += usize::from(!quoted && byte == mark);
        }
    }
    // The first of equals: a comma, when there is none at all.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

/// Cuts a line into cells. `Err` is the index of a cell whose quote does not close at its end.
#[inline]
pub(super) fn split<'a>(line: &'a [u8], separator: u8, cells: &mut Vec<&'a [u8]>) -> Result<(), usize> {
    cells.clear();
    if memchr(b'"', line).is_some() {
        return split_quoted(line, separator, cells);
    }
    cells.extend(line.split(|byte| *byte == separator).take(MOST_CELLS + 1));
    Ok(())
}

fn split_quoted<'a>(line: &'a [u8], separator: u8, cells: &mut Vec<&'a [u8]>) -> Result<(), usize> {
    let mut rest = line;
    while cells.len() <= MOST_CELLS {
        let quoted = without_blanks(rest).strip_prefix(b"\"");
        let (cell, after) = if let Some(inside) = quoted {
            let end = closing_quote(inside).ok_or(cells.len())?;
            let (cell, after) = inside.split_at_checked(end).ok_or(cells.len())?;
            (cell, after.strip_prefix(b"\"").unwrap_or(after))
        } else {
            let end = memchr(separator, rest).unwrap_or(rest.len());
            rest.split_at_checked(end).ok_or(cells.len())?
        };
        match without_blanks(after).split_first() {
            None => {
                cells.push(cell);
                return Ok(());
            }
            Some((mark, next)) if *mark == separator => {
                cells.push(cell);
                rest = next;
            }
            Some(_) => return Err(cells.len()),
        }
    }
    Ok(())
}

/// Without leading blanks; a tab may be the separator and stays.
fn without_blanks(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|byte| **byte == b' ').count();
    text.get(blanks..).unwrap_or_default()
}

/// A cell without blanks around it. A stray carriage return is none: it may be the end of a line.
#[inline]
pub(super) fn trimmed(cell: &[u8]) -> &[u8] {
    let mut cell = cell;
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = cell {
        cell = rest;
    }
    cell
}

/// Index of the quote that closes a cell; a doubled one stands for itself.
fn closing_quote(inside: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr(b'"', inside.get(from..)?)?;
        if inside.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests;
