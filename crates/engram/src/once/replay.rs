//! The track record on the screen, and as a picture in a file.
#![expect(clippy::disallowed_methods, reason = "it writes the file that was asked for")]

use std::{io, path::Path};

use agent::{
    format,
    replay::{self, TrackRecord},
};

use super::{Asking, Known, Reply, Streams};
use crate::{args::Replay, exit::Exit};

/// Prints the record and draws it where that is wanted.
pub(super) fn run(task: Replay, known: Known<'_>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let asking = Asking::of_replay(&task, known);
    let mut drawn = None;
    let reply = Reply { tool: None, looks: task.looks, known };
    let exit = reply.to(
        asking,
        |asking, format| {
            let record = TrackRecord::of(&asking.answer()?);
            drawn = task.svg.is_some().then(|| replay::svg(&record));
            Ok(format::replay(&record, format, known.place.width))
        },
        streams,
    )?;
    match (task.svg, drawn) {
        (Some(path), Some(picture)) => draw(&path, &picture, streams),
        (Some(_) | None, Some(_) | None) => Ok(exit),
    }
}

fn draw(path: &Path, picture: &str, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let name = path.display();
    match std::fs::write(path, picture) {
        Ok(()) => {
            writeln!(streams.err, "Drawn: {name}")?;
            Ok(Exit::Fine)
        }
        Err(error) => {
            let said = error.to_string();
            let why = said.split(" (os error").next().unwrap_or_default().to_lowercase();
            writeln!(streams.err, "Error: {name} cannot be written: {why}.")?;
            Ok(Exit::CannotCreate)
        }
    }
}
