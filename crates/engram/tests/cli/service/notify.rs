//! What a supervisor hears.

use std::{io, os::unix::net::UnixDatagram, time::Duration};

use rustix::process::Signal;

use super::{Home, Service};

/// Twice in this time it wants to hear from the work.
const WATCHDOG: Duration = Duration::from_millis(600);

/// A supervisor's end.
struct Supervisor(UnixDatagram);

impl Supervisor {
    fn of(home: &Home) -> (Self, Service) {
        let path = home.folder.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        let mut service = home.service();
        service.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", WATCHDOG.as_micros().to_string());
        (Self(socket), Service::start(service))
    }

    /// The next word; `None` when none comes in this time.
    fn next(&self, patience: Duration) -> Option<String> {
        self.0.set_read_timeout(Some(patience)).unwrap();
        let mut bytes = [0; 4096];
        match self.0.recv(&mut bytes) {
            Ok(length) => Some(String::from_utf8(bytes[..length].to_vec()).unwrap()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn until(&self, begin: &str) -> String {
        let heard = std::iter::from_fn(|| self.next(Duration::from_secs(20)));
        heard.into_iter().find(|word| word.starts_with(begin)).unwrap_or_else(|| panic!("no {begin}"))
    }
}

#[test]
fn a_supervisor_hears_ready_the_work_reloading_and_stopping() {
    let home = Home::new();
    let (supervisor, mut service) = Supervisor::of(&home);
    let ready = supervisor.until("READY=1");
    assert!(ready.starts_with("READY=1\nSTATUS=degraded: gateway:connection: switched off"), "{ready}");
    for _ in 0..3 {
        supervisor.until("WATCHDOG=1");
    }
    service.until("engram is ready");
    service.signal(Signal::HUP);
    let reloading = supervisor.until("RELOADING=1");
    if cfg!(target_os = "linux") {
        let micros: u64 = reloading.strip_prefix("RELOADING=1\nMONOTONIC_USEC=").unwrap().parse().unwrap();
        assert!(micros > 0);
    }
    supervisor.until("READY=1\nSTATUS=degraded");
    home.says("[platforms.http]\nport = 0\n");
    service.signal(Signal::HUP);
    supervisor.until("RELOADING=1");
    let kept = supervisor.until("READY=1");
    assert!(kept.contains("STATUS=settings refused, the old ones stay: Setting platforms.http.port: 0"), "{kept}");
    service.signal(Signal::TERM);
    supervisor.until("STOPPING=1\nSTATUS=stopping");
    assert_eq!(service.ended().status.code(), Some(0));
}

/// Work that stands still says nothing, and the probes of those who ask fail; both come back with it.
#[test]
fn a_supervisor_hears_nothing_of_work_that_stands_still() {
    let home = Home::new();
    let (supervisor, service) = Supervisor::of(&home);
    supervisor.until("READY=1");
    supervisor.until("WATCHDOG=1");
    service.signal(Signal::STOP);
    // What was said before it stood still.
    while supervisor.next(WATCHDOG * 2).is_some() {}
    assert_eq!(supervisor.next(WATCHDOG * 2), None);
    let check = home.run("healthcheck");
    assert!(check.code == 1 && check.err.contains("no answer within 2 s"), "{check:?}");
    service.signal(Signal::CONT);
    supervisor.until("WATCHDOG=1");
    assert_eq!(home.run("healthcheck").code, 0);
    service.signal(Signal::TERM);
    assert_eq!(service.ended().status.code(), Some(0));
}

#[test]
fn a_supervisor_that_does_not_listen_stops_nothing() {
    for address in ["/nonexistent/socket", "relative", "", "@"] {
        let home = Home::new();
        let mut service = home.service();
        service.env("NOTIFY_SOCKET", address).env("WATCHDOG_USEC", "600000");
        let mut service = Service::start(service);
        service.until("engram is ready");
        assert_eq!(home.run("healthcheck --ready").code, 0, "{address}");
    }
}
