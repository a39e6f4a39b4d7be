//! Packed bytes → bytes. What a file declares is believed only up to what its rows can need.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::Torn;

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Not,
    Lz4Frame,
    Lz4Block,
    Zstd,
    Snappy,
    Gzip,
}

const NOT_THAT_LONG: Torn = Torn("packed bytes of another length than it declares");
const DAMAGED: Torn = Torn("packed bytes that are damaged");

impl Packing {
    /// Unpacks to exactly `length` bytes, which the caller has bounded.
    pub(super) fn unpack(self, packed: &[u8], length: usize) -> Result<Vec<u8>, Torn> {
        match self {
            Self::Not if packed.len() == length => Ok(packed.to_vec()),
            Self::Not => Err(NOT_THAT_LONG),
            Self::Lz4Frame => streamed(FrameDecoder::new(packed), length),
            Self::Zstd => streamed(StreamingDecoder::new(packed).map_err(|_| DAMAGED)?, length),
            Self::Gzip => streamed(MultiGzDecoder::new(packed), length),
            Self::Lz4Block => {
                let mut bytes = vec![0; length];
                let written = lz4_flex::block::decompress_into(packed, &mut bytes).map_err(|_| DAMAGED)?;
                if written == length { Ok(bytes) } else { Err(NOT_THAT_LONG) }
            }
            Self::Snappy => {
                if snap::raw::decompress_len(packed).ok() != Some(length) {
                    return Err(NOT_THAT_LONG);
                }
                let mut bytes = vec![0; length];
                snap::raw::Decoder::new().decompress(packed, &mut bytes).map_err(|_| DAMAGED)?;
                Ok(bytes)
            }
        }
    }
}

/// One byte more is asked for, so that the check sum at the end is looked at and a longer stream is seen.
fn streamed(stream: impl Read, length: usize) -> Result<Vec<u8>, Torn> {
    let mut bytes = Vec::with_capacity(length);
    stream.take(length as u64 + 1).read_to_end(&mut bytes).map_err(|_| DAMAGED)?;
    if bytes.len() == length { Ok(bytes) } else { Err(NOT_THAT_LONG) }
}

#[cfg(test)]
mod tests;
