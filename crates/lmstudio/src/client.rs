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
    breaker::Verdict,
    chat::{Chat, Learned, Means, Reload},
    discover::{self, Speaks},
    fault::Fault,
    floor::Floor,
    load::{Flights, Loading},
    meter::{Call, Record},
    models::{self, Inventory, State},
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
    floor: Floor,
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
        let (flights, floor, learned) = (Flights::default(), Floor::default(), Learned::default());
        Ok(Self { wire, patience, flights, floor, learned, known: Arc::default() })
    }

    /// With what an earlier client knows: its turn, so that there is still one for all, and, of the same server, what it
    /// learned of it. Another token is a reason to ask a server again that refused.
    #[must_use]
    pub fn after(mut self, earlier: &Self) -> Self {
        self.floor = earlier.floor.clone();
        if self.origin() != earlier.origin() {
            return self;
        }
        (self.flights, self.learned) = (earlier.flights.clone(), earlier.learned.clone());
        let version = earlier.known().version.clone();
        if self.known().version.is_empty() {
            self.set_version(&version);
        }
        if !self.wire.has_token_of(&earlier.wire) {
            self.learned.forgive();
        }
        self
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
        let inventory = models::list(&self.wire, self.speaks() == Some(Speaks::LmStudio)).await;
        self.learned.looked(inventory.as_ref().err().map(|fault| fault.class), Instant::now());
        inventory
    }

    /// Whether it may be asked, by how its last answers went. A person who asks need not be kept from it.
    pub fn may(&self) -> Verdict {
        self.learned.may(Instant::now())
    }

    /// Loads a model with at least this context, tokens. One that is loaded so already is left alone; while one is
    /// loading, whoever asks for it waits for the same load. It goes on while somebody waits for it.
    pub fn load(&self, model: &str, context: Option<u32>) -> Loading {
        self.flights.join(&self.wire, &self.floor, model, context, &self.patience)
    }

    /// Asks a model. Answers come one at a time: this one waits for the one before, and for a load of its model. Of LM
    /// Studio a model that is known not to be loaded is loaded first, with the context that is asked for. It makes
    /// narrations give way, as its standing says, at once; nothing is sent before it is waited for; dropping it hangs up.
    pub fn chat(&self, ask: Completion) -> Chat {
        let is_lm_studio = self.speaks() == Some(Speaks::LmStudio);
        let under_way = self.flights.of(&ask.model);
        let loading = match ask.state {
            State::NotLoaded | State::Loading if is_lm_studio => Some(self.load(&ask.model, ask.context)),
            State::Loaded | State::NotLoaded | State::Loading | State::Unknown => under_way,
        };
        let (wire, again, context) = (self.wire.clone(), self.clone(), ask.context);
        let means = Means {
            open: Arc::new(move |body| wire.open("/v1/chat/completions", body)),
            load: is_lm_studio.then(|| Arc::new(move |model: &str| again.load(model, context)) as Reload),
            asked: self.wire.asked(is_lm_studio),
            wire: self.wire.clone(),
            patience: self.patience,
            floor: self.floor.clone(),
            learned: self.learned.clone(),
            version: self.known().version.clone(),
        };
        Chat::new(ask, means, loading, Instant::now())
    }

    /// A model's last calls, 50 at most, the newest last.
    pub fn calls(&self, model: &str) -> Vec<Call> {
        self.learned.meter(|meter| meter.calls(model).cloned().collect())
    }

    /// How they went; `None` before the first one.
    pub fn record(&self, model: &str) -> Option<Record> {
        self.learned.meter(|meter| meter.of(model))
    }

    /// The time that this share of the last answers of a model took at most, from 0 to 1; `None` before the first one.
    pub fn quantile(&self, model: &str, share: f64) -> Option<Duration> {
        self.learned.meter(|meter| meter.quantile(model, share))
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
