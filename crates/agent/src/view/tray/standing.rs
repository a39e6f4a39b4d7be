//! Which of the seven states it is, in words, and the one thing that mends it.

use jiff::Timestamp;

use super::{Act, Mark, Row, item};
use crate::{AskState, Command, FeedAccess, JournalAccess, LinkState, PartView, ProblemView, Snapshot};

/// The part that the link is.
const LINK: &str = "gateway:connection";

/// The state of everything, for the tray.
pub(super) struct Standing {
    pub(super) mark: Mark,
    pub(super) words: String,
    pub(super) fix: Option<Row>,
}

impl Standing {
    /// What a person must do comes first, then what fails, then what is only waited for.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let worst =
            [paused, needs_person, source, journal, settings, approval, reconnecting, starting, plaintext, model];
        worst.into_iter().find_map(|state| state(snapshot)).unwrap_or_else(|| ready(snapshot))
    }
}

fn standing(mark: Mark, words: String, fix: Option<(&str, Act)>) -> Standing {
    Standing { mark, words, fix: fix.map(|(label, act)| item(label, act)) }
}

fn paused(snapshot: &Snapshot) -> Option<Standing> {
    let until = snapshot
        .paused?
        .until
        .map_or("until it is started again".to_owned(), |until| format!("until {}", of_day(until)));
    Some(standing(Mark::Paused, format!("paused {until}"), Some(("Resume", Act::Send(Command::Resume)))))
}

fn needs_person(snapshot: &Snapshot) -> Option<Standing> {
    let fix = match snapshot.link.state {
        LinkState::NeedsToken => ("Enter token…", Act::Go("settings/gateway")),
        LinkState::NeedsPairing => ("Approve this device…", Act::Go("health")),
        LinkState::Rejected => ("Gateway settings…", Act::Go("settings/gateway")),
        LinkState::Off
        | LinkState::Waiting
        | LinkState::Dialing
        | LinkState::Greeting
        | LinkState::NeedsApproval
        | LinkState::Unproven
        | LinkState::Ready
        | LinkState::Restarting => return None,
    };
    let words = format!("{}{}", named(snapshot, &within(&plain(&snapshot.link.sentence))), and_since(snapshot, LINK));
    Some(standing(Mark::NeedsYou, words, Some(fix)))
}

/// The trouble with the source, if it could not be opened or the last question failed on it.
fn source(snapshot: &Snapshot) -> Option<Standing> {
    let problem: &ProblemView = match (&snapshot.ask, &snapshot.feed.access) {
        (AskState::Failed { problem, .. }, _) if problem.code.is_of_source() => problem,
        (_, FeedAccess::Failed { problem }) => problem,
        (_, FeedAccess::Opening | FeedAccess::Open) => return None,
    };
    let words = format!("{}{}", plain(&problem.what), and_since(snapshot, "market:"));
    Some(standing(Mark::Degraded, words, Some(("Choose another source…", Act::Go("settings/market")))))
}

fn journal(snapshot: &Snapshot) -> Option<Standing> {
    let JournalAccess::Failed { trouble } = &snapshot.journal.access else { return None };
    let words = format!("answers are not kept: {}{}", within(&plain(&trouble.what)), and_since(snapshot, "journal:"));
    Some(standing(Mark::Degraded, words, Some(("Look at the journal…", Act::Go("health")))))
}

fn settings(snapshot: &Snapshot) -> Option<Standing> {
    snapshot.settings.troubles.first()?;
    let words = "the settings file has a fault, the last good settings are in force".to_owned();
    Some(standing(Mark::Degraded, words, Some(("Correct the settings…", Act::Go("settings")))))
}

fn approval(snapshot: &Snapshot) -> Option<Standing> {
    let (words, fix) = match snapshot.link.state {
        LinkState::NeedsApproval => ("tools not yet approved", Some(("Approve the tools…", Act::Go("health")))),
        LinkState::Unproven => {
            ("not yet known whether the tools are approved", Some(("Test the gateway…", Act::Go("health"))))
        }
        LinkState::Off
        | LinkState::Waiting
        | LinkState::Dialing
        | LinkState::Greeting
        | LinkState::NeedsToken
        | LinkState::NeedsPairing
        | LinkState::Ready
        | LinkState::Restarting
        | LinkState::Rejected => return None,
    };
    let words = format!("{} connected{}, {words}", snapshot.link.gateway, since(snapshot, LINK));
    Some(standing(Mark::NeedsApproval, words, fix))
}

fn reconnecting(snapshot: &Snapshot) -> Option<Standing> {
    let gateway = part(snapshot, LINK);
    let known = gateway.is_some_and(|part| part.last_good.is_some());
    let name = &snapshot.link.gateway;
    let doing = match snapshot.link.state {
        LinkState::Waiting if known => format!("{name} away{}", since(snapshot, LINK)),
        LinkState::Waiting => format!("{name} not found yet"),
        LinkState::Dialing | LinkState::Greeting => format!("calling the {name}"),
        LinkState::Restarting => format!("{name} restarting{}", since(snapshot, LINK)),
        LinkState::Off
        | LinkState::NeedsToken
        | LinkState::NeedsPairing
        | LinkState::NeedsApproval
        | LinkState::Unproven
        | LinkState::Ready
        | LinkState::Rejected => return None,
    };
    let fix = if known {
        ("Reconnect now", Act::Send(Command::Reconnect))
    } else {
        ("Set up the gateway…", Act::Go("settings/gateway"))
    };
    Some(standing(Mark::Reconnecting, format!("{doing} · {}", candles(snapshot)), Some(fix)))
}

fn starting(snapshot: &Snapshot) -> Option<Standing> {
    let opening = snapshot.feed.access == FeedAccess::Opening;
    opening.then(|| standing(Mark::Starting, format!("starting, {}", candles(snapshot)), None))
}

/// Allowed, and said for as long as it lasts.
fn plaintext(snapshot: &Snapshot) -> Option<Standing> {
    let warning = snapshot.link.warning.as_ref()?;
    let words = within(&plain(warning.split(": ").next().unwrap_or_default()));
    Some(standing(Mark::Degraded, words, Some(("Encrypt the link…", Act::Go("settings/gateway")))))
}

/// A model that was there and is gone is missed; one that never was is not.
fn model(snapshot: &Snapshot) -> Option<Standing> {
    let model = part(snapshot, "lmstudio:model")?;
    (model.verdict != "pass" && model.last_good.is_some()).then(|| {
        let words = format!("no model answers{}", since(snapshot, "lmstudio:"));
        standing(Mark::Degraded, words, Some(("Start LM Studio…", Act::Go("health"))))
    })
}

fn ready(snapshot: &Snapshot) -> Standing {
    let link = if snapshot.link.state == LinkState::Ready {
        format!("{} ready{} · ", snapshot.link.gateway, since(snapshot, LINK))
    } else {
        String::new()
    };
    standing(Mark::Ready, format!("{link}{}", candles(snapshot)), None)
}

fn candles(snapshot: &Snapshot) -> String {
    let feed = &snapshot.feed;
    if feed.synthetic {
        "demo data, not a market".to_owned()
    } else {
        format!("candles from {}", last_part(&feed.detail))
    }
}

fn part<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a PartView> {
    snapshot.health.parts.iter().find(|part| part.name.starts_with(name))
}

/// ` since 14:03 UTC`, or nothing where that is not known.
fn since(snapshot: &Snapshot, name: &str) -> String {
    part(snapshot, name).map(|part| format!(" since {}", of_day(part.since))).unwrap_or_default()
}

/// The same behind a sentence.
fn and_since(snapshot: &Snapshot, name: &str) -> String {
    let since = since(snapshot, name);
    if since.is_empty() { since } else { format!(",{since}") }
}

/// A sentence of the link with the gateway's name in it.
fn named(snapshot: &Snapshot, sentence: &str) -> String {
    sentence.replacen("the gateway", &format!("the {}", snapshot.link.gateway), 1)
}

/// `14:03 UTC`.
fn of_day(at: Timestamp) -> String {
    at.strftime("%H:%M UTC").to_string()
}

fn plain(sentence: &str) -> String {
    sentence.trim_end_matches('.').to_owned()
}

/// A sentence in the middle of another.
fn within(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}
