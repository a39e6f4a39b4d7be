//! Names are looked up here, and only addresses that may be dialled come out: a name may say one thing to a check and
//! another to a connection.

use std::{fmt, io};

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
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let none_found = found.is_empty();
            let admitted: Vec<_> = found.into_iter().filter(|address| remote.admits(address.ip())).collect();
            if admitted.is_empty() && !none_found {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, NotAdmitted).into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

impl std::error::Error for NotAdmitted {}

impl fmt::Display for NotAdmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name stands for an address that may not be dialled")
    }
}
