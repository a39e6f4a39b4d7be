//! Bytes into server-sent events, however the bytes are cut.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

/// Most bytes of one line together with what is pending of its event.
pub const MOST_BYTES: usize = 4 << 20;

/// Most bytes of room that are kept for the next line.
const KEPT: usize = 64 << 10;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name; empty where it has none.
    pub name: String,
    /// Its data lines, joined by line feeds.
    pub data: String,
}

/// A line, or an event, larger than is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Reads events out of bytes as they come.
#[derive(Debug)]
pub struct Decoder {
    most: usize,
    line: Vec<u8>,
    /// A CR ended the last line, so a LF right behind it belongs to it.
    after_cr: bool,
    /// A byte order mark may still come.
    at_start: bool,
    name: String,
    data: Option<String>,
    comments: u64,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::with_most(MOST_BYTES)
    }
}

impl Decoder {
    /// With another limit, bytes.
    pub fn with_most(most: usize) -> Self {
        Self { most, line: Vec::new(), after_cr: false, at_start: true, name: String::new(), data: None, comments: 0 }
    }

    /// How many comment lines have come.
    pub const fn comments(&self) -> u64 {
        self.comments
    }

    /// Takes bytes in, and adds every event that they complete.
    ///
    /// # Errors
    /// When a line or an event is too large. The events before it have been added.
    pub fn push(&mut self, mut bytes: &[u8], events: &mut Vec<Event>) -> Result<(), TooLarge> {
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = memchr::memchr2(b'\n', b'\r', bytes) {
            let (line, rest) = bytes.split_at(end);
            if self.line.is_empty() {
                // Most lines come whole, and need not be kept.
                self.fits(line.len())?;
                events.extend(self.take_line(line));
            } else {
                self.extend(line)?;
                events.extend(self.end_line());
            }
            bytes = if let Some(rest) = rest.strip_prefix(b"\r") {
                self.after_cr = rest.is_empty();
                rest.strip_prefix(b"\n").unwrap_or(rest)
            } else {
                rest.get(1..).unwrap_or_default()
            };
        }
        self.extend(bytes)
    }

    /// The bytes are over: what is pending counts as an event, though no blank line ended it.
    pub fn end(mut self) -> Option<Event> {
        self.end_line().or_else(|| self.event())
    }

    fn fits(&self, more: usize) -> Result<(), TooLarge> {
        let held = self.line.len() + self.data.as_ref().map_or(0, String::len);
        if held + more > self.most { Err(TooLarge) } else { Ok(()) }
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        self.fits(bytes.len())?;
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self) -> Option<Event> {
        let mut line = std::mem::take(&mut self.line);
        let event = self.take_line(&line);
        line.clear();
        // Its room is used again; that of a huge one is given back.
        if line.capacity() <= KEPT {
            self.line = line;
        }
        event
    }

    /// UTF-8 is read by the line: a chunk may end within a character, a line cannot.
    fn take_line(&mut self, mut line: &[u8]) -> Option<Event> {
        if std::mem::take(&mut self.at_start) {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        if line.is_empty() {
            return self.event();
        }
        let end = memchr::memchr(b':', line);
        let (field, value) = line.split_at(end.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        // What is UTF-8 is known faster than what is not is mended.
        let value = str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed);
        match field {
            b"" => self.comments += 1,
            b"event" => self.name = value.into_owned(),
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(&value);
                }
                none => *none = Some(value.into_owned()),
            },
            _ => {}
        }
        None
    }

    fn event(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        self.data.take().map(|data| Event { name, data })
    }
}
