//! How the running service is, as it says itself.

pub(crate) mod args;
pub(crate) mod ask;

use std::{fmt::Display, io, time::Duration};

use agent::health::{Status, Told};
use serde_json::Value;

use crate::{args::TextOrJson, config, exit::Exit, once::Streams, world::World};
use args::{HealthTask, Healthcheck, Port};
use ask::Answer;

/// How long a service may take to answer.
const DEADLINE: Duration = Duration::from_secs(2);

const STRANGER: &str = "what answers there is no Engram";

/// Shows every part.
pub(crate) fn run(task: &HealthTask, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let port = match task.port.of(world) {
        Ok(port) => port,
        Err(faults) => return config::refused(&faults, streams),
    };
    let (told, status) = match asked(port) {
        Ok(told) => told,
        Err(why) => return silent(&why, streams),
    };
    match task.format {
        TextOrJson::Json => {
            let text = serde_json::to_string_pretty(&told.object(status)).map_err(io::Error::other)?;
            writeln!(streams.out, "{text}")?;
        }
        TextOrJson::Text => table(&told, status, port, streams.out)?,
    }
    Ok(match status {
        Status::Healthy | Status::Degraded => Exit::Fine,
        Status::Unhealthy => Exit::Unhealthy,
    })
}

/// What the service there says of itself; or why none does, as a sentence without its stop.
pub(crate) fn told(port: u16) -> Result<Told, String> {
    let answer = ask::get(port, "/health", DEADLINE).map_err(|why| none(port, &why))?;
    serde_json::from_str(&answer.body).map_err(|_| none(port, &STRANGER))
}

/// The same with its sum, which only an Engram of our time has.
fn asked(port: u16) -> Result<(Told, Status), String> {
    let told = told(port)?;
    told.status().map(|status| (told, status)).ok_or_else(|| none(port, &STRANGER))
}

fn none(port: u16, why: &dyn Display) -> String {
    format!("No service answers on 127.0.0.1:{port}: {why}")
}

/// Says why none answered, and what to do.
pub(crate) fn silent(why: &str, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let hint = "Start it with `engram run --set platforms.http.enabled=true`, or name its port with --port";
    writeln!(streams.err, "{why}. {hint}.")?;
    Ok(Exit::Unavailable)
}

/// The same as lines for people, whatever it is.
pub(crate) fn words(port: u16) -> io::Result<String> {
    let mut text = Vec::new();
    match asked(port) {
        Ok((told, status)) => table(&told, status, port, &mut text)?,
        Err(why) => text.extend_from_slice(why.as_bytes()),
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn table(told: &Told, status: Status, port: u16, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "Engram {} on 127.0.0.1:{port}: {}", told.release, status.name())?;
    let width = told.checks.keys().map(String::len).max().unwrap_or(0);
    for (name, check) in told.checks.iter().filter_map(|(name, part)| Some((name, part.first()?))) {
        write!(out, "{name:width$}  {:4}  {}", check.status, check.observed_value)?;
        match (&check.last_error, check.status.as_str()) {
            // It is well, and was not always.
            (Some(error), "pass") => writeln!(out, " (last error {}: {})", error.time, error.output)?,
            (Some(_) | None, _) => match check.last_good.filter(|_| check.status != "pass") {
                Some(good) => writeln!(out, " (last good {good})")?,
                None => writeln!(out)?,
            },
        }
    }
    writeln!(out, "tools {}, answers {}", told.tools_registered, told.response_format)
}

/// Says 0 or 1 to whoever asks in a loop.
pub(crate) fn check(task: &Healthcheck, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let port = match task.port.of(world) {
        Ok(port) => port,
        // A probe knows no other answer.
        Err(faults) => return config::refused(&faults, streams).map(|_| Exit::Unhealthy),
    };
    let path = task.path();
    match ask::get(port, path, DEADLINE).map(|answer| (is_well(&answer), answer)) {
        Ok((Some(status), answer)) => {
            writeln!(streams.out, "{status}")?;
            Ok(if answer.code == 200 { Exit::Fine } else { Exit::Unhealthy })
        }
        Ok((None, _)) => {
            writeln!(streams.err, "What answers on 127.0.0.1:{port} is no Engram.")?;
            Ok(Exit::Unhealthy)
        }
        Err(why) => {
            writeln!(streams.err, "{}.", none(port, &why))?;
            Ok(Exit::Unhealthy)
        }
    }
}

/// What the body says, where it is one of ours and agrees with the code: anything may answer 200.
fn is_well(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_str(&answer.body).ok()?;
    let says = body.get("ok")?.as_bool()?;
    (says == (answer.code == 200)).then(|| body.get("status")?.as_str().map(str::to_owned)).flatten()
}

impl Port {
    /// The one that was named, else the one of the settings.
    pub(crate) fn of(&self, world: &World) -> Result<u16, Vec<agent::settings::SettingFault>> {
        match self.port {
            Some(port) => Ok(port),
            None => world.settings().map(|resolved| resolved.settings.platforms.http.port),
        }
    }
}
