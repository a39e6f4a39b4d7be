//! Where the journal lies: a file of our own in a folder that nobody else may write.

use std::{
    fs::{self, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::JournalFault;
use crate::private;

/// Files the database keeps beside its own.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Finds the file, makes it where it may be made (0600, in a folder of 0700), and gives its path without links.
pub(super) fn prepared(path: &Path, may_make: bool) -> Result<PathBuf, JournalFault> {
    let name = path.file_name().ok_or_else(|| JournalFault::NotAFile(path.to_path_buf()))?;
    let folder = settled(private::folder_of(path), may_make, path)?;
    let file = folder.join(name);
    match fs::symlink_metadata(&file) {
        Ok(meta) => checked(&file, &meta, &folder)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_make => made(&file, &folder)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(JournalFault::Missing(file)),
        Err(error) => return Err(JournalFault::of_disk(&file, error)),
    }
    for ending in BESIDE {
        let mut beside = file.clone().into_os_string();
        beside.push(ending);
        let beside = PathBuf::from(beside);
        if fs::symlink_metadata(&beside).is_ok_and(|meta| meta.is_symlink()) {
            return Err(JournalFault::Symlink(beside));
        }
    }
    Ok(file)
}

/// The folder itself, made where it may be. Folders above it may be links; it may not.
fn settled(folder: &Path, may_make: bool, asked: &Path) -> Result<PathBuf, JournalFault> {
    let of_disk = |error| JournalFault::of_disk(folder, error);
    let meta = match fs::symlink_metadata(folder) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_make => {
            private::folder(folder).map_err(of_disk)?;
            fs::symlink_metadata(folder).map_err(of_disk)?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(JournalFault::Missing(asked.to_path_buf()));
        }
        Err(error) => return Err(of_disk(error)),
    };
    if meta.is_symlink() {
        return Err(JournalFault::Symlink(folder.to_path_buf()));
    }
    if rights(&meta) & 0o022 != 0 {
        return Err(JournalFault::WritableByOthers(folder.to_path_buf()));
    }
    fs::canonicalize(folder).map_err(of_disk)
}

/// A file that was there before: plain, and of the folder's owner. Rights that others have are taken away.
fn checked(file: &Path, meta: &Metadata, folder: &Path) -> Result<(), JournalFault> {
    let of_disk = |error| JournalFault::of_disk(file, error);
    if meta.is_symlink() {
        return Err(JournalFault::Symlink(file.to_path_buf()));
    }
    if !meta.is_file() {
        return Err(JournalFault::NotAFile(file.to_path_buf()));
    }
    if owner(meta) != owner(&fs::symlink_metadata(folder).map_err(of_disk)?) {
        return Err(JournalFault::NotOurs(file.to_path_buf()));
    }
    let opened = private::open(OpenOptions::new().read(true).write(true), file).map_err(of_disk)?;
    if rights(meta) & 0o077 != 0 { private::keep(&opened).map_err(of_disk) } else { Ok(()) }
}

fn made(file: &Path, folder: &Path) -> Result<(), JournalFault> {
    match private::open(OpenOptions::new().write(true).create_new(true), file) {
        Ok(_) => {}
        // Another program was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let meta = fs::symlink_metadata(file).map_err(|error| JournalFault::of_disk(file, error))?;
            return checked(file, &meta, folder);
        }
        Err(error) => return Err(JournalFault::of_disk(file, error)),
    }
    private::synced(folder).map_err(|error| JournalFault::of_disk(folder, error))
}

#[cfg(unix)]
fn rights(meta: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode()
}

#[cfg(unix)]
fn owner(meta: &Metadata) -> u32 {
    use std::os::unix::fs::MetadataExt;
    meta.uid()
}

// Elsewhere a user's own folders are private by the rights they inherit.

#[cfg(not(unix))]
fn rights(_: &Metadata) -> u32 {
    0
}

#[cfg(not(unix))]
fn owner(_: &Metadata) -> u32 {
    0
}
