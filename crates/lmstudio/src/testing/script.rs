//! A reply, byte for byte, and how it ends.

use std::{io, sync::Arc};

use tokio::{select, sync::Notify};

use super::http::Line;

/// A reply.
#[derive(Clone, Debug)]
pub struct Script {
    status: u16,
    headers: Vec<(String, String)>,
    payload: Vec<u8>,
    framing: Framing,
    piece: usize,
    ending: Ending,
    has_head: bool,
    held: Option<Arc<Notify>>,
}

/// How the end of a body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// In chunks; the last one is empty.
    Chunked,
    /// By its length.
    Length,
    /// By closing the connection.
    ToEnd,
}

/// What comes behind the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The end of the body, as its framing tells it.
    Whole,
    /// The connection is closed, whatever the framing promised.
    Break,
    /// The connection is reset.
    Reset,
    /// Nothing, until the client hangs up.
    Silence,
    /// These bytes, again and again, until the client hangs up.
    Forever(Vec<u8>),
}

impl Script {
    /// A stream of events.
    pub fn events(payload: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/event-stream", payload.into(), Framing::Chunked)
    }

    /// A JSON document.
    pub fn json(status: u16, payload: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json; charset=utf-8", payload.into(), Framing::Length)
    }

    /// Any other document.
    pub fn document(status: u16, kind: &str, payload: impl Into<Vec<u8>>) -> Self {
        Self::new(status, kind, payload.into(), Framing::Length)
    }

    /// Not even a head, until the client hangs up.
    pub fn silence() -> Self {
        Self { has_head: false, ending: Ending::Silence, ..Self::events("") }
    }

    fn new(status: u16, kind: &str, payload: Vec<u8>, framing: Framing) -> Self {
        let headers = vec![("Content-Type".to_owned(), kind.to_owned())];
        let (piece, ending) = (usize::MAX, Ending::Whole);
        Self { status, headers, payload, framing, piece, ending, has_head: true, held: None }
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Written in pieces of so many bytes.
    #[must_use]
    pub fn in_pieces(self, piece: usize) -> Self {
        Self { piece: piece.max(1), ..self }
    }

    /// Told to end in another way.
    #[must_use]
    pub fn framed(self, framing: Framing) -> Self {
        Self { framing, ..self }
    }

    /// Only so many bytes, and then this.
    #[must_use]
    pub fn cut(mut self, at: usize, ending: Ending) -> Self {
        self.payload.truncate(at);
        Self { ending, ..self }
    }

    /// With another end.
    #[must_use]
    pub fn ending(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }

    /// Without a byte until it is let go.
    #[must_use]
    pub fn held(self, until: &Arc<Notify>) -> Self {
        Self { held: Some(Arc::clone(until)), ..self }
    }

    /// Writes it. Whether the connection can take another request.
    ///
    /// # Errors
    /// When the client hung up before the end.
    pub(super) async fn play(self, line: &mut Line) -> io::Result<bool> {
        if let Some(held) = &self.held {
            select! {
                () = held.notified() => {}
                hung_up = line.hang_up() => return Err(hung_up),
            }
        }
        if self.has_head {
            line.write(self.head().as_bytes()).await?;
        }
        for piece in self.payload.chunks(self.piece) {
            line.write(&self.frame(piece)).await?;
        }
        match &self.ending {
            Ending::Whole if self.framing == Framing::Chunked => line.write(b"0\r\n\r\n").await.map(|()| true),
            Ending::Whole => Ok(self.framing == Framing::Length),
            Ending::Break => Ok(false),
            Ending::Reset => line.reset().map(|()| false),
            Ending::Silence => Err(line.hang_up().await),
            Ending::Forever(bytes) => {
                let frame = self.frame(bytes);
                loop {
                    line.write(&frame).await?;
                    // A client that reads as fast as this would keep everybody else waiting.
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    fn head(&self) -> String {
        let framing = match self.framing {
            Framing::Chunked => "Transfer-Encoding: chunked".to_owned(),
            Framing::Length => format!("Content-Length: {}", self.payload.len()),
            Framing::ToEnd => "Connection: close".to_owned(),
        };
        let status = format!("HTTP/1.1 {} Scripted", self.status);
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        let lines: Vec<_> = std::iter::once(status).chain(headers).chain([framing, "\r\n".to_owned()]).collect();
        lines.join("\r\n")
    }

    fn frame(&self, piece: &[u8]) -> Vec<u8> {
        match self.framing {
            Framing::Chunked => [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat(),
            Framing::Length | Framing::ToEnd => piece.to_vec(),
        }
    }
}
