//! Hides what a log must not hold: tokens, passwords, signatures, and where the user's home is.
//!
//! It goes by what a value is called, by what it looks like, and by the secrets it knows. It would rather hide a harmless
//! word than show a secret.

mod looks;
mod names;
mod value;

use std::{borrow::Cow, ffi::OsString, fmt, ops::Range, path::Path};

use crate::{Secret, secret::SecretName, settings::Resolved};

/// What stands where something was hidden.
pub const HIDDEN: &str = "[hidden]";

/// What stands for the user's home.
const HOME: &str = "~";

/// A shorter text is no secret that could be told from a word.
const LEAST: usize = 6;

/// What is known of this user's secrets, beside what every secret looks like.
#[derive(Clone, Default)]
pub struct Redaction {
    homes: Vec<String>,
    known: Vec<Secret>,
}

/// A part of a text and what stands for it.
struct Hide {
    range: Range<usize>,
    by: &'static str,
}

impl Redaction {
    /// What this user would not want to see in a log: where the home is, and every secret of the environment and the
    /// settings. `look_up` reads the environment.
    pub fn of_user(resolved: Option<&Resolved>, look_up: impl Fn(&str) -> Option<OsString>) -> Self {
        let home = ["HOME", "USERPROFILE"].iter().find_map(|name| look_up(name));
        let homely = home.map_or_else(Self::default, |home| Self::default().of_home(home.as_ref()));
        let set = SecretName::ALL.iter().filter_map(|name| look_up(name.variable())?.into_string().ok());
        let secrets = set.map(|text| Secret::new(&text)).chain(resolved.and_then(Resolved::token).cloned());
        secrets.fold(homely, Self::knowing)
    }

    /// Hides this home as well. The root of a disk is nobody's home.
    #[must_use]
    pub fn of_home(mut self, home: &Path) -> Self {
        let home = home.to_string_lossy();
        let home = home.trim_end_matches(['/', '\\']);
        if home.len() > 3 {
            // As it is, as a debugger prints it, and as a URL has it.
            let mut forms = vec![home.to_owned(), home.replace('\\', r"\\"), home.replace('\\', "/")];
            forms.dedup();
            self.homes.extend(forms);
        }
        self
    }

    /// Hides this secret as well, whatever it is called.
    #[must_use]
    pub fn knowing(mut self, secret: Secret) -> Self {
        if secret.expose().len() >= LEAST {
            self.known.push(secret);
        }
        self
    }

    /// The text without what it must not hold.
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut hides: Vec<Hide> = Vec::new();
        let mut hide = |range: Range<usize>, by| hides.push(Hide { range, by });
        for secret in &self.known {
            text.match_indices(secret.expose()).for_each(|(at, found)| hide(at..at + found.len(), HIDDEN));
        }
        names::values(text, &mut |range| hide(range, HIDDEN));
        looks::secrets(text, &mut |range| hide(range, HIDDEN));
        for home in &self.homes {
            looks::home(text, home, &mut |range| hide(range, HOME));
        }
        replaced(text, hides)
    }

    /// The value of a named field, likewise.
    pub fn field<'a>(&self, name: &str, value: &'a str) -> Cow<'a, str> {
        if names::hides(name, value) { Cow::Borrowed(HIDDEN) } else { self.clean(value) }
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

/// Where two parts overlap they are one, and hidden.
fn replaced(text: &str, mut hides: Vec<Hide>) -> Cow<'_, str> {
    hides.retain(|hide| !hide.range.is_empty());
    if hides.is_empty() {
        return Cow::Borrowed(text);
    }
    hides.sort_by_key(|hide| hide.range.start);
    let mut merged: Vec<Hide> = Vec::new();
    for hide in hides {
        match merged.last_mut() {
            Some(last) if hide.range.start < last.range.end => {
                if hide.range.end > last.range.end || hide.by == HIDDEN {
                    last.by = HIDDEN;
                }
                last.range.end = last.range.end.max(hide.range.end);
            }
            Some(_) | None => merged.push(hide),
        }
    }
    let mut clean = String::with_capacity(text.len());
    let mut done = 0;
    for Hide { range, by } in merged {
        clean.push_str(text.get(done..range.start).unwrap_or_default());
        clean.push_str(by);
        done = range.end;
    }
    clean.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(clean)
}

#[cfg(test)]
pub(crate) mod tests;
