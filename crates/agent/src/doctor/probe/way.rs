//! Finds a name and calls its port, and says nothing there.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::{
    net::{TcpStream, lookup_host},
    time,
};

use crate::doctor::reach::{Address, Name, Tcp, Way};

/// How long a name may take.
const NAMING: Duration = Duration::from_secs(3);

/// How long all calls of a name's addresses may take.
const CALLING: Duration = Duration::from_secs(2);

pub(super) async fn look(address: &Address) -> Way {
    let bare = address.host.trim_matches(['[', ']']);
    let name = match time::timeout(NAMING, lookup_host((bare, address.port))).await {
        Err(_) => Name::Slow(NAMING),
        Ok(Err(error)) => Name::Failed(error.to_string()),
        Ok(Ok(found)) => Name::of(found.map(|at| at.ip())),
    };
    let tcp = match &name {
        Name::Found(all) if address.may_be_remote || all.iter().all(IpAddr::is_loopback) => {
            let calling = call(all, address.port);
            Some(time::timeout(CALLING, calling).await.unwrap_or(Tcp::Slow(CALLING)))
        }
        Name::Found(_) | Name::Failed(_) | Name::Slow(_) => None,
    };
    Way { name, tcp }
}

/// The first address that answers; else what the last one did.
async fn call(all: &[IpAddr], port: u16) -> Tcp {
    let mut last = Tcp::Refused;
    for ip in all {
        let at = SocketAddr::new(*ip, port);
        match TcpStream::connect(at).await {
            Ok(_) => return Tcp::Open(at),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
            Err(error) => last = Tcp::Failed(error.to_string()),
        }
    }
    last
}

impl Name {
    /// Each address once; of both kinds the older first, because what listens on one alone listens there.
    fn of(found: impl Iterator<Item = IpAddr>) -> Self {
        let mut all: Vec<IpAddr> = found.collect();
        all.sort();
        all.dedup();
        if all.is_empty() { Self::Failed("it has no address".to_owned()) } else { Self::Found(all) }
    }
}
