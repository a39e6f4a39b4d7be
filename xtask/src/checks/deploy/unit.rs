//! The systemd units: systemd must accept them, and find the system one hardened.
#![expect(clippy::disallowed_methods, reason = "it writes the copies that systemd looks at")]

use super::Part;
use crate::Failure;
use crate::checks::Check;
use crate::shell::{Step, on_path};
use std::path::{Path, PathBuf};

/// The most exposure that is accepted, on systemd's scale from 0 to 10.
pub(super) const LIMIT: f64 = 1.5;
/// The first release that rates a file instead of a running service.
const OLDEST: u32 = 250;

pub(super) fn judge(check: &Check<'_>) -> Result<Part, Failure> {
    if !on_path("systemd-analyze") {
        return Ok(Part::Skipped("the systemd units, for systemd-analyze is not here".to_owned()));
    }
    let version = Step::line("systemd-analyze --version").read()?;
    if release(&version).is_none_or(|release| release < OLDEST) {
        return Ok(Part::Skipped(format!("the systemd units, for systemd here is older than {OLDEST}")));
    }
    let deploy = check.place.root.join("deploy/systemd");
    let copies = check.place.target.join("deploy");
    let system = installed(&deploy.join("engram.service"), &copies.join("system"))?;
    let user = installed(&deploy.join("user/engram.service"), &copies.join("user"))?;
    let mut breaches = remarks(Step::line("systemd-analyze verify").arg(&system))?;
    breaches.extend(remarks(Step::line("systemd-analyze --user verify").arg(&user).env("XDG_RUNTIME_DIR", &copies))?);
    let score = rated(&system)?;
    if !is_hardened(score) {
        breaches.push(too_open(score));
    }
    if breaches.is_empty() {
        Ok(Part::Fine(format!("exposure {score} of at most {LIMIT}")))
    } else {
        Err(Failure::Breaches(breaches))
    }
}

/// What systemd remarks about the unit. A key that it does not know is a remark to it, and no failure.
pub(super) fn remarks(verify: Step) -> Result<Vec<String>, Failure> {
    let (remarks, done) = verify.run_keeping(|line| line.contains("engram.service"));
    done.map(|()| remarks)
}

/// A copy whose program is there: systemd refuses a unit that starts nothing.
fn installed(unit: &Path, into: &Path) -> Result<PathBuf, Failure> {
    let text = std::fs::read_to_string(unit).map_err(|source| Failure::file(unit, source))?;
    std::fs::create_dir_all(into).map_err(|source| Failure::file(into, source))?;
    let copy = into.join("engram.service");
    let there = std::env::current_exe().map_err(|source| Failure::file(&copy, source))?;
    std::fs::write(&copy, starting(&text, &there.to_string_lossy())).map_err(|source| Failure::file(&copy, source))?;
    Ok(copy)
}

/// The unit with another program in place of its own.
pub(super) fn starting(unit: &str, program: &str) -> String {
    let line = |line: &str| match line.strip_prefix("ExecStart=").and_then(|rest| rest.split_once(' ')) {
        Some((_, arguments)) => format!("ExecStart={program} {arguments}\n"),
        None => format!("{line}\n"),
    };
    unit.lines().map(line).collect()
}

/// How exposed systemd finds the unit.
pub(super) fn rated(unit: &Path) -> Result<f64, Failure> {
    let said = Step::line("systemd-analyze security --offline=yes --no-pager").arg(unit).env("LC_ALL", "C").read()?;
    score(&said).ok_or_else(|| Failure::Missing {
        what: format!("an exposure level in what systemd-analyze says of {}", unit.display()),
        remedy: "run `systemd-analyze security --offline=yes` on it and see".to_owned(),
    })
}

/// The level in systemd's closing line.
pub(super) fn score(said: &str) -> Option<f64> {
    let (_, rest) = said.rsplit_once("Overall exposure level for ")?;
    rest.split_once(": ")?.1.split_whitespace().next()?.parse().ok()
}

pub(super) fn is_hardened(score: f64) -> bool {
    score <= LIMIT
}

fn too_open(score: f64) -> String {
    format!(
        "deploy/systemd/engram.service: exposure {score}, and at most {LIMIT} is accepted; `systemd-analyze security \
         --offline=yes` on it names each open door"
    )
}

/// The release in `systemd 252 (252.38-1~deb12u1)`.
pub(super) fn release(version: &str) -> Option<u32> {
    version.strip_prefix("systemd ")?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
