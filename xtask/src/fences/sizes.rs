//! Files that have grown too long to be read.

use super::rows::Row;
use super::{excepted, sources};
use crate::Failure;
use crate::place::Place;

const FOLDERS: [&str; 4] = ["crates/*/src", "src-tauri/src", "xtask/src", "ui/src"];
const ENDINGS: [&str; 4] = ["rs", "ts", "svelte", "css"];
/// A file this long is worth a thought.
const SMELL: usize = 400;
/// A file longer than this is split.
const WALL: usize = 600;

/// The files over the wall, and how many were looked at. Those that smell are named on the way.
pub(super) fn breaches(place: &Place, exceptions: &[Row]) -> Result<(Vec<String>, usize), Failure> {
    let mut breaches = Vec::new();
    let mut seen = 0;
    for folder in FOLDERS {
        for file in sources::below(place, folder, &ENDINGS)?.iter().filter(|file| !sources::is_test(&file.path)) {
            seen += 1;
            let lines = file.text.lines().count();
            let known = excepted(exceptions, "size", &file.path);
            if lines > WALL && !known {
                breaches.push(format!("{} has {lines} lines; split it below {WALL}", file.path));
            } else if lines > SMELL && !known {
                println!("think about {}: {lines} lines", file.path);
            }
        }
    }
    Ok((breaches, seen))
}
