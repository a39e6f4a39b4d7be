//! What is read of an answer, and what not.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use super::{http_date, unpacked};
use crate::wire::Broken;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn a_packed_answer_is_read_up_to_its_limit() {
    assert_eq!(unpacked(&packed(b"[]"), 2), Ok(b"[]".to_vec()));
    // 64 MiB in 64 kB: a bomb, of which no more than the limit is ever held.
    let bomb = packed(&vec![0; 64 << 20]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(unpacked(&bomb, 8 << 20), Err(Broken::TooLarge(8 << 20)));
    let cut = packed(b"a longer text that is cut");
    assert!(matches!(unpacked(&cut[..cut.len() - 9], 100), Err(Broken::Unreachable(_))));
}

#[test]
fn its_date_is_read() {
    assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
    assert_eq!(http_date("yesterday"), None);
}
