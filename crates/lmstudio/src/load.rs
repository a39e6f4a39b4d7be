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
    floor::Floor,
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
    /// How long the server took to load it; `None` where it was loaded already, or the server does not say.
    pub took: Option<Duration>,
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

    /// The same, for whoever still holds it.
    pub(crate) async fn outcome(&self) -> Result<Loaded, Fault> {
        self.flight.clone().await
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
    pub(crate) fn join(
        &self,
        wire: &Wire,
        floor: &Floor,
        model: &str,
        context: Option<u32>,
        patience: &Patience,
    ) -> Loading {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = under_way(&flights, model) {
            return under_way;
        }
        let (sender, progress) = watch::channel(Progress::Looking);
        let (wire, floor, name) = (wire.clone(), floor.clone(), model.to_owned());
        let (within, look_again) = (patience.load, patience.look_again);
        let load = async move {
            let late = || Fault::new(Class::TimedOut(Timer::Total), format!("{name} is not loaded after {within:?}."));
            let loaded = timeout(within, load(&wire, &floor, &name, context, look_again, &sender)).await;
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
    floor: &Floor,
    name: &str,
    context: Option<u32>,
    look_again: Duration,
    progress: &watch::Sender<Progress>,
) -> Outcome {
    let is_ready = |model: &Option<Model>| {
        model.as_ref().is_some_and(|model| {
            let is_large_enough = context.is_none_or(|wanted| model.ctx_loaded.is_none_or(|loaded| loaded >= wanted));
            model.state == State::Loaded && is_large_enough
        })
    };
    let mut model = settled(wire, name, look_again, progress).await?;
    if !is_ready(&model) {
        // An answer may be coming from the instance that is too small, or may be loading the model this moment.
        let _turn = floor.turn().await;
        model = settled(wire, name, look_again, progress).await?;
        if !is_ready(&model) {
            return load_anew(wire, name, context, model, progress).await;
        }
    }
    Ok(loaded(model, name, None))
}

/// A model, once nobody else is loading it.
async fn settled(
    wire: &Wire,
    name: &str,
    look_again: Duration,
    progress: &watch::Sender<Progress>,
) -> Result<Option<Model>, Fault> {
    loop {
        let model = find(wire, name).await?;
        if model.as_ref().is_none_or(|model| model.state != State::Loading) {
            return Ok(model);
        }
        progress.send_replace(Progress::Loading(None));
        sleep(look_again).await;
    }
}

async fn load_anew(
    wire: &Wire,
    name: &str,
    context: Option<u32>,
    model: Option<Model>,
    progress: &watch::Sender<Progress>,
) -> Outcome {
    // A second instance beside the small one would cost its memory twice.
    for instance in model.iter().flat_map(|model| &model.instance_ids) {
        let body = json!({ "instance_id": instance }).to_string();
        wire.post("/api/v1/models/unload", body, UNLOAD, wire.asked(false)).await?;
    }
    progress.send_replace(Progress::Loading(None));
    let took = ask_to_load(wire, name, context, progress).await?;
    Ok(loaded(find(wire, name).await?, name, took))
}

async fn find(wire: &Wire, name: &str) -> Result<Option<Model>, Fault> {
    Ok(models::list(wire, false).await?.find(name).cloned())
}

fn loaded(model: Option<Model>, name: &str, took: Option<Duration>) -> Loaded {
    let Some(model) = model else { return Loaded { id: name.to_owned(), context: None, took } };
    let is_instance = model.instance_ids.iter().any(|id| id == name);
    let id = if is_instance { name.to_owned() } else { model.id };
    Loaded { id, context: model.ctx_loaded, took }
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

/// First the way that tells how far it is, then the one that only waits, then the one that every version has. How long
/// it took, where the server says.
async fn ask_to_load(
    wire: &Wire,
    name: &str,
    context: Option<u32>,
    progress: &watch::Sender<Progress>,
) -> Result<Option<Duration>, Fault> {
    let warm_up = WarmUp {
        model: name,
        input: "ok",
        max_output_tokens: 1,
        // Else it would stand among the user's own chats.
        store: false,
        stream: true,
        context_length: context,
    };
    let mut took = None;
    let told = |event: &Value| match event.get("type").and_then(Value::as_str) {
        Some("model_load.progress") => {
            let share = event.get("progress").and_then(Value::as_f64).map(|share| share.clamp(0.0, 1.0) as f32);
            progress.send_replace(Progress::Loading(share));
        }
        Some("model_load.end") => took = load_time(event),
        Some(_) | None => {}
    };
    match drain(wire, wire.open("/api/v1/chat", written(&warm_up)?).await?, told).await {
        Err(fault) if is_not_taken(&fault) => {}
        ended => return ended.map(|()| took),
    }
    let load = written(&Load { model: name, context_length: context })?;
    match wire.post("/api/v1/models/load", load, Duration::MAX, wire.asked(false)).await {
        Err(fault) if is_not_taken(&fault) => {}
        ended => return ended.map(|reply| load_time(&reply)),
    }
    let messages = json!([{ "role": "user", "content": "ok" }]);
    let one_token = json!({ "model": name, "messages": messages, "max_tokens": 1, "stream": true });
    drain(wire, wire.open("/v1/chat/completions", one_token.to_string()).await?, |_| {}).await.map(|()| None)
}

/// Whether a server does not know a way of asking, or does not take it as it is asked; another may do.
fn is_not_taken(fault: &Fault) -> bool {
    matches!(fault.class, Class::WrongPath | Class::NotLmStudio)
        || (fault.class == Class::ServerFault && matches!(fault.status, Some(400 | 404 | 405 | 422 | 501)))
}

fn load_time(reply: &Value) -> Option<Duration> {
    let seconds = reply.get("load_time_seconds").and_then(Value::as_f64)?;
    Duration::try_from_secs_f64(seconds).ok()
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
