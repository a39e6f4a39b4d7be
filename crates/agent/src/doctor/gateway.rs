//! The gateway, as far as it can be seen without a token: no word is said to it that only a friend would say.

use serde_json::Value;

use super::{
    Examined, Finding, Part, Verdict,
    ladder::Ladder,
    reach::{Address, Http, Way, Whose},
};
use crate::{
    problem::repeated,
    snapshot::{LinkState, LinkView},
};

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
    pub(super) channel: Channel,
    pub(super) live: Option<Http>,
    pub(super) ready: Option<Http>,
}

/// How what is said to it is kept from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// Not encrypted, and not beyond this computer.
    Inside,
    /// Not encrypted beyond this computer, as the settings allow for exactly this address.
    Allowed,
    /// Not encrypted beyond this computer, so nothing is said.
    Refused,
    /// Encrypted, and it is who it should be.
    Believed {
        /// By a pin; else a usual authority vouches.
        pinned: bool,
    },
    /// Nobody vouches for it; the fingerprint of its certificate.
    Untrusted(String),
    /// It is not the pinned one; the fingerprint of its certificate.
    NotPinned(String),
    /// The channel cannot be had, in words.
    Broken(String),
    /// Nobody was there to be asked.
    Unasked,
}

/// Not wanted by the settings.
pub(super) fn off() -> Examined {
    let mut ladder = Ladder::of(Part::Gateway);
    ladder.rest_off("switched off by platforms.websocket.enabled");
    ladder.done()
}

pub(super) fn judged(seen: &Seen) -> Examined {
    let mut ladder = Ladder::of(Part::Gateway);
    if seen.way.climb(&mut ladder, &seen.address, WHOSE).is_none() {
        return ladder.done();
    }
    channel(&mut ladder, &seen.channel);
    if ladder.is_open() {
        match (&seen.live, &seen.channel) {
            (Some(live), _) => climb(&mut ladder, seen, live),
            (None, Channel::Inside) => ladder.unknown("http", "not asked", None),
            (None, _) => {
                ladder.unknown("http", "not asked: beyond this computer, and over TLS, doctor says nothing", None);
                ladder.unknown("ready", "not asked, for the same reason", None);
            }
        }
    }
    if ladder.is_open() {
        let hint = "`engram gateway status` asks a running Engram; `engram gateway pair` tries it.";
        ladder.unknown("hello", "not tried: no token is sent from here", Some(hint));
        for (layer, _) in WAY_IN.into_iter().skip(1) {
            ladder.unknown(layer, "not tried", None);
        }
    }
    ladder.done()
}

/// The same with what a link tells of the layers that only a friend gets to.
pub(crate) fn entered(seen: Examined, link: &LinkView) -> Examined {
    let is_way_free = !seen.findings.iter().any(|finding| finding.verdict == Verdict::Fail);
    if seen.part != Part::Gateway || !is_way_free {
        return seen;
    }
    let mut ladder = Ladder::of(Part::Gateway);
    way_in(&mut ladder, link);
    let is_way_in = |finding: &Finding| WAY_IN.iter().any(|(layer, _)| *layer == finding.layer);
    // They stand at the end of either list.
    let before = seen.findings.into_iter().filter(|finding| !is_way_in(finding));
    let told = ladder.done().findings.into_iter().filter(is_way_in);
    Examined { part: seen.part, findings: before.chain(told).collect() }
}

/// What only a link can tell, in the order in which a gateway asks for it, and what each says where it is passed.
const WAY_IN: [(&str, &str); 4] = [
    ("hello", "it says hello"),
    ("auth", "the token is right"),
    ("pairing", "this device is approved"),
    ("approval", "the tools may be called"),
];

fn way_in(ladder: &mut Ladder, link: &LinkView) {
    let at = match link.state {
        LinkState::Off => return WAY_IN.iter().for_each(|(layer, _)| ladder.off(layer, "no gateway is called")),
        LinkState::Waiting | LinkState::Dialing | LinkState::Greeting | LinkState::Restarting => 0,
        LinkState::Rejected => match link.code {
            Some("GATEWAY_IDENTITY" | "GATEWAY_WITHOUT_TOKEN") => 1,
            Some("GATEWAY_DEVICE_KEY") => 2,
            _ => 0,
        },
        LinkState::NeedsToken => 1,
        LinkState::NeedsPairing => 2,
        LinkState::NeedsApproval | LinkState::Unproven => 3,
        LinkState::Ready => 4,
    };
    for (layer, words) in WAY_IN.into_iter().take(at) {
        ladder.ok(layer, words);
    }
    let Some((layer, _)) = WAY_IN.get(at) else { return };
    if link.state == LinkState::Unproven {
        return ladder.unknown(layer, link.sentence.trim_end_matches('.'), Some("Let an agent call a tool once."));
    }
    let hint = link.remedy().unwrap_or_else(|| "Look into the gateway's log.".to_owned());
    let code = link.code.map(|code| format!(" ({code})")).unwrap_or_default();
    ladder.fail(layer, format!("{}{code}", link.sentence.trim_end_matches('.')), hint);
}

fn channel(ladder: &mut Ladder, channel: &Channel) {
    const PIN: &str = "Run `engram gateway pin`, and compare the fingerprint with what the gateway's owner sees.";
    const ENCRYPT: &str = "Run `engram config set gateway.tls true`, then `engram gateway pin`.";
    match channel {
        Channel::Inside => ladder.off("tls", "not needed on this computer"),
        Channel::Allowed => {
            ladder.warn("tls", "not encrypted, as allowed: whoever is on the way reads the token", ENCRYPT);
        }
        Channel::Refused => ladder.fail("tls", "not encrypted, so beyond this computer nothing is said", ENCRYPT),
        Channel::Believed { pinned: true } => ladder.ok("tls", "the pinned certificate"),
        Channel::Believed { pinned: false } => ladder.ok("tls", "a usual authority vouches for the certificate"),
        Channel::Untrusted(fingerprint) => {
            ladder.fail("tls", format!("nobody vouches for its certificate, SHA-256 {fingerprint}"), PIN);
        }
        Channel::NotPinned(fingerprint) => {
            let hint = "Somebody may stand between. Ask its owner; then `engram gateway pin --fingerprint …`.";
            ladder.fail("tls", format!("it is not the pinned certificate, but SHA-256 {fingerprint}"), hint);
        }
        Channel::Broken(why) => {
            ladder.fail("tls", why.trim_end_matches('.'), "Look what listens there, and at gateway.tls.");
        }
        Channel::Unasked => ladder.unknown("tls", "not looked at", None),
    }
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
