//! Secrets in files: read where they were named, written only where that was asked for.
#![expect(clippy::disallowed_methods, reason = "reads and writes files of secrets")]

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

use super::{Secret, SecretFault};
use crate::private;

/// More than any token takes, with room for a line's end.
const MOST_BYTES: u64 = 4096 * 4 + 2;

/// The secret of a file, without the end of its line. Only its owner may read the file; one of another owner, such as a
/// mounted secret, may be read by our group as well.
pub(super) fn read(path: &Path) -> Result<Secret, SecretFault> {
    let refused = |what: &str| SecretFault::File { path: path.to_path_buf(), what: what.to_owned() };
    let file = File::open(path).map_err(|error| of_disk(path, &error))?;
    if let Some(what) = open_to_others(&file).map_err(|error| of_disk(path, &error))? {
        return Err(refused(what));
    }
    let mut text = Zeroizing::new(String::new());
    match file.take(MOST_BYTES + 1).read_to_string(&mut text) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(refused("is not text in UTF-8")),
        Err(error) => return Err(of_disk(path, &error)),
    }
    let token = text.trim_end_matches(['\n', '\r']);
    if token.is_empty() {
        return Err(refused("is empty"));
    }
    Ok(Secret::new(token))
}

/// The same; `None` where there is no file.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Secret>, SecretFault> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Ok(meta) if meta.is_symlink() => {
            Err(SecretFault::File { path: path.to_path_buf(), what: "is a link; a file of ours is none".to_owned() })
        }
        Ok(_) | Err(_) => read(path).map(Some),
    }
}

/// Writes a secret into a file of its own (0600), in a folder of its own (0700).
pub(super) fn write(path: &Path, secret: &Secret) -> Result<(), SecretFault> {
    let written = || {
        private_folder(private::folder_of(path))?;
        private::replace(path, secret.expose().as_bytes())
    };
    written().map_err(|error| of_disk(path, &error))
}

/// Deletes a file of ours; one that is not there is deleted already.
pub(super) fn delete(path: &Path) -> Result<(), SecretFault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(of_disk(path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn of_disk(path: &Path, error: &io::Error) -> SecretFault {
    let what = if error.kind() == io::ErrorKind::NotFound {
        "is not there".to_owned()
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        "may not be used by this user".to_owned()
    } else {
        format!("cannot be used: {error}")
    };
    SecretFault::File { path: path.to_path_buf(), what }
}

#[cfg(unix)]
fn open_to_others(file: &File) -> io::Result<Option<&'static str>> {
    use std::os::unix::fs::MetadataExt;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Ok(Some("is no file"));
    }
    let ours = meta.uid() == rustix::process::geteuid().as_raw();
    let closed_to = if ours { 0o077 } else { 0o037 };
    Ok((meta.mode() & closed_to != 0).then_some("can be read by others; make it private with chmod 600"))
}

/// Makes the folder, and takes away the rights that others have on it.
#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    private::folder(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

// Elsewhere a user's own files are private by the rights they inherit.

#[cfg(not(unix))]
fn open_to_others(_: &File) -> io::Result<Option<&'static str>> {
    Ok(None)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    private::folder(folder)
}
