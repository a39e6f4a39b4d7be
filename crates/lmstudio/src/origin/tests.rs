use super::{Origin, OriginFault, Reach, Remote, reach};

#[test]
fn whatever_is_typed_becomes_one_origin() {
    let here = "http://127.0.0.1:1234";
    for typed in [
        "127.0.0.1",
        "127.0.0.1:1234",
        " localhost ",
        "localhost.",
        "LOCALHOST:1234",
        "http://localhost:1234",
        "http://127.0.0.1:1234/",
        "http://127.0.0.1:1234/v1",
        "http://127.0.0.1:1234/v1/",
        "http://127.0.0.1:1234/api/v0",
        "http://127.0.0.1:1234/v1/chat/completions?x=1#y",
        "http://127.1:1234",
        "http://2130706433:1234",
        "http://0x7f.0.0.1:1234",
        "http://0177.0.0.1:1234",
    ] {
        assert_eq!(Origin::parse(typed).unwrap().to_string(), here, "{typed}");
    }
    for (typed, origin) in [
        ("http://192.168.1.5", "http://192.168.1.5"),
        ("192.168.1.5", "http://192.168.1.5:1234"),
        ("192.168.1.5:80", "http://192.168.1.5"),
        ("192.168.1.5:8080", "http://192.168.1.5:8080"),
        ("https://box.lan/v1", "https://box.lan"),
        ("[::1]:1234", "http://[::1]:1234"),
        ("http://[::ffff:127.0.0.1]:1234", "http://[::ffff:7f00:1]:1234"),
    ] {
        assert_eq!(Origin::parse(typed).unwrap().to_string(), origin, "{typed}");
    }
}

#[test]
fn what_is_no_origin_says_why() {
    for (typed, why) in [
        ("", OriginFault::Unreadable),
        ("http://", OriginFault::Unreadable),
        ("http://a b", OriginFault::Unreadable),
        ("http://127.0.0.1:99999", OriginFault::Unreadable),
        ("ftp://127.0.0.1", OriginFault::Scheme),
        ("file:///etc/passwd", OriginFault::Scheme),
        ("http://user:secret@127.0.0.1:1234", OriginFault::Userinfo),
        ("http://127.0.0.1@evil.example", OriginFault::Userinfo),
        ("0.0.0.0:1234", OriginFault::Never),
        ("http://0:1234", OriginFault::Never),
        ("http://[::]:1234", OriginFault::Never),
        ("http://169.254.169.254/latest", OriginFault::Never),
        ("http://2852039166", OriginFault::Never),
        ("http://[::ffff:169.254.169.254]", OriginFault::Never),
        ("http://[fe80::1]:1234", OriginFault::Never),
        ("http://224.0.0.1", OriginFault::Never),
        ("http://255.255.255.255", OriginFault::Never),
        ("http://[ff02::1]", OriginFault::Never),
        ("http://metadata.google.internal", OriginFault::Never),
        ("http://metadata.google.internal.", OriginFault::Never),
    ] {
        assert_eq!(Origin::parse(typed), Err(why), "{typed}");
    }
}

#[test]
fn how_far_away_it_is() {
    let reached = |typed| Origin::parse(typed).unwrap().reach();
    for here in ["127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]", "localhost"] {
        assert_eq!(reached(here), Reach::Loopback, "{here}");
    }
    for away in ["192.168.1.5", "10.0.0.1", "8.8.8.8", "100.64.0.1", "[fd00::1]", "[2001:db8::1]"] {
        assert_eq!(reached(away), Reach::Remote, "{away}");
    }
    for name in ["box.lan", "localhost.evil.example", "127.0.0.1.nip.io"] {
        assert_eq!(reached(name), Reach::Name, "{name}");
    }
}

#[test]
fn another_machine_is_dialled_only_by_choice_and_some_never() {
    let admitted = |address: &str| {
        let address = address.parse().unwrap();
        (Remote::Refused.admits(address), Remote::Allowed.admits(address))
    };
    assert_eq!(admitted("127.0.0.1"), (true, true));
    assert_eq!(admitted("::1"), (true, true));
    assert_eq!(admitted("192.168.1.5"), (false, true));
    assert_eq!(admitted("8.8.8.8"), (false, true));
    for never in ["0.0.0.0", "0.1.2.3", "169.254.169.254", "::", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1"] {
        assert_eq!(admitted(never), (false, false), "{never}");
        assert_eq!(reach(never.parse().unwrap()), None);
    }
}

#[test]
fn paths_are_ours() {
    let origin = Origin::parse("http://127.0.0.1:1234/v1?x=1").unwrap();
    assert_eq!(origin.at("/api/v1/models").as_str(), "http://127.0.0.1:1234/api/v1/models");
    assert_eq!(Origin::loopback(8080).unwrap().to_string(), "http://127.0.0.1:8080");
    assert_eq!(Origin::loopback(0), None);
}
