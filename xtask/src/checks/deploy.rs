//! The files of `deploy/`: do they name what exists, and does the system they are for accept them?

mod environment;
mod keys;
mod promises;
mod unit;

use super::Check;
use crate::fences::sources::{self, Source};
use crate::shell::{Step, on_path};
use crate::summary::Ending;
use crate::{Failure, manifests, tools};

/// What is read for names: the files themselves, and the page that tells how to use them.
const PLACES: [&str; 2] = ["deploy", "docs"];
const ENDINGS: [&str; 5] = ["toml", "yaml", "service", "plist", "md"];
/// Of the pages, the one about servers.
const PAGE: &str = "docs/headless.md";

pub(super) fn judge(check: &Check<'_>) -> Result<Ending, Failure> {
    let files = files(check)?;
    let breaches = against_sources(check, &files)?;
    if !breaches.is_empty() {
        return Err(Failure::Breaches(breaches));
    }
    let mut notes = vec![format!("names in {} files", files.len())];
    for part in [unit::judge(check)?, manifests(check, &files)?, lists(check, &files)?] {
        match part {
            Part::Fine(note) => notes.push(note),
            Part::Skipped(reason) if check.strict => {
                let remedy = "a release needs it: try again on a Linux machine, with --yes".to_owned();
                return Err(Failure::Missing { what: reason, remedy });
            }
            Part::Skipped(reason) => notes.push(format!("skipped: {reason}")),
        }
    }
    Ok(Ending::Passed(notes.join("; ")))
}

/// How a part of the stage ended.
#[derive(Debug)]
enum Part {
    Fine(String),
    Skipped(String),
}

fn files(check: &Check<'_>) -> Result<Vec<Source>, Failure> {
    let mut files = Vec::new();
    for place in PLACES {
        files.extend(sources::below(check.place, place, &ENDINGS)?);
    }
    // It has no ending.
    files.push(sources::one(check.place, "deploy/docker/Dockerfile")?);
    files.retain(|file| file.path.starts_with("deploy/") || file.path == PAGE);
    Ok(files)
}

/// What needs nothing but the repository.
fn against_sources(check: &Check<'_>, files: &[Source]) -> Result<Vec<String>, Failure> {
    let defaults = sources::one(check.place, "crates/agent/src/settings/defaults.toml")?;
    let known = keys::known(&defaults.text);
    let code = sources::below(check.place, "crates/*/src", &["rs"])?;
    let read: Vec<&str> =
        code.iter().filter(|file| !sources::is_test(&file.path)).map(|file| file.text.as_str()).collect();
    let mut breaches = Vec::new();
    for file in files {
        breaches.extend(keys::breaches(file, &known));
        breaches.extend(environment::breaches(file, &known, &read));
    }
    breaches.extend(promises::breaches(files));
    let pinned = sources::one(check.place, "rust-toolchain.toml")?;
    breaches.extend(promises::other_toolchain(files, &pinned.text));
    Ok(breaches)
}

/// Holds the manifests against the schemas of Kubernetes; every other YAML file must at least be YAML.
fn manifests(check: &Check<'_>, files: &[Source]) -> Result<Part, Failure> {
    let Some(tool) = &check.kit.manifests else {
        return Ok(Part::Skipped("the manifests, for kubernetes-validate is not here".to_owned()));
    };
    let yaml: Vec<&str> = files.iter().filter(|file| file.is("yaml")).map(|file| file.path.as_str()).collect();
    tool.parse().within(&check.place.root).arg_each(&yaml).run()?;
    let mut schemas = yaml;
    schemas.retain(|path| path.starts_with("deploy/kubernetes/") && !path.ends_with("kustomization.yaml"));
    tool.validate().within(&check.place.root).arg_each(&schemas).run()?;
    if !on_path("kubectl") {
        return Ok(Part::Fine(format!("{} manifests, each alone: kubectl is not here", schemas.len())));
    }
    let whole = manifests::made(check.place, "kubernetes.yaml")?;
    Step::line("kubectl kustomize deploy/kubernetes --output").arg(&whole).within(&check.place.root).run()?;
    tool.validate().arg(whole).run()?;
    Ok(Part::Fine(format!("{} manifests, and the whole they make", schemas.len())))
}

/// Property lists, by Python's own reader.
fn lists(check: &Check<'_>, files: &[Source]) -> Result<Part, Failure> {
    let Some(python) = tools::python() else {
        return Ok(Part::Skipped("the property list, for Python is not here".to_owned()));
    };
    for file in files.iter().filter(|file| file.is("plist")) {
        let read = "import plistlib, sys; plistlib.load(open(sys.argv[1], 'rb'))";
        Step::new(python, ["-c", read]).arg(&file.path).within(&check.place.root).run()?;
    }
    Ok(Part::Fine("property list".to_owned()))
}

#[cfg(test)]
mod tests;
