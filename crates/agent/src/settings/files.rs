//! The settings file: found, read, kept when it is bad, and written so that a crash leaves the old one or the new one.
#![expect(clippy::disallowed_methods, reason = "reads and writes the settings file")]

mod place;

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

pub use place::{Ours, Places};

use super::{Notice, Resolved, SettingFault, Whose, Written, from_env, from_flags, read_legacy, read_toml};
use crate::{SettingsView, private};

/// Larger than any settings file.
const MOST_BYTES: u64 = 1 << 20;

/// What the outside says beside the files.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Every environment variable that is text.
    pub variables: Vec<(String, String)>,
    /// Flags of the form `KEY=VALUE`.
    pub flags: Vec<String>,
}

impl Outside {
    /// The variables that are text, and these flags.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>, flags: Vec<String>) -> Self {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self { variables: variables.into_iter().filter_map(text).collect(), flags }
    }
}

/// Settings that are in force whatever is wrong, and what is wrong.
#[derive(Debug)]
pub struct Kept {
    /// The settings; with troubles the last good ones.
    pub resolved: Resolved,
    /// What is wrong; empty when nothing is.
    pub troubles: Vec<SettingFault>,
    /// Where a copy of the bad file was put.
    pub set_aside: Option<PathBuf>,
}

impl Kept {
    /// What there is to say about them.
    pub fn said(&self) -> SettingsView {
        let aside = self.set_aside.as_ref().map(|copy| format!("A copy of the bad file is {}.", copy.display()));
        let troubles = self.troubles.iter().map(ToString::to_string).chain(aside);
        SettingsView { troubles: troubles.collect(), ..self.resolved.said() }
    }
}

/// Reads every layer. Where there is no home, and no file was named, the others count.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn load(places: &Places, outside: &Outside) -> Result<Resolved, Vec<SettingFault>> {
    let ours = places.ours.as_ref().map_or_else(|| Ok(Vec::new()), Ours::read).map_err(|fault| vec![fault])?;
    over(ours, places, outside)
}

/// The same, with values over everything else, for this run alone.
///
/// # Errors
/// As [`load`].
pub fn load_over(places: &Places, outside: &Outside, over: Vec<Written>) -> Result<Resolved, Vec<SettingFault>> {
    let ours = places.ours.as_ref().map_or_else(|| Ok(Vec::new()), Ours::read).map_err(|fault| vec![fault])?;
    laid(ours, places, outside, over)
}

/// Reads every layer, and where one is bad takes the last good settings instead. A bad file is copied beside itself, as
/// it was at this time; a good one is remembered.
pub fn load_or_keep(places: &Places, outside: &Outside, now: Timestamp) -> Kept {
    let ours = places.ours.as_ref();
    match load(places, outside) {
        Ok(resolved) => {
            // Without it the next bad file falls back to the defaults: worse, and no reason to stop.
            if let Some(Err(error)) = ours.map(Ours::remember) {
                tracing::warn!(%error, "the last good settings cannot be kept");
            }
            Kept { resolved, troubles: Vec::new(), set_aside: None }
        }
        Err(troubles) => {
            let aside = ours.map_or(Ok(None), |ours| set_aside(&ours.path, now));
            let set_aside = aside.unwrap_or_else(|error| {
                tracing::warn!(%error, "the bad settings cannot be copied");
                None
            });
            let good = ours.and_then(|ours| read_named(&ours.good(), Whose::Ours).ok().flatten()).unwrap_or_default();
            let resolved = over(good.clone(), places, outside)
                .or_else(|_| Resolved::of(good))
                .unwrap_or_else(|_| Resolved::untouched().clone());
            Kept { resolved, troubles, set_aside }
        }
    }
}

/// Judges one file by itself, whoever's it is.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(path: &Path) -> Result<Resolved, Vec<SettingFault>> {
    let found = read_named(path, Whose::Ours).and_then(|found| found.ok_or_else(|| missing(path)));
    Resolved::of(found.map_err(|fault| vec![fault])?)
}

/// The text of a file of settings, whoever's it is.
///
/// # Errors
/// When it is not there or cannot be read.
pub fn text_of(path: &Path) -> Result<String, SettingFault> {
    read_text(path)?.ok_or_else(|| missing(path))
}

impl Ours {
    /// The text as it is; empty where there is no file.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn text(&self) -> Result<String, SettingFault> {
        Ok(read_text(&self.path)?.unwrap_or_default())
    }

    /// Judges a text that is about to become the file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn judge(&self, text: &str) -> Result<Resolved, Vec<SettingFault>> {
        Resolved::of(read_toml(&self.name(), text, Whose::Ours).map_err(|fault| vec![fault])?)
    }

    /// Writes the file: whole or not at all, readable by its owner alone. What stood there and was bad is copied aside
    /// first.
    ///
    /// # Errors
    /// When it cannot be made durable; then the old file is as it was.
    pub fn write(&self, text: &str, now: Timestamp) -> Result<(), SettingFault> {
        let path = &self.path;
        let refused = |error: &io::Error| SettingFault::of_disk(path, error);
        if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()) {
            let what = "is a link, and is not written through".to_owned();
            return Err(SettingFault::Disk { path: path.clone(), what });
        }
        if read_named(path, Whose::Ours).is_err() {
            set_aside(path, now).map_err(|error| refused(&error))?;
        }
        private::replace(path, text.as_bytes()).map_err(|error| refused(&error))
    }

    /// What the file sets; the first Engram's file where there is no other.
    fn read(&self) -> Result<Vec<Written>, SettingFault> {
        if let Some(found) = read_named(&self.path, Whose::Ours)? {
            return Ok(found);
        }
        if self.named {
            return Err(missing(&self.path));
        }
        Ok(read_named(&self.old(), Whose::Ours)?.unwrap_or_default())
    }

    /// Keeps a copy of settings that were good.
    fn remember(&self) -> io::Result<()> {
        let good = self.good();
        let now = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if fs::read(&good).is_ok_and(|kept| kept == now) { Ok(()) } else { private::replace(&good, &now) }
    }

    /// What there is to say about which file was read.
    fn notice(&self) -> Option<Notice> {
        let there = |path: &Path| fs::metadata(path).is_ok();
        if self.named || !there(&self.old()) {
            return None;
        }
        let (old, ours) = (self.old(), self.path.display().to_string());
        let what = if there(&self.path) {
            format!("{} is not read, because {ours} is there. Delete one of them.", old.display())
        } else {
            format!(
                "{} of the first Engram is read as it is. `engram config import` makes {ours} of it, and leaves it alone.",
                old.display()
            )
        };
        Some(Notice { path: "settings", what })
    }
}

fn over(ours: Vec<Written>, places: &Places, outside: &Outside) -> Result<Resolved, Vec<SettingFault>> {
    laid(ours, places, outside, Vec::new())
}

fn laid(
    ours: Vec<Written>,
    places: &Places,
    outside: &Outside,
    over: Vec<Written>,
) -> Result<Resolved, Vec<SettingFault>> {
    let one = |fault| vec![fault];
    let managed = read_named(&places.managed, Whose::Managed).map_err(one)?.unwrap_or_default();
    let variables = from_env(outside.variables.iter().cloned()).map_err(one)?;
    let flags = from_flags(outside.flags.iter().map(String::as_str)).map_err(one)?;
    let mut resolved = Resolved::of(ours.into_iter().chain(managed).chain(variables).chain(flags).chain(over))?;
    resolved.notices.extend(places.ours.as_ref().and_then(Ours::notice));
    Ok(resolved)
}

fn missing(path: &Path) -> SettingFault {
    SettingFault::Disk { path: path.to_path_buf(), what: "is not there".to_owned() }
}

/// What a file sets; `None` where there is none.
fn read_named(path: &Path, whose: Whose) -> Result<Option<Vec<Written>>, SettingFault> {
    let Some(text) = read_text(path)? else { return Ok(None) };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let is_old = path.extension() == Some(OsStr::new("json"));
    let read = if is_old { read_legacy } else { read_toml };
    read(&name, &text, whose).map(Some)
}

fn read_text(path: &Path) -> Result<Option<String>, SettingFault> {
    let refused = |what: &str| SettingFault::Disk { path: path.to_path_buf(), what: what.to_owned() };
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(SettingFault::of_disk(path, &error)),
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refused("has more than 1 MiB, and no settings take that"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| refused("is not text in UTF-8"))
}

/// Copies a file to `<name>.bad-<time>`, once for the same bytes; nothing where there is none.
fn set_aside(path: &Path, now: Timestamp) -> io::Result<Option<PathBuf>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let marked = format!("{name}.bad-");
    let folder = private::folder_of(path);
    let is_copy = |there: &PathBuf| {
        let of_ours = there.file_name().is_some_and(|other| other.to_string_lossy().starts_with(&marked));
        of_ours && fs::read(there).is_ok_and(|kept| kept == bytes)
    };
    let known = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).find(is_copy);
    if known.is_some() {
        return Ok(known);
    }
    let copy = folder.join(format!("{marked}{}", now.strftime("%Y%m%dT%H%M%SZ")));
    private::replace(&copy, &bytes)?;
    Ok(Some(copy))
}

#[cfg(test)]
mod tests;
