//! What must not stand where: the rules are data in `.ci/fences`.
#![expect(clippy::disallowed_methods, reason = "it reads the rules")]

mod crates;
mod rows;
mod sizes;
pub(crate) mod sources;
mod unused;
mod words;

use crate::place::Place;
use crate::{Failure, expiry};
use rows::Row;

/// Judges every fence, and returns what was looked at.
///
/// # Errors
/// `Breaches` with a line for each; `Usage` for a rule that cannot be read.
pub(crate) fn judge(place: &Place) -> Result<String, Failure> {
    let exceptions = rules(place, "exceptions.txt")?;
    let between = rules(place, "crates.txt")?;
    let forbidden = rules(place, "words.txt")?;
    let mut breaches = crates::breaches(place, &between)?;
    breaches.extend(words::breaches(place, &forbidden)?);
    let (large, files) = sizes::breaches(place, &exceptions)?;
    breaches.extend(large);
    breaches.extend(unused::breaches(place, &exceptions)?);
    breaches.extend(ended(place)?);
    if breaches.is_empty() {
        Ok(format!("{} rules over {files} files", between.len() + forbidden.len()))
    } else {
        Err(Failure::Breaches(breaches))
    }
}

fn rules(place: &Place, file: &str) -> Result<Vec<Row>, Failure> {
    let path = place.root.join(".ci/fences").join(file);
    let text = std::fs::read_to_string(&path).map_err(|source| Failure::file(&path, source))?;
    rows::parse(&text).map_err(|problem| Failure::Usage(format!("{}: {problem}", path.display())))
}

fn ended(place: &Place) -> Result<Vec<String>, Failure> {
    let today = expiry::today();
    let mut breaches = Vec::new();
    for file in [".ci/deny.toml", ".ci/fences/exceptions.txt"] {
        let path = place.root.join(file);
        let text = std::fs::read_to_string(&path).map_err(|source| Failure::file(&path, source))?;
        breaches.extend(
            expiry::over(&text, &today)
                .into_iter()
                .map(|(line, what)| format!("{file}:{line}: this exception is over: {what}")),
        );
    }
    Ok(breaches)
}

/// Says whether an exception lets `subject` through the fence.
fn excepted(exceptions: &[Row], fence: &str, subject: &str) -> bool {
    exceptions.iter().any(|row| row.first == fence && row.second == subject)
}

#[cfg(test)]
mod tests;
