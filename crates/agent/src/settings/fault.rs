//! What is wrong with a setting: its name, where it was written, what would do.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use serde_json::Value;
use toml_edit::TomlError;

use super::{Kind, Origin, Place};
use crate::problem::repeated;

/// A setting that cannot be used. Its text has one line for what, and one for where and what would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingFault {
    /// The value is of the wrong kind, out of range, no known word, or contradicts another one.
    NotAllowed(Box<NotAllowed>),
    /// There is no such key.
    Unknown {
        /// The key.
        path: String,
        /// Where it was written.
        origin: Origin,
        /// The most similar one.
        nearest: Option<&'static str>,
    },
    /// Two variables or flags set one key to different values.
    Differ {
        /// The key.
        path: String,
        /// Both places.
        origins: Box<[Origin; 2]>,
    },
    /// The file cannot be read as what it should be.
    Unreadable {
        /// Where reading stopped.
        place: Place,
        /// What stands there.
        what: String,
    },
    /// A file cannot be read or written.
    Disk {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Nothing says where settings lie.
    NoHome,
    /// The file was written by a newer Engram.
    Newer {
        /// Where it says so.
        place: Place,
        /// Its revision.
        theirs: i64,
        /// The newest revision that can be read.
        ours: i64,
    },
}

/// A value that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// The key.
    pub path: String,
    /// The value, short; of a secret only its length.
    pub got: String,
    /// Where it was written.
    pub origin: Origin,
    /// What would do.
    pub allowed: String,
    /// What to do instead, where there is more to say.
    pub hint: Option<&'static str>,
}

impl SettingFault {
    /// A value that its key does not take.
    pub(super) fn not_allowed(path: &str, kind: Kind, value: &Value, origin: Origin) -> Self {
        let (got, allowed) = (told(kind, value), kind.allowed().into_owned());
        Self::NotAllowed(Box::new(NotAllowed { path: path.to_owned(), got, origin, allowed, hint: hint(path) }))
    }

    /// A value that is not allowed where it stands.
    pub(super) fn refused(path: &str, got: String, origin: Origin, allowed: String) -> Self {
        Self::NotAllowed(Box::new(NotAllowed { path: path.to_owned(), got, origin, allowed, hint: None }))
    }

    /// A text that is no TOML.
    pub(super) fn of_toml(name: &str, text: &str, error: &TomlError) -> Self {
        let place = Place::of(name, text, error.span().map_or(0, |span| span.start));
        let what = error.message().lines().next().unwrap_or_default().trim_end_matches('.').to_owned();
        Self::Unreadable { place, what }
    }

    /// What a disk said.
    pub(super) fn of_disk(path: &Path, error: &io::Error) -> Self {
        let known = [
            (io::ErrorKind::PermissionDenied, "may not be read or written by this user"),
            (io::ErrorKind::StorageFull, "cannot be written, because its disk is full; the file is as it was"),
            (io::ErrorKind::QuotaExceeded, "cannot be written, because your quota is used up; the file is as it was"),
            (io::ErrorKind::ReadOnlyFilesystem, "cannot be written, because its disk is read-only"),
        ];
        let known = known.into_iter().find(|(kind, _)| *kind == error.kind());
        let what = known.map_or_else(|| format!("cannot be used: {error}"), |(_, what)| what.to_owned());
        Self::Disk { path: path.to_path_buf(), what }
    }

    /// The key it is about; of an unreadable file none.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::NotAllowed(refused) => Some(&refused.path),
            Self::Unknown { path, .. } | Self::Differ { path, .. } => Some(path),
            Self::Unreadable { .. } | Self::Disk { .. } | Self::NoHome | Self::Newer { .. } => None,
        }
    }
}

/// A value, as short as it can be repeated; of a secret its length alone.
pub(super) fn told(kind: Kind, value: &Value) -> String {
    match value.as_str() {
        Some(text) if !kind.is_shown() => format!("a text of {} characters", text.chars().count()),
        _ if !kind.is_shown() => "a value".to_owned(),
        Some(text) => format!("{:?}", repeated(text)),
        None => repeated(&value.to_string()),
    }
}

/// Where a wrong value is a wish that is granted elsewhere.
fn hint(path: &str) -> Option<&'static str> {
    match path {
        "platforms.telegram.enabled" => {
            Some("Engram has no Telegram link. Your gateway has Telegram channels: connect Telegram there.")
        }
        "lmstudio.host" | "gateway.host" => Some("The port is a setting of its own."),
        _ => None,
    }
}

impl std::error::Error for SettingFault {}

impl fmt::Display for SettingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed(refused) => {
                let NotAllowed { path, got, origin, allowed, hint } = &**refused;
                write!(f, "Setting {path}: {got} is not allowed.\nFrom: {origin}. Allowed: {allowed}.")?;
                hint.map_or(Ok(()), |hint| write!(f, "\n{hint}"))
            }
            Self::Unknown { path, origin, nearest } => {
                write!(f, "Setting {}: there is no such key.\nFrom: {origin}.", repeated(path))?;
                match nearest {
                    Some(nearest) => write!(f, " Nearest: {nearest}."),
                    None => f.write_str(" `engram config show` lists every key."),
                }
            }
            Self::Differ { path, origins } => {
                let [one, other] = &**origins;
                write!(f, "Setting {path}: set to two different values.\nFrom: {one}, and {other}. Keep one of them.")
            }
            Self::Unreadable { place, what } => write!(f, "{place}: {what}.\nCorrect that line, then try again."),
            Self::Disk { path, what } => write!(f, "{} {what}.", path.display()),
            Self::NoHome => f.write_str(
                "There is no home folder to find settings in.\nName the file with --config FILE, or set HOME.",
            ),
            Self::Newer { place, theirs, ours } => write!(
                f,
                "{place}: the file has revision {theirs}, and this Engram reads up to {ours}.\n\
                 Use the newer Engram that wrote it. The file was not touched."
            ),
        }
    }
}
