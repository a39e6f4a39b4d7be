//! Where LM Studio is, and what answers there.

pub mod files;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use crate::{
    Bearer, Client, Origin, Patience,
    fault::{Class, Fault, Timer},
    origin::{DEFAULT_PORT, Remote},
    wire::Wire,
};

/// What answers at an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// LM Studio, by its own greeting.
    LmStudio,
    /// Another server of the same kind: llama.cpp, Ollama.
    OpenAi,
}

/// Ports of LM Studio's own app, where it tells its version.
const APP_PORTS: [u16; 5] = [41_343, 52_993, 16_141, 39_414, 22_931];

/// Longest search, and longest search for a version.
const SEARCH: Duration = Duration::from_millis(1500);

/// Where it may be, best first: what was set, what LM Studio wrote down itself, where it is by default.
pub fn candidates(set: Option<&Origin>, filed: Option<u16>) -> Vec<Origin> {
    let here = [filed, Some(DEFAULT_PORT)].into_iter().flatten().filter_map(Origin::loopback);
    let mut candidates: Vec<Origin> = Vec::new();
    for origin in set.cloned().into_iter().chain(here) {
        if !candidates.contains(&origin) {
            candidates.push(origin);
        }
    }
    candidates
}

/// How long to wait before the next search, after so many without success in a row.
pub fn pause(failures: u32) -> Duration {
    Duration::from_secs(2 << failures.min(4)).min(Duration::from_secs(30))
}

/// Asks the candidates in turn, and returns a client for the first that answers as it should.
///
/// # Errors
/// When none does: what the first one did that answered at all, since it is the best candidate.
pub async fn search(
    candidates: &[Origin],
    bearer: Option<&Bearer>,
    remote: Remote,
    patience: Patience,
) -> Result<Client, Fault> {
    let mut first: Option<Fault> = None;
    let mut ask = async || {
        for origin in candidates {
            let client = Client::new(origin.clone(), bearer.cloned(), remote, patience);
            let answered = match client {
                Ok(client) => match timeout(patience.probe, client.greet()).await {
                    Ok(Ok(_)) => return Some(client),
                    Ok(Err(fault)) => fault,
                    Err(_) => Fault::new(
                        Class::TimedOut(Timer::First),
                        format!("{origin} does not answer within {:?}.", patience.probe),
                    ),
                },
                Err(fault) => fault,
            };
            if first.as_ref().is_none_or(|first| first.class == Class::NotRunning) {
                first = Some(answered);
            }
        }
        None
    };
    let found = timeout(SEARCH.max(patience.probe), ask()).await.ok().flatten();
    found.ok_or_else(|| first.unwrap_or_else(|| Fault::new(Class::NotRunning, "No address to ask.")))
}

/// Asks who is there.
pub(crate) async fn greet(wire: &Wire) -> Result<Speaks, Fault> {
    let greeted = match wire.get("/lmstudio-greeting", wire.asked(false)).await {
        Ok(body) => body.get("lmstudio").and_then(Value::as_bool) == Some(true),
        // Another server does not know the path, and says so in its own way.
        Err(fault) if is_another(&fault) => false,
        Err(fault) => return Err(fault),
    };
    if greeted {
        return Ok(Speaks::LmStudio);
    }
    let list = wire.get("/v1/models", wire.asked(false)).await?;
    if list.get("data").is_some_and(Value::is_array) {
        return Ok(Speaks::OpenAi);
    }
    Err(Fault::new(Class::NotLmStudio, format!("{} answers, but holds no list of models.", wire.origin())))
}

fn is_another(fault: &Fault) -> bool {
    matches!(fault.class, Class::WrongPath | Class::NotLmStudio | Class::NoModel | Class::ServerFault)
}

/// The version of the LM Studio on this machine; `None` where it does not tell. No token goes there.
pub async fn version(app_port: Option<u16>, patience: &Patience) -> Option<String> {
    let ask = async {
        for origin in app_port.into_iter().chain(APP_PORTS).filter_map(Origin::loopback) {
            let Ok(wire) = Wire::new(origin, None, Remote::Refused, patience) else { continue };
            let Ok(status) = wire.get("/lms-status", wire.asked(false)).await else { continue };
            if let Some(version) = status.get("version").and_then(Value::as_str) {
                return Some(crate::clean::line(version, 40));
            }
        }
        None
    };
    timeout(SEARCH, ask).await.ok().flatten()
}
