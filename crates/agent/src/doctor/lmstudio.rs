//! LM Studio, as far as it can be seen without a token.

mod listed;

use super::{
    Examined, Part,
    gateway::plain,
    ladder::Ladder,
    reach::{Address, Http, Way, Whose},
};
pub(super) use listed::{Listed, models};

const WHOSE: Whose = Whose {
    scheme: "http",
    section: "lmstudio",
    start: "Start its server (`lms server start`). Answers go on without a model's words.",
};

/// Whether it is LM Studio.
pub(super) const GREETING: &str = "/lmstudio-greeting";
/// Where models are listed, the list that tells most first.
pub(super) const LISTS: [&str; 3] = ["/api/v1/models", "/api/v0/models", "/v1/models"];

/// What was seen of LM Studio; `None` of what was not asked.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) address: Address,
    /// The model of the settings, and whether somebody set it.
    pub(super) model: (String, bool),
    pub(super) way: Way,
    pub(super) greeting: Option<Http>,
    /// The first list that is one, else the last answer.
    pub(super) list: Option<Http>,
}

pub(super) fn judged(seen: &Seen) -> Examined {
    let mut ladder = Ladder::of(Part::LmStudio);
    let Some(at) = seen.way.climb(&mut ladder, &seen.address, WHOSE) else { return ladder.done() };
    if at.ip().is_loopback() {
        ladder.off("tls", "not needed on this computer");
    } else {
        let hint = "Its server speaks plain HTTP: whoever is on the way reads the prompts.";
        ladder.warn("tls", "none, and it is beyond this computer", hint);
    }
    let Some(greeting) = &seen.greeting else { return ladder.done() };
    let Some((code, body)) = greeting.climb(&mut ladder, seen.address.is_chosen, WHOSE) else { return ladder.done() };
    let all = match &seen.list {
        Some(Http::Answered { code: 200, body }) => models(body),
        Some(Http::Answered { .. } | Http::Silent(_) | Http::Other | Http::Failed(_)) | None => None,
    };
    let wants_token = |http: &Http| matches!(http, Http::Answered { code: 401 | 403, .. });
    match code {
        200 if listed::is_greeting(body) => ladder.ok("http", "LM Studio"),
        401 | 403 => ladder.ok("http", format!("it answers, and wants to know who asks ({code})")),
        _ if all.is_some() => ladder.ok("http", "a server that lists models, and not LM Studio"),
        _ => {
            let hint = "Look what listens there; `engram config set lmstudio.port PORT` names another port.";
            ladder.blocked("http", seen.address.is_chosen, format!("another program ({code})"), hint);
            return ladder.done();
        }
    }
    match &all {
        Some(all) if all.is_empty() => {
            ladder.warn("models", "none is there", "Download one in LM Studio.");
            ladder.stop("models");
        }
        Some(all) => {
            ladder.ok("models", format!("{} are there", all.len()));
            model(&mut ladder, seen, all);
        }
        None if seen.list.as_ref().or(Some(greeting)).is_some_and(wants_token) => {
            let hint = "`engram secret list` says whether lmstudio-token is set.";
            ladder.unknown("models", "it wants a token, and none is sent from here", Some(hint));
        }
        None => {
            ladder.warn("models", "it lists none that could be read", "Bring LM Studio up to date.");
            ladder.stop("models");
        }
    }
    ladder.done()
}

/// One that was set is this one or none; else any that is loaded would answer.
fn model(ladder: &mut Ladder, seen: &Seen, all: &[Listed]) {
    let (wanted, is_set) = (&seen.model.0, seen.model.1);
    let loaded = all.iter().find(|one| one.is_loaded == Some(true));
    match (all.iter().find(|one| one.id == *wanted), loaded) {
        (Some(Listed { is_loaded: Some(true), .. }), _) => ladder.ok("model", format!("{wanted} is loaded")),
        (_, Some(other)) if !is_set => ladder.ok("model", format!("{} is loaded, and would answer", plain(&other.id))),
        (Some(Listed { is_loaded: Some(false), .. }), _) => {
            ladder.warn(
                "model",
                format!("{wanted} is there, and not loaded"),
                format!("Load it: `lms load {wanted}`."),
            );
        }
        (Some(Listed { is_loaded: None, .. }), _) => {
            let hint = "Look into LM Studio: is it loaded?";
            ladder.unknown("model", format!("{wanted} is there; whether it is loaded is not told"), Some(hint));
        }
        (None, _) => {
            let hint = "Name one of LM Studio's with `engram config set lmstudio.model MODEL`.";
            ladder.blocked("model", is_set, format!("{wanted} is not there"), hint);
        }
    }
}
