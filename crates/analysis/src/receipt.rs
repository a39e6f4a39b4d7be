//! Canonical bytes, their hash, and the id everyone can recompute.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Series,
    answer::{Engine, ToolName},
};

/// Revision of what is hashed.
pub const FORMAT: &str = "engram.receipt/1";

/// Characters of the hash that an id keeps: 130 bits.
const ID_CHARACTERS: usize = 26;

/// A value has no canonical form: it holds a number that JSON has not, or a key that is not text.
#[derive(Debug, thiserror::Error)]
#[error("no canonical form: {0}")]
pub struct NotCanonical(#[from] serde_json::Error);

/// A receipt: the bytes that were hashed, and the id they hash to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub id: String,
    pub tool: ToolName,
    /// Canonical JSON of a [`ReceiptBody`].
    pub canonical: Vec<u8>,
}

/// What is hashed for an id.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptBody {
    pub format: &'static str,
    pub tool: &'static str,
    /// Normalised arguments, defaults filled in, absent ones null.
    pub input: serde_json::Value,
    /// When the answer was computed.
    pub clock: Timestamp,
    pub engine: Engine,
    pub params: serde_json::Value,
    pub series: Vec<ReceiptSeries>,
    /// The answer without its receipt id, journal state and the model's part.
    pub output: serde_json::Value,
}

/// One series the answer rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReceiptSeries {
    pub role: &'static str,
    pub source: String,
    pub venue_symbol: String,
    pub pair: String,
    pub timeframe: &'static str,
    pub first_open: Option<Timestamp>,
    pub last_close: Option<Timestamp>,
    pub count: usize,
    pub candles_sha256: Option<String>,
}

/// Canonical JSON (RFC 8785) of a value.
///
/// # Errors
/// When it has none.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>, NotCanonical> {
    Ok(serde_json_canonicalizer::to_vec(value)?)
}

/// SHA-256 of bytes, lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The id of canonical bytes: `er1_` and the first 26 characters of their SHA-256 in lower-case Base32.
pub fn id_of(canonical: &[u8]) -> String {
    let mut text = BASE32_NOPAD.encode(&Sha256::digest(canonical));
    text.truncate(ID_CHARACTERS);
    text.make_ascii_lowercase();
    format!("er1_{text}")
}

/// Bytes of a candle in canonical form.
pub const CANDLE_BYTES: usize = 48;

/// What stands for an unknown volume: the quiet NaN.
pub const UNKNOWN_VOLUME: u64 = 0x7ff8_0000_0000_0000;

/// First line of candles in canonical form.
pub const CANDLES_FORMAT: &str = "engram.candles/1";

/// Candles in their canonical form: a heading with pair and timeframe, then per candle, oldest first, the open time in
/// ms and open, high, low, close, volume, each 8 bytes, little-endian; unknown volume is the quiet NaN.
pub fn candles_canonical(series: &Series) -> Vec<u8> {
    first_canonical(series, series.len())
}

/// SHA-256 of candles in their canonical form, lower-case hex.
pub fn candles_sha256(series: &Series) -> String {
    sha256_hex(&candles_canonical(series))
}

/// The same of the first `count` candles.
pub(crate) fn first_sha256(series: &Series, count: usize) -> String {
    sha256_hex(&first_canonical(series, count))
}

fn first_canonical(series: &Series, count: usize) -> Vec<u8> {
    let mut bytes = format!("{CANDLES_FORMAT}\n{}\n{}\n", series.pair(), series.interval()).into_bytes();
    bytes.reserve(count.min(series.len()) * CANDLE_BYTES);
    let prices = series.opens().iter().zip(series.highs()).zip(series.lows()).zip(series.closes());
    let rows = series.times().iter().zip(prices).zip(series.volumes_or_nan()).take(count);
    for ((time, (((open, high), low), close)), volume) in rows {
        bytes.extend_from_slice(&time.to_le_bytes());
        let volume = if volume.is_nan() { f64::from_bits(UNKNOWN_VOLUME) } else { *volume };
        for value in [*open, *high, *low, *close, volume] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
    }
    bytes
}

#[cfg(test)]
mod tests;
