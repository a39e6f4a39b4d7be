//! The tests that speak to real gateways, with the gateways they need.

use super::Check;
use crate::Failure;
use crate::peers;
use crate::summary::Ending;

pub(super) fn judge(check: &mut Check<'_>) -> Result<Ending, Failure> {
    if !cfg!(unix) {
        return Ok(Ending::Skipped("they are started and stopped by signals, which this system lacks".to_owned()));
    }
    let Some(nextest) = check.kit.nextest.clone() else {
        return Ok(Ending::Skipped("cargo-nextest is not installed (`cargo xtask setup` brings it)".to_owned()));
    };
    let folder = match peers::obtain(check.place, check.consent) {
        Ok(folder) => folder,
        // Without a way to npm there are none; a release wants them all the same.
        Err(failure) if check.strict => return Err(failure),
        Err(failure) => return Ok(Ending::Skipped(failure.to_string())),
    };
    // One at a time: each has a processor's worth of work to start.
    let mut step = check
        .cargo("nextest run --workspace --locked -j 1 -E")
        .arg("(package(gateway) & kind(test)) | test(real_gateway)")
        .env("ENGRAM_PEERS", folder);
    if check.strict {
        step = step.env("ENGRAM_FULL", "1");
    }
    check.test(step.finding_in(nextest.folder.as_deref()))?;
    Ok(Ending::Passed(check.closing.last().map(|line| line.trim().to_owned()).unwrap_or_default()))
}
