//! The page: its packages, its checks, its build.
#![expect(clippy::disallowed_methods, reason = "it compares the ages of files")]

use crate::Failure;
use crate::node::NPM;
use crate::place::Place;
use crate::shell::Step;
use crate::tools::Found;
use std::path::Path;
use std::time::SystemTime;

/// Folders of `ui` that are made, not written.
const MADE: [&str; 3] = ["node_modules", "dist", "coverage"];

/// What the page shows of itself beside its own sources.
const HELP: &str = "docs/help.md";

/// Says whether the build is missing or older than a source.
pub(crate) fn is_stale(place: &Place) -> bool {
    let ui = place.ui();
    match changed(&ui.join("dist/index.html")) {
        Some(built) => newest(&ui).max(changed(&place.root.join(HELP))).is_none_or(|source| source > built),
        None => true,
    }
}

/// Installs the packages if they are not those of the lock file, and builds the page.
pub(crate) fn build(place: &Place, node: &Found) -> Result<(), Failure> {
    packages(place, node)?;
    npm(place, node, &["run", "build"])
}

/// Type-checks, tests and builds the page.
pub(crate) fn check(place: &Place, node: &Found) -> Result<(), Failure> {
    packages(place, node)?;
    npm(place, node, &["run", "check"])?;
    npm(place, node, &["test"])?;
    npm(place, node, &["run", "build"])
}

fn packages(place: &Place, node: &Found) -> Result<(), Failure> {
    let ui = place.ui();
    let lock = ui.join("package-lock.json");
    let Some(locked) = changed(&lock) else {
        return Err(Failure::Missing {
            what: format!("{}", lock.display()),
            remedy: "take it from the repository: it pins what the page is built from".to_owned(),
        });
    };
    // npm writes this file last, so it tells which lock file the folder was filled from.
    match changed(&ui.join("node_modules/.package-lock.json")) {
        Some(filled) if filled >= locked => Ok(()),
        Some(_) | None => npm(place, node, &["ci", "--no-audit", "--no-fund"]),
    }
}

fn npm(place: &Place, node: &Found, words: &[&str]) -> Result<(), Failure> {
    Step::new(NPM, words).finding_in(node.folder.as_deref()).within(&place.ui()).run()
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}

/// When the youngest source below the folder was written.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?;
    let ages = entries.flatten().filter(|entry| !MADE.iter().any(|made| entry.file_name() == *made));
    ages.filter_map(|entry| if entry.path().is_dir() { newest(&entry.path()) } else { changed(&entry.path()) }).max()
}
