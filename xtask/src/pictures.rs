//! `cargo xtask screenshots`.

use crate::Failure;
use crate::consent::Consent;
use crate::kit::{self, Want};
use crate::page;
use crate::place::Place;
use crate::shell::Step;

/// Builds the page and the application, and drives it from view to view on a screen of its own.
///
/// # Errors
/// Whatever keeps it from starting, or from being seen.
pub(crate) fn take(place: &Place, consent: Consent) -> Result<(), Failure> {
    let mut wants = vec![Want::Build, Want::Screen];
    if page::is_stale(place) {
        wants.push(Want::Node);
    }
    let kit = kit::gather(place, consent, &wants)?;
    kit::page(place, &kit)?;
    // The whole workspace is meant: the same features, so nothing is compiled twice.
    Step::line("cargo build --workspace --locked --bin engram-desktop --bin pictures").within(&place.root).run()?;
    let folder = place.target.join("debug");
    let taker = folder.join("pictures").to_string_lossy().into_owned();
    Step::new(&taker, [""; 0]).env("ENGRAM_DESKTOP", folder.join("engram-desktop")).within(&place.root).run()
}
