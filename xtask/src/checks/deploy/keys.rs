//! Settings that a file names, against the commented defaults.

use crate::fences::sources::Source;
use std::collections::BTreeSet;

/// Every key of the commented defaults, those that are not set by default included.
pub(super) fn known(defaults: &str) -> BTreeSet<String> {
    in_toml(defaults.lines().enumerate()).into_iter().map(|(_, key)| key).collect()
}

/// The keys of the file that nobody knows.
pub(super) fn breaches(file: &Source, known: &BTreeSet<String>) -> Vec<String> {
    let unknown = named(file).into_iter().filter(|(_, key)| !known.contains(key));
    unknown
        .map(|(line, key)| {
            format!("{}:{line}: {key} is no setting; crates/agent/src/settings/defaults.toml has them all", file.path)
        })
        .collect()
}

/// The keys a file names, with their lines: all of a TOML file, fenced TOML of a page, and what is set by commands.
pub(super) fn named(file: &Source) -> Vec<(usize, String)> {
    let lines = || file.text.lines().enumerate();
    let mut keys = if file.is("toml") { in_toml(lines()) } else { Vec::new() };
    if file.is("md") {
        let mut within = false;
        let fenced = lines().filter(|(_, line)| {
            let fence = line.trim().strip_prefix("```");
            within = fence.map_or(within, |language| language == "toml");
            within && fence.is_none()
        });
        keys.extend(in_toml(fenced));
    }
    for (index, line) in lines() {
        for before in ["config set ", "config get ", "config unset ", "--set "] {
            let named = line.match_indices(before).filter_map(|(at, _)| line.get(at + before.len()..));
            let keys_here = named.map(|rest| rest.chars().take_while(|c| in_key(*c)).collect::<String>());
            keys.extend(keys_here.filter(|key| key.contains('.')).map(|key| (index + 1, key)));
        }
    }
    keys
}

/// Keys with their lines, those of commented examples included: a reader takes the `#` away.
fn in_toml<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let mut section = String::new();
    let mut keys = Vec::new();
    for (index, line) in lines {
        let line = line.trim();
        let line = line.strip_prefix("# ").unwrap_or(line);
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((key, _)) = line.split_once(" = ")
            && !key.is_empty()
            && key.chars().all(in_key)
        {
            keys.push((index + 1, if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") }));
        }
    }
    keys
}

fn in_key(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.')
}
