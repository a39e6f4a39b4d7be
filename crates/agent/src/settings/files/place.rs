//! Where settings lie.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use crate::settings::SettingFault;

/// Where settings lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The trader's file.
    pub ours: PathBuf,
    /// The file of whoever looks after this machine.
    pub managed: PathBuf,
    /// Somebody named the file, so it must be there.
    pub named: bool,
}

impl Places {
    /// The file that was named on the command line, else by `ENGRAM_CONFIG`, else the one in the user's settings folder.
    /// `look_up` reads the environment.
    ///
    /// # Errors
    /// When nothing names a file and there is no home to look in.
    pub fn of(named: Option<&Path>, look_up: impl Fn(&str) -> Option<OsString>) -> Result<Self, SettingFault> {
        let said = |name: &str| look_up(name).filter(|value| !value.is_empty());
        let named = named.map(Path::to_path_buf).or_else(|| said("ENGRAM_CONFIG").map(PathBuf::from));
        let folder = |name: &str| said(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let managed = if cfg!(windows) {
            folder("PROGRAMDATA").unwrap_or_else(|| PathBuf::from(r"C:\ProgramData")).join(r"engram\managed.toml")
        } else {
            PathBuf::from("/etc/engram/managed.toml")
        };
        if let Some(ours) = named {
            return Ok(Self { ours, managed, named: true });
        }
        let home = if cfg!(windows) { folder("APPDATA") } else { None };
        let home = folder("XDG_CONFIG_HOME").or(home).or_else(|| Some(folder("HOME")?.join(".config")));
        let ours = home.ok_or(SettingFault::NoHome)?.join("engram").join("settings.toml");
        Ok(Self { ours, managed, named: false })
    }

    /// Nowhere: what is not named has no file.
    pub fn nowhere() -> Self {
        Self { ours: PathBuf::new(), managed: PathBuf::new(), named: false }
    }

    /// The first Engram's file, beside ours.
    pub fn old(&self) -> PathBuf {
        self.ours.with_file_name("engram_config.json")
    }

    /// A copy of the last good settings, beside ours.
    pub(super) fn good(&self) -> PathBuf {
        let mut name = self.ours.file_name().unwrap_or(OsStr::new("settings.toml")).to_owned();
        name.push(".good");
        // It is read as what it was.
        match self.ours.extension() {
            Some(extension) if extension == "json" => name.push(".json"),
            _ => {}
        }
        self.ours.with_file_name(name)
    }
}
