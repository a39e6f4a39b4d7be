//! Answers how everything is over HTTP, on this computer alone. It asks nobody: what it says is what was last published.
//!
//! It has a thread of its own, so that it can say that the work is stuck.

mod connection;
mod holder;

use std::{
    collections::VecDeque,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    runtime,
    sync::{Notify, watch},
    task::{self, AbortHandle, JoinSet},
    time,
};

use super::{Beat, Health};
use crate::lock::Holder;

/// Connections at once. The one that is open longest makes room for the next: an answer takes no time, so it is one that
/// does not ask.
const CONNECTIONS: usize = 64;

/// How long is waited when the system has no room for another connection, and none of ours can make some.
const BREATH: Duration = Duration::from_millis(50);

/// What is answered from.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The latest health; a watch keeps no other.
    pub health: watch::Receiver<Arc<Health>>,
    /// Stamped by the work.
    pub beat: Arc<Beat>,
    /// The clock the beat is stamped by.
    pub clock: fn() -> Duration,
}

/// The open endpoints. They close when this is dropped.
#[derive(Debug)]
pub struct Serving {
    port: u16,
    metrics: Arc<AtomicBool>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

/// Why the endpoints cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
    /// Another program has the port.
    #[error(
        "Port {port} is used by {holder}. Stop it, or choose another port: \
         `engram config set platforms.http.port PORT`.",
        holder = .holder.as_ref().map_or_else(|| "another program".to_owned(), ToString::to_string)
    )]
    Busy {
        /// The port.
        port: u16,
        /// Who; `None` where the system does not tell.
        holder: Option<Holder>,
    },
    /// The system says no.
    #[error(
        "Port {port} cannot be opened: {source}. Choose another one: `engram config set platforms.http.port PORT`."
    )]
    Socket {
        /// The port.
        port: u16,
        /// What it said.
        source: io::Error,
    },
}

impl Serving {
    /// Opens the endpoints on `127.0.0.1`, and on `::1` where this computer has it; port 0 takes a free one.
    ///
    /// # Errors
    /// When the port is not to be had.
    pub fn start(port: u16, metrics: bool, watched: Watched) -> Result<Self, ServeFault> {
        let first = bound((Ipv4Addr::LOCALHOST, port).into())?;
        let port = first.local_addr().map_err(|source| ServeFault::Socket { port, source })?.port();
        let second = match bound((Ipv6Addr::LOCALHOST, port).into()) {
            Ok(second) => Some(second),
            Err(busy @ ServeFault::Busy { .. }) => return Err(busy),
            Err(ServeFault::Socket { source, .. }) => {
                tracing::info!(%source, "this computer has no ::1; health is answered on 127.0.0.1 alone");
                None
            }
        };
        let metrics = Arc::new(AtomicBool::new(metrics));
        let stop = Arc::new(Notify::new());
        let serve = Serve { port, metrics: Arc::clone(&metrics), watched };
        let stopped = Arc::clone(&stop);
        let named = thread::Builder::new().name("health".to_owned());
        let thread = named.spawn(move || serve.run(first, second, &stopped));
        let thread = thread.map_err(|source| ServeFault::Socket { port, source })?;
        Ok(Self { port, metrics, stop, thread: Some(thread) })
    }

    /// The port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Shows or hides `/metrics`.
    pub fn set_metrics(&self, shown: bool) {
        self.metrics.store(shown, Ordering::Relaxed);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.notify_one();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the health endpoints ended in a panic");
        }
    }
}

fn bound(at: SocketAddr) -> Result<TcpListener, ServeFault> {
    let port = at.port();
    let listener = TcpListener::bind(at).and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
    listener.map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            ServeFault::Busy { port, holder: holder::of(port) }
        } else {
            ServeFault::Socket { port, source }
        }
    })
}

/// What every connection is answered with.
#[derive(Clone)]
struct Serve {
    port: u16,
    metrics: Arc<AtomicBool>,
    watched: Watched,
}

impl Serve {
    fn run(self, first: TcpListener, second: Option<TcpListener>, stop: &Notify) {
        let built = runtime::Builder::new_current_thread().enable_all().build();
        let ended = built.and_then(|runtime| runtime.block_on(self.listen(first, second, stop)));
        if let Err(error) = ended {
            tracing::error!(%error, "the health endpoints cannot listen");
        }
    }

    async fn listen(self, first: TcpListener, second: Option<TcpListener>, stop: &Notify) -> io::Result<()> {
        let first = tokio::net::TcpListener::from_std(first)?;
        let second = second.map(tokio::net::TcpListener::from_std).transpose()?;
        let mut tasks = JoinSet::new();
        let mut open = Open { most: most(), tasks: VecDeque::new() };
        loop {
            tokio::select! {
                () = stop.notified() => return Ok(()),
                Some(_) = tasks.join_next() => {}
                accepted = accept(&first, second.as_ref()) => match accepted {
                    Ok(stream) => open.push(tasks.spawn(self.clone().connection(stream))),
                    // No more files may be open: whoever holds one and does not ask lets it go.
                    Err(error) => {
                        tracing::warn!(%error, "no further connection can be taken");
                        if !open.drop_oldest() {
                            time::sleep(BREATH).await;
                        }
                        // What was dropped closes now.
                        task::yield_now().await;
                    }
                },
            }
        }
    }
}

async fn accept(first: &tokio::net::TcpListener, second: Option<&tokio::net::TcpListener>) -> io::Result<TcpStream> {
    let other = async {
        match second {
            Some(second) => second.accept().await,
            None => std::future::pending().await,
        }
    };
    let (stream, _) = tokio::select! {
        accepted = first.accept() => accepted?,
        accepted = other => accepted?,
    };
    Ok(stream)
}

/// Connections, oldest first.
struct Open {
    most: usize,
    tasks: VecDeque<AbortHandle>,
}

impl Open {
    fn push(&mut self, one: AbortHandle) {
        if self.tasks.len() >= self.most {
            self.tasks.retain(|open| !open.is_finished());
        }
        while self.tasks.len() >= self.most && self.drop_oldest() {}
        self.tasks.push_back(one);
    }

    /// Whether there was one.
    fn drop_oldest(&mut self) -> bool {
        let oldest = self.tasks.pop_front();
        if let Some(oldest) = &oldest {
            oldest.abort();
        }
        oldest.is_some()
    }
}

/// Where few files may be open, three of four are left for everything else.
#[cfg(unix)]
fn most() -> usize {
    use rustix::process::{Resource, getrlimit};
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(files / 4).unwrap_or(CONNECTIONS).clamp(1, CONNECTIONS)
}

#[cfg(not(unix))]
fn most() -> usize {
    CONNECTIONS
}

#[cfg(test)]
mod tests;
