//! From an address to a stream of bytes: name, connection, secure channel. No proxy, and nobody else's opinion about
//! where the gateway is.

#[cfg(test)]
mod tests;

use std::{net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpStream, lookup_host},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use crate::{
    address::{Address, Host},
    link::DialFault,
    tls::{self, Trust},
};

/// How long a name may take.
const NAME: Duration = Duration::from_secs(5);

/// How long one of several addresses has before the next one is tried beside it.
const HEAD_START: Duration = Duration::from_millis(250);

/// The bytes to a gateway, in the clear or not.
pub type Wire = Either<TcpStream, TlsStream<TcpStream>>;

/// Opens the way to an address. The name is asked for anew each time. Nothing is said on the wire before the address, and
/// the certificate where there is one, are known to be right.
///
/// # Errors
/// When it may not be dialled, is not there, or is not who it should be.
pub async fn dial(address: Address, plain_allowed: bool, trust: Trust) -> Result<Wire, DialFault> {
    address.admit(plain_allowed)?;
    let stream = race(find(&address, plain_allowed).await?).await?;
    // Frames are small, and each is waited for.
    stream.set_nodelay(true).map_err(|error| DialFault::Unreachable(error.to_string()))?;
    if !address.origin().is_secure() {
        return Ok(Either::Left(stream));
    }
    let name = tls::server_name(address.origin().host())?;
    let stream = trust.connector().connect(name, stream).await.map_err(|error| tls::fault(&error))?;
    Ok(Either::Right(stream))
}

/// The addresses a host stands for, both versions of the protocol in turn, without those that may not be dialled.
async fn find(address: &Address, plain_allowed: bool) -> Result<Vec<SocketAddr>, DialFault> {
    let port = address.origin().port();
    let name = match address.origin().host() {
        Host::Ip(ip) => return Ok(vec![SocketAddr::new(*ip, port)]),
        Host::Name(name) => name,
    };
    let unresolved = |what: &str| DialFault::Unresolved { host: name.clone(), what: what.to_owned() };
    let found = match timeout(NAME, lookup_host((name.as_str(), port))).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return Err(unresolved(&error.to_string())),
        Err(_) => return Err(unresolved("no answer within 5 s")),
    };
    let (mut admitted, mut fault) = (vec![], None);
    for found in found {
        match address.admit_ip(found.ip(), plain_allowed) {
            Ok(()) => admitted.push(found),
            Err(refused) => fault = Some(refused),
        }
    }
    if let (true, Some(fault)) = (admitted.is_empty(), fault) {
        return Err(fault.into());
    }
    Ok(in_turn(admitted))
}

/// Both versions of the protocol in turn, beginning with the first one's: one of them may be dead.
fn in_turn(found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = found.first().is_some_and(SocketAddr::is_ipv6);
    let (one, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.is_ipv6() == first_is_v6);
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    let mut all = vec![];
    loop {
        let pair = (one.next(), other.next());
        if pair == (None, None) {
            return all;
        }
        all.extend(pair.0.into_iter().chain(pair.1));
    }
}

/// The first connection that stands. Each address gets a head start over the next; the losers are dropped.
async fn race(addresses: Vec<SocketAddr>) -> Result<TcpStream, DialFault> {
    let mut runners = JoinSet::new();
    for (place, address) in (0_u32..).zip(addresses) {
        runners.spawn(async move {
            sleep(HEAD_START * place).await;
            TcpStream::connect(address).await
        });
    }
    let mut fault = DialFault::Unreachable("the name stands for no address".to_owned());
    while let Some(run) = runners.join_next().await {
        match run {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => fault = DialFault::Unreachable(error.to_string()),
            Err(error) => fault = DialFault::Unreachable(error.to_string()),
        }
    }
    Err(fault)
}
