use std::{
    io::{Read, Write},
    net::{Ipv6Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

use super::{CONNECTIONS, ServeFault, Serving, Watched, holder};
use crate::health::{
    Beat, Health, Link,
    tests::{health, well},
};

/// Milliseconds that tests let pass by hand; each test runs in a process of its own.
static NOW: AtomicU64 = AtomicU64::new(1_000);

fn clock() -> Duration {
    Duration::from_millis(NOW.load(Ordering::Relaxed))
}

/// Open endpoints, and the ends that feed them.
struct Open {
    serving: Serving,
    health: watch::Sender<Arc<Health>>,
    beat: Arc<Beat>,
}

fn open(metrics: bool) -> Open {
    let (health, seen) = watch::channel(Arc::new(health(well())));
    let beat = Arc::new(Beat::new(clock()));
    let watched = Watched { health: seen, beat: Arc::clone(&beat), clock };
    Open { serving: Serving::start(0, metrics, watched).unwrap(), health, beat }
}

impl Open {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.serving.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Everything that comes back for these bytes; nothing where the connection is cut.
    fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // It may hang up before it has heard everything.
        _ = stream.write_all(bytes);
        let mut heard = Vec::new();
        _ = stream.read_to_end(&mut heard);
        String::from_utf8_lossy(&heard).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.say(format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.serving.port()).as_bytes())
    }
}

fn code(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[test]
fn a_probe_is_answered_and_the_connection_ends() {
    let open = open(false);
    let live = open.get("/livez");
    assert!(
        live.starts_with("HTTP/1.1 200 OK\r\n") && live.ends_with("\r\n\r\n{\"ok\":true,\"status\":\"live\"}"),
        "{live}"
    );
    assert!(
        live.contains("content-type: application/json\r\n") && live.contains("cache-control: no-store\r\n"),
        "{live}"
    );
    assert!(!live.to_lowercase().contains("access-control"), "{live}");
    let port = open.serving.port();
    let head = open.say(format!("HEAD /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes());
    let (head, body) = head.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/health+json") && body.is_empty(), "{head} {body}");
    let post = open.say(format!("POST /livez HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes());
    assert!(code(&post) == 405 && post.contains("allow: GET, HEAD\r\n"), "{post}");
    assert_eq!(code(&open.get("/metrics")), 404);
    open.serving.set_metrics(true);
    assert_eq!(code(&open.get("/metrics")), 200);
}

#[test]
fn the_second_loopback_answers_as_well_and_no_other_address_does() {
    let open = open(false);
    let port = open.serving.port();
    if let Ok(mut stream) = TcpStream::connect((Ipv6Addr::LOCALHOST, port)) {
        write!(stream, "GET /livez HTTP/1.1\r\nHost: [::1]:{port}\r\n\r\n").unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).unwrap();
        assert_eq!(code(&heard), 200);
    } else {
        println!("skipped: this system has no ::1");
    }
    // Were it open on every address, this one, which is ours as well, would be taken.
    assert!(TcpListener::bind(("127.0.0.2", port)).is_ok());
}

#[test]
fn what_was_published_last_is_told() {
    let open = open(false);
    assert_eq!(code(&open.get("/readyz")), 200);
    let mut parts = well();
    parts.link = Link::Down { why: "connection refused".to_owned() };
    open.health.send_replace(Arc::new(health(parts)));
    let not = open.get("/readyz");
    assert!(code(&not) == 503 && not.ends_with(r#"{"ok":false,"status":"gateway: connection refused"}"#), "{not}");
    assert_eq!((code(&open.get("/livez")), code(&open.get("/health"))), (200, 503), "a lost gateway never kills");
}

#[test]
fn work_that_stands_still_is_told_while_it_does() {
    let open = open(false);
    NOW.fetch_add(14_999, Ordering::Relaxed);
    assert_eq!(code(&open.get("/livez")), 200);
    NOW.fetch_add(1, Ordering::Relaxed);
    let stuck = open.get("/livez");
    assert!(code(&stuck) == 503 && stuck.contains("has not moved for 15 s"), "{stuck}");
    assert_eq!(code(&open.get("/readyz")), 503);
    open.beat.stamp(clock());
    assert_eq!(code(&open.get("/livez")), 200);
}

/// Pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// A request that must not be answered with what it asks for.
fn hostile(dice: &mut Dice, port: u16) -> Vec<u8> {
    let ours = format!("localhost:{port}");
    let path =
        dice.one_of(&["/livez", "/health", "/readyz", "/metrics", "/../livez", "http://evil.example/livez", "*"]);
    let request = |method: &str, host: &str, more: &str| {
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n").into_bytes()
    };
    match dice.below(8) {
        0 => request("GET", dice.one_of(&["evil.example", "127.0.0.1", "localhost", "[::1]:1", "localhost.:80"]), ""),
        1 => request("GET", &ours, dice.one_of(&["Origin: null\r\n", "Origin: http://localhost\r\n", "oRIGIN: \r\n"])),
        2 => request("GET", &ours, dice.one_of(&["Sec-Fetch-Site: cross-site\r\n", "sec-fetch-site: same-origin\r\n"])),
        3 => request(dice.one_of(&["POST", "PUT", "DELETE", "OPTIONS", "BREW"]), &ours, "Content-Length: 0\r\n"),
        4 => request("GET", &ours, &format!("X: {}\r\n", "a".repeat(8_192 + dice.below(20_000)))),
        5 => request("GET", &ours, &"X: y\r\n".repeat(120)),
        6 => (0..=dice.below(300)).map(|_| dice.below(256) as u8).chain(*b"\r\n\r\n").collect(),
        _ => {
            let mut bytes = request("GET", "evil.example", "");
            for _ in 0..=dice.below(6) {
                let at = dice.below(bytes.len());
                bytes[at] = dice.below(256) as u8;
            }
            bytes.extend(*b"\r\n\r\n");
            bytes
        }
    }
}

#[test]
fn ten_thousand_hostile_requests_get_nothing_and_break_nothing() {
    let open = open(true);
    let mut dice = Dice(7);
    let mut codes = std::collections::BTreeMap::new();
    for number in 0..10_000 {
        let request = hostile(&mut dice, open.serving.port());
        let answer = open.say(&request);
        let told = code(&answer);
        assert!(
            matches!(told, 0 | 400 | 403 | 404 | 405 | 414 | 431),
            "{number}: {}\n{answer}",
            String::from_utf8_lossy(&request)
        );
        assert!(!answer.contains("\"ok\":true") && !answer.contains("checks"), "{number}: {answer}");
        *codes.entry(told).or_insert(0) += 1;
    }
    println!("{codes:?}");
    for told in [400, 403, 405, 431] {
        assert!(codes.get(&told).is_some_and(|count| *count > 100), "{codes:?}");
    }
    assert_eq!(code(&open.get("/livez")), 200);
}

#[cfg(unix)]
#[test]
fn a_thousand_sockets_that_say_nothing_keep_nobody_out() {
    let mut limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current = limit.maximum;
    rustix::process::setrlimit(rustix::process::Resource::Nofile, limit).unwrap();
    let open = open(false);
    let mut silent = Vec::new();
    for number in 0..1_000 {
        let mut stream = open.connect();
        // Some say nothing, some a little, none all.
        let words: &[u8] = [b"".as_slice(), b"G", b"GET /livez HTTP/1.1\r\nHost: loc"][number % 3];
        stream.write_all(words).unwrap();
        silent.push(stream);
        if number % 100 == 99 {
            assert_eq!(code(&open.get("/livez")), 200, "among {number}");
        }
    }
    for _ in 0..100 {
        assert_eq!(code(&open.get("/livez")), 200);
    }
    // At most so many are kept, and they are the last ones.
    let cut = silent.iter_mut().take(1_000 - CONNECTIONS).filter_map(|stream| {
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        match stream.read(&mut [0]) {
            Ok(0) => Some(()),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Some(()),
            Ok(_) | Err(_) => None,
        }
    });
    assert_eq!(cut.count(), 1_000 - CONNECTIONS);
}

#[test]
fn a_busy_port_is_named_with_its_holder() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let (_health, seen) = watch::channel(Arc::new(health(well())));
    let watched = Watched { health: seen, beat: Arc::new(Beat::new(clock())), clock };
    let refused = Serving::start(port, false, watched).unwrap_err();
    let ServeFault::Busy { port: named, holder } = &refused else { panic!("{refused:?}") };
    assert_eq!(*named, port);
    assert!(refused.to_string().starts_with(&format!("Port {port} is used by ")), "{refused}");
    if cfg!(target_os = "linux") {
        assert_eq!(holder.as_ref().map(|holder| holder.pid), Some(std::process::id()));
    }
}

/// Rows as Linux 6 printed them.
#[test]
fn a_row_of_the_kernels_table_is_read() {
    let row = "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 123456 1 0000000000000000 100 0 0 10 0";
    assert_eq!(holder::listening(row, 8080).as_deref(), Some("socket:[123456]"));
    assert_eq!(holder::listening(row, 8081), None);
    assert_eq!(holder::listening(&row.replace(" 0A ", " 01 "), 8080), None, "connected, and not listening");
    assert_eq!(holder::listening("  sl  local_address rem_address   st tx_queue rx_queue", 8080), None);
}

#[test]
fn closed_endpoints_free_their_port() {
    let open = open(false);
    let port = open.serving.port();
    let _silent = open.connect();
    drop(open);
    let again = TcpListener::bind(("127.0.0.1", port));
    assert!(again.is_ok(), "{again:?}");
}
