//! Dependencies that no source names.
#![expect(clippy::disallowed_methods, reason = "it reads the manifests")]

use super::rows::Row;
use super::{excepted, sources, words};
use crate::Failure;
use crate::place::Place;

const MEMBERS: [&str; 4] = ["crates/*", "src-tauri", "tests", "xtask"];

pub(super) fn breaches(place: &Place, exceptions: &[Row]) -> Result<Vec<String>, Failure> {
    let mut breaches = Vec::new();
    for folder in MEMBERS.iter().flat_map(|pattern| sources::folders(&place.root, pattern)) {
        let manifest = folder.join("Cargo.toml");
        if !manifest.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&manifest).map_err(|source| Failure::file(&manifest, source))?;
        let from_root = folder.strip_prefix(&place.root).unwrap_or(&folder).to_string_lossy().replace('\\', "/");
        let code = sources::below(place, &from_root, &["rs"])?;
        for name in dependencies(&text) {
            let spelt = name.replace('-', "_");
            let named = code.iter().any(|file| file.text.lines().any(|line| words::holds(line, &spelt)));
            if !named && !excepted(exceptions, "unused", &format!("{from_root}/{name}")) {
                breaches.push(format!("{from_root}/Cargo.toml: nothing names {name}; remove it, or except it as `unused | {from_root}/{name} | why`"));
            }
        }
    }
    Ok(breaches)
}

/// The dependencies of a manifest, of every kind, as the manifest spells them.
pub(super) fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut within = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let mut parts = header.rsplit('.');
            let last = parts.next().unwrap_or_default();
            within = last.ends_with("dependencies");
            if parts.next().is_some_and(|parent| parent.ends_with("dependencies")) {
                names.push(last.to_owned());
            }
        } else if within && line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let name: String =
                line.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
            if line.get(name.len()..).is_some_and(|rest| rest.starts_with(['.', ' ', '='])) {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}
