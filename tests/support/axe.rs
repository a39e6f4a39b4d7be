//! The accessibility rules of axe-core, run inside the page.
#![expect(clippy::disallowed_methods, reason = "it reads the rules from the page's packages")]

use crate::page::Page;
use crate::program::root;
use anyhow::{Context, Result};

/// What breaks a rule, one line each. The size of targets is measured by the tests themselves: axe counts what the bar at the
/// bottom covers at this moment as too small. None where the rules are not installed, with the reason printed.
///
/// # Errors
/// When the page cannot be asked.
pub async fn axe(page: &Page) -> Result<Option<Vec<String>>> {
    let Ok(rules) = std::fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js")) else {
        eprintln!("skipped: axe-core is not installed (npm ci in ui)");
        return Ok(None);
    };
    page.run(&format!("{rules}; window.axe = axe ?? window.axe; return typeof window.axe;")).await?;
    let found = page
        .run_later(
            "window.axe.run(document, { resultTypes: ['violations'] }).then(
               ({ violations }) => done(violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))),
               (problem) => done([`axe failed: ${problem}`]));",
        )
        .await?;
    let lines = found.as_array().context("axe answers with a list")?;
    Ok(Some(lines.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()))
}
