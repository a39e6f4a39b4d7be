//! Words that may not stand in the sources.

use super::rows::Row;
use super::sources::{self, Source};
use crate::Failure;
use crate::place::Place;

const ENDINGS: [&str; 5] = ["rs", "ts", "svelte", "html", "toml"];

pub(super) fn breaches(place: &Place, rules: &[Row]) -> Result<Vec<String>, Failure> {
    let mut breaches = Vec::new();
    for rule in rules {
        for pattern in rule.second.split_whitespace() {
            let files = sources::below(place, pattern, &ENDINGS)?;
            breaches
                .extend(files.iter().filter(|file| !sources::is_test(&file.path)).flat_map(|file| within(rule, file)));
        }
    }
    Ok(breaches)
}

fn within(rule: &Row, file: &Source) -> Vec<String> {
    let lines = file.text.lines().enumerate().filter(|(_, line)| holds(line, &rule.first));
    lines.map(|(index, _)| format!("{}:{}: `{}`: {}", file.path, index + 1, rule.first, rule.why)).collect()
}

/// Says whether the line holds the word, whatever its case: whole, or with any ending where the pattern ends in `*`.
pub(super) fn holds(line: &str, pattern: &str) -> bool {
    let line = line.to_lowercase();
    let (word, any_ending) = pattern.strip_suffix('*').map_or((pattern, false), |start| (start, true));
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    let begins = |at: usize| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !(word.starts_with(in_name) && before.is_some_and(in_name))
    };
    let ends = |at: usize| {
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        any_ending || !(word.ends_with(in_name) && after.is_some_and(in_name))
    };
    line.match_indices(word).any(|(at, _)| begins(at) && ends(at))
}
