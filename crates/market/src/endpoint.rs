//! Where a market place is asked: its own address, or another that the settings name.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
};

use reqwest::Url;

/// A scheme, a host and a port; every path is built here.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    is_here: bool,
}

/// Why a text is no address of a market place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointFault {
    /// It cannot be read.
    #[error("it cannot be read as an address")]
    Unreadable,
    /// A scheme that is not spoken.
    #[error("only https:// and wss:// are spoken, and http:// and ws:// on this computer alone")]
    Scheme,
    /// A name or password in it.
    #[error("it holds a name or a password")]
    Userinfo,
    /// A path, a query or a fragment.
    #[error("it holds more than a host and a port")]
    Path,
    /// Nobody should be dialled there.
    #[error("it is an address inside a network, where no market place is")]
    Inside,
}

impl Endpoint {
    /// Reads an address such as `https://api.binance.com`, or `http://127.0.0.1:8080` for one on this computer.
    ///
    /// # Errors
    /// When nothing may be sent there.
    pub fn parse(text: &str) -> Result<Self, EndpointFault> {
        let url = Url::parse(text.trim()).map_err(|_| EndpointFault::Unreadable)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointFault::Userinfo);
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(EndpointFault::Path);
        }
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').trim_matches(['[', ']']);
        let address = host.parse::<IpAddr>().ok();
        let is_here = host == "localhost" || address.is_some_and(|address| address.to_canonical().is_loopback());
        match url.scheme() {
            "https" | "wss" => {}
            "http" | "ws" if is_here => {}
            _ => return Err(EndpointFault::Scheme),
        }
        if !is_here && address.is_some_and(|address| !is_public(address)) {
            return Err(EndpointFault::Inside);
        }
        Ok(Self { url, is_here })
    }

    /// A place there.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        match path.split_once('?') {
            Some((path, query)) => {
                url.set_path(path);
                url.set_query(Some(query));
            }
            None => url.set_path(path),
        }
        url
    }

    /// Whether an address that its name stands for may be dialled.
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        if self.is_here { address.to_canonical().is_loopback() } else { is_public(address) }
    }

    /// Whether what is said there is said in the clear.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.url.scheme(), "http" | "ws")
    }

    /// Host name or address.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }
}

/// Whether a market place could be there: not on this computer, and not inside somebody's network.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_unspecified()
                || v4 == Ipv4Addr::BROADCAST
                || a == 0
                || is_shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unicast_link_local()
                || v6.is_unique_local())
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

#[cfg(test)]
mod tests;
