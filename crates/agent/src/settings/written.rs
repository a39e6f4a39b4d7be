//! Values as they stand in files, variables and flags, each with its place.

mod json;
mod toml;

use serde_json::Value;

use super::{Key, Kind, Origin, Place, SettingFault, keys::VARIABLES};

pub(crate) use json::loosely;
pub use json::read as read_legacy;
pub use toml::read as read_toml;

/// One value as somebody wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The key, as written.
    pub path: String,
    /// The value, as written.
    pub value: Value,
    /// Where.
    pub origin: Origin,
}

/// Which file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The trader's settings.
    Ours,
    /// Of whoever looks after this machine; nothing beats it.
    Managed,
}

impl Whose {
    fn origin(self, place: Place) -> Origin {
        match self {
            Self::Ours => Origin::File(place),
            Self::Managed => Origin::Managed(place),
        }
    }
}

/// What the environment sets: the variables with a name of their own, and every `ENGRAM__SECTION__KEY`. An empty one
/// counts as not set.
///
/// # Errors
/// When two variables set one key to different values.
pub fn from_env(variables: impl IntoIterator<Item = (String, String)>) -> Result<Vec<Written>, SettingFault> {
    let mut all: Vec<Written> = Vec::new();
    for (name, text) in variables {
        let Some(path) = path_of(&name).filter(|_| !text.trim().is_empty()) else { continue };
        push(&mut all, of_text(path, &text, Origin::Env(name)))?;
    }
    Ok(all)
}

/// What flags of the form `KEY=VALUE` set.
///
/// # Errors
/// When one has no value, or two set one key to different values.
pub fn from_flags<'a>(flags: impl IntoIterator<Item = &'a str>) -> Result<Vec<Written>, SettingFault> {
    let mut all: Vec<Written> = Vec::new();
    for flag in flags {
        let origin = Origin::Flag(format!("--set {}", crate::problem::repeated(flag)));
        let Some((path, text)) = flag.split_once('=') else {
            let allowed = "KEY=VALUE, such as trading.horizon_bars=12".to_owned();
            return Err(SettingFault::refused(flag, "no value".to_owned(), origin, allowed));
        };
        let path = path.trim();
        // What is secret is not repeated.
        let secret = Key::find(path).is_some_and(|key| !key.kind.is_shown());
        let origin = if secret { Origin::Flag(format!("--set {path}")) } else { origin };
        push(&mut all, of_text(path.to_owned(), text, origin))?;
    }
    Ok(all)
}

/// A text, as its key reads it.
fn of_text(path: String, text: &str, origin: Origin) -> Written {
    let value = Key::find(&path).map_or_else(|| text.into(), |key| key.kind.of_text(text));
    Written { path, value, origin }
}

fn path_of(name: &str) -> Option<String> {
    if let Some((_, path)) = VARIABLES.iter().find(|(variable, _)| *variable == name) {
        return Some((*path).to_owned());
    }
    let rest = name.strip_prefix("ENGRAM__")?;
    Some(rest.to_ascii_lowercase().replace("__", "."))
}

fn push(all: &mut Vec<Written>, one: Written) -> Result<(), SettingFault> {
    let meant = |written: &Written| {
        let kind = Key::find(&written.path).map_or(Kind::Ignored, |key| key.kind);
        kind.read(&written.value).unwrap_or_else(|| written.value.clone())
    };
    match all.iter().find(|known| known.path == one.path) {
        Some(known) if meant(known) != meant(&one) => {
            Err(SettingFault::Differ { path: one.path, origins: Box::new([known.origin.clone(), one.origin]) })
        }
        Some(_) => Ok(()),
        None => {
            all.push(one);
            Ok(())
        }
    }
}

/// Whether a table is the value of a key, or only holds others.
fn is_leaf(path: &str) -> bool {
    Key::find(path).is_some()
}
