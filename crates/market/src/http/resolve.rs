//! Names are looked up here, and only addresses that may be dialled come out.

use std::{fmt, io, net::SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::Endpoint;

/// A look-up that lets no address through behind which no market place is.
#[derive(Clone, Debug)]
pub(super) struct Guarded {
    pub(super) endpoint: Endpoint,
}

/// A name behind which nobody may be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inside;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let endpoint = self.endpoint.clone();
        Box::pin(async move {
            let found = admitted(&endpoint, name.as_str(), 0).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The addresses behind a name that may be dialled.
pub(super) async fn admitted(endpoint: &Endpoint, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let found: Vec<SocketAddr> = tokio::net::lookup_host((name, port)).await?.collect();
    let admitted: Vec<SocketAddr> = found.iter().copied().filter(|found| endpoint.admits(found.ip())).collect();
    if admitted.is_empty() && !found.is_empty() { Err(io::Error::other(Inside)) } else { Ok(admitted) }
}

impl std::error::Error for Inside {}

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name stands for an address where no market place is")
    }
}
