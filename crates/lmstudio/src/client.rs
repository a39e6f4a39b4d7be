//! One server, and everything it can be asked.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::json;
use tokio::time::Instant;

use crate::{
    Bearer, Origin, Patience,
    chat::{Chat, Learned, Means},
    discover::{self, Speaks},
    fault::Fault,
    load::{Flights, Loading},
    models::{self, Inventory},
    origin::Remote,
    request::Completion,
    wire::Wire,
};

/// One server. Clones share what they know of it.
#[derive(Clone)]
pub struct Client {
    wire: Wire,
    patience: Patience,
    flights: Flights,
    learned: Learned,
    known: Arc<Mutex<Known>>,
}

/// What the server has said of itself.
#[derive(Default)]
struct Known {
    speaks: Option<Speaks>,
    version: String,
}

impl Client {
    /// A client for one origin. Nothing is sent yet. A token for another origin is dropped.
    ///
    /// # Errors
    /// When the origin may not be dialled.
    pub fn new(origin: Origin, bearer: Option<Bearer>, remote: Remote, patience: Patience) -> Result<Self, Fault> {
        let wire = Wire::new(origin, bearer, remote, &patience)?;
        Ok(Self { wire, patience, flights: Flights::default(), learned: Learned::default(), known: Arc::default() })
    }

    /// Where it is.
    pub const fn origin(&self) -> &Origin {
        self.wire.origin()
    }

    /// Asks who is there.
    ///
    /// # Errors
    /// When nobody is, or nobody who should be.
    pub async fn greet(&self) -> Result<Speaks, Fault> {
        let speaks = discover::greet(&self.wire).await?;
        self.known().speaks = Some(speaks);
        Ok(speaks)
    }

    /// What answered when it was greeted last.
    pub fn speaks(&self) -> Option<Speaks> {
        self.known().speaks
    }

    /// Takes in the server's version: what one version refuses another may take.
    pub fn set_version(&self, version: &str) {
        version.clone_into(&mut self.known().version);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks what models it has.
    ///
    /// # Errors
    /// When it does not tell.
    pub async fn models(&self) -> Result<Inventory, Fault> {
        models::list(&self.wire, self.speaks() == Some(Speaks::LmStudio)).await
    }

    /// Loads a model with at least this context, tokens. One that is loaded so already is left alone; while one is
    /// loading, whoever asks for it waits for the same load. It goes on while somebody waits for it.
    pub fn load(&self, model: &str, context: Option<u32>) -> Loading {
        self.flights.join(&self.wire, model, context, &self.patience)
    }

    /// Asks a model. Answers come one at a time: this one waits for the one before, and for a load of its model. Nothing
    /// is sent before it is waited for; dropping it hangs up.
    pub fn chat(&self, ask: Completion) -> Chat {
        let (wire, learned, loading) = (self.wire.clone(), self.learned.clone(), self.flights.of(&ask.model));
        let queue = async move {
            if let Some(loading) = loading {
                // Whether it succeeded is told by the answer.
                drop(loading.done().await);
            }
            learned.turn().await
        };
        let means = Means {
            open: Arc::new(move |body| wire.open("/v1/chat/completions", body)),
            asked: self.wire.asked(self.speaks() == Some(Speaks::LmStudio)),
            wire: self.wire.clone(),
            patience: self.patience,
            learned: self.learned.clone(),
            version: self.known().version.clone(),
        };
        Chat::new(ask, means, Box::pin(queue), Instant::now())
    }

    /// The time that this share of the last answers of a model took at most, from 0 to 1; `None` before the first one.
    pub fn quantile(&self, model: &str, share: f64) -> Option<Duration> {
        self.learned.quantile(model, share)
    }

    /// Unloads what was loaded under this name.
    ///
    /// # Errors
    /// When the server refuses, or is too old to be asked.
    pub async fn unload(&self, instance: &str) -> Result<(), Fault> {
        let body = json!({ "instance_id": instance }).to_string();
        self.wire.post("/api/v1/models/unload", body, self.patience.reply, self.wire.asked(false)).await.map(drop)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("origin", self.origin()).field("speaks", &self.speaks()).finish_non_exhaustive()
    }
}
