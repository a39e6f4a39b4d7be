//! Licences, sources and bans always; advisories when the database can be had.
#![expect(clippy::disallowed_methods, reason = "it reads the age of the advisories")]

use super::Check;
use crate::Failure;
use crate::shell::Step;
use crate::summary::Ending;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How long the database may take to arrive.
const FETCH: Duration = Duration::from_secs(90);

pub(super) fn judge(check: &Check<'_>) -> Result<Ending, Failure> {
    if check.kit.deny.is_none() {
        let what = "cargo-deny is not installed, and was declined";
        return if check.strict {
            Err(Failure::Missing { what: what.to_owned(), remedy: "start again with --yes".to_owned() })
        } else {
            Ok(Ending::Skipped(what.to_owned()))
        };
    }
    deny(check, "--log-level error --locked").arg("check").arg("bans").arg("licenses").arg("sources").run()?;
    let fetched = deny(check, "").arg("fetch").arg("db").succeeds_within(FETCH);
    let Some(age) = age_in_days() else {
        let reason = "the advisory database is not here and could not be fetched from github.com";
        return if check.strict {
            Err(Failure::Missing {
                what: reason.to_owned(),
                remedy: "a release needs it: try again with a network".to_owned(),
            })
        } else {
            Ok(Ending::Passed(format!("advisories skipped: {reason}")))
        };
    };
    println!("advisories: {age} days old{}", if fetched { "" } else { ", and could not be refreshed" });
    deny(check, "--log-level error --locked").arg("check").arg("--disable-fetch").arg("advisories").run()?;
    Ok(Ending::Passed(format!("advisories {age} days old")))
}

fn deny(check: &Check<'_>, options: &str) -> Step {
    let config = check.place.root.join(".ci/deny.toml");
    let folder = check.kit.deny.as_ref().and_then(|found| found.folder.as_deref());
    check.cargo(&format!("deny {options} --config")).arg(config).finding_in(folder)
}

/// How long ago the database was fetched; `None` where there is none.
fn age_in_days() -> Option<u64> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|user| user.join(".cargo")))?;
    let copies = std::fs::read_dir(home.join("advisory-dbs")).ok()?;
    let fetched = copies.flatten().filter_map(|copy| {
        let mark = copy.path().join(".git/FETCH_HEAD");
        std::fs::metadata(mark).or_else(|_| std::fs::metadata(copy.path().join(".git/HEAD"))).ok()?.modified().ok()
    });
    let age = SystemTime::now().duration_since(fetched.max()?).unwrap_or_default();
    Some(age.as_secs() / 86_400)
}
