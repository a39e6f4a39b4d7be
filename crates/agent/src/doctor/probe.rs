//! Looks at everything a preflight is made of, all at once, with a time for each step and one for the whole. It changes
//! nothing, and sends no token.

mod candles;
mod clock;
mod http;
mod links;
mod place;
mod secrets;
mod settings;
mod way;

use std::{fmt, future::Future, path::PathBuf, pin::Pin, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{task::JoinSet, time};

use super::{Checkup, Examined, Part};
use crate::{
    Settings, Vault,
    home::{State, Unknown},
    secret::Keychain,
    settings::{Resolved, SettingFault, files::Places},
};

/// What is looked at.
pub struct Subject {
    /// Where settings lie.
    pub places: Places,
    /// What they are.
    pub settings: Result<Resolved, Vec<SettingFault>>,
    /// Where things are kept.
    pub state: Result<State, Unknown>,
    /// This system's key store.
    pub keychain: Keychain,
    /// Where secrets are looked for, with a key store or without.
    pub vault: Box<dyn Fn(Option<Keychain>) -> Vault + Send + Sync>,
    /// The file of this program, whose age tells a time.
    pub program: Option<PathBuf>,
    /// Now, whole seconds.
    pub now: Timestamp,
}

/// One look, which may take its time.
type Look = Pin<Box<dyn Future<Output = Vec<Examined>> + Send>>;

/// Looks at these parts, for no longer than this. Whenever one is done, the ones that are left are told. Settings that
/// are not valid are always among the findings, because other parts cannot be looked at without them.
pub async fn examine(
    subject: &Arc<Subject>,
    parts: &[Part],
    within: Duration,
    mut tell: impl FnMut(&[Part]),
) -> Checkup {
    let needs_settings = subject.settings.is_err();
    let wanted = |part: &Part| parts.contains(part) || (needs_settings && *part == Part::Settings);
    let mut left: Vec<Part> = Part::ALL.into_iter().filter(wanted).collect();
    let mut looks = JoinSet::new();
    for look in looks_at(subject, &left) {
        looks.spawn(look);
    }
    let mut done: Vec<Examined> = Vec::new();
    let looking = async {
        tell(&left);
        while let Some(ended) = looks.join_next().await {
            let found = ended.unwrap_or_default();
            left.retain(|part| !found.iter().any(|one| one.part == *part));
            done.extend(found);
            tell(&left);
        }
    };
    let is_late = time::timeout(within, looking).await.is_err();
    done.extend(left.iter().map(|part| if is_late { Examined::late(*part, within) } else { Examined::broken(*part) }));
    done.sort_by_key(|one| one.part);
    Checkup { at: subject.now, parts: done }
}

/// The looks that these parts take. Candles are read once, for their own part and for the clock's.
fn looks_at(subject: &Arc<Subject>, parts: &[Part]) -> Vec<Look> {
    let market: Vec<Part> = parts.iter().copied().filter(|part| matches!(part, Part::Candles | Part::Clock)).collect();
    let mut looks: Vec<Look> = Vec::new();
    for part in parts {
        looks.push(match part {
            Part::Settings => waiting(subject, settings::look),
            Part::State => waiting(subject, |subject| place::state(&subject.state)),
            Part::Journal => waiting(subject, |subject| place::journal(&subject.state)),
            Part::Disk => waiting(subject, |subject| place::disk(&subject.state)),
            Part::Secrets => waiting(subject, secrets::look),
            Part::Gateway => link(subject, *part, |resolved| Box::pin(links::gateway(resolved))),
            Part::LmStudio => link(subject, *part, |resolved| Box::pin(links::lmstudio(resolved))),
            Part::Candles | Part::Clock => continue,
        });
    }
    if !market.is_empty() {
        let subject = Arc::clone(subject);
        looks.push(blocking(move || {
            let (candles, seen) = match subject.settings() {
                Some(settings) => candles::look(settings, subject.now),
                None => (Examined::unset(Part::Candles), None),
            };
            let both = [candles, clock::look(&subject, seen.as_ref())];
            both.into_iter().filter(|one| market.contains(&one.part)).collect()
        }));
    }
    looks
}

/// A look that waits for a disk or a key store.
fn waiting(subject: &Arc<Subject>, look: impl FnOnce(&Subject) -> Examined + Send + 'static) -> Look {
    let subject = Arc::clone(subject);
    blocking(move || vec![look(&subject)])
}

/// On a thread of its own. One that broke off has found nothing.
fn blocking(look: impl FnOnce() -> Vec<Examined> + Send + 'static) -> Look {
    Box::pin(async { tokio::task::spawn_blocking(look).await.unwrap_or_default() })
}

/// A look at another program, where the settings say where it is.
fn link(
    subject: &Arc<Subject>,
    part: Part,
    look: impl FnOnce(Resolved) -> Pin<Box<dyn Future<Output = Examined> + Send>>,
) -> Look {
    match &subject.settings {
        Ok(resolved) => {
            let look = look(resolved.clone());
            Box::pin(async { vec![look.await] })
        }
        Err(_) => Box::pin(async move { vec![Examined::unset(part)] }),
    }
}

impl Subject {
    fn settings(&self) -> Option<&Settings> {
        self.settings.as_ref().ok().map(|resolved| &resolved.settings)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("state", &self.state).field("now", &self.now).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
