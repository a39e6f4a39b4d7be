//! Where the journal lies unless it is said.
#![expect(clippy::disallowed_methods, reason = "reads where the user's files are")]

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::journal::JournalFault;

/// The file that was named, else the one in the folder for what programs remember.
///
/// # Errors
/// When nothing was named and nobody says where the user's files are.
pub fn place(named: Option<&Path>) -> Result<PathBuf, JournalFault> {
    if let Some(named) = named {
        return Ok(named.to_path_buf());
    }
    let folder = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| Some(folder("HOME")?.join(".local/state")))
        .or_else(|| folder("LOCALAPPDATA"));
    state.map(|state| state.join("engram/journal.db")).ok_or(JournalFault::NoHome)
}
