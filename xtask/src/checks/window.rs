//! The tests of the whole: window, tray, gateway and model on a screen of their own.

use super::Check;
use crate::Failure;
use crate::summary::Ending;

pub(super) fn judge(check: &mut Check<'_>) -> Result<Ending, Failure> {
    if !cfg!(target_os = "linux") {
        return Ok(Ending::Skipped(
            "the window is tested on Linux, where it can be driven without a screen".to_owned(),
        ));
    }
    if let Err(reason) = &check.kit.screen {
        return Ok(Ending::Skipped(reason.clone()));
    }
    // Built as `cargo xtask desktop` builds it, so that what is tested is what is started.
    check.cargo("build --locked --package engram-desktop").run()?;
    let program = check.place.target.join("debug/engram-desktop");
    let Some(nextest) = check.kit.nextest.clone() else {
        let step = check.cargo("test --locked --package tests -- --test-threads 1").env("ENGRAM_DESKTOP", program);
        check.test(step)?;
        return Ok(Ending::Passed("by cargo test: cargo-nextest is not installed".to_owned()));
    };
    // The whole workspace with a filter, not one package: the same features, so nothing is compiled twice.
    let step = check
        .cargo("nextest run --profile e2e --workspace --locked -E")
        .arg("package(tests)")
        .env("ENGRAM_DESKTOP", program);
    check.test(step.finding_in(nextest.folder.as_deref()))?;
    Ok(Ending::Passed(check.closing.last().map(|line| line.trim().to_owned()).unwrap_or_default()))
}
