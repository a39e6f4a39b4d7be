//! Looks at gateway and LM Studio: as far as the way goes, and what they say to anybody.

use std::{net::SocketAddr, time::Duration};

use ::gateway::{
    dial,
    link::DialFault,
    tls::{TlsFault, Trust},
};
use tokio::time;

use super::{http, way};
use crate::{
    Settings,
    doctor::{
        Examined,
        gateway::{self, Channel},
        lmstudio,
        reach::{Address, Http, Tcp, Way},
    },
    link::offer,
    settings::{Key, Origin, Resolved},
};

/// How long the secure channel may take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn gateway(resolved: Resolved) -> Examined {
    let settings = &resolved.settings;
    if !settings.platforms.websocket.enabled {
        return gateway::off();
    }
    let is_chosen = ["gateway.host", "gateway.port", "gateway.token", "platforms.websocket.enabled"]
        .iter()
        .any(|key| is_set(&resolved, key));
    let address =
        Address { host: settings.gateway.host.clone(), port: settings.gateway.port, is_chosen, may_be_remote: true };
    let way = way::look(&address).await;
    let at = open(&way);
    let channel = match at {
        Some(at) => channel(settings, at).await,
        None => Channel::Unasked,
    };
    let (live, ready) = match at.filter(|_| channel == Channel::Inside) {
        Some(at) => {
            let live = http::get(at, gateway::LIVE).await;
            let ready = if is_answer(&live, 200) { Some(http::get(at, gateway::READY).await) } else { None };
            (Some(live), ready)
        }
        None => (None, None),
    };
    gateway::judged(&gateway::Seen { address, way, channel, live, ready })
}

/// Whom the gateway shows itself to be. No word but the secure channel's own is said.
async fn channel(settings: &Settings, at: SocketAddr) -> Channel {
    let Ok(address) = offer::address(settings) else { return Channel::Unasked };
    if !settings.gateway.tls {
        return if at.ip().is_loopback() {
            Channel::Inside
        } else if offer::allows_plain(settings, &address) {
            Channel::Allowed
        } else {
            Channel::Refused
        };
    }
    let pins = offer::pins(settings);
    let trust = match Trust::new(&pins) {
        Ok(trust) => trust,
        Err(error) => return Channel::Broken(error.to_string()),
    };
    match time::timeout(PATIENCE, dial(address, false, trust)).await {
        Ok(Ok(_)) => Channel::Believed { pinned: !pins.is_empty() },
        Ok(Err(DialFault::Tls(TlsFault::Untrusted(shown)))) => Channel::Untrusted(shown.certificate.to_string()),
        Ok(Err(DialFault::Tls(TlsFault::NotPinned(shown)))) => Channel::NotPinned(shown.certificate.to_string()),
        Ok(Err(fault)) => Channel::Broken(fault.to_string()),
        Err(_) => Channel::Broken(format!("the secure channel did not stand within {} s", PATIENCE.as_secs())),
    }
}

pub(super) async fn lmstudio(resolved: Resolved) -> Examined {
    let settings = &resolved.settings.lmstudio;
    let address = Address {
        host: settings.host.clone(),
        port: settings.port,
        is_chosen: ["lmstudio.host", "lmstudio.port"].iter().any(|key| is_set(&resolved, key)),
        may_be_remote: settings.allow_remote,
    };
    let model = (settings.model.clone(), is_set(&resolved, "lmstudio.model"));
    let way = way::look(&address).await;
    let mut seen = lmstudio::Seen { address, model, way, greeting: None, list: None };
    if let Some(at) = open(&seen.way) {
        let greeting = http::get(at, lmstudio::GREETING).await;
        if matches!(greeting, Http::Answered { .. }) {
            seen.list = Some(list(at).await);
        }
        seen.greeting = Some(greeting);
    }
    lmstudio::judged(&seen)
}

/// The first list that is one, else the last answer.
async fn list(at: SocketAddr) -> Http {
    let [first, rest @ ..] = lmstudio::LISTS;
    let mut answer = http::get(at, first).await;
    for path in rest {
        let is_list = matches!(&answer, Http::Answered { code: 200, body } if lmstudio::models(body).is_some());
        if is_list || is_answer(&answer, 401) || is_answer(&answer, 403) {
            break;
        }
        answer = http::get(at, path).await;
    }
    answer
}

fn open(way: &Way) -> Option<SocketAddr> {
    match &way.tcp {
        Some(Tcp::Open(at)) => Some(*at),
        Some(Tcp::Refused | Tcp::Slow(_) | Tcp::Failed(_)) | None => None,
    }
}

fn is_answer(answer: &Http, wanted: u16) -> bool {
    matches!(answer, Http::Answered { code, .. } if *code == wanted)
}

/// Whether anybody set this key.
fn is_set(resolved: &Resolved, key: &str) -> bool {
    Key::find(key).and_then(|key| resolved.held(key)).is_some_and(|held| held.origin != Origin::Default)
}
