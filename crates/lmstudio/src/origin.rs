//! Whatever was typed, reduced to an origin. Every path is built here, none is taken from outside.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use reqwest::Url;

/// Where LM Studio listens when nobody chose another port.
pub const DEFAULT_PORT: u16 = 1234;

/// A scheme, a host and a port.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin(Url);

/// Why a text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginFault {
    /// It cannot be read as an address.
    Unreadable,
    /// Only http and https can be spoken.
    Scheme,
    /// A name or password stands in it; a token has a place of its own.
    Userinfo,
    /// Nobody can be reached there, or nobody who should be asked: 0.0.0.0, link-local, multicast, cloud metadata.
    Never,
}

/// How far away an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This machine.
    Loopback,
    /// Another machine.
    Remote,
    /// A name, which says nothing before it is looked up.
    Name,
}

/// Whether words may leave this machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remote {
    /// Loopback alone is dialled.
    #[default]
    Refused,
    /// Any machine, by the user's own choice.
    Allowed,
}

impl Origin {
    /// Reads what a person typed: with or without a scheme, with any path, which is dropped.
    ///
    /// # Errors
    /// When it names nobody that may be dialled.
    pub fn parse(typed: &str) -> Result<Self, OriginFault> {
        let typed = typed.trim();
        let has_scheme = typed.contains("://");
        let whole = if has_scheme { typed.to_owned() } else { format!("http://{typed}") };
        let mut url = Url::parse(&whole).map_err(|_| OriginFault::Unreadable)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OriginFault::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OriginFault::Userinfo);
        }
        // LM Studio listens on IPv4 alone, and `localhost` may be looked up as ::1 first.
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
        let host = if host == "localhost" { "127.0.0.1" } else { host.as_str() };
        url.set_host(Some(host)).map_err(|_| OriginFault::Unreadable)?;
        let authority = typed.split(['/', '?', '#']).next().unwrap_or_default();
        let has_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
        if !has_scheme && !has_port {
            url.set_port(Some(DEFAULT_PORT)).map_err(|()| OriginFault::Unreadable)?;
        }
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        let origin = Self(url);
        let is_metadata = matches!(host, "metadata" | "metadata.google.internal" | "instance-data");
        let is_dialled = origin.address().is_none_or(|address| reach(address).is_some());
        if is_metadata || !is_dialled { Err(OriginFault::Never) } else { Ok(origin) }
    }

    /// This machine, at a port; `None` for port 0.
    pub fn loopback(port: u16) -> Option<Self> {
        (port != 0).then(|| Self::parse(&format!("http://127.0.0.1:{port}")).ok()).flatten()
    }

    /// How far away it is.
    pub fn reach(&self) -> Reach {
        self.address().map_or(Reach::Name, |address| reach(address).unwrap_or(Reach::Remote))
    }

    /// Whether what is said there can be read on the way.
    pub fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// A place there. Paths are ours alone.
    pub(crate) fn at(&self, path: &'static str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    fn address(&self) -> Option<IpAddr> {
        self.0.host_str()?.trim_matches(['[', ']']).parse().ok()
    }
}

/// How far away an address is; `None` where nobody is to be dialled.
pub(crate) fn reach(address: IpAddr) -> Option<Reach> {
    let (never, here) = match address.to_canonical() {
        IpAddr::V4(v4) => {
            let never = v4.is_unspecified() || v4.is_link_local() || v4.is_multicast() || v4 == Ipv4Addr::BROADCAST;
            (never || v4.octets().first() == Some(&0), v4.is_loopback())
        }
        IpAddr::V6(v6) => {
            (v6.is_unspecified() || v6.is_unicast_link_local() || v6.is_multicast(), v6 == Ipv6Addr::LOCALHOST)
        }
    };
    if never {
        return None;
    }
    Some(if here { Reach::Loopback } else { Reach::Remote })
}

impl Remote {
    /// Whether an address may be dialled.
    pub(crate) fn admits(self, address: IpAddr) -> bool {
        match reach(address) {
            Some(Reach::Loopback) => true,
            Some(Reach::Remote | Reach::Name) => self == Self::Allowed,
            None => false,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({self})")
    }
}

impl std::error::Error for OriginFault {}

impl fmt::Display for OriginFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "This is no address. Write it as http://127.0.0.1:1234.",
            Self::Scheme => "LM Studio is reached by http or https. Write the address as http://127.0.0.1:1234.",
            Self::Userinfo => "An address holds no name or password. Give the API token in its own field.",
            Self::Never => {
                "Nobody can be asked at this address. For a server on this machine write http://127.0.0.1:1234."
            }
        })
    }
}
