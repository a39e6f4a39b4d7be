//! Which columns an Arrow file has, and at which buffers each begins.

use super::super::{
    Described, Fault, MOST_COLUMNS, Torn,
    flat::{Elements, Flat},
    kind::{Kind, Tick, Zone},
};
use crate::Expected;

/// Columns nested deeper than this are no candles.
const DEEPEST: usize = 16;

/// Columns of the outermost level, and where each stands in every batch.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) columns: Vec<Described>,
    pub(super) places: Vec<Place>,
}

#[derive(Debug)]
pub(super) struct Place {
    pub(super) node: usize,
    buffer: usize,
    /// How many columns of views stand before it; each batch says how many more buffers they have.
    views: usize,
    pub(super) cells: Cells,
}

/// How the cells of a column lie in its buffers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cells {
    /// All of one size.
    Wide(usize),
    /// One after another, with their ends in a buffer of numbers of eight bytes or four.
    Texts {
        wide: bool,
    },
    Unread,
}

impl Place {
    pub(super) fn first_buffer(&self, views: &Elements<'_>) -> Result<usize, Torn> {
        (0..self.views).try_fold(self.buffer, |before, view| {
            let more = usize::try_from(views.long(view, 1, 0)?).map_err(|_| Torn("a negative number of buffers"))?;
            before.checked_add(more).ok_or(Torn("more buffers than it has"))
        })
    }
}

/// What was walked over so far.
#[derive(Default)]
struct Walk {
    fields: usize,
    nodes: usize,
    buffers: usize,
    views: usize,
}

impl Schema {
    pub(super) fn read(schema: Flat<'_>) -> Result<Self, Fault> {
        if schema.short(0, 0)? != 0 {
            return Err(Torn("big-endian cells").into());
        }
        let fields = schema.elements(1, 4)?;
        let (mut columns, mut places, mut walk) = (Vec::new(), Vec::new(), Walk::default());
        for index in 0..fields.len() {
            let field = fields.table(index)?;
            let (kind, cells) = held(field)?;
            places.push(Place { node: walk.nodes, buffer: walk.buffers, views: walk.views, cells });
            columns.push(Described { name: field.text(0)?, kind });
            walk.over(field, 0)?;
        }
        Ok(Self { columns, places })
    }
}

impl Walk {
    /// Counts what a column and those inside it take up.
    fn over(&mut self, field: Flat<'_>, depth: usize) -> Result<(), Fault> {
        self.fields += 1;
        if self.fields > MOST_COLUMNS {
            return Err(Fault::Column(Expected::AtMostCells(MOST_COLUMNS), String::new()));
        }
        if depth > DEEPEST {
            return Err(Torn("columns nested too deep").into());
        }
        self.nodes += 1;
        if field.table(4)?.is_some() {
            // Here stand the indices alone.
            self.buffers += 2;
            return Ok(());
        }
        let inner = field.table(3)?;
        self.buffers += match field.byte(2)? {
            // Null, and runs.
            1 | 22 => 0,
            2 | 3 | 6..=12 | 15 | 17 | 18 | 21 => 2,
            4 | 5 | 19 | 20 | 25 | 26 => 3,
            // Structs and lists of one length.
            13 | 16 => 1,
            14 => inner.map_or(Ok(1), |union| union.short(0, 0).map(|mode| if mode == 0 { 1 } else { 2 }))?,
            23 | 24 => {
                self.views += 1;
                2
            }
            _ => return Err(Torn("a column of an unknown type").into()),
        };
        let parts = field.elements(5, 4)?;
        (0..parts.len()).try_for_each(|part| self.over(parts.table(part)?, depth + 1))
    }
}

/// What a column holds and how.
fn held(field: Flat<'_>) -> Result<(Kind, Cells), Torn> {
    let other = |what| Ok((Kind::Other(what), Cells::Unread));
    if field.table(4)?.is_some() {
        return other("categories");
    }
    let inner = field.table(3)?.ok_or(Torn("a column without a type"))?;
    Ok(match field.byte(2)? {
        2 => match inner.int(0, 0)? {
            bits @ (8 | 16 | 32 | 64) => (Kind::Whole { signed: inner.byte(1)? != 0 }, Cells::Wide(bits as usize / 8)),
            _ => return Err(Torn("a column of an unknown type")),
        },
        3 => match inner.short(0, 0)? {
            1 => (Kind::Float, Cells::Wide(4)),
            2 => (Kind::Float, Cells::Wide(8)),
            _ => return other("float16"),
        },
        5 => (Kind::Text, Cells::Texts { wide: false }),
        20 => (Kind::Text, Cells::Texts { wide: true }),
        7 => match inner.int(2, 128)? {
            bits @ (32 | 64 | 128) => {
                (Kind::Decimal { scale: inner.int(1, 0)?, big_endian: false }, Cells::Wide(bits as usize / 8))
            }
            _ => return other("decimal256"),
        },
        8 => match inner.short(0, 1)? {
            0 => (Kind::Days, Cells::Wide(4)),
            _ => (Kind::Moment { tick: Tick::Millis, zone: Zone::Absent }, Cells::Wide(8)),
        },
        10 => {
            let tick = match inner.short(0, 0)? {
                0 => Tick::Seconds,
                1 => Tick::Millis,
                2 => Tick::Micros,
                3 => Tick::Nanos,
                _ => return Err(Torn("a column of an unknown type")),
            };
            (Kind::Moment { tick, zone: Zone::named(&inner.text(1)?) }, Cells::Wide(8))
        }
        6 => return other("true or false"),
        23 | 24 => return other("views"),
        _ => return other("another type"),
    })
}
