//! The gateway, as far as it can be seen without a token: no word is said to it that only a friend would say.

use serde_json::Value;

use super::{
    Examined, Part,
    ladder::Ladder,
    reach::{Address, Http, Way, Whose},
};
use crate::problem::repeated;

const WHOSE: Whose = Whose {
    scheme: "ws",
    section: "gateway",
    start: "Start the gateway, or do without: `engram config set platforms.websocket.enabled false`.",
};

/// Whether it lives.
pub(super) const LIVE: &str = "/healthz";
/// Whether it takes work.
pub(super) const READY: &str = "/readyz";

/// What was seen of the gateway; `None` of what was not asked.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) address: Address,
    pub(super) way: Way,
    pub(super) live: Option<Http>,
    pub(super) ready: Option<Http>,
}

/// Not wanted by the settings.
pub(super) fn off() -> Examined {
    let mut ladder = Ladder::of(Part::Gateway);
    ladder.rest_off("switched off by platforms.websocket.enabled");
    ladder.done()
}

pub(super) fn judged(seen: &Seen) -> Examined {
    let mut ladder = Ladder::of(Part::Gateway);
    let Some(at) = seen.way.climb(&mut ladder, &seen.address, WHOSE) else { return ladder.done() };
    if at.ip().is_loopback() {
        ladder.off("tls", "not needed on this computer");
        match &seen.live {
            Some(live) => climb(&mut ladder, seen, live),
            None => ladder.unknown("http", "not asked", None),
        }
    } else {
        let hint = "Look with `openssl s_client -connect HOST:PORT`.";
        ladder.unknown("tls", "not looked at by this version", Some(hint));
        ladder.unknown("http", "not asked: beyond this computer nothing is said without TLS", None);
        ladder.unknown("ready", "not asked, for the same reason", None);
    }
    if ladder.is_open() {
        ladder.unknown("access", "auth, pairing, approval: not looked at by this version", None);
    }
    ladder.done()
}

fn climb(ladder: &mut Ladder, seen: &Seen, live: &Http) {
    let Some((code, body)) = live.climb(ladder, seen.address.is_chosen, WHOSE) else { return };
    let says: Option<Value> = serde_json::from_slice(body).ok();
    let flag = |name: &str| says.as_ref().and_then(|says| says.get(name)).and_then(Value::as_bool);
    match (code, flag("ok")) {
        (200, Some(true)) => ladder.ok("http", "it lives"),
        (200, Some(false)) => ladder.warn("http", "it says that it is not well", "Look into the gateway's log."),
        (200, None) => ladder.unknown(
            "http",
            "a page answers, which proves nothing: an older gateway answers every path with one",
            Some("Open the address in a browser: is it the gateway's page?"),
        ),
        (401 | 403, _) => ladder.warn(
            "http",
            format!("it wants to know who asks ({code}), and no token is sent from here"),
            "A gateway answers this path to anybody: look whether a proxy stands before it.",
        ),
        (404, _) => ladder.warn(
            "http",
            "it knows no such path (404): another program, or a gateway of the first Engram",
            "Look what listens there; `engram config set gateway.port PORT` names another port.",
        ),
        (500.., _) => {
            ladder.warn("http", format!("it is starting, or ill ({code})"), "Wait a minute, then look into its log.");
        }
        (_, _) => ladder.warn("http", format!("an answer that no gateway gives ({code})"), "Look what listens there."),
    }
    ready(ladder, seen.ready.as_ref());
}

fn ready(ladder: &mut Ladder, asked: Option<&Http>) {
    let Some(Http::Answered { body, .. }) = asked else {
        return ladder.unknown("ready", "not told", None);
    };
    let says: Option<Value> = serde_json::from_slice(body).ok();
    match says.as_ref().and_then(|says| says.get("ready")).and_then(Value::as_bool) {
        Some(true) => ladder.ok("ready", "it takes work"),
        Some(false) => {
            let failing = says.as_ref().and_then(|says| says.get("failing")?.as_array());
            let names: Vec<_> = failing.into_iter().flatten().take(5).filter_map(Value::as_str).map(plain).collect();
            let of = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
            ladder.warn(
                "ready",
                format!("it does not take work yet{of}"),
                "Wait a minute, then look into the gateway's log.",
            );
        }
        None => ladder.unknown("ready", "not told", None),
    }
}

/// A word of another program, as it may stand in a line.
pub(super) fn plain(text: &str) -> String {
    repeated(text).chars().filter(|letter| !letter.is_control()).collect()
}
