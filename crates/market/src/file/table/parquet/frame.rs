//! The frame of a Parquet file: its columns, and where their pages stand.

use super::super::{
    Described, Fault, MOST_COLUMNS, Torn,
    kind::{Kind, Tick, Zone},
    unpack::Packing,
};
use super::thrift::{Thrift, Wire};
use crate::{Expected, file::csv::MOST_ROWS};

/// What the end of the file says.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) columns: Vec<Described>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) groups: Vec<Group>,
    pub(super) rows: usize,
}

/// A column that is not nested in another.
#[derive(Debug)]
pub(super) struct Leaf {
    /// Which of all leaves, nested ones included; `None` when it has parts.
    pub(super) index: Option<usize>,
    pub(super) is_optional: bool,
    /// Bytes of a cell; `None` when each says its own length.
    pub(super) width: Option<usize>,
}

/// Some rows of every column.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) rows: usize,
    pub(super) chunks: Vec<Chunk>,
}

/// The pages of one column in a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    /// `None` for a codec that is not read.
    pub(super) packing: Option<Packing>,
    pub(super) from: usize,
    pub(super) length: usize,
}

impl Frame {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let mut frame = Self::default();
        let mut elements = Vec::new();
        let mut thrift = Thrift::of(bytes);
        thrift.fields(|thrift, id, wire| {
            match (id, wire) {
                (2, Wire::List) => thrift.list(|thrift| {
                    if elements.len() > MOST_COLUMNS {
                        return Err(Torn("more than a thousand columns"));
                    }
                    elements.push(Element::read(thrift)?);
                    Ok(())
                })?,
                (4, Wire::List) => thrift.list(|thrift| {
                    frame.groups.push(Group::read(thrift)?);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        frame.rows = frame.groups.iter().fold(0, |rows: usize, group| rows.saturating_add(group.rows));
        if frame.rows > MOST_ROWS {
            return Err(Fault::Cell(MOST_ROWS, Expected::Rows(MOST_ROWS), String::new()));
        }
        frame.outermost(&elements)?;
        Ok(frame)
    }

    /// The root stands first, then every column before its parts.
    fn outermost(&mut self, elements: &[Element]) -> Result<(), Torn> {
        let (root, elements) = elements.split_first().ok_or(Torn("no columns"))?;
        let (mut rest, mut leaves) = (elements.iter(), 0);
        for _ in 0..root.children {
            let element = rest.next().ok_or(Torn("a column less than it names"))?;
            let is_leaf = element.children == 0;
            let index = is_leaf.then_some(leaves);
            leaves += usize::from(is_leaf);
            let mut inside = element.children;
            while inside > 0 {
                let part = rest.next().ok_or(Torn("a column less than it names"))?;
                leaves += usize::from(part.children == 0);
                inside = (inside - 1).saturating_add(part.children);
            }
            let kind = if is_leaf && element.repetition != 2 { element.kind() } else { Kind::Other("a nested type") };
            self.columns.push(Described { name: element.name.clone(), kind });
            self.leaves.push(Leaf { index, is_optional: element.repetition == 1, width: element.width() });
        }
        Ok(())
    }
}

/// One line of the schema.
#[derive(Debug, Default)]
struct Element {
    physical: Option<i64>,
    length: usize,
    repetition: i64,
    name: String,
    children: usize,
    converted: Option<i64>,
    scale: i64,
    logical: Option<Kind>,
}

impl Element {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Torn> {
        let mut element = Self::default();
        thrift.fields(|thrift, id, wire| {
            match (id, wire) {
                (1, Wire::Number) => element.physical = Some(thrift.number()?),
                (2, Wire::Number) => element.length = thrift.count()?,
                (3, Wire::Number) => element.repetition = thrift.number()?,
                (4, Wire::Bytes) => {
                    let name = thrift.bytes()?;
                    element.name = String::from_utf8_lossy(name.get(..200).unwrap_or(name)).into_owned();
                }
                (5, Wire::Number) => element.children = thrift.count()?,
                (6, Wire::Number) => element.converted = Some(thrift.number()?),
                (7, Wire::Number) => element.scale = thrift.number()?,
                (10, Wire::Struct) => element.logical = logical(thrift)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(element)
    }

    /// Bytes of a cell as it is stored.
    const fn width(&self) -> Option<usize> {
        match self.physical {
            Some(1 | 4) => Some(4),
            Some(2 | 5) => Some(8),
            Some(3) => Some(12),
            Some(7) if self.length > 0 && self.length <= 16 => Some(self.length),
            _ => None,
        }
    }

    /// The newer way to say it counts before the older one.
    fn kind(&self) -> Kind {
        let adjusted = |tick| Kind::Moment { tick, zone: Zone::Lost };
        let scale = i32::try_from(self.scale).unwrap_or(i32::MAX);
        let said = self.logical.clone().or_else(|| match self.converted? {
            0 => Some(Kind::Text),
            5 => Some(Kind::Decimal { scale, big_endian: false }),
            6 => Some(Kind::Days),
            9 => Some(adjusted(Tick::Millis)),
            10 => Some(adjusted(Tick::Micros)),
            11..=14 => Some(Kind::Whole { signed: false }),
            15..=18 => Some(Kind::Whole { signed: true }),
            _ => Some(Kind::Other("another type")),
        });
        match (self.physical, said) {
            (Some(1 | 2), None) => Kind::Whole { signed: true },
            (Some(1 | 2), Some(kind @ (Kind::Whole { .. } | Kind::Decimal { .. })))
            | (Some(1), Some(kind @ Kind::Days))
            | (Some(2), Some(kind @ Kind::Moment { .. })) => kind,
            (Some(3), _) => Kind::DayAndNanos,
            (Some(4 | 5), None) => Kind::Float,
            (Some(6), None | Some(Kind::Text)) => Kind::Text,
            (Some(7), Some(Kind::Decimal { scale, .. })) if self.length > 0 && self.length <= 16 => {
                Kind::Decimal { scale, big_endian: true }
            }
            (Some(0), _) => Kind::Other("true or false"),
            _ => Kind::Other("another type"),
        }
    }
}

/// What a column means; `None` for what says no more than how it is stored.
fn logical(thrift: &mut Thrift<'_>) -> Result<Option<Kind>, Torn> {
    let mut kind = None;
    thrift.fields(|thrift, id, wire| {
        kind = Some(match (id, wire) {
            (1, Wire::Struct) => Kind::Text,
            (5, Wire::Struct) => {
                let mut scale = 0;
                thrift.fields(|thrift, id, wire| {
                    let is_it = (id, wire) == (1, Wire::Number);
                    if is_it {
                        scale = i32::try_from(thrift.number()?).unwrap_or(i32::MAX);
                    }
                    Ok(is_it)
                })?;
                kind = Some(Kind::Decimal { scale, big_endian: false });
                return Ok(true);
            }
            (6, Wire::Struct) => Kind::Days,
            (8, Wire::Struct) => {
                kind = moment(thrift)?;
                return Ok(true);
            }
            (10, Wire::Struct) => {
                let mut signed = false;
                thrift.fields(|_, id, wire| {
                    signed |= (id, wire) == (2, Wire::True);
                    Ok(false)
                })?;
                kind = Some(Kind::Whole { signed });
                return Ok(true);
            }
            _ => Kind::Other("another type"),
        });
        Ok(false)
    })?;
    Ok(kind)
}

fn moment(thrift: &mut Thrift<'_>) -> Result<Option<Kind>, Torn> {
    let (mut zone, mut tick) = (Zone::Absent, None);
    thrift.fields(|thrift, id, wire| {
        match (id, wire) {
            // Which zone it was is not said here.
            (1, Wire::True) => zone = Zone::Lost,
            (2, Wire::Struct) => {
                thrift.fields(|_, id, _| {
                    tick = match id {
                        1 => Some(Tick::Millis),
                        2 => Some(Tick::Micros),
                        3 => Some(Tick::Nanos),
                        _ => None,
                    };
                    Ok(false)
                })?;
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    })?;
    Ok(tick.map(|tick| Kind::Moment { tick, zone }))
}

impl Group {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Torn> {
        let mut group = Self::default();
        thrift.fields(|thrift, id, wire| {
            match (id, wire) {
                (1, Wire::List) => thrift.list(|thrift| {
                    group.chunks.push(Chunk::read(thrift)?);
                    Ok(())
                })?,
                (3, Wire::Number) => group.rows = thrift.count()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(group)
    }
}

impl Chunk {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Torn> {
        let (mut is_elsewhere, mut facts) = (false, None);
        thrift.fields(|thrift, id, wire| {
            match (id, wire) {
                (1, Wire::Bytes) => is_elsewhere = !thrift.bytes()?.is_empty(),
                (3, Wire::Struct) => facts = Some(Self::facts(thrift)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if is_elsewhere {
            return Err(Torn("rows that stand in another file"));
        }
        facts.ok_or(Torn("rows it does not tell about, perhaps encrypted"))
    }

    fn facts(thrift: &mut Thrift<'_>) -> Result<Self, Torn> {
        let (mut codec, mut length, mut pages, mut dictionary) = (0, None, None, None);
        thrift.fields(|thrift, id, wire| {
            match (id, wire) {
                (4, Wire::Number) => codec = thrift.number()?,
                (7, Wire::Number) => length = Some(thrift.count()?),
                (9, Wire::Number) => pages = Some(thrift.count()?),
                (11, Wire::Number) => dictionary = Some(thrift.count()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let packing = match codec {
            0 => Some(Packing::Not),
            1 => Some(Packing::Snappy),
            2 => Some(Packing::Gzip),
            6 => Some(Packing::Zstd),
            7 => Some(Packing::Lz4Block),
            _ => None,
        };
        let (pages, length) = pages.zip(length).ok_or(Torn("rows it does not tell the place of"))?;
        // A dictionary stands before the pages that use it; some writers say nought where there is none.
        let from = dictionary.filter(|at| *at > 0).map_or(pages, |at| at.min(pages));
        Ok(Self { packing, from, length })
    }
}
