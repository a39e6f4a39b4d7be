//! Looks at the state folder, its disk and its journal.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    doctor::{
        Examined, journal,
        place::{self, Seen, There},
    },
    health::look,
    home::{self, State, Unknown},
    journal::Glance,
    lock::Lock,
};

pub(super) fn state(known: &Result<State, Unknown>) -> Examined {
    place::state(known, folder(known).map(seen).as_ref())
}

pub(super) fn disk(known: &Result<State, Unknown>) -> Examined {
    place::disk(known, folder(known).map(|folder| look::disk(&nearest(folder))))
}

pub(super) fn journal(known: &Result<State, Unknown>) -> Examined {
    journal::judged(known, folder(known).map(|folder| Glance::at(&home::journal(folder))).as_ref())
}

fn folder(known: &Result<State, Unknown>) -> Option<&Path> {
    known.as_ref().ok().and_then(State::folder)
}

fn seen(folder: &Path) -> Seen {
    let there = there(folder);
    // Where it is not there, it would be made below the nearest one that is.
    let room = match &there {
        There::Folder { .. } => look::room(folder),
        There::Nothing { nearest } => look::room(nearest),
        There::Link | There::NotAFolder | There::Failed(_) => Ok(()),
    };
    Seen { there, room, lock: Lock::look(folder) }
}

fn there(folder: &Path) -> There {
    match fs::symlink_metadata(folder) {
        Ok(meta) if meta.is_symlink() => There::Link,
        Ok(meta) if !meta.is_dir() => There::NotAFolder,
        Ok(meta) => There::Folder { is_foreign: is_foreign(&meta), is_open: is_open(&meta) },
        Err(error) if error.kind() == io::ErrorKind::NotFound => There::Nothing { nearest: nearest(folder) },
        Err(error) => There::Failed(error),
    }
}

/// The folder itself, or the nearest one above it that is there.
fn nearest(folder: &Path) -> PathBuf {
    let there = folder.ancestors().find(|above| above.is_dir());
    there.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

#[cfg(unix)]
fn is_foreign(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.uid() != rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn is_open(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o022 != 0
}

// Elsewhere a user's own folders are private by the rights they inherit.

#[cfg(not(unix))]
fn is_foreign(_: &fs::Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}
