//! The gateway's certificate, shown and kept.

use std::{io, time::Duration};

use agent::link::pin;
use jiff::Timestamp;
use tokio::runtime;

use super::consent::{Answer, Answers};
use crate::{config, exit::Exit, once::Streams, world::World};

/// How long the gateway may take to show it.
const PATIENCE: Duration = Duration::from_secs(15);

/// Pins that count at once.
const MOST: usize = 2;

/// How it is kept.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) fingerprint: Option<&'a str>,
    pub(super) key: bool,
    pub(super) replace: bool,
}

pub(super) fn run(
    how: How<'_>,
    world: &World,
    now: Timestamp,
    answers: &mut Answers,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let resolved = match world.settings() {
        Ok(resolved) => resolved,
        Err(faults) => return config::refused(&faults, streams),
    };
    let expected = match how.fingerprint.map(pin::typed).transpose() {
        Ok(expected) => expected,
        Err(why) => {
            writeln!(streams.err, "{why}")?;
            return Ok(Exit::Usage);
        }
    };
    let settings = &resolved.settings;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let shown = match runtime.block_on(pin::look(settings, PATIENCE)) {
        Ok(shown) => shown,
        Err(why) => {
            writeln!(streams.err, "{why}")?;
            return Ok(Exit::Unavailable);
        }
    };
    let (certificate, key) = (shown.presented.certificate.to_string(), shown.presented.key.to_string());
    let gateway = &settings.gateway;
    writeln!(streams.out, "wss://{}:{} shows a certificate.", gateway.host, gateway.port)?;
    writeln!(streams.out, "  certificate (SHA-256)  {}", spaced(&certificate))?;
    writeln!(streams.out, "  its key (SHA-256)      {}", spaced(&key))?;
    if shown.is_pinned {
        writeln!(streams.out, "It is the one that is pinned.")?;
        return Ok(Exit::Fine);
    }
    if let Some(expected) = &expected
        && *expected != certificate
        && *expected != key
    {
        writeln!(
            streams.err,
            "It is NOT the one with the fingerprint you gave. Nothing was kept; somebody may stand between."
        )?;
        return Ok(Exit::Unhealthy);
    }
    if shown.has_pins {
        writeln!(
            streams.err,
            "It is NOT the one that was pinned. Unless its owner has renewed it, somebody stands between: compare it with \
             what the gateway's owner sees."
        )?;
        if expected.is_none() && !how.replace {
            writeln!(streams.err, "To keep it all the same, say --fingerprint with what its owner told you.")?;
            return Ok(Exit::Unhealthy);
        }
    }
    let question = "Is this what the gateway's owner sees (on its machine, as tlsFingerprint)? Keep it?";
    match answers.to(question, expected.is_some(), streams)? {
        Answer::Yes => {}
        Answer::No => {
            writeln!(streams.err, "Nothing was kept.")?;
            return Ok(Exit::Unhealthy);
        }
        Answer::Nobody => {
            writeln!(streams.err, "Nobody is there to be asked. Say --fingerprint with what its owner told you.")?;
            return Ok(Exit::Usage);
        }
    }
    let new = if how.key { key } else { certificate };
    // The latest first; the one before it counts until the next.
    let before = gateway.pins.iter().filter(|_| !how.replace).cloned();
    let pins: Vec<String> = std::iter::once(new).chain(before).take(MOST).collect();
    config::keep("gateway.pins", &pins.join(","), world, now, streams)
}

/// As OpenClaw and browsers show it.
fn spaced(fingerprint: &str) -> String {
    let pairs: Vec<_> =
        fingerprint.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).to_uppercase()).collect();
    pairs.join(":")
}
