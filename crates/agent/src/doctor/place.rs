//! The state folder and the disk under it.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    Examined, Part,
    ladder::{Ladder, halves},
};
use crate::{
    health::{DISK_LOW, Disk},
    home::State,
    lock::LockFault,
};

/// What was seen of a state folder.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) there: There,
    /// Whether bytes reach the disk there, or where the folder would be made.
    pub(super) room: io::Result<()>,
    /// Whether the lock is free.
    pub(super) lock: Result<(), LockFault>,
}

/// What lies where the folder should.
#[derive(Debug)]
pub(super) enum There {
    Folder {
        /// It belongs to another user.
        is_foreign: bool,
        /// Others may write in it.
        is_open: bool,
    },
    /// It would be made below this one.
    Nothing {
        nearest: PathBuf,
    },
    Link,
    NotAFolder,
    Failed(io::Error),
}

/// The folder, as far as it is known.
pub(super) fn state(folder: &Result<State, crate::home::Unknown>, seen: Option<&Seen>) -> Examined {
    let mut ladder = Ladder::of(Part::State);
    match (folder, seen) {
        (Err(_), _) => ladder.fail(
            "folder",
            "HOME is not set, so no folder for journal, lock and log is known",
            "Name one with ENGRAM_STATE_DIR or --state-dir.",
        ),
        (Ok(State::Nothing), _) => ladder.rest_off("nothing is kept, as it was told"),
        (Ok(State::Folder(folder)), Some(seen)) => climb(&mut ladder, folder, seen),
        (Ok(State::Folder(_)), None) => {}
    }
    ladder.done()
}

fn climb(ladder: &mut Ladder, folder: &Path, seen: &Seen) {
    let shown = folder.display();
    match &seen.there {
        There::Folder { .. } => ladder.ok("folder", shown.to_string()),
        There::Nothing { .. } => ladder.ok("folder", format!("none at {shown} yet; it is made when it is needed")),
        There::Link => {
            return ladder.fail("folder", format!("{shown} is a symbolic link"), "Name the folder it points to.");
        }
        There::NotAFolder => {
            return ladder.fail("folder", format!("{shown} is no folder"), "Move it away, or name another folder.");
        }
        There::Failed(error) => {
            return ladder.fail("folder", format!("{shown} cannot be looked at: {error}"), mend(error));
        }
    }
    match &seen.there {
        There::Folder { is_open: true, .. } => {
            return ladder.fail("rights", format!("others may write in {shown}"), format!("chmod go-w {shown}"));
        }
        There::Folder { is_foreign: true, .. } => ladder.warn(
            "rights",
            format!("{shown} belongs to another user"),
            "Run as that user, or give the folder to the one Engram runs as (chown).",
        ),
        There::Folder { .. } => ladder.ok("rights", "yours, and nobody else may write in it"),
        There::Nothing { nearest } => {
            ladder.ok("rights", format!("to be made below {}, for you alone", nearest.display()));
        }
        There::Link | There::NotAFolder | There::Failed(_) => {}
    }
    match &seen.room {
        Ok(()) => ladder.ok("writable", "bytes reach the disk"),
        Err(error) => return ladder.fail("writable", format!("nothing can be written there: {error}"), mend(error)),
    }
    match &seen.lock {
        Ok(()) => ladder.ok("lock", "free"),
        Err(held) => {
            let (what, hint) = halves(&held.to_string(), ". ");
            match held {
                LockFault::Held { .. } => ladder.warn("lock", what, hint),
                LockFault::NotAFile(_) | LockFault::Disk { .. } => ladder.fail("lock", what, hint),
            }
        }
    }
}

/// What is left on the disk.
pub(super) fn disk(folder: &Result<State, crate::home::Unknown>, seen: Option<Disk>) -> Examined {
    let mut ladder = Ladder::of(Part::Disk);
    let nowhere = matches!(folder, Ok(State::Nothing));
    match seen.filter(|_| !nowhere) {
        _ if nowhere => ladder.off("free", "nothing is written to a disk"),
        Some(Disk::Free(bytes)) if bytes < DISK_LOW => {
            ladder.warn("free", format!("{} MiB left", bytes >> 20), "Free some space before answers cannot be kept.");
        }
        Some(Disk::Free(bytes)) => ladder.ok("free", format!("{} MiB left", bytes >> 20)),
        Some(Disk::Unknown | Disk::Unused) | None => {
            ladder.unknown("free", "this system does not tell how much is left", Some("Look yourself (df -h)."));
        }
    }
    ladder.done()
}

fn mend(error: &io::Error) -> &'static str {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the kinds of disk errors are an open list")]
    match error.kind() {
        io::ErrorKind::PermissionDenied => "Give the folder to the user Engram runs as (chown), or name another one.",
        io::ErrorKind::ReadOnlyFilesystem => "Its disk is read-only: name a folder on another one with --state-dir.",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "Free some space; it goes on by itself.",
        _ => "Name another folder with --state-dir, or keep nothing with --state-dir none.",
    }
}
