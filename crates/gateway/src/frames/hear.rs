//! One text, taken apart.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{
    Challenge, DEEPEST, Invoke, InvokeId, Refusal, Resolved, WireFault,
    classic::{Classic, Message},
    invoke::Cancel,
    loose::millis,
    shown,
};

/// A frame, heard.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The gateway wants to know who we are.
    Challenge(Challenge),
    /// A request of ours is answered.
    Answer(Answer),
    /// There is work.
    Invoke(Invoke),
    /// Nobody waits for that work any more.
    Cancel(InvokeId),
    /// The owner decided about our commands.
    Resolved(Resolved),
    /// The gateway will stop; perhaps it says when it will be back.
    Shutdown {
        /// From now.
        back_in: Option<Duration>,
    },
    /// The gateway is alive.
    Tick,
    /// Another event.
    Event(Event),
    /// A frame of the classic dialect.
    Classic(Classic),
    /// A frame of a kind that nobody knows: counted, nothing else.
    Unknown {
        /// Its kind, fit to be shown.
        kind: String,
    },
}

/// An answer to a request of ours.
#[derive(Clone)]
pub struct Answer {
    /// Whose.
    pub id: String,
    /// What was asked for, as JSON text, or why not.
    pub outcome: Result<Box<RawValue>, Refusal>,
}

impl fmt::Debug for Answer {
    /// Without the payload: hello-ok holds a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.as_ref().map(|payload| payload.get().len());
        f.debug_struct("Answer").field("id", &self.id).field("bytes", &outcome).finish()
    }
}

/// An event of which only the name is understood here.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which.
    pub name: String,
    /// What came with it, as JSON text.
    pub payload: Option<Box<RawValue>>,
}

/// Everything that may stand in a frame. What stands in none of the fields is passed over without being built.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    ok: Option<bool>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(borrow)]
    event: Option<Cow<'a, str>>,
    #[serde(borrow)]
    event_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    content: Option<String>,
    #[serde(borrow)]
    context: Option<&'a RawValue>,
}

/// Takes one text apart. `longest` is the most bytes that are read now.
///
/// # Errors
/// When it is too long, too deep, no JSON object, or a part that is needed has another shape.
pub fn hear(text: &str, longest: usize) -> Result<Heard, WireFault> {
    if text.len() > longest {
        return Err(WireFault::TooLong { bytes: text.len(), most: longest });
    }
    if let Some(at) = too_deep(text) {
        return Err(WireFault::TooDeep { at });
    }
    // A list would be taken for the fields in their order.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(WireFault::NotJson { line: 1, column: 1 });
    }
    let envelope: Envelope<'_> = part("the frame", text)?;
    let kind = envelope.kind.as_deref().ok_or(WireFault::NoKind)?;
    match (kind, &envelope.event, &envelope.event_type) {
        ("res", _, _) => answer(&envelope),
        ("event", Some(name), _) => event(name, envelope.payload),
        ("event", None, Some(name)) => Ok(Heard::Classic(Classic::Event { name: shown(name) })),
        ("hello", _, _) => Ok(Heard::Classic(Classic::Hello)),
        ("ping", _, _) => Ok(Heard::Classic(Classic::Ping { data: envelope.data.map(ToOwned::to_owned) })),
        ("pong", _, _) => Ok(Heard::Classic(Classic::Pong)),
        ("message", _, _) => {
            let content = envelope.content.ok_or_else(|| absent("a classic message", "missing field `content`"))?;
            let (context, id) = (envelope.context.map(ToOwned::to_owned), envelope.id.map(ToOwned::to_owned));
            Ok(Heard::Classic(Classic::Message(Message { content, context, id })))
        }
        ("health_check", _, _) => Ok(Heard::Classic(Classic::HealthCheck { id: envelope.id.map(ToOwned::to_owned) })),
        (kind, _, _) => Ok(Heard::Unknown { kind: shown(kind) }),
    }
}

/// A request of ours is answered.
fn answer(envelope: &Envelope<'_>) -> Result<Heard, WireFault> {
    let id = envelope.id.ok_or_else(|| absent("an answer", "missing field `id`"))?;
    let id: String = part("an answer's id", id.get())?;
    let outcome = match envelope.ok {
        Some(true) => Ok(envelope.payload.unwrap_or(RawValue::NULL).to_owned()),
        Some(false) => Err(match envelope.error {
            Some(error) => part("a refusal", error.get())?,
            None => Refusal::default(),
        }),
        None => return Err(absent("an answer", "missing field `ok`")),
    };
    Ok(Heard::Answer(Answer { id, outcome }))
}

/// Something happened.
fn event(name: &str, payload: Option<&RawValue>) -> Result<Heard, WireFault> {
    let text = payload.map_or("null", RawValue::get);
    Ok(match name {
        "connect.challenge" => Heard::Challenge(part("connect.challenge", text)?),
        "node.invoke.request" => Heard::Invoke(part("node.invoke.request", text)?),
        "node.invoke.cancel" => Heard::Cancel(part::<Cancel>("node.invoke.cancel", text)?.invoke_id),
        "node.pair.resolved" => Heard::Resolved(part("node.pair.resolved", text)?),
        // That it stops is what counts; when it is back is a wish that may be missing or nonsense.
        "shutdown" => {
            Heard::Shutdown { back_in: part::<Shutdown>("shutdown", text).ok().and_then(|told| told.back_in) }
        }
        "tick" => Heard::Tick,
        name => Heard::Event(Event { name: shown(name), payload: payload.map(ToOwned::to_owned) }),
    })
}

#[derive(Deserialize)]
struct Shutdown {
    #[serde(default, deserialize_with = "millis", rename = "restartExpectedMs")]
    back_in: Option<Duration>,
}

/// A part of a frame in its own shape.
pub(super) fn part<'a, T: Deserialize<'a>>(part: &'static str, text: &'a str) -> Result<T, WireFault> {
    serde_json::from_str(text).map_err(|error| WireFault::shape(part, &error))
}

/// A payload in its own shape: hello-ok, out of the answer to `connect`.
pub(crate) fn payload<T: DeserializeOwned>(name: &'static str, raw: &RawValue) -> Result<T, WireFault> {
    part(name, raw.get())
}

/// What is missing from a frame.
fn absent(part: &'static str, what: &str) -> WireFault {
    WireFault::Shape { part, what: what.to_owned() }
}

/// Whether a text is JSON that is not nested too deeply. Nothing is built of it.
pub(crate) fn is_json(text: &str) -> bool {
    too_deep(text).is_none() && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Where the bracket too many stands.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
