//! One event of a stream, as what it is: an object, the end, or an error.

use serde_json::Value;

use crate::{
    fault::{Asked, Class, Fault, is_error},
    sse::Event,
};

/// What an event holds.
#[derive(Debug)]
pub(crate) enum Frame {
    /// A piece of whatever was asked for.
    Object(Value),
    /// `[DONE]`.
    Done,
}

/// Reads an event. An error may be named so, or only look so; either ends the stream.
///
/// # Errors
/// When it is one, or cannot be read.
pub(crate) fn read(event: &Event, asked: Asked) -> Result<Frame, Fault> {
    let data = event.data.trim();
    if event.name == "error" {
        return Err(Fault::of_event(data, asked));
    }
    if data == "[DONE]" {
        return Ok(Frame::Done);
    }
    match serde_json::from_str::<Value>(data) {
        Ok(value) if is_error(&value) => Err(Fault::of_event(data, asked)),
        Ok(value) => Ok(Frame::Object(value)),
        Err(_) => Err(Fault::new(Class::Truncated, "An event of the stream was cut.")),
    }
}
