//! Puts our own commands under the access list, and the page and icons into the program.
use tauri_build::{AppManifest, Attributes};

/// Every command there is. Without this list any of them could be called from any window, whatever the capability says.
const COMMANDS: [&str; 15] = [
    "snapshot",
    "report",
    "called",
    "fields",
    "tools",
    "judge",
    "send",
    "desktop",
    "autostart",
    "secrets",
    "keep",
    "diagnostics",
    "download",
    "welcomed",
    "reset",
];

fn main() {
    let manifest = AppManifest::new().commands(&COMMANDS);
    if let Err(problem) = tauri_build::try_build(Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={problem:#}");
    }
}
