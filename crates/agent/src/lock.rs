//! One owner of a state folder: an operating system's lock, which is gone when its holder is, however that ended.

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::private;

/// The file that is locked.
const NAME: &str = "engram.lock";

/// Longer than any holder's line.
const MOST_BYTES: u64 = 256;

/// The right to write in a state folder. Others have it again when this is dropped, or its process is gone.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// Who has a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Its program's name.
    pub program: String,
}

/// Why a lock cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LockFault {
    /// Somebody has it.
    #[error(
        "{holder} already uses {folder}. Stop it first, or give this one a folder of its own with --state-dir.",
        holder = said(.holder.as_ref()), folder = .folder.display()
    )]
    Held {
        /// The state folder.
        folder: PathBuf,
        /// Who; `None` where the file does not tell.
        holder: Option<Holder>,
    },
    /// What is there is not a file of ours.
    #[error("{path} is no plain file. Move it away, then try again.", path = .0.display())]
    NotAFile(PathBuf),
    /// The disk says no.
    #[error(
        "{path} cannot be locked: {source}. Name another folder with --state-dir, or none with --state-dir none.",
        path = .path.display()
    )]
    Disk {
        /// The file, or its folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl Lock {
    /// Takes the lock of a folder, which is made where it is missing, at once or not at all.
    ///
    /// # Errors
    /// When somebody else has it, or the disk cannot hold it.
    pub fn take(folder: &Path, holder: &Holder) -> Result<Self, LockFault> {
        private::folder(folder).map_err(|source| LockFault::Disk { path: folder.to_path_buf(), source })?;
        let path = folder.join(NAME);
        if fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            return Err(LockFault::NotAFile(path));
        }
        let of_disk = |source| LockFault::Disk { path: path.clone(), source };
        // What stands in it is its holder's until the lock is ours.
        let mut how = OpenOptions::new();
        let mut file =
            private::open(how.read(true).write(true).create(true).truncate(false), &path).map_err(of_disk)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockFault::Held { folder: folder.to_path_buf(), holder: Holder::read(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(of_disk(source)),
        }
        let written = file.set_len(0).and_then(|()| writeln!(file, "{} {}", holder.pid, holder.program));
        written.map_err(of_disk)?;
        Ok(Self { file, path })
    }

    /// Whether the lock of a folder is free, without taking it. Nothing is made or written.
    ///
    /// # Errors
    /// When somebody has it, or the disk does not tell.
    pub fn look(folder: &Path) -> Result<(), LockFault> {
        let path = folder.join(NAME);
        let of_disk = |source| LockFault::Disk { path: path.clone(), source };
        match fs::symlink_metadata(&path) {
            // Whoever holds it has written its line, and whoever leaves in order takes that away.
            Ok(meta) if meta.is_file() && meta.len() == 0 => return Ok(()),
            Ok(meta) if meta.is_file() => {}
            Ok(_) => return Err(LockFault::NotAFile(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(of_disk(error)),
        }
        let mut file = private::open(OpenOptions::new().read(true), &path).map_err(of_disk)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => {
                Err(LockFault::Held { folder: folder.to_path_buf(), holder: Holder::read(&mut file) })
            }
            Err(TryLockError::Error(source)) => Err(of_disk(source)),
        }
    }

    /// The file that is locked.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Lock {
    /// Whoever finds the file unlocked finds nobody in it. The file stays: one that is deleted could be locked twice.
    fn drop(&mut self) {
        if let Err(error) = self.file.set_len(0) {
            tracing::debug!(%error, "the lock's file cannot be emptied");
        }
    }
}

impl Holder {
    /// This process, under a name.
    pub fn here(program: &str) -> Self {
        Self { pid: std::process::id(), program: program.to_owned() }
    }

    /// Where the system locks bytes as well as files, the line cannot be read, and nobody is named.
    fn read(file: &mut File) -> Option<Self> {
        let mut line = String::new();
        file.take(MOST_BYTES).read_to_string(&mut line).ok()?;
        let (pid, program) = line.trim_end().split_once(' ')?;
        Some(Self { pid: pid.parse().ok()?, program: program.chars().filter(|c| !c.is_control()).collect() })
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (process {})", self.program, self.pid)
    }
}

fn said(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "Another Engram".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests;
