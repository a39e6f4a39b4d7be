//! Packed bytes that hold another length than they should.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use lz4_flex::frame::FrameEncoder;

use super::Packing;

/// The same bytes as each codec packs them.
fn packed(bytes: &[u8]) -> [(Packing, Vec<u8>); 6] {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).unwrap();
    let mut lz4 = FrameEncoder::new(Vec::new());
    lz4.write_all(bytes).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    [
        (Packing::Not, bytes.to_vec()),
        (Packing::Gzip, gzip.finish().unwrap()),
        (Packing::Lz4Frame, lz4.finish().unwrap()),
        (Packing::Lz4Block, lz4_flex::block::compress(bytes)),
        (Packing::Snappy, snap::raw::Encoder::new().compress_vec(bytes).unwrap()),
        (Packing::Zstd, zstd),
    ]
}

#[test]
fn only_the_length_that_is_needed_is_unpacked() {
    // Thirty-two megabytes of noughts, which most codecs make a few kilobytes of.
    let bomb = vec![0; 32 << 20];
    for (packing, bytes) in packed(&bomb) {
        assert_eq!(packing.unpack(&bytes, bomb.len()).unwrap(), bomb, "{packing:?}");
        for other in [0, 1, 168, bomb.len() - 1, bomb.len() + 1] {
            assert!(packing.unpack(&bytes, other).is_err(), "{packing:?} as {other}");
        }
    }
}

#[test]
fn what_was_cut_is_not_unpacked() {
    let text: Vec<u8> = (0..5_000_u32).flat_map(|number| (number / 3).to_le_bytes()).collect();
    for (packing, bytes) in packed(&text) {
        // An lz4 frame without its last word, which says that nothing follows, still holds everything.
        for length in (0..bytes.len() - 4).step_by(7) {
            assert!(packing.unpack(&bytes[..length], text.len()).is_err(), "{packing:?} at {length}");
        }
    }
}
