//! Loads a model, once, however many ask for it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{
    StreamExt,
    future::{BoxFuture, FutureExt, Shared, WeakShared},
};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use crate::{
    Patience,
    fault::{Class, Fault, Timer},
    frame::{self, Frame},
    models::{self, Model, State},
    sse::Decoder,
    wire::{MOST_BODY, Reply, Wire, judged, whole},
};

/// For unloading a model.
const UNLOAD: Duration = Duration::from_secs(30);

/// A model that is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The name to ask for.
    pub id: String,
    /// The context it was loaded with, tokens; `None` where the server does not say.
    pub context: Option<u32>,
}

/// How far a load is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// Whether it is loaded already is being asked.
    Looking,
    /// It is loading; the share that is done, where the server says, from 0 to 1.
    Loading(Option<f32>),
}

type Outcome = Result<Loaded, Fault>;
type Flight = Shared<BoxFuture<'static, Outcome>>;

/// A load that runs while somebody waits for it.
pub struct Loading {
    flight: Flight,
    progress: watch::Receiver<Progress>,
}

impl Loading {
    /// The next thing that is known of it; `None` when it is over.
    pub async fn next(&mut self) -> Option<Progress> {
        let flight = self.flight.clone();
        tokio::select! {
            biased;
            changed = self.progress.changed() => changed.ok().map(|()| *self.progress.borrow_and_update()),
            _ = flight => None,
        }
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When the model cannot be loaded.
    pub async fn done(self) -> Result<Loaded, Fault> {
        self.flight.await
    }
}

impl fmt::Debug for Loading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loading").field("progress", &*self.progress.borrow()).finish_non_exhaustive()
    }
}

/// Loads under way, by model. One that nobody waits for any more is gone.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<HashMap<String, UnderWay>>>);

type UnderWay = (WeakShared<BoxFuture<'static, Outcome>>, watch::Receiver<Progress>);

impl Flights {
    /// The load of a model that is under way.
    pub(crate) fn of(&self, model: &str) -> Option<Loading> {
        under_way(&self.0.lock().unwrap_or_else(PoisonError::into_inner), model)
    }

    /// Joins the load of a model, or begins it.
    pub(crate) fn join(&self, wire: &Wire, model: &str, context: Option<u32>, patience: &Patience) -> Loading {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = under_way(&flights, model) {
            return under_way;
        }
        let (sender, progress) = watch::channel(Progress::Looking);
        let (wire, name, within, look_again) = (wire.clone(), model.to_owned(), patience.load, patience.look_again);
        let load = async move {
            let late = || Fault::new(Class::TimedOut(Timer::Total), format!("{name} is not loaded after {within:?}."));
            let loaded = timeout(within, load(&wire, &name, context, look_again, &sender)).await;
            loaded.unwrap_or_else(|_| Err(late())).map_err(|fault| wire.redacted(fault))
        };
        let flight = load.boxed().shared();
        if let Some(weak) = flight.downgrade() {
            flights.insert(model.to_owned(), (weak, progress.clone()));
        }
        Loading { flight, progress }
    }
}

fn under_way(flights: &HashMap<String, UnderWay>, model: &str) -> Option<Loading> {
    let (flight, progress) = flights.get(model)?;
    let flight = flight.upgrade().filter(|flight| flight.peek().is_none())?;
    Some(Loading { flight, progress: progress.clone() })
}

async fn load(
    wire: &Wire,
    name: &str,
    context: Option<u32>,
    look_again: Duration,
    progress: &watch::Sender<Progress>,
) -> Outcome {
    let mut model = find(wire, name).await?;
    while model.as_ref().is_some_and(|model| model.state == State::Loading) {
        progress.send_replace(Progress::Loading(None));
        sleep(look_again).await;
        model = find(wire, name).await?;
    }
    if let Some(model) = model {
        let is_large_enough = context.is_none_or(|wanted| model.ctx_loaded.is_none_or(|loaded| loaded >= wanted));
        if model.state == State::Loaded && is_large_enough {
            return Ok(loaded(&model, name));
        }
        // A second instance beside the small one would cost its memory twice.
        for instance in &model.instance_ids {
            let body = json!({ "instance_id": instance }).to_string();
            wire.post("/api/v1/models/unload", body, UNLOAD, wire.asked(false)).await?;
        }
    }
    progress.send_replace(Progress::Loading(None));
    ask_to_load(wire, name, context, progress).await?;
    Ok(find(wire, name)
        .await?
        .map_or_else(|| Loaded { id: name.to_owned(), context: None }, |model| loaded(&model, name)))
}

async fn find(wire: &Wire, name: &str) -> Result<Option<Model>, Fault> {
    Ok(models::list(wire, false).await?.find(name).cloned())
}

fn loaded(model: &Model, name: &str) -> Loaded {
    let is_instance = model.instance_ids.iter().any(|id| id == name);
    let id = if is_instance { name.to_owned() } else { model.id.clone() };
    Loaded { id, context: model.ctx_loaded }
}

#[derive(Serialize)]
struct WarmUp<'a> {
    model: &'a str,
    input: &'a str,
    max_output_tokens: u32,
    store: bool,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_length: Option<u32>,
}

#[derive(Serialize)]
struct Load<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_length: Option<u32>,
}

fn written(body: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(body).map_err(|error| Fault::new(Class::ServerFault, error.to_string()))
}

/// First the way that tells how far it is, then the one that only waits, then the one that every version has.
async fn ask_to_load(
    wire: &Wire,
    name: &str,
    context: Option<u32>,
    progress: &watch::Sender<Progress>,
) -> Result<(), Fault> {
    let warm_up = WarmUp {
        model: name,
        input: "ok",
        max_output_tokens: 1,
        // Else it would stand among the user's own chats.
        store: false,
        stream: true,
        context_length: context,
    };
    let told = |event: &Value| {
        if event.get("type").and_then(Value::as_str) == Some("model_load.progress") {
            let share = event.get("progress").and_then(Value::as_f64).map(|share| share.clamp(0.0, 1.0) as f32);
            progress.send_replace(Progress::Loading(share));
        }
    };
    match drain(wire, wire.open("/api/v1/chat", written(&warm_up)?).await?, told).await {
        Err(fault) if fault.class == Class::WrongPath => {}
        ended => return ended,
    }
    let load = written(&Load { model: name, context_length: context })?;
    match wire.post("/api/v1/models/load", load, Duration::MAX, wire.asked(false)).await {
        Err(fault) if fault.class == Class::WrongPath => {}
        ended => return ended.map(drop),
    }
    let messages = json!([{ "role": "user", "content": "ok" }]);
    let one_token = json!({ "model": name, "messages": messages, "max_tokens": 1, "stream": true });
    drain(wire, wire.open("/v1/chat/completions", one_token.to_string()).await?, |_| {}).await
}

/// Reads a stream to its end.
async fn drain(wire: &Wire, mut reply: Reply, mut told: impl FnMut(&Value)) -> Result<(), Fault> {
    let asked = wire.asked(false);
    if !reply.is_stream {
        let text = whole(reply.body, MOST_BODY).await?;
        return judged(reply.status, &text, reply.retry_after, asked).map(drop);
    }
    let too_large = |_| Fault::new(Class::TooLarge, "An event of the stream.");
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    while let Some(bytes) = reply.body.next().await {
        decoder.push(&bytes?, &mut events).map_err(too_large)?;
        for event in events.drain(..) {
            match frame::read(&event, asked)? {
                Frame::Object(object) => told(&object),
                Frame::Done => {}
            }
        }
    }
    Ok(())
}
