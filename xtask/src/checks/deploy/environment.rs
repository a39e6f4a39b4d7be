//! Variables that a file names, against those that the program reads.

use crate::fences::sources::Source;
use std::collections::BTreeSet;

/// What our variables begin with.
const OURS: [&str; 5] = ["ENGRAM_", "LMSTUDIO_", "CLAWDBOT_", "LM_API_", "LOG_LEVEL"];

/// The variables of the file that nothing in `code` reads and no key of `known` has.
pub(super) fn breaches(file: &Source, known: &BTreeSet<String>, code: &[&str]) -> Vec<String> {
    let of_keys: BTreeSet<String> =
        known.iter().map(|key| format!("ENGRAM__{}", key.replace('.', "__").to_ascii_uppercase())).collect();
    let is_read = |name: &str| of_keys.contains(name) || code.iter().any(|text| text.contains(&format!("\"{name}\"")));
    let lines = file.text.lines().enumerate();
    let named = lines.flat_map(|(index, line)| named(line).map(move |name| (index + 1, name)));
    let unread = named.filter(|(_, name)| !is_read(name));
    unread.map(|(line, name)| format!("{}:{line}: the program reads no variable {name}", file.path)).collect()
}

fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| {
        let shouted = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        shouted && !word.ends_with('_') && OURS.iter().any(|start| word.starts_with(start))
    })
}
