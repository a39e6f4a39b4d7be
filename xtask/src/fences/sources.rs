//! Source files below a folder pattern.
#![expect(clippy::disallowed_methods, reason = "it reads the sources")]

use crate::Failure;
use crate::place::Place;
use std::path::{Path, PathBuf};

/// A source file: its path from the root with `/` between folders, and its text.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// Says whether the file's name ends in `.ending`.
    pub(crate) fn is(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|there| there == ending)
    }
}

/// Every file with one of the endings below the folders that `pattern` means; `*` stands for one folder's name.
pub(crate) fn below(place: &Place, pattern: &str, endings: &[&str]) -> Result<Vec<Source>, Failure> {
    let mut paths = Vec::new();
    for folder in folders(&place.root, pattern) {
        collect(&folder, endings, &mut paths)?;
    }
    paths.sort_unstable();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).map_err(|source| Failure::file(&path, source))?;
        let from_root = path.strip_prefix(&place.root).unwrap_or(&path);
        let path = from_root.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        Ok(Source { path, text })
    };
    paths.into_iter().map(read).collect()
}

/// The file at this path from the root.
pub(crate) fn one(place: &Place, path: &str) -> Result<Source, Failure> {
    let whole = place.root.join(path);
    let text = std::fs::read_to_string(&whole).map_err(|source| Failure::file(&whole, source))?;
    Ok(Source { path: path.to_owned(), text })
}

/// Says whether the file is a test, which counts apart.
pub(crate) fn is_test(path: &str) -> bool {
    let mut folders = path.split('/').rev();
    let file = folders.next().unwrap_or_default();
    file == "tests.rs" || file.contains(".test.") || folders.any(|folder| matches!(folder, "tests" | "fixtures"))
}

pub(crate) fn folders(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![root.to_path_buf()];
    for part in pattern.split('/') {
        found = match part {
            "*" => found
                .iter()
                .filter_map(|folder| std::fs::read_dir(folder).ok())
                .flatten()
                .flatten()
                .map(|entry| entry.path())
                .collect(),
            name => found.into_iter().map(|folder| folder.join(name)).collect(),
        };
    }
    found.retain(|folder| folder.is_dir());
    found.sort_unstable();
    found
}

fn collect(folder: &Path, endings: &[&str], paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder).map_err(|source| Failure::file(folder, source))? {
        let path = entry.map_err(|source| Failure::file(folder, source))?.path();
        if path.is_dir() {
            let made =
                path.file_name().is_some_and(|name| name == "node_modules" || name == "target" || name == "dist");
            if !made {
                collect(&path, endings, paths)?;
            }
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            paths.push(path);
        }
    }
    Ok(())
}
