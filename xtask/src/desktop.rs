//! `cargo xtask desktop`.

use crate::Failure;
use crate::args::Desktop;
use crate::kit::{self, Want};
use crate::page;
use crate::place::Place;
use crate::shell::Step;
use std::process::ExitCode;

/// Installs what is missing, builds the page and the application, and runs it to its end.
///
/// # Errors
/// Whatever keeps it from starting, and an exit of the application that is not a success.
pub(crate) fn start(place: &Place, wish: &Desktop) -> Result<ExitCode, Failure> {
    let wants = if page::is_stale(place) { vec![Want::Build, Want::Node] } else { vec![Want::Build] };
    let kit = kit::gather(place, wish.consent, &wants)?;
    kit::page(place, &kit)?;
    let mut run = Step::line("cargo run --locked --package engram-desktop");
    if wish.release {
        run = run.arg("--release");
    }
    run = wish.passed_on.iter().fold(run.arg("--"), Step::arg);
    run.within(&place.root).run()?;
    Ok(ExitCode::SUCCESS)
}
