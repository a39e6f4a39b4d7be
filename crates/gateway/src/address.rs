//! What may be dialled.
//!
//! One reader takes an address apart, and what it read is what is dialled: there is no second opinion about what a host
//! is. It is stricter than a browser; an address in an odd form is refused with words, not guessed at.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// The port both gateways listen on.
pub const USUAL_PORT: u16 = 18_789;

/// Where a gateway is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    origin: Origin,
    path: String,
}

/// Scheme, host and port: what a secret is bound to. Its text is `wss://host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    secure: bool,
    host: Host,
    port: u16,
}

/// A host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A name, in lower case, without a dot at its end.
    Name(String),
    /// An address. One of version 4 that is written as version 6 is read as what it is.
    Ip(IpAddr),
}

/// How far away a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// This machine.
    Loopback,
    /// A network of the user's own.
    Private,
    /// Everywhere else.
    Public,
}

/// An address that cannot or may not be dialled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It is no socket's address.
    #[error("a gateway's address begins with ws:// or wss://")]
    Scheme,
    /// It holds a name or a password.
    #[error("a gateway's address holds no user name and no password; the token is a setting of its own")]
    User,
    /// The host is no host.
    #[error("{0:?} is no host: write a name in ASCII, an IPv4 address in four numbers, or an IPv6 address in brackets")]
    Host(String),
    /// The port is no port.
    #[error("{0:?} is no port: write a number from 1 to 65535")]
    Port(String),
    /// There is a query, a fragment or a strange letter behind the host.
    #[error("a gateway's path is plain: no query, no fragment, no blank")]
    Path,
    /// Nothing may be dialled there.
    #[error("{0} is never dialled: it is no single machine, or one that hands out secrets")]
    Forbidden(IpAddr),
    /// Not encrypted, over a network of the user's own.
    #[error("ws:// to {0} is not encrypted: use wss://, or allow unencrypted links for exactly this address")]
    PlainPrivate(String),
    /// Not encrypted, over the internet.
    #[error("ws:// to {0} would send the token in the clear: use wss://")]
    PlainPublic(String),
}

impl Address {
    /// Where to, as settings name it.
    ///
    /// # Errors
    /// When the host is no host.
    pub fn new(secure: bool, host: &str, port: u16, path: &str) -> Result<Self, AddressFault> {
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'?' && byte != b'#');
        if !plain || !(path.is_empty() || path.starts_with('/')) {
            return Err(AddressFault::Path);
        }
        if port == 0 {
            return Err(AddressFault::Port("0".to_owned()));
        }
        let path = if path.is_empty() { "/" } else { path }.to_owned();
        Ok(Self { origin: Origin { secure, host: host.parse()?, port }, path })
    }

    /// What a secret is bound to.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it may be dialled. `plain_allowed`: the user allowed unencrypted links to exactly this origin.
    ///
    /// # Errors
    /// When it may not.
    pub fn admit(&self, plain_allowed: bool) -> Result<(), AddressFault> {
        match &self.origin.host {
            Host::Ip(ip) => self.admit_ip(*ip, plain_allowed),
            Host::Name(_) => self.admit_plain(self.origin.host.reach(), plain_allowed),
        }
    }

    /// Whether an address that the name stands for may be dialled: names may be made to mean anything.
    ///
    /// # Errors
    /// When it may not.
    pub fn admit_ip(&self, ip: IpAddr, plain_allowed: bool) -> Result<(), AddressFault> {
        let ip = ip.to_canonical();
        if is_forbidden(ip) {
            return Err(AddressFault::Forbidden(ip));
        }
        self.admit_plain(reach_of(ip).max(self.origin.host.reach_at_least()), plain_allowed)
    }

    fn admit_plain(&self, reach: Reach, plain_allowed: bool) -> Result<(), AddressFault> {
        let host = || self.origin.host.to_string();
        match (self.origin.secure, reach, plain_allowed) {
            (true, _, _) | (false, Reach::Loopback, _) | (false, Reach::Private, true) => Ok(()),
            (false, Reach::Private, false) => Err(AddressFault::PlainPrivate(host())),
            (false, Reach::Public, _) => Err(AddressFault::PlainPublic(host())),
        }
    }
}

impl Origin {
    /// Whether it is `wss`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Its host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Host {
    /// How far away it is, as far as it can be told by its name.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Ip(ip) => reach_of(*ip),
            Self::Name(name) if name == "localhost" || name.ends_with(".localhost") => Reach::Loopback,
            Self::Name(name) => match name.rsplit_once('.') {
                Some((_, "local")) => Reach::Private,
                Some((rest, "net")) if rest.rsplit_once('.').is_some_and(|(_, last)| last == "ts") => Reach::Private,
                Some(_) | None => Reach::Public,
            },
        }
    }

    /// A public name stays public, whatever address somebody gives it today.
    fn reach_at_least(&self) -> Reach {
        match self {
            Self::Ip(_) => Reach::Loopback,
            Self::Name(_) => self.reach(),
        }
    }
}

impl FromStr for Host {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<Self, AddressFault> {
        let fault = || AddressFault::Host(crate::frames::shown(text));
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let ip: Ipv6Addr = inner.parse().map_err(|_| fault())?;
            return Ok(Self::Ip(IpAddr::V6(ip).to_canonical()));
        }
        if let Ok(ip) = text.parse::<IpAddr>() {
            return Ok(Self::Ip(ip.to_canonical()));
        }
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let labels_fit = name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
        // 127.1, 0x7f.1 and 2130706433 are addresses to some and names to others.
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
        if name.len() > 253 || !labels_fit || is_number {
            return Err(fault());
        }
        Ok(Self::Name(name))
    }
}

impl FromStr for Address {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<Self, AddressFault> {
        let (scheme, rest) = text.split_once("://").ok_or(AddressFault::Scheme)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "ws" => false,
            "wss" => true,
            _ => return Err(AddressFault::Scheme),
        };
        let (authority, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
        if authority.contains('@') {
            return Err(AddressFault::User);
        }
        let (host, port) = match authority.rfind(':') {
            Some(at) if !authority[at..].contains(']') => (&authority[..at], Some(&authority[at + 1..])),
            _ => (authority, None),
        };
        let port = match port {
            None if secure => 443,
            None => USUAL_PORT,
            Some(port) => port
                .parse()
                .ok()
                .filter(|_| port.bytes().all(|byte| byte.is_ascii_digit()))
                .ok_or_else(|| AddressFault::Port(crate::frames::shown(port)))?,
        };
        // An IPv6 address without brackets cannot be told from its port.
        if !host.starts_with('[') && host.contains(':') {
            return Err(AddressFault::Host(crate::frames::shown(host)));
        }
        Self::new(secure, host, port, path)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Ip(IpAddr::V4(ip)) => write!(f, "{ip}"),
            Self::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", if self.secure { "wss" } else { "ws" }, self.host, self.port)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

fn reach_of(ip: IpAddr) -> Reach {
    let private = match ip {
        _ if ip.is_loopback() => return Reach::Loopback,
        IpAddr::V4(ip) => ip.is_private() || is_shared(ip),
        IpAddr::V6(ip) => ip.is_unique_local(),
    };
    if private { Reach::Private } else { Reach::Public }
}

/// What carriers and Tailscale give out, 100.64.0.0/10.
fn is_shared(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && (64..128).contains(&second)
}

/// What is no single machine, or one that hands out secrets: clouds keep those on link-local addresses.
fn is_forbidden(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            ip.is_unspecified() || ip.is_multicast() || ip.is_broadcast() || ip.is_link_local() || ip.octets()[0] == 0
        }
        IpAddr::V6(ip) => ip.is_unspecified() || ip.is_multicast() || ip.is_unicast_link_local(),
    }
}
