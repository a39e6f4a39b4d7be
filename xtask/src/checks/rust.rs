//! The crates' own tests, and the page's types.

use super::{Check, is_closing};
use crate::Failure;
use crate::place::Place;
use crate::shell::Step;
use crate::summary::Ending;

/// Runs every crate's tests except the window tests, which have a stage of their own.
pub(super) fn tests(check: &mut Check<'_>) -> Result<Ending, Failure> {
    let Some(nextest) = check.kit.nextest.clone() else {
        println!("cargo-nextest is not installed (`cargo xtask setup` brings it): plain `cargo test` instead.");
        let step = check.cargo("test --workspace --exclude tests --lib --bins --tests --locked");
        check.test(step)?;
        return Ok(Ending::Passed("by cargo test: cargo-nextest is not installed".to_owned()));
    };
    let mut step = check.cargo("nextest run --workspace --locked -E").arg("not package(tests)");
    if check.strict {
        // Every seed of the controls, and every kill and flip of the journal.
        step = step.env("ENGRAM_FULL", "1");
    }
    check.test(step.finding_in(nextest.folder.as_deref()))?;
    Ok(Ending::Passed(check.closing.last().map(|line| line.trim().to_owned()).unwrap_or_default()))
}

/// Writes the page's types anew.
pub(crate) fn write_bindings(place: &Place) -> Result<(), Failure> {
    bindings(place, true)
}

/// Compares the page's types with the core's, or writes them.
pub(super) fn bindings(place: &Place, write: bool) -> Result<(), Failure> {
    let mut step =
        Step::line("cargo test --locked --package agent --features bindings export_bindings").within(&place.root);
    if write {
        step = step.env("ENGRAM_WRITE_BINDINGS", "1");
    }
    let (closing, done) = step.run_keeping(is_closing);
    done.map_err(|failure| Failure::Missing {
        what: format!("page types that are the core's: {failure}"),
        remedy: "`cargo xtask bindings` writes them anew; commit what changed".to_owned(),
    })?;
    // A filter that matches no test succeeds, and would prove nothing.
    if closing.iter().any(|line| !line.contains(" 0 passed")) {
        Ok(())
    } else {
        Err(Failure::Missing {
            what: "a test named export_bindings in the package agent".to_owned(),
            remedy: "restore it: it keeps the page's types and the core's the same".to_owned(),
        })
    }
}
