//! A journal's file as bytes.

use std::collections::BTreeSet;

/// Bytes of a page; no journal was ever made with others.
pub(super) const PAGE: usize = 4_096;

/// Bytes of a receipt's id behind its beginning.
const ID: usize = 26;

/// Texts of the tables, far enough apart that one damaged place does not hit all of them.
const MARKS: [&[u8]; 3] = [b"receipts are never changed", b"CREATE TABLE pieces (", b"entries are never deleted"];

/// Heading of the log and of each frame in it.
const LOG_HEADING: usize = 32;
const FRAME_HEADING: usize = 24;

/// Whether these are bytes of a journal.
pub(super) fn is_ours(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
}

/// Every receipt's id that stands anywhere in them.
pub(super) fn ids(bytes: &[u8]) -> BTreeSet<String> {
    let starts = bytes.windows(4).enumerate().filter(|(_, window)| *window == b"er1_");
    let ids = starts.filter_map(|(at, _)| std::str::from_utf8(bytes.get(at..at + 4 + ID)?).ok());
    let is_code = |byte: u8| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte);
    ids.filter(|id| id.bytes().skip(4).all(is_code)).map(str::to_owned).collect()
}

/// Puts other pages in their places, and says of the file what is true of it.
pub(super) fn with_heading_of(damaged: &mut Vec<u8>, pages: &[(usize, Vec<u8>)]) {
    let whole = damaged.len().div_ceil(PAGE) * PAGE;
    damaged.resize(whole, 0);
    for (number, page) in pages {
        if let Some(place) = damaged.get_mut((number - 1) * PAGE..number * PAGE) {
            place.copy_from_slice(page);
        }
    }
    // Its size in pages, which counts only if the two numbers around it are equal; and no free pages.
    let size = u32::try_from(whole / PAGE).unwrap_or_default().to_be_bytes();
    for (at, value) in [(24, [0, 0, 0, 1]), (28, size), (32, [0; 4]), (36, [0; 4]), (92, [0, 0, 0, 1])] {
        if let Some(place) = damaged.get_mut(at..at + 4) {
            place.copy_from_slice(&value);
        }
    }
}

/// Whether a frame of the log was altered and transactions follow it, which the database drops without a word. What is
/// torn at the very end was never said to be stored.
pub(super) fn is_log_torn(log: &[u8]) -> bool {
    let Some(heading) = log.first_chunk::<LOG_HEADING>() else { return false };
    let big = heading.get(3).is_some_and(|byte| byte & 1 == 1);
    let mut sum = summed([0, 0], heading.get(..24).unwrap_or_default(), big);
    if words(heading.get(24..).unwrap_or_default(), true) != sum {
        // Without its heading the database ignores all of it.
        return log.len() > LOG_HEADING + FRAME_HEADING;
    }
    let salt = heading.get(16..24).unwrap_or_default();
    let frames = log.get(LOG_HEADING..).unwrap_or_default().chunks_exact(FRAME_HEADING + PAGE);
    let mut torn = false;
    for frame in frames {
        let (heading, page) = frame.split_at(FRAME_HEADING);
        let is_of_this_log = heading.get(8..16) == Some(salt);
        let commits = heading.get(4..8).is_some_and(|size| size != [0; 4]);
        if torn {
            if is_of_this_log && commits {
                return true;
            }
            continue;
        }
        let next = summed(summed(sum, heading.get(..8).unwrap_or_default(), big), page, big);
        if is_of_this_log && words(heading.get(16..).unwrap_or_default(), true) == next {
            sum = next;
        } else if is_of_this_log && commits {
            return true;
        } else {
            torn = true;
        }
    }
    false
}

fn words(bytes: &[u8], big: bool) -> [u32; 2] {
    let (words, _) = bytes.as_chunks::<4>();
    let word = |at: usize| {
        let bytes = words.get(at).copied().unwrap_or_default();
        if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    };
    [word(0), word(1)]
}

/// The running sum of the log, as its format has it.
fn summed([mut first, mut second]: [u32; 2], bytes: &[u8], big: bool) -> [u32; 2] {
    for pair in bytes.chunks_exact(8) {
        let [one, two] = words(pair, big);
        first = first.wrapping_add(one).wrapping_add(second);
        second = second.wrapping_add(two).wrapping_add(first);
    }
    [first, second]
}
