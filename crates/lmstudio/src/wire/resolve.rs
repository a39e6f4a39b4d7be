//! Names are looked up here, and only addresses that may be dialled come out: a name may say one thing to a check and
//! another to a connection.

#[cfg(test)]
mod tests;

use std::{fmt, io, net::SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::origin::Remote;

/// A look-up that lets no address through that may not be dialled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guarded {
    pub remote: Remote,
}

/// A name behind which nobody may be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotAdmitted;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let remote = self.remote;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted = admitted(found, remote).map_err(io::Error::other)?;
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

/// Those of the addresses that may be dialled.
fn admitted(found: impl Iterator<Item = SocketAddr>, remote: Remote) -> Result<Vec<SocketAddr>, NotAdmitted> {
    let (admitted, others): (Vec<_>, Vec<_>) = found.partition(|address| remote.admits(address.ip()));
    if admitted.is_empty() && !others.is_empty() { Err(NotAdmitted) } else { Ok(admitted) }
}

impl std::error::Error for NotAdmitted {}

impl fmt::Display for NotAdmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name stands for an address that may not be dialled")
    }
}
