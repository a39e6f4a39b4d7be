//! What a request is answered with: judged without a socket.

use std::time::Duration;

use super::{Health, STALE, Verdict, body::Probe, metrics};

/// What matters of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Such as `GET`.
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    /// The target named a host of its own, as requests to a proxy do.
    pub is_absolute: bool,
    /// Every `Host` header; `None` stands for one that is not text.
    pub hosts: Vec<Option<&'a str>>,
    /// Any `Origin` header was sent.
    pub has_origin: bool,
    /// Every `Sec-Fetch-Site` header.
    pub fetch_sites: Vec<Option<&'a str>>,
}

/// What it is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// How everything is.
    pub health: &'a Health,
    /// How long ago the work last moved.
    pub age: Duration,
    /// The port that was asked.
    pub port: u16,
    /// Whether metrics are wanted.
    pub metrics: bool,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Status code.
    pub code: u16,
    /// Media type.
    pub kind: &'static str,
    /// The body.
    pub body: String,
}

const JSON: &str = "application/json";
const HEALTH: &str = "application/health+json";

/// Answers a request. Who is asked by another name, or on behalf of a web page, says nothing at all.
pub fn to(asked: &Asked<'_>, known: Known<'_>) -> Reply {
    if asked.is_absolute || !is_ours(&asked.hosts, known.port) {
        return probe(403, "this host name is not served");
    }
    if asked.has_origin || asked.fetch_sites.iter().any(|site| *site != Some("none")) {
        return probe(403, "web pages are not served");
    }
    if !matches!(asked.method, "GET" | "HEAD") {
        return probe(405, "only GET and HEAD are answered");
    }
    let stuck = (known.age >= STALE).then(|| format!("the work has not moved for {} s", known.age.as_secs()));
    let health = known.health;
    match (asked.path, &stuck) {
        ("/livez" | "/healthz", None) => probe(200, "live"),
        ("/startupz", _) if health.started => probe(200, "started"),
        ("/startupz", _) => probe(503, "starting"),
        ("/livez" | "/healthz" | "/readyz", Some(stuck)) => probe(503, stuck),
        ("/readyz", None) => match health.ready() {
            Ok(()) => probe(200, "ready"),
            Err(why) => probe(503, &why),
        },
        ("/health", stuck) => {
            let fails = stuck.is_some() || health.verdict() == Verdict::Fail;
            let body = health.body(stuck.as_deref()).to_string();
            Reply { code: if fails { 503 } else { 200 }, kind: HEALTH, body }
        }
        ("/metrics", _) if known.metrics => Reply { code: 200, kind: metrics::KIND, body: health.metrics() },
        _ => probe(404, "there is nothing here"),
    }
}

/// The one host that was named must be this computer by a name that no web page can have, with our port.
fn is_ours(hosts: &[Option<&str>], port: u16) -> bool {
    let [Some(host)] = hosts else { return false };
    let Some((name, given)) = host.rsplit_once(':') else { return false };
    let named = name == "127.0.0.1" || name == "[::1]" || name.eq_ignore_ascii_case("localhost");
    named && given == port.to_string()
}

fn probe(code: u16, status: &str) -> Reply {
    let body = serde_json::to_string(&Probe { ok: code == 200, status }).unwrap_or_default();
    Reply { code, kind: JSON, body }
}

#[cfg(test)]
mod tests;
