//! What a person who helps needs to know: shown first, and saved only when somebody says so.

pub(crate) mod args;

use std::{
    io,
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

use tokio::runtime;

use crate::{
    doctor,
    exit::Exit,
    health, journal,
    once::{Place, Streams},
    world::World,
};
use args::DiagnosticsTask;

/// Gathers, shows, and saves it where that is wanted. `can_answer` says that a person sees it and can be asked.
pub(crate) fn run(
    task: &DiagnosticsTask,
    world: &World,
    place: Place,
    can_answer: bool,
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
    if !task.yes && !can_answer {
        writeln!(streams.err, "Nothing was saved. `engram diagnostics --yes --out FILE` saves it.")?;
        return Ok(Exit::Fine);
    }
    match if task.yes { Some(true) } else { agrees(&file, typed, streams)? } {
        Some(true) => save(&text, &file, streams),
        Some(false) => Ok(Exit::Fine),
        None => Ok(Exit::Cut),
    }
}

/// Whether it shall be saved: only a yes is one. Nothing when the question was broken off.
fn agrees(
    file: &Path,
    typed: impl FnOnce() -> io::Result<Option<String>>,
    streams: &mut Streams<'_>,
) -> io::Result<Option<bool>> {
    write!(streams.err, "\nSave this to {}? [y/N] ", file.display())?;
    streams.err.flush()?;
    let line = typed()?;
    let agrees = line.map(|line| ["y", "yes"].contains(&line.trim().to_ascii_lowercase().as_str()));
    match agrees {
        Some(true) => {}
        Some(false) => writeln!(streams.err, "Nothing was saved.")?,
        None => writeln!(streams.err, "\nStopped. Nothing was saved.")?,
    }
    Ok(agrees)
}

/// The next line that is typed; nothing after Ctrl-C, which since the look no longer ends the program by itself.
fn typed() -> io::Result<Option<String>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let line = runtime.block_on(async {
        let line = tokio::task::spawn_blocking(|| io::stdin().lines().next().transpose());
        tokio::select! {
            line = line => Some(line),
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    // Whoever still waits for a line must not keep the program.
    runtime.shutdown_background();
    match line {
        Some(line) => Ok(Some(line.map_err(io::Error::other)??.unwrap_or_default())),
        None => Ok(None),
    }
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
