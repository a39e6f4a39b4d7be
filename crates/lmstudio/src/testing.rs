//! A server on loopback that behaves as LM Studio does, and as badly as it was seen to behave.
//!
//! It answers by itself like a healthy LM Studio with the models of its [`World`]; a [`Script`] makes it answer any
//! bytes, cut and stopped anywhere. It records every request, and whether its sender hung up.

mod chat;
mod heard;
mod http;
mod routes;
mod script;
mod world;

use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::AbortHandle,
    time::sleep,
};

use crate::Origin;
pub use heard::heard;
pub use http::Seen;
pub use script::{Ending, Framing, Script};
pub use world::{Greeting, Held, Schemas, Unknown, World};

/// The server. Dropping it closes its port and every connection.
#[derive(Debug)]
pub struct Fake {
    port: u16,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

#[derive(Debug, Default)]
struct Shared {
    world: Mutex<World>,
    seen: Mutex<Vec<Seen>>,
    connections: Mutex<Vec<AbortHandle>>,
    /// Of a server that answers one chat at a time.
    turn: tokio::sync::Mutex<()>,
    /// Something was recorded, or the world was changed.
    news: Notify,
}

impl Fake {
    /// Listens on a free port of this machine.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn start(world: World) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared { world: Mutex::new(world), ..Shared::default() });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self { port, shared, accepting })
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Where it is.
    ///
    /// # Errors
    /// Never: a listener has a port.
    pub fn origin(&self) -> io::Result<Origin> {
        Origin::loopback(self.port).ok_or_else(|| io::Error::other("port 0"))
    }

    /// Changes how it behaves from now on.
    pub fn change(&self, change: impl FnOnce(&mut World)) {
        change(&mut lock(&self.shared.world));
        self.shared.news.notify_waiters();
    }

    /// Looks at how it behaves now.
    pub fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&lock(&self.shared.world))
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }

    /// Waits until what it has seen is as asked.
    pub async fn until(&self, is_so: impl Fn(&[Seen]) -> bool) {
        loop {
            let news = self.shared.news.notified();
            if is_so(&lock(&self.shared.seen)) {
                return;
            }
            news.await;
        }
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.accepting.abort();
        lock(&self.shared.connections).iter().for_each(AbortHandle::abort);
    }
}

impl Shared {
    /// Records a request, and returns its number.
    fn record(&self, seen: Seen) -> usize {
        let mut all = lock(&self.seen);
        all.push(seen);
        self.news.notify_waiters();
        all.len() - 1
    }

    /// Records that the sender of a request hung up.
    fn hung_up(&self, number: usize) {
        if let Some(seen) = lock(&self.seen).get_mut(number) {
            seen.hung_up = true;
        }
        self.news.notify_waiters();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let task = tokio::spawn(serve(stream, Arc::clone(&shared)));
        lock(&shared.connections).push(task.abort_handle());
    }
}

/// One connection, request after request. How it ends is of no interest here: the client's side is what is tested.
async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // A head and a body in two writes would wait for each other.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut line = http::Line::new(stream);
    let mut is_first = true;
    while let Ok(Some(seen)) = line.request().await {
        let resets = !is_first && lock(&shared.world).resets_reused;
        let number = shared.record(seen.clone());
        if resets {
            return;
        }
        is_first = false;
        let (queues, drains) = {
            let world = lock(&shared.world);
            (world.is_one_at_a_time && seen.path == "/v1/chat/completions", world.drains)
        };
        let _turn = if queues { Some(shared.turn.lock().await) } else { None };
        let script = routes::answer(&mut lock(&shared.world), &seen);
        match script.play(&mut line).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(_) => {
                shared.hung_up(number);
                return sleep(drains).await;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
