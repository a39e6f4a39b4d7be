//! As much of HTTP/1.1 as a server needs that must be able to break it.

use std::io;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request that was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// `GET`.
    pub method: String,
    /// `/v1/models`.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// Its sender closed the connection before the reply was over.
    pub hung_up: bool,
}

impl Seen {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body, read as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection.
pub(super) struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Line {
    pub(super) const fn new(stream: TcpStream) -> Self {
        Self { stream, read: Vec::new() }
    }

    /// The next request; `None` when the client has no more.
    pub(super) async fn request(&mut self) -> io::Result<Option<Seen>> {
        let head = loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break self.read.drain(..end + 4).collect::<Vec<_>>();
            }
            if !self.fill().await? {
                return Ok(None);
            }
            if !self.read.first().is_some_and(u8::is_ascii_uppercase) {
                // A handshake of TLS, most likely.
                self.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").await?;
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect();
        let mut seen = Seen { method, path, headers, ..Seen::default() };
        let length = seen.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0_usize);
        while self.read.len() < length {
            if !self.fill().await? {
                return Ok(None);
            }
        }
        seen.body = self.read.drain(..length).collect();
        Ok(Some(seen))
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Waits until the client hangs up, which is the only thing it can do while it waits for a reply.
    pub(super) async fn hang_up(&mut self) -> io::Error {
        match self.fill().await {
            Ok(true) => io::Error::other("the client spoke out of turn"),
            Ok(false) => io::ErrorKind::ConnectionAborted.into(),
            Err(error) => error,
        }
    }

    /// Closes it so that the client's system reports a reset.
    pub(super) fn reset(&self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }

    async fn fill(&mut self) -> io::Result<bool> {
        Ok(self.stream.read_buf(&mut self.read).await? > 0)
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
