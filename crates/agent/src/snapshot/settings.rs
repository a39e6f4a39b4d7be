//! The settings as a screen sees them.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    Settings,
    settings::{DeskSettings, KEYS, Key, Kind, Origin, Resolved, SettingFault, plain},
};

/// What there is to say about the settings, in whole sentences, and what the screen needs of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SettingsView {
    /// What is wrong with them; the last good ones are in force.
    pub troubles: Vec<String>,
    /// What is worth knowing, and nothing is wrong with.
    pub notices: Vec<String>,
    /// How the screen is wanted.
    pub desk: DeskSettings,
    /// How answers read: `clean`, `detailed`, `raw` or `json`.
    pub response_format: String,
    /// The pairs that are watched, in their order.
    pub watched: Vec<String>,
    /// Rises whenever other settings are in force: then the fields are fetched anew.
    pub revision: u32,
    /// Whether they can be changed here.
    pub editable: bool,
    /// What became of the last change.
    pub saving: Saving,
}

/// What became of the last change of settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Saving {
    /// Nothing was changed yet.
    #[default]
    Idle,
    /// On its way to the disk.
    Writing,
    /// In the file, and in force.
    Saved {
        /// Which keys.
        paths: Vec<String>,
        /// When, UTC.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        at: Timestamp,
    },
    /// Nothing was changed.
    Refused {
        /// Why, one for each value.
        faults: Vec<FieldFault>,
        /// When, UTC.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        at: Timestamp,
    },
}

/// A value that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FieldFault {
    /// The key; none of a whole file.
    pub path: Option<String>,
    /// What is wrong and what would do.
    pub what: String,
}

/// One thing that can be set, as a form shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FieldView {
    /// Its dotted name.
    pub path: String,
    /// What it means, in a sentence.
    pub meaning: String,
    /// What a form needs to know of its kind.
    pub kind: FieldKind,
    /// What may stand in it.
    pub allowed: String,
    /// As it would be typed; none while nobody set it, and of a secret.
    pub value: Option<String>,
    /// The default, as it would be typed; none where there is none.
    pub default: Option<String>,
    /// Where the value comes from.
    pub from: SettingFrom,
    /// The same in words, with file and line or the name of a variable.
    pub origin: String,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum SettingFrom {
    /// Nobody set it.
    Default,
    /// The trader's file: the only place that is written to here.
    File,
    /// The environment, which beats the file.
    Env,
    /// The command line, which beats the file.
    Flag,
    /// Whoever looks after this machine; nothing beats it.
    Managed,
}

/// What a form needs to know of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum FieldKind {
    /// Yes or no.
    Flag,
    /// One of these.
    Word {
        /// In their order.
        words: Vec<String>,
    },
    /// A number; the ends, where there are any.
    Number {
        /// Smallest.
        least: Option<f64>,
        /// Largest.
        most: Option<f64>,
        /// Without decimals.
        whole: bool,
    },
    /// One line.
    Text,
    /// Several lines.
    Lines,
    /// Kept elsewhere, never shown.
    Secret,
}

impl SettingsView {
    /// Of these settings, with nothing to say about them.
    pub fn of(settings: &Settings) -> Self {
        Self {
            troubles: Vec::new(),
            notices: Vec::new(),
            desk: settings.desk.clone(),
            response_format: settings.agent.response_format.clone(),
            watched: settings.trading.supported_pairs.iter().map(|pair| pair.as_str().to_owned()).collect(),
            revision: 0,
            editable: false,
            saving: Saving::Idle,
        }
    }
}

impl Default for SettingsView {
    fn default() -> Self {
        Self::of(&Settings::default())
    }
}

impl FieldView {
    /// Every key that a trader may set, in the order a reader meets them.
    pub(crate) fn all(resolved: &Resolved) -> Vec<Self> {
        let settable = KEYS.iter().filter(|key| !matches!(key.kind, Kind::Ignored | Kind::Only(_)));
        settable.map(|key| Self::of(key, resolved)).collect()
    }

    fn of(key: &Key, resolved: &Resolved) -> Self {
        let held = resolved.held(key);
        let typed =
            |resolved: &Resolved| resolved.held(key).filter(|_| key.kind.is_shown()).map(|held| plain(&held.value));
        let origin = held.map(|held| &held.origin);
        Self {
            path: key.path.to_owned(),
            meaning: key.explained().unwrap_or_default(),
            kind: FieldKind::of(key.kind),
            allowed: key.kind.allowed().into_owned(),
            value: typed(resolved),
            default: typed(Resolved::untouched()),
            from: origin.map_or(SettingFrom::Default, SettingFrom::of),
            origin: origin.map_or_else(|| "not set".to_owned(), ToString::to_string),
        }
    }
}

impl SettingFrom {
    const fn of(origin: &Origin) -> Self {
        match origin {
            Origin::Default => Self::Default,
            Origin::File(_) => Self::File,
            Origin::Env(_) => Self::Env,
            Origin::Flag(_) => Self::Flag,
            Origin::Managed(_) => Self::Managed,
        }
    }
}

impl FieldKind {
    fn of(kind: Kind) -> Self {
        let number = |least, most, whole| Self::Number { least, most, whole };
        match kind {
            Kind::Flag | Kind::Only(_) => Self::Flag,
            Kind::Word(words) => Self::Word { words: words.iter().map(|word| (*word).to_owned()).collect() },
            Kind::Level => {
                Self::Word { words: ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].map(str::to_owned).to_vec() }
            }
            Kind::Whole(least, most) => number(Some(least as f64), Some(most as f64).filter(|most| *most < 1e15), true),
            Kind::Number(least, most) | Kind::Below(least, most) => number(Some(least), Some(most), false),
            Kind::Positive => number(None, None, false),
            Kind::Secret => Self::Secret,
            Kind::Holdings | Kind::Costs | Kind::Routes | Kind::Endpoints => Self::Lines,
            Kind::Text(..)
            | Kind::Slug(_)
            | Kind::Host
            | Kind::PlainAddress
            | Kind::Pins(_)
            | Kind::Version
            | Kind::Token
            | Kind::Path
            | Kind::LogFormat
            | Kind::TimeOfDay
            | Kind::Currency
            | Kind::Pairs(_)
            | Kind::Periods(_)
            | Kind::Ignored => Self::Text,
        }
    }
}

impl FieldFault {
    /// A fault as a form shows it beside its field.
    pub(crate) fn of(fault: &SettingFault) -> Self {
        Self { path: fault.path().map(str::to_owned), what: fault.to_string() }
    }
}

#[cfg(test)]
mod tests;
