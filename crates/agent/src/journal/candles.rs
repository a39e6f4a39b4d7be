//! Candles as bytes: the canonical form that is hashed, and the packed one on disk.

use std::io::{Read, Write};

use analysis::{
    Candle, Interval, Pair, Series,
    receipt::{CANDLE_BYTES, CANDLES_FORMAT, UNKNOWN_VOLUME, sha256_hex},
};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use jiff::Timestamp;

/// Candles of a piece, where none is missing.
const PIECE: i64 = 512;

/// What unpacks to more than a piece is not ours.
const MOST_BYTES: u64 = PIECE as u64 * CANDLE_BYTES as u64;

/// The candles of canonical bytes; `None` where they are no such thing.
pub(super) fn series(canonical: &[u8]) -> Option<Series> {
    let mut parts = canonical.splitn(4, |byte| *byte == b'\n');
    let mut line = || std::str::from_utf8(parts.next()?).ok();
    if line()? != CANDLES_FORMAT {
        return None;
    }
    let (pair, interval) = (Pair::new(line()?).ok()?, line()?.parse().ok()?);
    let (candles, rest) = parts.next()?.as_chunks::<CANDLE_BYTES>();
    if !rest.is_empty() {
        return None;
    }
    let candles = candles.iter().map(candle).collect::<Option<Vec<Candle>>>()?;
    Series::new(pair, interval, Timestamp::MAX, candles).ok()
}

/// The last candle of a piece.
pub(super) fn last(piece: &[u8]) -> Option<Candle> {
    piece.last_chunk().and_then(candle)
}

fn candle(bytes: &[u8; CANDLE_BYTES]) -> Option<Candle> {
    let (fields, _) = bytes.as_chunks::<8>();
    let [time, open, high, low, close, volume] = fields else { return None };
    let volume = u64::from_le_bytes(*volume);
    Some(Candle {
        open_time: Timestamp::from_millisecond(i64::from_le_bytes(*time)).ok()?,
        open: f64::from_le_bytes(*open),
        high: f64::from_le_bytes(*high),
        low: f64::from_le_bytes(*low),
        close: f64::from_le_bytes(*close),
        volume: (volume != UNKNOWN_VOLUME).then_some(f64::from_bits(volume)),
    })
}

/// Canonical candles, cut into pieces that later answers share.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    /// What is kept for the whole: the heading, then the hash of each piece.
    pub(super) plan: Vec<u8>,
    /// Hash and bytes of each piece, oldest first.
    pub(super) pieces: Vec<(String, &'a [u8])>,
}

/// Cuts canonical bytes wherever the time is a multiple of so many candles, so that the same candles give the same
/// pieces wherever a history begins and ends.
pub(super) fn cut(canonical: &[u8], interval: Interval) -> Cut<'_> {
    let heading = canonical.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).map_or(0, |(at, _)| at + 1);
    let (heading, candles) = canonical.split_at(heading);
    let (candles, _) = candles.as_chunks::<CANDLE_BYTES>();
    let span = PIECE * interval.millis();
    let place = |candle: &[u8; CANDLE_BYTES]| {
        let time = candle.first_chunk().map_or(0, |time| i64::from_le_bytes(*time));
        time.div_euclid(span)
    };
    let pieces = candles.chunk_by(|a, b| place(a) == place(b)).map(|piece| {
        let bytes = piece.as_flattened();
        (sha256_hex(bytes), bytes)
    });
    let pieces: Vec<(String, &[u8])> = pieces.collect();
    let mut plan = heading.to_vec();
    for (sha256, _) in &pieces {
        plan.extend_from_slice(sha256.as_bytes());
        plan.push(b'\n');
    }
    Cut { plan, pieces }
}

/// The heading of a plan, and the hashes of its pieces.
pub(super) fn plan(plan: &[u8]) -> Option<(String, Vec<&str>)> {
    let lines: Vec<&str> = std::str::from_utf8(plan).ok()?.split_inclusive('\n').collect();
    let (heading, pieces) = lines.split_at_checked(3)?;
    Some((heading.concat(), pieces.iter().map(|line| line.trim_end_matches('\n')).collect()))
}

/// Deflates at the fastest level: the slower ones save a tenth and cost ten times as long.
pub(super) fn packed(canonical: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = ZlibEncoder::new(Vec::with_capacity(canonical.len() / 2), Compression::fast());
    packer.write_all(canonical)?;
    packer.finish()
}

/// What was packed; `None` where it does not unpack, to the last byte.
pub(super) fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len() * 3);
    let mut unpacker = ZlibDecoder::new(packed);
    unpacker.by_ref().take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    (unpacker.total_in() == packed.len() as u64).then_some(bytes)
}

#[cfg(test)]
mod tests;
