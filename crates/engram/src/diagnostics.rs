//! What a person who helps needs to know: shown first, and saved only when somebody says so.

pub(crate) mod args;

use std::{
    io::{self, BufRead},
    path::{Path, PathBuf},
    sync::Arc,
};

use agent::{
    diagnostics::{self, Gathered, look},
    doctor::{Checkup, Part, Verdict, probe::Subject},
    home::{self, State},
    journal::Glance,
    redact::Redaction,
    secret::SecretName,
    settings::{Http, Logging, Resolved},
};

use crate::{
    doctor,
    exit::Exit,
    health, journal,
    once::{Place, Streams},
    world::World,
};
use args::DiagnosticsTask;

/// Who may be asked.
pub(crate) struct Answer<'a> {
    pub(crate) input: &'a mut dyn BufRead,
    /// A person sees what is shown, and can answer.
    pub(crate) is_terminal: bool,
}

/// Gathers, shows, and saves it where that is wanted.
pub(crate) fn run(
    task: &DiagnosticsTask,
    world: &World,
    place: Place,
    answer: &mut Answer<'_>,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let name = || PathBuf::from(place.now.strftime("engram-diagnostics-%Y%m%dT%H%M%SZ.txt").to_string());
    let file = task.out.clone().unwrap_or_else(name);
    if !task.print && file.symlink_metadata().is_ok() {
        return journal::refused(
            &format!("{} is there already; name another file", file.display()),
            Exit::CannotCreate,
            streams,
        );
    }
    let Some(text) = gathered(task, world, place, streams)? else { return Ok(Exit::Cut) };
    streams.out.write_all(text.as_bytes())?;
    streams.out.flush()?;
    if task.print {
        return Ok(Exit::Fine);
    }
    if !task.yes && !answer.is_terminal {
        writeln!(streams.err, "Nothing was saved. `engram diagnostics --yes --out FILE` saves it.")?;
        return Ok(Exit::Fine);
    }
    if task.yes || agrees(&file, answer, streams)? { save(&text, &file, streams) } else { Ok(Exit::Fine) }
}

/// Only a yes is one.
fn agrees(file: &Path, answer: &mut Answer<'_>, streams: &mut Streams<'_>) -> io::Result<bool> {
    write!(streams.err, "\nSave this to {}? [y/N] ", file.display())?;
    streams.err.flush()?;
    let mut line = String::new();
    answer.input.read_line(&mut line)?;
    let agrees = ["y", "yes"].contains(&line.trim().to_ascii_lowercase().as_str());
    if !agrees {
        writeln!(streams.err, "Nothing was saved.")?;
    }
    Ok(agrees)
}

fn save(text: &str, file: &Path, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let exit = journal::written(text.as_bytes(), file, streams)?;
    if exit == Exit::Fine {
        let kilobytes = text.len().div_ceil(1000);
        writeln!(
            streams.err,
            "Saved to {} ({kilobytes} kB), for you alone. Nothing was sent anywhere.",
            file.display()
        )?;
    }
    Ok(exit)
}

/// The whole text; nothing when it was stopped.
fn gathered(
    task: &DiagnosticsTask,
    world: &World,
    place: Place,
    streams: &mut Streams<'_>,
) -> io::Result<Option<String>> {
    let mut subject = doctor::subject(world, &task.looking, place);
    subject.settings = diagnostics::without_values(subject.settings);
    let subject = Arc::new(subject);
    let Some(checkup) = doctor::looked(&subject, &Part::ALL, &task.looking, place, streams)? else { return Ok(None) };
    let resolved = subject.settings.as_ref().unwrap_or_else(|_| Resolved::untouched());
    let Http { port, .. } = resolved.settings.platforms.http;
    let logging: &Logging = &resolved.settings.logging;
    let folder = subject.state.as_ref().ok().and_then(State::folder);
    let redaction = redaction(world, &subject, &checkup);
    let gathered = Gathered {
        at: place.now,
        system: look::system(),
        settings: &subject.settings,
        checkup,
        health: health::words(port)?,
        journal: folder.map(|folder| Glance::at(&home::journal(folder))),
        log: look::log(logging, folder),
    };
    Ok(Some(gathered.text(&redaction)))
}

/// All that a service would hide, and every value of every secret that can be read.
fn redaction(world: &World, subject: &Subject, checkup: &Checkup) -> Redaction {
    // A key store that did not answer once is not waited for again.
    let answers =
        checkup.with(Verdict::Ok).any(|(part, finding)| part == Part::Secrets && finding.layer == "key-store");
    let vault = (subject.vault)(answers.then(|| subject.keychain.clone()));
    let secrets = SecretName::ALL.into_iter().flat_map(|name| vault.all(name));
    let redaction = Redaction::of_user(subject.settings.as_ref().ok(), |name| world.variable(name));
    let home = world.variable("HOME").and_then(|home| Path::new(&home).canonicalize().ok());
    let redaction = home.map_or(redaction.clone(), |home| redaction.of_home(&home));
    secrets.fold(redaction, Redaction::knowing)
}

#[cfg(test)]
mod tests;
