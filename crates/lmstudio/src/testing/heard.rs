//! The way of a stream from its bytes to an answer, without a connection and without time.

use crate::{
    Answer, Fault,
    fault::{Asked, Class},
    frame::{self, Frame},
    meter::Timing,
    pieces::{Assembler, Said},
    reasoning::Kind,
    sse::{Decoder, Event},
};

/// What becomes of these bytes of a stream, and what is said on the way.
///
/// # Errors
/// When they hold no whole answer.
pub fn heard<'a>(
    kind: Kind,
    chunks: impl IntoIterator<Item = &'a [u8]>,
    said: &mut Vec<Said>,
) -> Result<Answer, Fault> {
    let (mut decoder, mut assembler) = (Decoder::default(), Assembler::new(kind));
    let mut events = Vec::new();
    for chunk in chunks {
        let fits = decoder.push(chunk, &mut events);
        for event in events.drain(..) {
            if take(&event, &mut assembler, said)? {
                return assembler.end(true, Timing::default(), said);
            }
        }
        fits.map_err(|_| Fault::new(Class::TooLarge, "A line."))?;
    }
    let is_marked = match decoder.end() {
        Some(event) => take(&event, &mut assembler, said)?,
        None => false,
    };
    assembler.end(is_marked, Timing::default(), said)
}

/// Whether the event marks the end.
fn take(event: &Event, assembler: &mut Assembler, said: &mut Vec<Said>) -> Result<bool, Fault> {
    match frame::read(event, Asked::default()) {
        Ok(Frame::Object(object)) => assembler.push(&object, said).map(|()| false),
        Ok(Frame::Done) => Ok(true),
        Err(fault) if fault.class == Class::Truncated && assembler.is_finished() => Ok(true),
        Err(fault) => Err(fault),
    }
}
