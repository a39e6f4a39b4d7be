//! Changes of the settings file: all of them or none.

use jiff::Timestamp;

use super::Grounds;
use crate::{
    Change,
    settings::{Key, Origin, Resolved, SettingFault, edit},
};

/// A settings file that was changed.
#[derive(Debug)]
pub(crate) struct Rewritten {
    /// What is in force now.
    pub(crate) resolved: Resolved,
    /// The text there was before.
    pub(crate) before: String,
}

impl Grounds {
    /// Writes these changes into the trader's file. Waits for the disk.
    ///
    /// # Errors
    /// Every value that is not allowed, and what the disk says; then the file is as it was.
    pub(crate) fn save(&self, changes: &[Change], now: Timestamp) -> Result<Rewritten, Vec<SettingFault>> {
        let one = |fault| vec![fault];
        let ours = self.places.clone().file().map_err(one)?;
        let before = ours.text().map_err(one)?;
        let mut faults = Vec::new();
        let mut text = before.clone();
        for change in changes {
            match changed(&ours.name(), &text, change) {
                Ok(next) => text = next,
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        self.put(&text, before, now)
    }

    /// Writes the whole file, as it was once.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub(crate) fn restore(&self, text: &str, now: Timestamp) -> Result<Rewritten, Vec<SettingFault>> {
        let ours = self.places.clone().file().map_err(|fault| vec![fault])?;
        let before = ours.text().map_err(|fault| vec![fault])?;
        self.put(text, before, now)
    }

    fn put(&self, text: &str, before: String, now: Timestamp) -> Result<Rewritten, Vec<SettingFault>> {
        let ours = self.places.clone().file().map_err(|fault| vec![fault])?;
        ours.judge(text)?;
        ours.write(text, now).map_err(|fault| vec![fault])?;
        match self.settings() {
            Ok(resolved) => Ok(Rewritten { resolved, before }),
            // Together with what lies over it, it is not allowed: nothing was changed.
            Err(faults) => {
                ours.write(&before, now).map_err(|fault| vec![fault])?;
                Err(faults)
            }
        }
    }
}

fn changed(name: &str, text: &str, change: &Change) -> Result<String, SettingFault> {
    let origin = Origin::Flag("what was typed".to_owned());
    let Some(key) = Key::find(&change.path) else {
        return Err(SettingFault::Unknown { nearest: Key::nearest(&change.path), path: change.path.clone(), origin });
    };
    match &change.value {
        Some(value) => edit::with(name, text, key, &key.kind.of_text(value), origin),
        None => edit::without(name, text, key),
    }
}
