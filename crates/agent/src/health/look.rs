//! Looks at what health is made of: the journal's place, the disk, the memory in use.
#![expect(clippy::disallowed_methods, reason = "looks at the disk and at the kernel's books")]

use std::{
    io::{self, Write},
    path::Path,
};

use super::{Disk, JournalState};
use crate::journal::{Journal, JournalFault};

/// More than a short answer takes.
const ANSWER: [u8; 8192] = [0x5a; 8192];

/// Whether an answer could be kept in this file now. Waits for the disk.
pub fn journal(file: &Path) -> JournalState {
    let folder = file.parent().unwrap_or(Path::new("."));
    let opened = Journal::open(file).map(drop);
    // The database opens on a full disk; only bytes that arrived tell whether there is room.
    match opened.and_then(|()| room(folder).map_err(|error| JournalFault::of_disk(file, error))) {
        Ok(()) => JournalState::Writable,
        Err(fault) => JournalState::Failed { why: fault.to_string() },
    }
}

/// Whether there is a file of this name.
pub fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

/// Whether a journal could be begun here. Nothing is.
pub fn place(file: &Path) -> JournalState {
    let folder = file.parent().unwrap_or(Path::new("."));
    match room(folder) {
        Ok(()) => JournalState::Writable,
        // Whoever writes first makes the folder.
        Err(error) if error.kind() == io::ErrorKind::NotFound => JournalState::Unknown,
        Err(error) => JournalState::Failed { why: JournalFault::of_disk(file, error).to_string() },
    }
}

/// Whether an answer's bytes reach the disk in this folder. What was written is gone again.
///
/// # Errors
/// What the disk says.
pub fn room(folder: &Path) -> io::Result<()> {
    let mut there = tempfile::Builder::new().prefix(".room-").tempfile_in(folder)?;
    there.write_all(&ANSWER)?;
    there.as_file().sync_all()
}

/// What is left for us under a folder.
#[cfg(unix)]
pub fn disk(folder: &Path) -> Disk {
    rustix::fs::statvfs(folder).map_or(Disk::Unknown, |told| Disk::Free(told.f_bavail.saturating_mul(told.f_frsize)))
}

/// This system is not asked.
#[cfg(not(unix))]
pub fn disk(_: &Path) -> Disk {
    Disk::Unknown
}

/// Memory in use, bytes.
pub fn rss() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests;
