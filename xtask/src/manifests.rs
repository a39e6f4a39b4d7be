//! kubernetes-validate: the schemas of Kubernetes without a cluster. Pinned, and kept for this repository alone.

use crate::Failure;
use crate::consent::Consent;
use crate::place::Place;
use crate::shell::Step;
use crate::tools::{self, Tool};
use std::path::PathBuf;

/// The tool, installed: a Python, and the folder of its modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Validator {
    python: &'static str,
    folder: PathBuf,
}

impl Validator {
    /// Fails for a file that no schema accepts, a key that no schema knows included; the files are to be added.
    pub(crate) fn validate(&self) -> Step {
        self.step(["-m", "kubernetes_validate", "--strict", "--quiet"])
    }

    /// Fails for a file that is not YAML; the files are to be added.
    pub(crate) fn parse(&self) -> Step {
        self.step(["-c", "import sys, yaml; [list(yaml.safe_load_all(open(path))) for path in sys.argv[1:]]"])
    }

    fn step<const N: usize>(&self, args: [&str; N]) -> Step {
        Step::new(self.python, args).env("PYTHONPATH", &self.folder)
    }
}

/// The pinned tool, if it is there.
pub(crate) fn find(place: &Place) -> Option<Validator> {
    let folder = tools::pinned(place, Tool::KubernetesValidate).ok()?;
    let found = Validator { python: tools::python()?, folder };
    found.step(["-m", "kubernetes_validate", "--version"]).succeeds().then_some(found)
}

/// `find`, else installs the pin after asking; `None` where that was declined or could not be done.
pub(crate) fn obtain(place: &Place, consent: Consent) -> Option<Validator> {
    let found = find(place);
    // The pin has files for Linux alone.
    let may_install = || {
        cfg!(target_os = "linux")
            && tools::python().is_some()
            && consent.to("Install a pinned kubernetes-validate into the build folder?")
    };
    if found.is_some() || !may_install() {
        return found;
    }
    if let Err(failure) = tools::install(place, Tool::KubernetesValidate) {
        println!("kubernetes-validate could not be installed: {failure}");
    }
    find(place)
}

/// Where manifests that are made here are kept.
pub(crate) fn made(place: &Place, name: &str) -> Result<PathBuf, Failure> {
    let folder = place.target.join("deploy");
    std::fs::create_dir_all(&folder).map_err(|source| Failure::file(&folder, source))?;
    Ok(folder.join(name))
}
