//! `cargo xtask bench`.

use crate::Failure;
use crate::fences::sources;
use crate::place::Place;
use crate::shell::Step;

/// The program that starts the application and measures it, in the package `tests`.
const DESKTOP: &str = "tests/src/bin/measure.rs";

/// Runs the benches of every crate, and the desktop's measurements where they can be taken.
///
/// # Errors
/// `Missing` when nothing is there to measure; otherwise what a bench failed with.
pub(crate) fn run(place: &Place, name: Option<&str>) -> Result<(), Failure> {
    let desktop = place.root.join(DESKTOP).is_file();
    let benches = sources::below(place, "crates/*/benches", &["rs"])?;
    let only_desktop = name == Some("desktop");
    if benches.is_empty() && !desktop {
        return Err(Failure::Missing {
            what: "anything to measure".to_owned(),
            remedy: "add crates/<name>/benches".to_owned(),
        });
    }
    for bench in benches.iter().filter(|_| !only_desktop) {
        let path = std::path::Path::new(&bench.path);
        let (Some(file), Some(package)) = (path.file_stem(), path.iter().nth(1)) else { continue };
        let mut step = Step::line("cargo bench --locked --package").arg(package).arg("--bench").arg(file);
        if let Some(name) = name {
            step = step.arg("--").arg(name);
        }
        step.within(&place.root).run()?;
    }
    if desktop && (only_desktop || name.is_none()) {
        Step::line("cargo build --release --locked --package engram-desktop").within(&place.root).run()?;
        Step::line("cargo run --release --locked --package tests --bin measure").within(&place.root).run()?;
    }
    println!("\nreports: {}", place.target.join("criterion").display());
    Ok(())
}
