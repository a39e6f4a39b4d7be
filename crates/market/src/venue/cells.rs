//! Cells of a row: numbers as numbers or as texts, and what is no number as none.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, SeqAccess, Visitor},
};

/// A number, however it was written. What cannot be read, or is null, is NaN: no candle, and counted as such.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell(pub(crate) f64);

/// The first `N` cells of a row; what follows is not read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<const N: usize>(pub(crate) [f64; N]);

/// The whole number this is, if it is one that a time may be.
pub(crate) fn whole(value: f64) -> Option<i64> {
    // 2^53: beyond it not every whole number has a double of its own.
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNumber)
    }
}

struct AnyNumber;

impl Visitor<'_> for AnyNumber {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a text or null")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell(text.trim().parse().unwrap_or(f64::NAN)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Cell, E> {
        Ok(Cell(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Cell, E> {
        Ok(Cell(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Cell, E> {
        Ok(Cell(value as f64))
    }

    fn visit_unit<E: Error>(self) -> Result<Cell, E> {
        Ok(Cell(f64::NAN))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Cell, E> {
        Ok(Cell(f64::NAN))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Cells<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Row::<N>)
    }
}

struct Row<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for Row<N> {
    type Value = Cells<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row of at least {N} cells")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<Cells<N>, A::Error> {
        let mut row = [f64::NAN; N];
        for (index, value) in row.iter_mut().enumerate() {
            *value = cells.next_element::<Cell>()?.ok_or_else(|| A::Error::invalid_length(index, &self))?.0;
        }
        while cells.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cells(row))
    }
}
