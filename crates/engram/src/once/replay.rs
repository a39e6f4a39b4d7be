//! The track record on the screen, and as a picture in a file.
#![expect(clippy::disallowed_methods, reason = "it writes the file that was asked for")]

mod raster;

use std::{io, path::Path};

use agent::{
    format,
    replay::{self, TrackRecord},
};

use super::{Asking, Known, Reply, Streams};
use crate::{args::Replay, exit::Exit, journal::Keeper};

/// Prints the record and draws it where that is wanted.
pub(super) fn run(task: Replay, known: Known<'_>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let keeper = Keeper::new(task.keeping.clone(), known.place.now);
    let asking = Asking::of_replay(&task, known).and_then(|asking| asking.counted(&keeper));
    let mut drawn = None;
    let wanted = task.svg.is_some() || task.png.is_some();
    let reply = Reply { tool: None, looks: task.looks, known };
    let exit = reply.to(
        asking,
        |asking, format| {
            let record = TrackRecord::of(&asking.answer()?);
            keeper.tried(&record.pair, record.timeframe, &asking.params()?);
            drawn = wanted.then(|| replay::svg(&record));
            Ok(format::replay(&record, format, known.place.width))
        },
        streams,
    )?;
    let exit = keeper.told(exit, streams)?;
    let Some(picture) = drawn else { return Ok(exit) };
    let mut ends = exit;
    if let Some(path) = task.svg {
        ends = draw(&path, Ok(picture.clone().into_bytes()), streams)?;
    }
    if let Some(path) = task.png.filter(|_| ends == exit) {
        ends = draw(&path, raster::png(&picture), streams)?;
    }
    Ok(ends)
}

fn draw(path: &Path, picture: io::Result<Vec<u8>>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let name = path.display();
    match picture.and_then(|picture| std::fs::write(path, picture)) {
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
