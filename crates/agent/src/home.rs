//! Where Engram keeps what it must remember, unless it is said.
#![expect(clippy::disallowed_methods, reason = "reads where the user's files are")]

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use crate::journal::JournalFault;

/// The journal, the lock and the log lie together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nowhere, as it was told.
    Nothing,
    /// In this folder.
    Folder(PathBuf),
}

/// Nobody says where the user's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "HOME is not set, so no folder for the journal, the lock and the log is known.\n\
     Name one with --state-dir DIR, or keep nothing with --state-dir none."
)]
pub struct Unknown;

impl State {
    /// The folder that was named, else by `ENGRAM_STATE_DIR`, else the one for what programs remember; `none` is
    /// nowhere. `look_up` reads the environment.
    ///
    /// # Errors
    /// When nobody says where.
    pub fn of(named: Option<&OsStr>, look_up: impl Fn(&str) -> Option<OsString>) -> Result<Self, Unknown> {
        let said = |name: &str| look_up(name).filter(|value| !value.is_empty());
        if let Some(named) = named.map(OsStr::to_os_string).or_else(|| said("ENGRAM_STATE_DIR")) {
            return Ok(if named == "none" { Self::Nothing } else { Self::Folder(named.into()) });
        }
        let folder = |name: &str| said(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = folder("XDG_STATE_HOME")
            .or_else(|| Some(folder("HOME")?.join(".local/state")))
            .or_else(|| folder("LOCALAPPDATA"));
        state.map(|state| Self::Folder(state.join("engram"))).ok_or(Unknown)
    }

    /// The folder, where there is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Nothing => None,
            Self::Folder(folder) => Some(folder),
        }
    }
}

/// The journal of a state folder.
pub fn journal(folder: &Path) -> PathBuf {
    folder.join("journal.db")
}

/// The journal that was named, else the one of this user's state folder; `None` where nothing is to be kept.
///
/// # Errors
/// When nothing was named and nobody says where the user's files are.
pub fn place(named: Option<&Path>) -> Result<Option<PathBuf>, JournalFault> {
    if let Some(named) = named {
        return Ok(Some(named.to_path_buf()));
    }
    let state = State::of(None, |name| env::var_os(name)).map_err(|Unknown| JournalFault::NoHome)?;
    Ok(state.folder().map(journal))
}

/// The same, for what can be told only from a journal.
///
/// # Errors
/// Those of [`place`], and when nothing is kept.
pub fn kept(named: Option<&Path>) -> Result<PathBuf, JournalFault> {
    place(named)?.ok_or(JournalFault::NoneKept)
}

#[cfg(test)]
mod tests;
