//! One server, and everything it can be asked.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::json;

use crate::{
    Bearer, Origin, Patience,
    discover::{self, Speaks},
    fault::Fault,
    load::{Flights, Loading},
    models::{self, Inventory},
    origin::Remote,
    wire::Wire,
};

/// One server. Clones share what they know of it.
#[derive(Clone)]
pub struct Client {
    wire: Wire,
    patience: Patience,
    flights: Flights,
    speaks: Arc<Mutex<Option<Speaks>>>,
}

impl Client {
    /// A client for one origin. Nothing is sent yet. A token for another origin is dropped.
    ///
    /// # Errors
    /// When the origin may not be dialled.
    pub fn new(origin: Origin, bearer: Option<Bearer>, remote: Remote, patience: Patience) -> Result<Self, Fault> {
        let wire = Wire::new(origin, bearer, remote, &patience)?;
        Ok(Self { wire, patience, flights: Flights::default(), speaks: Arc::default() })
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
        *self.speaks.lock().unwrap_or_else(PoisonError::into_inner) = Some(speaks);
        Ok(speaks)
    }

    /// What answered when it was greeted last.
    pub fn speaks(&self) -> Option<Speaks> {
        *self.speaks.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.flights.join(&self.wire, model, context, self.patience.load)
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
