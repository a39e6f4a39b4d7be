use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Approval, Clock, Disk, Health, JournalState, Link, Market, Model, Operator, Parts, Status, Told, Verdict,
    answer::{self, Asked, Known},
};
use crate::testing::{at, now};

/// Everything as it should be.
pub(super) fn well() -> Parts {
    Parts {
        link: Link::Up(Approval::Granted),
        operator: Operator::Off,
        link_warning: None,
        model: Model::Ready { model: "glm-4.7-flash".to_owned() },
        market: Market::Open { source: "kraken".to_owned(), detail: "Kraken".to_owned() },
        journal: JournalState::Writable,
        clock: Clock::Ahead(0),
        disk: Disk::Free(1 << 40),
    }
}

pub(super) fn health(parts: Parts) -> Health {
    Health { tools: 4, ..Health::unseen(parts, "clean", now()) }
}

/// What stands at a path, and its body.
pub(super) fn get(health: &Health, path: &str, age_s: u64) -> (u16, Value) {
    let asked = Asked { method: "GET", path, hosts: vec![Some("localhost:8080")], ..Asked::default() };
    let age = std::time::Duration::from_secs(age_s);
    let reply = answer::to(&asked, Known { health, age, port: 8080, metrics: false });
    (reply.code, serde_json::from_str(&reply.body).unwrap())
}

const CONNECTED: u8 = 1;
const APPROVED: u8 = 2;
const MODEL: u8 = 4;
const MARKET: u8 = 8;
const JOURNAL: u8 = 16;
const CLOCK: u8 = 32;

/// The parts with these bits well, and the others not.
fn parts(well_ones: u8) -> Parts {
    let is = |bit: u8| well_ones & bit != 0;
    let why = || "connection refused".to_owned();
    let mut parts = well();
    if !is(CONNECTED) {
        parts.link = Link::Down { why: why() };
    } else if !is(APPROVED) {
        parts.link = Link::Up(Approval::Pending);
    }
    if !is(MODEL) {
        parts.model = Model::Down { why: why() };
    }
    if !is(MARKET) {
        parts.market = Market::Failed { source: "kraken".to_owned(), why: why() };
    }
    if !is(JOURNAL) {
        parts.journal = JournalState::Failed { why: "the disk is full".to_owned() };
    }
    if !is(CLOCK) {
        parts.clock = Clock::Ahead(600);
    }
    parts
}

/// Which parts each endpoint needs, as the promise says it and not as the code does it.
const NEEDED_TO_START: u8 = JOURNAL;
const NEEDED_TO_BE_READY: u8 = CONNECTED | APPROVED | JOURNAL;
const NEEDED_NOT_TO_FAIL: u8 = CONNECTED | MARKET | JOURNAL;
const NEEDED_TO_PASS: u8 = 63;

#[test]
fn every_state_of_six_parts_at_every_endpoint() {
    let code = |well: u8, needed: u8| if well & needed == needed { 200 } else { 503 };
    for state in 0..64 {
        let health = health(parts(state));
        let known = format!("{state:06b}");
        assert_eq!(get(&health, "/livez", 0).0, 200, "{known}: nothing outside counts");
        assert_eq!(get(&health, "/healthz", 0), get(&health, "/livez", 0), "{known}");
        assert_eq!(get(&health, "/startupz", 0).0, code(state, NEEDED_TO_START), "{known}");
        assert_eq!(get(&health, "/readyz", 0).0, code(state, NEEDED_TO_BE_READY), "{known}");
        let (told, body) = get(&health, "/health", 0);
        assert_eq!(told, code(state, NEEDED_NOT_TO_FAIL), "{known}");
        // While the link is down nobody knows of an approval: it adds nothing to what fails already.
        let (status, word) = match (state & NEEDED_NOT_TO_FAIL == NEEDED_NOT_TO_FAIL, state == NEEDED_TO_PASS) {
            (false, _) => ("fail", "unhealthy"),
            (true, false) => ("warn", "degraded"),
            (true, true) => ("pass", "healthy"),
        };
        assert_eq!((body["status"].as_str(), health.status().name()), (Some(status), word), "{known}");
        assert_eq!(body["checks"].as_object().unwrap().len(), 7, "{known}");

        // Work that stands still is neither alive nor ready, and what was seen last is not believed.
        for path in ["/livez", "/healthz", "/readyz", "/health"] {
            assert_eq!((get(&health, path, 14).0, get(&health, path, 15).0), (get(&health, path, 0).0, 503), "{path}");
        }
        assert_eq!(get(&health, "/startupz", 15).0, get(&health, "/startupz", 0).0, "a start is not taken back");
    }
}

#[test]
fn what_started_stays_started() {
    let ill = Parts { journal: JournalState::Failed { why: "the disk is full".to_owned() }, ..well() };
    let opening = Parts { market: Market::Opening { source: "demo".to_owned() }, ..well() };
    let begun = health(opening);
    assert_eq!(get(&begun, "/startupz", 0), (503, json!({"ok": false, "status": "starting"})));
    let begun = begun.seen(well(), now());
    assert_eq!(get(&begun, "/startupz", 0), (200, json!({"ok": true, "status": "started"})));
    let later = begun.seen(ill, now());
    assert_eq!(get(&later, "/startupz", 0).0, 200);
    let (code, body) = get(&later, "/readyz", 0);
    assert_eq!((code, body), (503, json!({"ok": false, "status": "journal: the disk is full"})));
}

/// The states in which a part is not there, and each other one.
#[test]
fn what_is_not_there_is_never_green_and_only_a_wanted_link_is_waited_for() {
    let links = [
        (Link::Off, true),
        (Link::Unknown, false),
        (Link::Down { why: String::new() }, false),
        (Link::Up(Approval::Pending), false),
        (Link::Up(Approval::Unknown), false),
        (Link::Up(Approval::Granted), true),
        (Link::Up(Approval::NotNeeded), true),
    ];
    for (link, is_ready) in links {
        let online = matches!(link, Link::Up(_));
        let approved = matches!(link, Link::Up(Approval::Granted | Approval::NotNeeded));
        let health = health(Parts { link: link.clone(), ..well() });
        let passes =
            |name: &str| health.checks.iter().any(|check| check.name == name && check.verdict == Verdict::Pass);
        assert_eq!((passes("gateway:connection"), passes("gateway:approval")), (online, approved), "{link:?}");
        assert_eq!(health.ready().is_ok(), is_ready, "{link:?}");
    }
    let absent =
        [Model::Off, Model::Unknown, Model::NoModel { why: String::new() }, Model::Down { why: String::new() }];
    for model in absent {
        let health = health(Parts { model: model.clone(), ..well() });
        assert_eq!((health.status(), health.ready()), (Status::Degraded, Ok(())), "{model:?}");
        assert_eq!(get(&health, "/health", 0).1["lmstudio"], false);
    }
    for journal in [JournalState::Unknown, JournalState::Off] {
        let ready = journal == JournalState::Off;
        let health = health(Parts { journal, ..well() });
        assert_eq!((health.status(), health.ready().is_ok()), (Status::Degraded, ready));
    }
    for (parts, status) in [
        (Parts { clock: Clock::Unmeasured, ..well() }, Status::Degraded),
        (Parts { clock: Clock::Ahead(-30), ..well() }, Status::Healthy),
        (Parts { clock: Clock::Ahead(-31), ..well() }, Status::Degraded),
        (Parts { disk: Disk::Unknown, ..well() }, Status::Degraded),
        (Parts { disk: Disk::Unused, ..well() }, Status::Healthy),
        (Parts { disk: Disk::Free(256 << 20), ..well() }, Status::Healthy),
        (Parts { disk: Disk::Free((256 << 20) - 1), ..well() }, Status::Degraded),
        (Parts { market: Market::Opening { source: "demo".to_owned() }, ..well() }, Status::Degraded),
    ] {
        assert_eq!(health(parts.clone()).status(), status, "{parts:?}");
    }
}

#[test]
fn what_was_good_and_what_was_wrong_are_remembered_apart() {
    let times: Vec<Timestamp> = (0..4).map(|hour| at(&format!("2026-11-20T0{hour}:00:00Z"))).collect();
    let down = |why: &str| Parts { link: Link::Down { why: why.to_owned() }, ..well() };
    let seen = Health::unseen(down("refused"), "clean", times[0]);
    let of = |health: &Health| health.checks[0].clone();
    assert_eq!((of(&seen).last_good, of(&seen).last_error), (None, Some((times[0], "refused".to_owned()))));
    let seen = seen.seen(well(), times[1]);
    assert_eq!((of(&seen).last_good, of(&seen).last_error.unwrap().0), (Some(times[1]), times[0]), "it stays");
    let seen = seen.seen(down("reset"), times[2]);
    assert_eq!((of(&seen).last_good, of(&seen).last_error), (Some(times[1]), Some((times[2], "reset".to_owned()))));
    let seen = seen.seen(Parts { link: Link::Off, ..well() }, times[3]);
    assert_eq!((of(&seen).at, of(&seen).last_error.unwrap().0), (times[3], times[2]), "switched off is no error");
    let told = get(&seen, "/health", 0).1["checks"]["gateway:connection"][0].clone();
    let expected = json!({
        "componentType": "component", "observedValue": "switched off", "output": "switched off", "status": "warn",
        "time": "2026-11-20T03:00:00Z", "lastGood": "2026-11-20T01:00:00Z",
        "lastError": {"time": "2026-11-20T02:00:00Z", "output": "reset"},
    });
    assert_eq!(told, expected);
}

#[test]
fn the_first_engrams_object_agrees_with_the_endpoint() {
    for state in 0..64 {
        let health = health(parts(state));
        let (code, body) = get(&health, "/health", 0);
        let told: Told = serde_json::from_value(body).unwrap();
        let status = told.status().unwrap();
        assert_eq!((status, code == 503), (health.status(), status == Status::Unhealthy));
        let object = told.object(status);
        let four = [&object["status"], &object["lmstudio"], &object["tools_registered"], &object["response_format"]];
        let lmstudio = state & MODEL != 0;
        assert_eq!(four, [&json!(status.name()), &json!(lmstudio), &json!(4), &json!("clean")]);
        assert_eq!(object["error"].is_string(), status == Status::Unhealthy, "{object}");
        assert_eq!(object["checks"]["lmstudio:model"], if lmstudio { "pass" } else { "warn" });
    }
    let unknown: Told = serde_json::from_value(get(&health(well()), "/health", 0).1).unwrap();
    assert_eq!(Told { status: "fine".to_owned(), ..unknown }.status(), None);
}

#[test]
fn a_body_as_it_is_sent() {
    let parts =
        Parts { journal: JournalState::Failed { why: "the disk is full".to_owned() }, ..parts(CONNECTED | MARKET) };
    let (_, mut body) = get(&health(parts), "/health", 0);
    body["releaseId"] = json!("(release)");
    insta::assert_json_snapshot!(body);
}

#[test]
fn the_second_link_warns_and_decides_nothing() {
    use crate::{LinkState, LinkView, OperatorView};
    let seen = |state, routed, missing: &[&str]| {
        let operator = OperatorView {
            state,
            sentence: "The connection was lost.".to_owned(),
            command: None,
            version: Some("2026.9.6".to_owned()),
            well: Some(true),
            routed,
            missing: missing.iter().map(|name| (*name).to_owned()).collect(),
        };
        Operator::of(&LinkView { operator: Some(Box::new(operator)), ..LinkView::off() })
    };
    assert_eq!(Operator::of(&LinkView::off()), Operator::Off);
    let check = |operator: Operator| {
        let health = health(Parts { operator, ..well() });
        assert_eq!(get(&health, "/readyz", 0).0, 200, "the first link alone decides");
        let (code, body) = get(&health, "/health", 0);
        let check = &body["checks"]["gateway:operator"][0];
        (
            code,
            check["status"].as_str().map(str::to_owned),
            check["observedValue"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let is = |status: &str, words: &str| (200, Some(status.to_owned()), words.to_owned());
    assert_eq!(check(Operator::Off).1, None, "what nobody wants is not shown");
    assert_eq!(check(seen(LinkState::Ready, Some(true), &[])), is("pass", "gateway 2026.9.6, routes to this device"));
    assert_eq!(check(seen(LinkState::Ready, Some(false), &[])).1.as_deref(), Some("warn"));
    let (_, status, words) = check(seen(LinkState::Ready, None, &["engram.x"]));
    assert_eq!(
        (status.as_deref(), words.as_str()),
        (Some("warn"), "gateway 2026.9.6, its settings do not allow engram.x")
    );
    assert_eq!(check(seen(LinkState::Waiting, None, &[])), is("warn", "no second link: The connection was lost"));
    // An unencrypted link is amber for ever.
    let plain = health(Parts { link_warning: Some("not encrypted".to_owned()), ..well() });
    assert_eq!(get(&plain, "/health", 0).1["checks"]["gateway:encryption"][0]["status"], "warn");
}
