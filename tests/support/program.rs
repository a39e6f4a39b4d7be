//! Which program is tested.
#![expect(
    clippy::disallowed_methods,
    reason = "it asks the environment, and builds the program where nobody named one"
)]

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(""))
}

/// The application: the one `ENGRAM_DESKTOP` names, else one built beside this test.
///
/// # Errors
/// When it has to be built and does not build.
pub fn program() -> Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    if let Some(named) = std::env::var_os("ENGRAM_DESKTOP") {
        return Ok(PathBuf::from(named));
    }
    BUILT.get_or_init(|| build().map_err(|problem| format!("{problem:#}"))).clone().map_err(anyhow::Error::msg)
}

fn build() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    // A test stands in <target>/<profile>/deps, a program one higher.
    let folder = own.parent().filter(|folder| !folder.ends_with("deps")).or_else(|| own.parent()?.parent());
    let folder = folder.context("a program stands in a folder")?;
    let target = folder.parent().context("a profile has a target folder")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The same target folder by its full name: a relative one would build a second tree here.
    cargo.args(["build", "--locked", "--package", "engram-desktop", "--target-dir"]).arg(target).current_dir(root());
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    if !cargo.status()?.success() {
        bail!("engram-desktop does not build; the page must be built first (`cargo xtask desktop` does both)");
    }
    Ok(folder.join("engram-desktop"))
}
