//! The environment, as a value.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use agent::settings::{
    Resolved, SettingFault,
    files::{self, Outside, Places},
};

/// The environment, and what was said on the command line about settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    variables: Vec<(OsString, OsString)>,
    config: Option<PathBuf>,
    set: Vec<String>,
}

impl World {
    pub(crate) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self { variables: variables.into_iter().collect(), ..Self::default() }
    }

    /// The same, with a settings file that was named and `KEY=VALUE` flags.
    pub(crate) fn with(self, config: Option<PathBuf>, set: Vec<String>) -> Self {
        Self { config, set, ..self }
    }

    /// A variable.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Where settings lie.
    pub(crate) fn places(&self) -> Result<Places, SettingFault> {
        Places::of(self.config.as_deref(), |name| self.variable(name))
    }

    /// What lies over the files.
    pub(crate) fn outside(&self) -> Outside {
        Outside::new(self.variables.iter().cloned(), self.set.clone())
    }

    /// Every layer of settings. Without a home, and with nothing named, there is no file and the rest counts.
    pub(crate) fn settings(&self) -> Result<Resolved, Vec<SettingFault>> {
        let places = match self.places() {
            Err(SettingFault::NoHome) => Places::nowhere(),
            other => other.map_err(|fault| vec![fault])?,
        };
        files::load(&places, &self.outside())
    }

    /// A path of the command line: `~` is for shells.
    pub(crate) fn folder_of(path: &Path) -> Option<&Path> {
        path.parent().filter(|folder| !folder.as_os_str().is_empty())
    }
}
