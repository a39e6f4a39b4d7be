//! Reads what only a disk tells: the end of the log, and the name of the system.
#![expect(clippy::disallowed_methods, reason = "reads the name of the system")]

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::LINES;
use crate::{private, settings::Logging};

/// More than the last lines take.
const TAIL: u64 = 512 << 10;

/// The end of the log, whole lines and oldest first: of the file that is written, and of the one before it where that
/// has just begun.
///
/// # Errors
/// Why there is none, in words.
pub fn log(logging: &Logging, folder: Option<&Path>) -> Result<String, String> {
    let named = Path::new(&logging.file);
    if logging.file.is_empty() || (named.is_relative() && folder.is_none()) {
        return Err("no log file is kept".to_owned());
    }
    let path = folder.unwrap_or(Path::new("")).join(named);
    let last = tail(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let earlier = if last.lines().count() < LINES { tail(&before(&path)).unwrap_or_default() } else { String::new() };
    Ok(earlier + &last)
}

/// The file that had this one's name before it.
fn before(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".1");
    name.into()
}

/// A line whose beginning is cut off may hold a secret without its name: it is left out.
fn tail(path: &Path) -> io::Result<String> {
    let mut file = private::open(OpenOptions::new().read(true), path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    let from = meta.len().saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let whole = if from == 0 { &text } else { text.split_once('\n').map_or("", |(_, rest)| rest) };
    Ok(whole.to_owned())
}

/// The name of the system, and what it runs on.
pub fn system() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).map(|name| name.trim_matches('"'));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let told = [Some(os), Some(arch), name, Some(kernel.trim())];
    told.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
