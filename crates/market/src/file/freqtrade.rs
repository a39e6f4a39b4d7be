//! Candle files as freqtrade names them, `BTC_USDT-1h.feather` and `futures/BTC_USDT_USDT-1h-futures.feather`, and its
//! JSON, packed or not.

use std::{io::Read, num::NonZeroU32};

use flate2::read::GzDecoder;

use super::csv::Sheet;
use crate::{
    Column, CsvFault, Expected, Layout, Row,
    fault::clipped,
    venue::cells::{Cells, whole},
};

/// Endings of names whose rows are no candles of a market.
const OTHERS: [&str; 6] = ["-mark", "-index", "-premiumindex", "-funding_rate", "-trades", "_trades"];

/// Endings of names of candle files.
const ENDINGS: [&str; 7] = [".csv", ".feather", ".arrow", ".parquet", ".json", ".json.gz", ".jsongz"];

/// The most bytes that a packed file may hold.
const MOST: u64 = 512 << 20;

/// The part of a file's name that names its candles; `None` where it holds something else.
pub(super) fn stem(name: &str) -> Option<&str> {
    let stem = name.get(..name.len().checked_sub(ending(name)?.len())?)?;
    let is_other = OTHERS.iter().any(|other| stem.to_ascii_lowercase().ends_with(other));
    (!is_other).then(|| stem.strip_suffix("-futures").unwrap_or(stem))
}

/// Whether a name is one of its JSON files.
pub(super) fn is_json(name: &str) -> bool {
    ending(name).is_some_and(|ending| ending.starts_with(".json"))
}

fn ending(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    ENDINGS.into_iter().find(|ending| lower.ends_with(ending))
}

/// Reads a list of `[ms, open, high, low, close, volume]`.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Sheet, CsvFault> {
    let mut unpacked = Vec::new();
    let is_packed = bytes.starts_with(&[0x1f, 0x8b]);
    if is_packed {
        let read = GzDecoder::new(bytes).take(MOST + 1).read_to_end(&mut unpacked);
        if read.is_err() || unpacked.len() as u64 > MOST {
            return Err(fault(file, 1, Expected::Packed, "something else"));
        }
    }
    let text = if is_packed { unpacked.as_slice() } else { bytes };
    let cells: Vec<Cells<6>> = serde_json::from_slice(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        fault(file, line, Expected::Rows6, &String::from_utf8_lossy(text.get(..40).unwrap_or(text)))
    })?;
    if cells.is_empty() {
        return Err(fault(file, 1, Expected::Candle, "[]"));
    }
    let mut rows = Vec::with_capacity(cells.len());
    for (number, Cells([time, open, high, low, close, volume])) in (1..).zip(cells) {
        let open_ms = whole(time).ok_or_else(|| fault(file, number, Expected::Time, &time.to_string()))?;
        let volume = Some(volume).filter(|volume| !volume.is_nan());
        // Its rows stand for its lines: that is what a person counts.
        rows.push(Row { open_ms, open, high, low, close, volume, line: NonZeroU32::new(number) });
    }
    let offsets = vec![0; rows.len()];
    Ok(Sheet { rows, offsets, layout: layout(), notes: Vec::new(), is_zone_lost: false })
}

fn layout() -> Layout {
    let column = |number: u32, name: &str| Column { number, name: name.to_owned() };
    Layout {
        time: column(1, "date"),
        open: column(2, "open"),
        high: column(3, "high"),
        low: column(4, "low"),
        close: column(5, "close"),
        volume: Some(column(6, "volume")),
    }
}

fn fault(file: &str, line: u32, expected: Expected, found: &str) -> CsvFault {
    let column = Column { number: 1, name: "date".to_owned() };
    CsvFault { file: clipped(file, 64), line, column, expected, found: clipped(found, 40) }
}

#[cfg(test)]
mod tests;
