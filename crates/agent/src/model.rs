//! LM Studio, as far as it is known: where it is, what models it has, and which would answer.

use std::{path::PathBuf, sync::Arc, time::Duration};

use lmstudio::{
    Bearer, Client, Fault, Origin, Patience,
    discover::{self, files},
    fault::Class,
    models::{Inventory, Model, State},
    origin::{OriginFault, Remote},
};
use tokio::{runtime, sync::watch, time};

use crate::{Secret, Vault, health, secret::SecretName, settings::LmStudio};

/// How often it is looked at while it is there.
const LOOK: Duration = Duration::from_secs(30);

/// What is known of a server.
pub struct Seen {
    /// For everything else it is asked.
    pub client: Client,
    /// Its models.
    pub inventory: Inventory,
}

/// Why nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelFault {
    /// The settings name no place that may be dialled.
    #[error("lmstudio.host and lmstudio.port: {0}")]
    Place(#[from] OriginFault),
    /// It does not answer as it should.
    #[error("{0}")]
    Server(String, Class),
}

/// Which of the models answers, and how it stands to the one that was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice<'a> {
    /// The one that was chosen, at once.
    Ready(&'a Model),
    /// The one that was chosen, once it is loaded.
    NotLoaded(&'a Model),
    /// The one that was chosen is not there; this one is loaded.
    Instead(&'a Model),
    /// Nothing is loaded, and the one that was chosen is not there.
    Nothing,
}

impl From<Fault> for ModelFault {
    fn from(fault: Fault) -> Self {
        Self::Server(fault.text, fault.class)
    }
}

/// Looks for the server, and asks what models it has. `user` is the home in which LM Studio keeps its own notes.
///
/// # Errors
/// When it is not there, or does not answer as it should.
pub async fn look(
    settings: &LmStudio,
    token: Option<&Secret>,
    user: Option<PathBuf>,
    runtime: &runtime::Handle,
) -> Result<Seen, ModelFault> {
    let origin = Origin::parse(&format!("http://{}:{}", settings.host, settings.port))?;
    let noted = runtime.spawn_blocking(move || files::server_port(&files::home(&user?))).await.ok().flatten();
    let remote = if settings.allow_remote { Remote::Allowed } else { Remote::Refused };
    let bearer = token.map(|token| Bearer::new(token.expose(), origin.clone()));
    let candidates = discover::candidates(Some(&origin), noted);
    let patience = Patience { total: Duration::from_secs(settings.timeout.into()), ..Patience::default() };
    let client = discover::search(&candidates, bearer.as_ref(), remote, patience).await?;
    let inventory = client.models().await?;
    Ok(Seen { client, inventory })
}

impl Seen {
    /// Which model would answer.
    pub fn choice(&self, wanted: &str) -> Choice<'_> {
        choice(&self.inventory, wanted)
    }
}

fn choice<'a>(inventory: &'a Inventory, wanted: &str) -> Choice<'a> {
    // A server that does not say what is loaded answers with what it has.
    let answers = |model: &Model| matches!(model.state, State::Loaded | State::Unknown);
    match inventory.find(wanted) {
        Some(model) if answers(model) => Choice::Ready(model),
        Some(model) => Choice::NotLoaded(model),
        None => inventory.offered().find(|model| answers(model)).map_or(Choice::Nothing, Choice::Instead),
    }
}

/// Looks again and again, until nobody wants to know.
pub fn follow(
    settings: LmStudio,
    vault: Arc<Vault>,
    user: Option<PathBuf>,
    runtime: &runtime::Handle,
) -> watch::Receiver<health::Model> {
    let (show, shown) = watch::channel(health::Model::Unknown);
    let on = runtime.clone();
    runtime.spawn(async move {
        let found = on.spawn_blocking(move || vault.find(SecretName::LmStudioToken)).await;
        let token = found.ok().and_then(Result::ok).flatten().map(|found| found.secret);
        let mut failures = 0;
        loop {
            let seen = look(&settings, token.as_ref(), user.clone(), &on).await;
            failures = if seen.is_ok() { 0 } else { failures + 1 };
            let state = health::Model::of(&seen, &settings.model);
            show.send_if_modified(|before| std::mem::replace(before, state.clone()) != state);
            let pause = if failures == 0 { LOOK } else { discover::pause(failures) };
            tokio::select! {
                () = time::sleep(pause) => {}
                () = show.closed() => return,
            }
        }
    });
    shown
}

impl health::Model {
    /// What it means for whoever waits for words.
    fn of(seen: &Result<Seen, ModelFault>, wanted: &str) -> Self {
        let seen = match seen {
            Ok(seen) => seen,
            Err(fault) => return Self::Down { why: fault.to_string() },
        };
        match seen.choice(wanted) {
            Choice::Ready(model) => Self::Ready { model: model.id.clone() },
            Choice::NotLoaded(model) => Self::NoModel { why: format!("{} is there and not loaded", model.id) },
            Choice::Instead(model) => Self::Ready { model: format!("{}, because {wanted} is not there", model.id) },
            Choice::Nothing => Self::NoModel { why: format!("{wanted} is not there, and nothing else is loaded") },
        }
    }
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen")
            .field("origin", self.client.origin())
            .field("models", &self.inventory.models.len())
            .finish()
    }
}

#[cfg(test)]
mod tests;
