//! What a desk stands on: where its settings lie and what lies over them, where secrets are looked for, and the folder
//! it remembers in. With it settings can be changed while it runs, parts can be tested, and a person who helps can be told.

mod spoken;
mod write;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    Change, FindingView, Secret, Vault,
    diagnostics::{self, Gathered, look},
    doctor::{Examined, Part, Verdict, entered, probe},
    home::{self, State, Unknown},
    journal::Glance,
    link::trial::Door,
    redact::Redaction,
    secret::{Keychain, SecretName},
    settings::{
        Resolved, SettingFault, Written,
        files::{self, Outside, Places},
        from_flags,
    },
};

/// How long a test of one part may take, and one of everything.
const PART: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(10);

/// How long diagnostics wait for what they look at: whoever copies them stands by. What is late is told as late.
const TOLD: Duration = Duration::from_millis(1_500);

/// Looks secrets up, with a key store or without; the settings may hold one, too.
type Vaults = dyn Fn(Option<Keychain>, Option<&Secret>) -> Vault + Send + Sync;

/// What a desk stands on.
pub struct Grounds {
    /// Where settings lie.
    pub places: Places,
    /// What lies over the files.
    pub outside: Outside,
    /// Laid over everything read, for this run alone.
    pub over: Vec<Written>,
    /// Where journal, lock and log lie.
    pub state: Result<State, Unknown>,
    /// Where secrets are looked for.
    pub vault: Box<Vaults>,
    /// The home of the user, in which LM Studio keeps its notes.
    pub user: Option<PathBuf>,
    /// The file of this program, whose age tells a time.
    pub program: Option<PathBuf>,
    /// What nobody may see.
    pub redaction: Redaction,
}

impl Grounds {
    /// Every layer of settings, as it is now.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn settings(&self) -> Result<Resolved, Vec<SettingFault>> {
        files::load_over(&self.places, &self.outside, self.over.clone())
    }

    /// Where a token is found or kept, as things are now.
    pub fn vault(&self) -> Vault {
        let resolved = self.settings().ok();
        (self.vault)(Some(Keychain::of_system()), resolved.as_ref().and_then(Resolved::token))
    }

    /// Looks at one part, or at all of them, as if these values were saved. At most five seconds for one. Where LM Studio
    /// itself is well, what was found until then is told, and its model is asked for a word and a call of a tool, at most
    /// half a minute each.
    pub(crate) async fn test(
        self: Arc<Self>,
        part: Option<&str>,
        changes: &[Change],
        now: Timestamp,
        door: Door,
        tell: impl FnOnce(Vec<FindingView>),
    ) -> Vec<FindingView> {
        let parts = part.map_or_else(|| Part::ALL.to_vec(), |name| Part::find(name).into_iter().collect());
        let within = if parts.len() == 1 { PART } else { WHOLE };
        let subject = Arc::new(Arc::clone(&self).subject(self.typed(changes), now));
        let entering = async {
            match &subject.settings {
                Ok(resolved) => door.look(&resolved.settings).await,
                Err(_) => None,
            }
        };
        let (mut checkup, link) = tokio::join!(probe::examine(&subject, &parts, within, |_| ()), entering);
        if let Some(link) = link {
            checkup.parts = checkup.parts.into_iter().map(|seen| entered(seen, &link)).collect();
        }
        if let [Examined { part: Part::LmStudio, findings }] = checkup.parts.as_slice()
            && let Ok(Resolved { settings, .. }) = &subject.settings
            && findings.iter().all(|finding| !matches!(finding.verdict, Verdict::Fail | Verdict::Skipped))
        {
            let mut asking = checkup.clone();
            asking.parts.iter_mut().for_each(|seen| seen.findings.push(spoken::asking()));
            tell(FindingView::all(&asking.redacted(&self.redaction)));
            let grounds = Arc::clone(&self);
            let looking = tokio::task::spawn_blocking(move || grounds.vault().find(SecretName::LmStudioToken));
            let token = looking.await.ok().and_then(Result::ok).flatten().map(|found| found.secret);
            let said = spoken::spoken(&settings.lmstudio, token.as_ref(), self.user.clone()).await;
            checkup.parts.iter_mut().for_each(|seen| seen.findings.extend_from_slice(&said));
        }
        FindingView::all(&checkup.redacted(&self.redaction))
    }

    /// Everything a person who helps needs to know, without secrets. `health` says how the parts are.
    pub async fn diagnostics(self: Arc<Self>, health: String, now: Timestamp) -> String {
        let settings = diagnostics::without_values(self.settings());
        let subject = Arc::new(Arc::clone(&self).subject(settings, now));
        let checkup = probe::examine(&subject, &Part::ALL, TOLD, |_| ()).await;
        let gathering = tokio::task::spawn_blocking(move || {
            let resolved = subject.settings.as_ref().unwrap_or_else(|_| Resolved::untouched());
            let folder = subject.state.as_ref().ok().and_then(State::folder);
            // A key store that did not answer once is not waited for again.
            let answers =
                checkup.with(Verdict::Ok).any(|(part, finding)| part == Part::Secrets && finding.layer == "key-store");
            let vault = (subject.vault)(answers.then(|| subject.keychain.clone()));
            let secrets = SecretName::ALL.into_iter().flat_map(|name| vault.all(name));
            let redaction = secrets.fold(self.redaction.clone(), Redaction::knowing);
            let gathered = Gathered {
                at: now,
                system: look::system(),
                settings: &subject.settings,
                checkup,
                health,
                journal: folder.map(|folder| Glance::at(&home::journal(folder))),
                log: look::log(&resolved.settings.logging, folder),
            };
            gathered.text(&redaction)
        });
        gathering.await.unwrap_or_else(|_| "The diagnostics stopped in the middle; this is our fault.\n".to_owned())
    }

    /// The settings with values over them that are not saved.
    fn typed(&self, changes: &[Change]) -> Result<Resolved, Vec<SettingFault>> {
        let flags: Vec<String> =
            changes.iter().filter_map(|change| Some(format!("{}={}", change.path, change.value.as_deref()?))).collect();
        let typed = from_flags(flags.iter().map(String::as_str)).map_err(|fault| vec![fault])?;
        let over = self.over.iter().cloned().chain(typed).collect();
        files::load_over(&self.places, &self.outside, over)
    }

    fn subject(self: Arc<Self>, settings: Result<Resolved, Vec<SettingFault>>, now: Timestamp) -> probe::Subject {
        let token = settings.as_ref().ok().and_then(Resolved::token).cloned();
        probe::Subject {
            places: self.places.clone(),
            settings,
            state: self.state.clone(),
            keychain: Keychain::of_system(),
            program: self.program.clone(),
            now,
            vault: Box::new(move |keychain| (self.vault)(keychain, token.as_ref())),
        }
    }
}

impl fmt::Debug for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grounds").field("places", &self.places).field("state", &self.state).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
