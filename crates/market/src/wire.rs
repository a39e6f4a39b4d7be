//! What goes to a market place and comes back, whoever carries it.

use std::time::Duration;

use crate::{BoxFuture, venue::Get};

/// An answer as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    /// Weight used in this minute, where that is told.
    pub(crate) used: Option<u32>,
    /// The host's own time, ms UTC, to the second.
    pub(crate) date_ms: Option<i64>,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Nobody answered, or not to the end.
    Unreachable(String),
    /// More came than may.
    TooLarge(usize),
    /// It may not be dialled.
    Forbidden(String),
    /// It is no answer of a market place.
    Nonsense(String),
}

/// Carries requests of one market place.
pub(crate) trait Wire: Send + Sync {
    /// Asks once.
    fn get<'a>(&'a self, get: &'a Get) -> BoxFuture<'a, Result<Reply, Broken>>;

    /// Opens a socket at this path.
    fn socket<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Box<dyn Line>, Broken>>;
}

/// A socket.
pub(crate) trait Line: Send {
    /// Says a text.
    fn say<'a>(&'a mut self, text: &'a str) -> BoxFuture<'a, Result<(), Broken>>;

    /// The next text, or why there is none any more. Pings are answered on the way and come as an empty text.
    fn hear(&mut self) -> BoxFuture<'_, Result<String, Broken>>;
}
