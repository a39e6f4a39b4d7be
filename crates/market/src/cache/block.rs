//! A block of candles as bytes: six numbers each, little-endian, and a sum over all of them.

use analysis::Interval;

use crate::Row;

/// Times of a block, in candles.
pub(super) const BLOCK: i64 = 512;

/// Bytes of a candle.
const CANDLE: usize = 48;

/// The block in which a time lies.
pub(super) const fn number(interval: Interval, at_ms: i64) -> i64 {
    at_ms.div_euclid(BLOCK * interval.millis())
}

/// Candles as bytes, and their sum. Unknown volume is NaN there.
pub(super) fn packed(rows: &[Row]) -> (Vec<u8>, i64) {
    let mut bytes = Vec::with_capacity(rows.len() * CANDLE);
    for row in rows {
        bytes.extend_from_slice(&row.open_ms.to_le_bytes());
        for value in [row.open, row.high, row.low, row.close, row.volume.unwrap_or(f64::NAN)] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
    }
    let sum = i64::from(crc32fast::hash(&bytes));
    (bytes, sum)
}

/// The candles; `None` where the bytes are not those that were written.
pub(super) fn unpacked(bytes: &[u8], sum: i64) -> Option<impl Iterator<Item = Row>> {
    let (candles, rest) = bytes.as_chunks::<CANDLE>();
    let is_whole = rest.is_empty() && i64::from(crc32fast::hash(bytes)) == sum;
    is_whole.then(|| candles.iter().filter_map(candle))
}

fn candle(bytes: &[u8; CANDLE]) -> Option<Row> {
    let (numbers, _) = bytes.as_chunks::<8>();
    let &[open_ms, open, high, low, close, volume] = numbers else { return None };
    let [open, high, low, close, volume] = [open, high, low, close, volume].map(f64::from_le_bytes);
    let volume = Some(volume).filter(|volume| !volume.is_nan());
    Some(Row { open_ms: i64::from_le_bytes(open_ms), open, high, low, close, volume, line: None })
}
