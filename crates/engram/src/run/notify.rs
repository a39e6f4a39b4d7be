//! Tells whoever started the service how it is, in systemd's words: one datagram each, never waited for.

use std::{
    ffi::{OsStr, OsString},
    time::Duration,
};

/// Where words go; nowhere when nobody listens.
#[derive(Debug)]
pub(super) struct Notifier {
    #[cfg(unix)]
    socket: Option<std::os::unix::net::UnixDatagram>,
}

/// How often somebody wants to hear from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Watchdog(Option<Duration>);

/// How often the work is felt at least.
const BEAT: Duration = Duration::from_secs(5);

impl Notifier {
    /// The socket that `NOTIFY_SOCKET` names.
    #[cfg(unix)]
    pub(super) fn of(address: Option<&OsStr>) -> Self {
        use std::os::unix::{ffi::OsStrExt, net::UnixDatagram};
        let connected = address.map(|address| {
            let socket = UnixDatagram::unbound()?;
            socket.set_nonblocking(true)?;
            match address.as_bytes() {
                [b'/', ..] => socket.connect(address)?,
                [b'@', name @ ..] => abstract_name(&socket, name)?,
                _ => return Err(std::io::Error::other("it is neither a path nor begins with @")),
            }
            Ok(socket)
        });
        let socket = connected.transpose().unwrap_or_else(|error| {
            tracing::warn!(%error, "NOTIFY_SOCKET cannot be used, so nobody is told how the service is");
            None
        });
        Self { socket }
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: Option<&OsStr>) -> Self {
        Self {}
    }

    /// Says it. Words for which there is no room are lost: the next ones come soon.
    #[cfg(unix)]
    pub(super) fn say(&self, words: &str) {
        if let Some(Err(error)) = self.socket.as_ref().map(|socket| socket.send(words.as_bytes())) {
            tracing::debug!(%error, "a notification was lost");
        }
    }

    #[cfg(not(unix))]
    pub(super) fn say(&self, _: &str) {}

    /// What `RELOADING=1` needs beside it.
    #[cfg(target_os = "linux")]
    pub(super) fn reloading(&self) {
        use rustix::time::{ClockId, clock_gettime};
        let now = clock_gettime(ClockId::Monotonic);
        let micros = i128::from(now.tv_sec) * 1_000_000 + i128::from(now.tv_nsec) / 1_000;
        self.say(&format!("RELOADING=1\nMONOTONIC_USEC={micros}"));
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn reloading(&self) {
        self.say("RELOADING=1");
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn abstract_name(socket: &std::os::unix::net::UnixDatagram, name: &[u8]) -> std::io::Result<()> {
    use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
    socket.connect_addr(&SocketAddr::from_abstract_name(name)?)
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn abstract_name(_: &std::os::unix::net::UnixDatagram, _: &[u8]) -> std::io::Result<()> {
    Err(std::io::Error::other("this system has no such sockets"))
}

impl Watchdog {
    /// What `WATCHDOG_USEC` says, where it is said to us. `look_up` reads the environment.
    pub(super) fn of(look_up: impl Fn(&str) -> Option<OsString>) -> Self {
        let number = |name: &str| look_up(name)?.to_str()?.parse::<u64>().ok();
        let ours = look_up("WATCHDOG_PID").is_none() || number("WATCHDOG_PID") == Some(u64::from(std::process::id()));
        Self(number("WATCHDOG_USEC").filter(|micros| ours && *micros > 0).map(Duration::from_micros))
    }

    /// Whether anybody listens.
    pub(super) const fn is_wanted(self) -> bool {
        self.0.is_some()
    }

    /// How often the work is to be felt: twice in the time after which we would be ended.
    pub(super) fn period(self) -> Duration {
        self.0.map_or(BEAT, |most| BEAT.min(most / 2))
    }
}

#[cfg(test)]
mod tests;
