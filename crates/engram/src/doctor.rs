//! A preflight at the terminal: looks at everything Engram rests on, and says what to do about it.

pub(crate) mod args;

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use agent::{
    doctor::{
        Checkup, Part,
        probe::{self, Subject},
    },
    home::State,
    secret::Keychain,
};
use tokio::runtime;

use crate::{
    exit::Exit,
    once::{Place, Streams},
    secret,
    world::World,
};
use args::{DoctorFormat, DoctorTask, Looking};

/// Looks, and says what was found.
pub(crate) fn run(task: &DoctorTask, world: &World, place: Place, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let only = task.only.iter().filter_map(|name| Part::find(name)).collect::<Vec<_>>();
    let parts = if only.is_empty() { Part::ALL.to_vec() } else { only };
    let subject = Arc::new(subject(world, &task.looking, place));
    let Some(checkup) = looked(&subject, &parts, &task.looking, place, streams)? else { return Ok(Exit::Cut) };
    let text = match task.format {
        DoctorFormat::Text => checkup.text(),
        DoctorFormat::Json => serde_json::to_string_pretty(&checkup.object()).map_err(io::Error::other)? + "\n",
    };
    streams.out.write_all(text.as_bytes())?;
    Ok(if subject.settings.is_err() {
        Exit::Config
    } else if checkup.fails() {
        Exit::Unhealthy
    } else {
        Exit::Fine
    })
}

/// This computer, as this user meets it.
pub(crate) fn subject(world: &World, looking: &Looking, place: Place) -> Subject {
    let look = world.clone();
    Subject {
        places: world.places(),
        settings: world.settings(),
        state: State::of(looking.state_dir.as_deref(), |name| world.variable(name)),
        keychain: Keychain::of_system(),
        vault: Box::new(move |keychain| secret::vault(&look, keychain)),
        program: std::env::current_exe().ok(),
        now: place.now,
    }
}

/// What was found; nothing when it was stopped.
pub(crate) fn looked(
    subject: &Arc<Subject>,
    parts: &[Part],
    looking: &Looking,
    place: Place,
    streams: &mut Streams<'_>,
) -> io::Result<Option<Checkup>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().thread_name("look").build()?;
    let mut progress = Progress { err: streams.err, is_shown: place.err_is_terminal, width: place.width };
    let looked = runtime.block_on(async {
        let looking = probe::examine(subject, parts, Duration::from_secs(looking.timeout), |left| progress.say(left));
        tokio::select! {
            checkup = looking => Some(checkup),
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    // What waits for a disk or a key store keeps its thread, and must not keep the program.
    runtime.shutdown_background();
    progress.end()?;
    if looked.is_none() {
        writeln!(streams.err, "Stopped. Nothing was changed.")?;
    }
    Ok(looked)
}

/// One line that is written over, on a terminal alone.
struct Progress<'a> {
    err: &'a mut dyn Write,
    is_shown: bool,
    width: usize,
}

impl Progress<'_> {
    fn say(&mut self, left: &[Part]) {
        let names: Vec<_> = left.iter().map(|part| part.name()).collect();
        let line: String = format!("Looking at {} …", names.join(", ")).chars().take(self.width.max(2) - 1).collect();
        if self.is_shown && !left.is_empty() {
            // A line that cannot be shown is no reason to stop.
            _ = write!(self.err, "\r\x1b[K{line}").and_then(|()| self.err.flush());
        }
    }

    fn end(self) -> io::Result<()> {
        if self.is_shown { write!(self.err, "\r\x1b[K") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
