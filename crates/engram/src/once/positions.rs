//! The file of what else is held.
#![expect(clippy::disallowed_methods, reason = "it reads the file that was named")]

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use agent::{
    ToolFault,
    ask::{Position, positions},
};

/// More than any list of positions takes.
const MOST_BYTES: u64 = 1 << 20;

/// Reads the positions of a file, which its faults name.
pub(crate) fn read(path: &Path) -> Result<Vec<Position>, ToolFault> {
    let name: String = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().chars().take(64).collect();
    let refused = |what: &str| ToolFault::invalid("/holdings", format!("{name} {what}."));
    let bytes = bytes(path).map_err(|error| refused(unreadable(&error)))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refused("has more than 1 MiB, and no list of positions takes that"));
    }
    positions(&bytes, &name)
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(error: &io::Error) -> &'static str {
    if error.kind() == io::ErrorKind::NotFound {
        "is not there"
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        "may not be read by this user"
    } else {
        "cannot be read"
    }
}
