//! The environment, as a value.

use std::{ffi::OsString, path::PathBuf};

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
    pub(crate) fn places(&self) -> Places {
        Places::of(self.config.as_deref(), |name| self.variable(name))
    }

    /// What lies over the files.
    fn outside(&self) -> Outside {
        Outside::new(self.variables.iter().cloned(), self.set.clone())
    }

    /// Every layer of settings.
    pub(crate) fn settings(&self) -> Result<Resolved, Vec<SettingFault>> {
        files::load(&self.places(), &self.outside())
    }
}
