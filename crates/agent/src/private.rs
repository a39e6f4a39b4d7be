//! Files and folders that only their owner may read.
#![expect(clippy::disallowed_methods, reason = "writes files and syncs their folders")]

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// The folder a file lies in: that of a bare name is where the program runs.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Puts a file (0600) in place of another: a new one beside it, on the disk, then under its name. Its folder is made
/// where it is missing.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = folder_of(path);
    folder(beside)?;
    let mut fresh = tempfile::Builder::new().prefix(".engram-").tempfile_in(beside)?;
    fresh.write_all(bytes)?;
    fresh.as_file().sync_all()?;
    fresh.persist(path).map_err(|failed| failed.error)?;
    synced(beside)
}

/// Makes a folder (0700) with those above it; one that is there stays as it is.
#[cfg(unix)]
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Opens a file; a new one has the rights 0600, and a link is not followed.
#[cfg(unix)]
pub(crate) fn open(how: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    how.mode(0o600).custom_flags(flags).open(path)
}

/// Takes away the rights that others have on a file.
#[cfg(unix)]
pub(crate) fn keep(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

/// A new name is on the disk only when its folder is.
#[cfg(unix)]
pub(crate) fn synced(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

// Elsewhere a user's own files are private by the rights they inherit, and folders cannot be synced.

#[cfg(not(unix))]
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(not(unix))]
pub(crate) fn open(how: &mut OpenOptions, path: &Path) -> io::Result<File> {
    how.open(path)
}

#[cfg(not(unix))]
pub(crate) fn keep(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn synced(_: &Path) -> io::Result<()> {
    Ok(())
}
