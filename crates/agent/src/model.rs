//! LM Studio, as far as it is known: where it is, what models it has, and which would answer.

pub mod trial;

use std::{path::PathBuf, sync::Arc, time::Duration};

use lmstudio::{
    Bearer, Client, Fault, Origin, Patience, Progress,
    discover::{self, files},
    fault::Class,
    models::{Inventory, Model, State},
    origin::{OriginFault, Reach, Remote},
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
    /// Which model would answer where this one is wanted; with `is_pinned` this one or none.
    pub fn choice(&self, wanted: &str, is_pinned: bool) -> Choice<'_> {
        let choice = choice(&self.inventory, wanted);
        if is_pinned && matches!(choice, Choice::Instead(_)) { Choice::Nothing } else { choice }
    }

    /// Loads a model, with room for the facts, a conversation and an answer; `tell` hears how far it is.
    pub(crate) async fn load(&self, model: &Model, mut tell: impl FnMut(Progress)) -> Result<Model, Fault> {
        const ROOM: u32 = 16_384;
        let context = model.ctx_max.map_or(ROOM, |most| most.min(ROOM));
        let mut loading = self.client.load(&model.id, Some(context));
        while let Some(progress) = loading.next().await {
            tell(progress);
        }
        let loaded = loading.done().await?;
        let context = loaded.context.or(model.ctx_loaded);
        Ok(Model { id: loaded.id, state: State::Loaded, ctx_loaded: context, ..model.clone() })
    }
}

/// Tokens that are used of a context: servers count otherwise than we do, so part of it stays free.
pub(crate) fn room_of(context: u32) -> u64 {
    const SHARE: f64 = 0.7;
    (f64::from(context) * SHARE) as u64
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

/// Looks again and again, until nobody wants to know. While it is switched off, nobody looks.
pub fn follow(
    settings: LmStudio,
    vault: Arc<Vault>,
    user: Option<PathBuf>,
    runtime: &runtime::Handle,
) -> watch::Receiver<Voice> {
    let (show, shown) = watch::channel(if settings.enabled { Voice::Unknown } else { Voice::Off });
    if !settings.enabled {
        return shown;
    }
    let on = runtime.clone();
    runtime.spawn(async move {
        let found = on.spawn_blocking(move || vault.find(SecretName::LmStudioToken)).await;
        let token = found.ok().and_then(Result::ok).flatten().map(|found| found.secret);
        let mut failures = 0;
        loop {
            let seen = look(&settings, token.as_ref(), user.clone(), &on).await;
            failures = if seen.is_ok() { 0 } else { failures + 1 };
            // A server that is the same keeps what is known of it: what it refuses, and how fast it answers.
            show.send_if_modified(|before| {
                let now = Voice::of(seen).after(before);
                std::mem::replace(before, now.clone()) != now
            });
            let pause = if failures == 0 { LOOK } else { discover::pause(failures) };
            tokio::select! {
                () = time::sleep(pause) => {}
                () = show.closed() => return,
            }
        }
    });
    shown
}

/// The model, as whoever wants words finds it.
#[derive(Clone, Debug, Default)]
pub enum Voice {
    /// It is switched off.
    Off,
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// There is none.
    Absent {
        /// Why, as a sentence.
        why: String,
    },
    /// A server answers.
    Here(Arc<Seen>),
}

impl Voice {
    /// What a look has found.
    pub fn of(seen: Result<Seen, ModelFault>) -> Self {
        match seen {
            Ok(seen) => Self::Here(Arc::new(seen)),
            Err(fault @ ModelFault::Place(_)) => Self::Absent { why: fault.to_string() },
            Err(ModelFault::Server(said, class)) => Self::Absent { why: Fault::new(class, said).to_string() },
        }
    }

    /// The same, by the client that was there before where it is the same server.
    fn after(self, before: &Self) -> Self {
        match (self, before) {
            (Self::Here(now), Self::Here(before)) if now.client.origin() == before.client.origin() => {
                let client = before.client.clone();
                Self::Here(Arc::new(Seen { client, inventory: now.inventory.clone() }))
            }
            (now, _) => now,
        }
    }

    /// What it means for whoever waits for words.
    pub fn health(&self, settings: &LmStudio) -> health::Model {
        let wanted = &settings.model;
        match self {
            Self::Off => health::Model::Off,
            Self::Unknown => health::Model::Unknown,
            Self::Absent { why } => health::Model::Down { why: why.clone() },
            Self::Here(seen) => match seen.choice(wanted, settings.is_pinned) {
                Choice::Ready(model) => health::Model::Ready { model: format!("{}{}", model.id, exposed(seen)) },
                Choice::NotLoaded(model) => {
                    health::Model::NoModel { why: format!("{} is there and not loaded", model.id) }
                }
                Choice::Instead(model) => {
                    let model = format!("{}, because {wanted} is not there{}", model.id, exposed(seen));
                    health::Model::Ready { model }
                }
                Choice::Nothing if settings.is_pinned => {
                    health::Model::NoModel { why: format!("{wanted}, which was chosen, is not there") }
                }
                Choice::Nothing => {
                    health::Model::NoModel { why: format!("{wanted} is not there, and nothing else is loaded") }
                }
            },
        }
    }
}

/// What is to be known of a server on another computer for as long as it is used.
fn exposed(seen: &Seen) -> &'static str {
    if seen.client.origin().reach() == Reach::Loopback {
        ""
    } else {
        "; not encrypted: whoever is on the way reads what is asked"
    }
}

impl PartialEq for Voice {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Off, Self::Off) | (Self::Unknown, Self::Unknown) => true,
            (Self::Absent { why }, Self::Absent { why: other }) => why == other,
            (Self::Here(one), Self::Here(other)) => {
                one.client.origin() == other.client.origin() && one.inventory == other.inventory
            }
            (Self::Off | Self::Unknown | Self::Absent { .. } | Self::Here(_), _) => false,
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
