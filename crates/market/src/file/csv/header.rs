//! Which column holds what.

use crate::{Column, Layout, fault::clipped};

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Time,
    /// `date`, which may have its time of day in a column `time`.
    Date,
    Open,
    High,
    Low,
    Close,
    AdjustedClose,
    Volume,
}

impl Field {
    fn named(name: &str) -> Option<Self> {
        Some(match plain(name).as_str() {
            "time" | "t" | "timestamp" | "datetime" | "opentime" | "ts" | "unix" | "unixtime" | "gmttime" => Self::Time,
            "date" => Self::Date,
            "open" | "o" => Self::Open,
            "high" | "h" => Self::High,
            "low" | "l" => Self::Low,
            "close" | "c" | "last" | "closelast" => Self::Close,
            "adjclose" | "adjustedclose" => Self::AdjustedClose,
            "volume" | "vol" | "v" | "volumebase" => Self::Volume,
            _ => return None,
        })
    }
}

/// Without case, blanks and the marks that writers add.
fn plain(name: &str) -> String {
    let marks = |c: char| c.is_whitespace() || matches!(c, '_' | '.' | '"' | '/' | '<' | '>');
    name.chars().filter(|c| !marks(*c)).map(|c| c.to_ascii_lowercase()).collect()
}

/// Where each value stands on a line, counted from 0.
#[derive(Clone, Debug)]
pub(in crate::file) struct Header {
    pub(in crate::file) time: usize,
    /// Time of day, when the date stands in a column of its own.
    pub(in crate::file) clock: Option<usize>,
    pub(in crate::file) open: usize,
    pub(in crate::file) high: usize,
    pub(in crate::file) low: usize,
    pub(in crate::file) close: usize,
    pub(in crate::file) volume: Option<usize>,
    pub(in crate::file) has_adjusted_close: bool,
    pub(in crate::file) names: Vec<String>,
}

/// Why names are no header: the column to point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::file) enum HeaderFault {
    /// This one is not named; it would stand at that place.
    Missing(Column),
    /// That column repeats an earlier one.
    Twice(Column),
}

impl Header {
    /// Finds the columns by their names.
    pub(in crate::file) fn new(names: Vec<String>) -> Result<Self, HeaderFault> {
        let mut found = Found::default();
        let mut has_adjusted_close = false;
        for (index, name) in names.iter().enumerate() {
            let place = match Field::named(name) {
                None => continue,
                // A second time column says the same again in another notation; the first one counts.
                Some(Field::Time) => {
                    found.time.get_or_insert(index);
                    if plain(name) == "time" {
                        found.clock.get_or_insert(index);
                    }
                    continue;
                }
                Some(Field::AdjustedClose) => {
                    has_adjusted_close = true;
                    continue;
                }
                Some(Field::Date) => &mut found.date,
                Some(Field::Open) => &mut found.open,
                Some(Field::High) => &mut found.high,
                Some(Field::Low) => &mut found.low,
                Some(Field::Close) => &mut found.close,
                Some(Field::Volume) => &mut found.volume,
            };
            if place.replace(index).is_some() {
                return Err(HeaderFault::Twice(column(&names, index)));
            }
        }
        let missing =
            |name: &str| HeaderFault::Missing(Column { number: names.len() as u32 + 1, name: name.to_owned() });
        let (time, clock) = match (found.date, found.clock, found.time) {
            (Some(date), Some(clock), _) => (date, Some(clock)),
            (Some(date), None, Some(time)) => (date.min(time), None),
            (Some(date), None, None) => (date, None),
            (None, _, time) => (time.ok_or_else(|| missing("time"))?, None),
        };
        Ok(Self {
            time,
            clock,
            open: found.open.ok_or_else(|| missing("open"))?,
            high: found.high.ok_or_else(|| missing("high"))?,
            low: found.low.ok_or_else(|| missing("low"))?,
            close: found.close.ok_or_else(|| missing("close"))?,
            volume: found.volume,
            has_adjusted_close,
            names,
        })
    }

    /// The same for lines of this many cells, the further ones without a name.
    pub(in crate::file) fn widened(mut self, cells: usize) -> Self {
        self.names.resize(cells.max(self.names.len()), String::new());
        self
    }

    /// The column at an index.
    pub(in crate::file) fn column(&self, index: usize) -> Column {
        column(&self.names, index)
    }

    pub(in crate::file) fn layout(&self) -> Layout {
        Layout {
            time: self.column(self.time),
            open: self.column(self.open),
            high: self.column(self.high),
            low: self.column(self.low),
            close: self.column(self.close),
            volume: self.volume.map(|index| self.column(index)),
        }
    }
}

#[derive(Default)]
struct Found {
    time: Option<usize>,
    date: Option<usize>,
    clock: Option<usize>,
    open: Option<usize>,
    high: Option<usize>,
    low: Option<usize>,
    close: Option<usize>,
    volume: Option<usize>,
}

fn column(names: &[String], index: usize) -> Column {
    Column { number: index as u32 + 1, name: names.get(index).map(|name| clipped(name, 40)).unwrap_or_default() }
}

#[cfg(test)]
mod tests;
