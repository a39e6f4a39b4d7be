//! Where settings lie.

use std::{
    borrow::Cow,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use crate::{private, settings::SettingFault};

/// Where settings lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The trader's file; `None` where nobody named one and there is no home to look in.
    pub ours: Option<Ours>,
    /// The file of whoever looks after this machine.
    pub managed: PathBuf,
}

/// The trader's own settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// The file.
    pub path: PathBuf,
    /// Somebody named it, so it must be there.
    pub named: bool,
}

impl Places {
    /// The file that was named on the command line, else by `ENGRAM_CONFIG`, else the one in the user's settings folder.
    /// `look_up` reads the environment.
    pub fn of(named: Option<&Path>, look_up: impl Fn(&str) -> Option<OsString>) -> Self {
        let said = |name: &str| look_up(name).filter(|value| !value.is_empty());
        let named = named.map(Path::to_path_buf).or_else(|| said("ENGRAM_CONFIG").map(PathBuf::from));
        let folder = |name: &str| said(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let managed = if cfg!(windows) {
            folder("PROGRAMDATA").unwrap_or_else(|| PathBuf::from(r"C:\ProgramData")).join(r"engram\managed.toml")
        } else {
            PathBuf::from("/etc/engram/managed.toml")
        };
        if let Some(path) = named {
            return Self { ours: Some(Ours { path, named: true }), managed };
        }
        let home = if cfg!(windows) { folder("APPDATA") } else { None };
        let home = folder("XDG_CONFIG_HOME").or(home).or_else(|| Some(folder("HOME")?.join(".config")));
        let ours = home.map(|home| Ours { path: home.join("engram").join("settings.toml"), named: false });
        Self { ours, managed }
    }

    /// The trader's file, for whoever needs one.
    ///
    /// # Errors
    /// When nobody named one and there is no home to look in.
    pub fn file(self) -> Result<Ours, SettingFault> {
        self.ours.ok_or(SettingFault::NoHome)
    }
}

impl Ours {
    /// What it is called where something is wrong.
    pub fn name(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or_default().to_string_lossy()
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &Path {
        private::folder_of(&self.path)
    }

    /// The first Engram's file, beside it.
    pub fn old(&self) -> PathBuf {
        self.path.with_file_name("engram_config.json")
    }

    /// A copy of the last good settings, beside it.
    pub(super) fn good(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or(OsStr::new("settings.toml")).to_owned();
        name.push(".good");
        // It is read as what it was.
        match self.path.extension() {
            Some(extension) if extension == "json" => name.push(".json"),
            _ => {}
        }
        self.path.with_file_name(name)
    }
}
