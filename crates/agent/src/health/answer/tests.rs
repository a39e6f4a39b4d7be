use std::time::Duration;

use super::{Asked, Known, Reply, to};
use crate::health::tests::{health, well};

fn reply(asked: &Asked<'_>, metrics: bool) -> Reply {
    to(asked, Known { health: &health(well()), age: Duration::ZERO, port: 8080, metrics })
}

fn asked<'a>(path: &'a str, hosts: &[&'a str]) -> Asked<'a> {
    Asked { method: "GET", path, hosts: hosts.iter().copied().map(Some).collect(), ..Asked::default() }
}

/// Names this computer has that no web page can have, with our port; then names that a page could come by.
const OURS: [&str; 5] = ["127.0.0.1:8080", "[::1]:8080", "localhost:8080", "LOCALHOST:8080", "LocalHost:8080"];
const NOT_OURS: [&str; 30] = [
    "",
    ":8080",
    "127.0.0.1",
    "localhost",
    "[::1]",
    "127.0.0.1:80",
    "127.0.0.1:8081",
    "127.0.0.1:08080",
    "127.0.0.1:+8080",
    "127.0.0.1:8080:8080",
    "127.0.0.2:8080",
    "127.1:8080",
    "2130706433:8080",
    "0x7f000001:8080",
    "0.0.0.0:8080",
    "[::]:8080",
    "::1:8080",
    "[::ffff:127.0.0.1]:8080",
    "[0:0:0:0:0:0:0:1]:8080",
    "[::1%lo]:8080",
    "localhost.:8080",
    "localhost.evil.example:8080",
    "evil.localhost:8080",
    "evil.example:8080",
    "127.0.0.1.nip.io:8080",
    "user@127.0.0.1:8080",
    "127.0.0.1@evil.example:8080",
    " localhost:8080",
    "localhost:8080, evil.example",
    "l\u{f6}calhost:8080",
];

#[test]
fn only_names_that_no_page_can_have_are_served() {
    for host in OURS {
        assert_eq!(reply(&asked("/livez", &[host]), false).code, 200, "{host}");
    }
    for host in NOT_OURS {
        assert_eq!(reply(&asked("/livez", &[host]), false).code, 403, "{host:?}");
    }
    assert_eq!(reply(&asked("/livez", &[]), false).code, 403, "a request without a host");
    assert_eq!(reply(&asked("/livez", &[OURS[0], OURS[0]]), false).code, 403, "two hosts");
    assert_eq!(reply(&Asked { hosts: vec![None], ..asked("/livez", &[]) }, false).code, 403, "not text");
    assert_eq!(reply(&Asked { is_absolute: true, ..asked("/livez", &[OURS[0]]) }, false).code, 403, "to a proxy");
}

#[test]
fn no_web_page_is_served_whatever_it_says() {
    let ours = || asked("/livez", &[OURS[0]]);
    // Any `Origin`: also `null`, and that of this very port.
    assert_eq!(reply(&Asked { has_origin: true, ..ours() }, false).code, 403);
    for site in ["same-origin", "same-site", "cross-site", "None", "none ", "", "x"] {
        assert_eq!(reply(&Asked { fetch_sites: vec![Some(site)], ..ours() }, false).code, 403, "{site:?}");
    }
    assert_eq!(reply(&Asked { fetch_sites: vec![Some("none"), Some("cross-site")], ..ours() }, false).code, 403);
    assert_eq!(reply(&Asked { fetch_sites: vec![None], ..ours() }, false).code, 403);
    assert_eq!(reply(&Asked { fetch_sites: vec![Some("none")], ..ours() }, false).code, 200, "typed by hand");
}

#[test]
fn nothing_is_told_to_who_is_not_served() {
    for path in ["/health", "/metrics", "/readyz", "/nothing"] {
        let refused = reply(&asked(path, &["evil.example:8080"]), true);
        assert_eq!(refused.body, r#"{"ok":false,"status":"this host name is not served"}"#, "{path}");
    }
}

#[test]
fn only_reading_is_answered_and_only_where_there_is_something() {
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "GETX"] {
        assert_eq!(reply(&Asked { method, ..asked("/livez", &[OURS[0]]) }, true).code, 405, "{method}");
    }
    let head = reply(&Asked { method: "HEAD", ..asked("/livez", &[OURS[0]]) }, false);
    assert_eq!((head.code, head.kind), (200, "application/json"));
    for path in ["", "/", "/livez/", "/LIVEZ", "//livez", "/health/../livez", "/live%7a", "/metrics", "*"] {
        assert_eq!(reply(&asked(path, &[OURS[0]]), false).code, 404, "{path:?}");
    }
    assert_eq!(reply(&asked("/health", &[OURS[0]]), false).kind, "application/health+json");
}

#[test]
fn metrics_are_shown_when_wanted_and_invent_nothing() {
    let mut seen = health(well());
    let told = |health: &_| {
        to(&asked("/metrics", &[OURS[0]]), Known { health, age: Duration::ZERO, port: 8080, metrics: true })
    };
    let without = told(&seen);
    assert_eq!((without.code, without.kind), (200, "text/plain; version=0.0.4; charset=utf-8"));
    assert!(!without.body.contains("engram_rss_bytes") && without.body.contains("engram_build_info{version="));
    seen.rss = Some(25 << 20);
    let text = told(&seen).body;
    assert!(text.ends_with("# TYPE engram_rss_bytes gauge\nengram_rss_bytes 26214400\n"), "{text}");
    // A metric of a part that this version does not have would be an invented zero.
    assert!(!text.contains("gateway") && !text.contains("llm") && !text.contains("invoke"), "{text}");
}
