//! Every key with its value and where that came from: defaults, file, environment, flags and managed settings, the
//! later beating the earlier.

mod notice;
mod together;

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use serde_json::{Map, Value};

pub use notice::Notice;

use super::{KEYS, Key, Kind, Origin, SettingFault, Settings, Whose, Written, written};
use crate::{Secret, SettingsView};

/// The defaults, as a reader finds them.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// What is in force.
#[derive(Clone)]
pub struct Resolved {
    /// The values, typed.
    pub settings: Settings,
    /// What the trader should know, and no error is.
    pub notices: Vec<Notice>,
    held: BTreeMap<&'static str, Held>,
    token: Option<Secret>,
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// In its canonical form; of a secret whether it is set.
    pub value: Value,
    /// Where from.
    pub origin: Origin,
}

/// The defaults as they are written.
static WRITTEN: LazyLock<Vec<Written>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the embedded defaults are tested to be read")]
    let written = written::read_toml("the defaults", DEFAULTS, Whose::Ours).expect("the defaults can be read");
    written.into_iter().map(|one| Written { origin: Origin::Default, ..one }).collect()
});

static UNTOUCHED: LazyLock<Resolved> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the embedded defaults are tested to be allowed")]
    Resolved::of([]).expect("the defaults are allowed")
});

impl Resolved {
    /// Lays these over the defaults, weakest first by their origin.
    ///
    /// # Errors
    /// Every value that is not allowed, in the order of the keys.
    pub fn of(written: impl IntoIterator<Item = Written>) -> Result<Self, Vec<SettingFault>> {
        let mut all = WRITTEN.clone();
        all.extend(written);
        all.sort_by_key(|one| one.origin.rank());
        Laid::of(all).resolved()
    }

    /// The defaults alone.
    pub fn untouched() -> &'static Self {
        &UNTOUCHED
    }

    /// The value of a key, and where it came from; `None` while nobody set it and it has no default.
    pub fn held(&self, key: &Key) -> Option<&Held> {
        self.held.get(key.path)
    }

    /// What there is to say about them, nothing being wrong.
    pub fn said(&self) -> SettingsView {
        let notices = self.notices.iter().map(|notice| notice.what.clone());
        SettingsView { notices: notices.collect(), ..SettingsView::of(&self.settings) }
    }

    /// The token that stands in the settings themselves, where it should not.
    pub const fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// Whether a key means the same in both.
    pub(super) fn means_the_same(&self, other: &Self, key: &Key) -> bool {
        let value = |all: &Self| all.held.get(key.path).map(|held| held.value.clone());
        let secret = key.kind == Kind::Secret;
        value(self) == value(other) && (!secret || Secret::are_equal(self.token.as_ref(), other.token.as_ref()))
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolved").field("held", &self.held).finish_non_exhaustive()
    }
}

/// Values laid over each other, judged one by one.
struct Laid {
    held: BTreeMap<&'static str, Held>,
    token: Option<Secret>,
    notices: Vec<Notice>,
    faults: Vec<SettingFault>,
}

impl Laid {
    fn of(all: Vec<Written>) -> Self {
        let mut laid = Self { held: BTreeMap::new(), token: None, notices: Vec::new(), faults: Vec::new() };
        for one in all {
            laid.take(one);
        }
        laid
    }

    /// A wrong value is an error also where a stronger one would hide it.
    fn take(&mut self, Written { path, value, origin }: Written) {
        let Some(key) = Key::find(&path) else {
            self.faults.push(SettingFault::Unknown { nearest: Key::nearest(&path), path, origin });
            return;
        };
        let Some(read) = key.kind.read(&value) else {
            self.faults.push(SettingFault::not_allowed(key.path, key.kind, &value, origin));
            return;
        };
        self.notices.extend(Notice::of(key, &read, &origin));
        if key.kind == Kind::Ignored {
            return;
        }
        let value = if key.kind == Kind::Secret {
            self.token = read.as_str().map(Secret::new);
            Value::Bool(true)
        } else {
            read
        };
        self.held.insert(key.path, Held { value, origin });
    }

    fn resolved(mut self) -> Result<Resolved, Vec<SettingFault>> {
        self.faults.extend(together::faults(&self.held));
        if !self.faults.is_empty() {
            let place = |fault: &SettingFault| KEYS.iter().position(|key| Some(key.path) == fault.path());
            self.faults.sort_by_key(place);
            return Err(self.faults);
        }
        let mut settings = Settings::of(nested(&self.held)).map_err(|error| {
            let allowed = "what its key allows".to_owned();
            vec![SettingFault::refused("settings", error.to_string(), Origin::Default, allowed)]
        })?;
        let model = self.held.get("lmstudio.model");
        settings.lmstudio.is_pinned = model.is_some_and(|held| held.origin != Origin::Default);
        Ok(Resolved { settings, notices: self.notices, held: self.held, token: self.token })
    }
}

/// Dotted names as objects in objects; secrets stay out.
fn nested(held: &BTreeMap<&'static str, Held>) -> Value {
    let mut root = Map::new();
    for key in KEYS.iter().filter(|key| key.kind.is_shown()) {
        if let Some(held) = held.get(key.path) {
            insert(&mut root, key.path, held.value.clone());
        }
    }
    root.into()
}

fn insert(table: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((section, rest)) = path.split_once('.') else {
        table.insert(path.to_owned(), value);
        return;
    };
    if let Value::Object(inner) = table.entry(section).or_insert_with(|| Map::new().into()) {
        insert(inner, rest, value);
    }
}

#[cfg(test)]
mod tests;
