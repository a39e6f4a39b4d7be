//! What may be dialled, form by form.

use super::*;

fn reach(text: &str) -> Result<Reach, AddressFault> {
    text.parse::<Address>().map(|address| address.origin.host.reach())
}

/// Whether `ws://` is dialled without a word, after a yes, or never.
fn plain(host: &str) -> &'static str {
    let Ok(address) = format!("ws://{host}:18789").parse::<Address>() else { return "no host" };
    match (address.admit(false), address.admit(true)) {
        (Ok(()), Ok(())) => "allowed",
        (Err(AddressFault::PlainPrivate(_)), Ok(())) => "after a yes",
        (Err(AddressFault::PlainPublic(_)), Err(AddressFault::PlainPublic(_))) => "never",
        (Err(AddressFault::Forbidden(_)), Err(AddressFault::Forbidden(_))) => "forbidden",
        other => panic!("{host}: {other:?}"),
    }
}

#[test]
fn plaintext_by_host() {
    let rows = [
        ("allowed", "127.0.0.1 127.0.0.2 127.255.255.254 [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]"),
        ("allowed", "localhost localhost. LOCALHOST LocalHost. a.localhost A.LOCALHOST."),
        ("after a yes", "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255"),
        ("after a yes", "100.64.0.0 100.127.255.255 [fc00::1] [fd12:3456::1] [fdff::1] [::ffff:10.0.0.1]"),
        ("after a yes", "desk.local DESK.local. a.b.local desk.tail1234.ts.net"),
        (
            "never",
            "172.15.255.255 172.32.0.1 192.167.1.1 192.169.1.1 100.63.255.255 100.128.0.0 11.0.0.1 9.255.255.255",
        ),
        ("never", "8.8.8.8 1.1.1.1 128.0.0.1 126.255.255.255 [2001:db8::1] [2606:4700::1111] [::2] [fe00::1]"),
        ("never", "[::ffff:8.8.8.8] [64:ff9b::7f00:1] [::127.0.0.1] [2002:7f00:1::]"),
        ("never", "example.com gateway.example.com. local ts.net localhost.com localhost.evil.example mylocalhost"),
        ("never", "notlocal evil-local xlocal tsxnet 127.0.0.1.example.com 10.0.0.1.nip.io metadata.google.internal"),
        ("never", "xn--lcalhost-51a.com gateway a_b.example"),
        ("forbidden", "0.0.0.0 0.1.2.3 255.255.255.255 224.0.0.1 239.255.255.255 169.254.169.254 169.254.0.1"),
        ("forbidden", "[::] [fe80::1] [febf::1] [ff02::1] [::ffff:169.254.169.254] [::ffff:0.0.0.0]"),
        ("no host", "127.1 127.0.1 2130706433 0177.0.0.1 0x7f.0.0.1 0x7f000001 0x7F000001 017700000001 127.0.0.01"),
        ("no host", "1.2.3.4.5 256.0.0.1 1.2.3 192.168.257 0 00 1 example.0x7f example.123 1.2.3.4."),
        ("no host", "[fe80::1%eth0] [::1 ::1] [] [127.0.0.1] [::1]] [[::1] ::1 fe80::1 [::1%1] [v1.x]"),
        ("no host", "löcalhost.example 例え.jp ⓛocalhost １２７.0.0.1 localhost\u{200b} localhost。 ｌocalhost"),
        (
            "no host",
            "a..b .a -a.example a-.example a*b a%b a,b a;b a'b a\"b a\\b local!host a(b) a{b} a|b a^b a~b a+b a=b",
        ),
        ("no host", "user@localhost 127.0.0.1@evil.example localhost:80@evil.example 127.0.0.1:99999x"),
    ];
    let mut seen = 0;
    for (is, hosts) in rows {
        for host in hosts.split(' ') {
            assert_eq!(plain(host), is, "{host}");
            seen += 1;
        }
    }
    assert!(seen >= 120, "{seen} hosts");
}

#[test]
fn a_host_longer_than_names_are_is_none() {
    let label = "a".repeat(63);
    let long = [label.as_str(); 4].join(".");
    assert!(Host::from_str(&long).is_err());
    assert!(Host::from_str(&long[..253]).is_ok());
    assert!(Host::from_str(&"a".repeat(64)).is_err());
}

#[test]
fn a_name_is_not_believed_about_where_it_leads() {
    let address = |text: &str| text.parse::<Address>().unwrap();
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    // A name for this machine that leads elsewhere.
    assert!(matches!(address("ws://localhost").admit_ip(ip("93.184.216.34"), true), Err(AddressFault::PlainPublic(_))));
    assert!(matches!(address("ws://localhost").admit_ip(ip("10.0.0.1"), false), Err(AddressFault::PlainPrivate(_))));
    assert_eq!(address("ws://localhost").admit_ip(ip("127.0.0.1"), false), Ok(()));
    assert_eq!(address("ws://localhost").admit_ip(ip("::1"), false), Ok(()));
    // A public name that leads to this machine today may lead elsewhere tomorrow.
    assert!(matches!(
        address("ws://rebind.example").admit_ip(ip("127.0.0.1"), true),
        Err(AddressFault::PlainPublic(_))
    ));
    // Encrypted or not, nothing is dialled there.
    for text in ["169.254.169.254", "::ffff:169.254.169.254", "0.0.0.0", "ff02::1", "fe80::1"] {
        let fault = address("wss://gateway.example").admit_ip(ip(text), true);
        assert!(matches!(fault, Err(AddressFault::Forbidden(_))), "{text}");
    }
    assert_eq!(address("wss://gateway.example").admit_ip(ip("93.184.216.34"), false), Ok(()));
}

#[test]
fn an_address_is_read_whole_or_refused() {
    let read = |text: &str| text.parse::<Address>().map(|address| address.to_string());
    for (text, is) in [
        ("ws://localhost", "ws://localhost:18789/"),
        ("WSS://Gateway.Example", "wss://gateway.example:443/"),
        ("ws://127.0.0.1:9/", "ws://127.0.0.1:9/"),
        ("ws://[::1]:9/ws", "ws://[::1]:9/ws"),
        ("wss://[::1]", "wss://[::1]:443/"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(is), "{text}");
    }
    for text in ["localhost", "http://localhost", "//localhost", "ws:/localhost", "javascript://x", ""] {
        assert_eq!(read(text), Err(AddressFault::Scheme), "{text}");
    }
    for text in ["ws://a:b@localhost", "wss://token@gateway.example", "ws://@localhost"] {
        assert_eq!(read(text), Err(AddressFault::User), "{text}");
    }
    for text in
        ["ws://localhost?token=x", "ws://localhost/#a", "ws://localhost/a b", "ws://localhost/?x", "ws://localhost/ä"]
    {
        assert_eq!(read(text), Err(AddressFault::Path), "{text}");
    }
    for text in ["ws://localhost:", "ws://localhost:0", "ws://localhost:65536", "ws://localhost:+1", "ws://localhost:x"]
    {
        assert!(matches!(read(text), Err(AddressFault::Port(_))), "{text}");
    }
    assert_eq!(reach("ws://a@b"), Err(AddressFault::User));
}

#[test]
fn origins_differ_by_scheme_host_and_port_and_by_nothing_else() {
    let origin = |text: &str| text.parse::<Address>().unwrap().origin;
    assert_eq!(origin("wss://a.example/x"), origin("wss://A.example.:443/y"));
    for other in ["ws://a.example:443", "wss://b.example", "wss://a.example:444"] {
        assert_ne!(origin("wss://a.example"), origin(other), "{other}");
    }
}
