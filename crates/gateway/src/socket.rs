//! One WebSocket: read always, written as fast as the gateway takes it, closed within a quarter of a second.

#[cfg(test)]
mod tests;
mod upgrade;

use std::{
    collections::VecDeque,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        error::ProtocolError,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

pub(crate) use upgrade::{ClassicHeaders, Upgrade, upgrade};

use crate::link::End;

/// Frames that may wait to be written. A link that has more to say than its gateway hears is given up.
const MOST_FRAMES: usize = 1_000;

/// Bytes that may wait to be written.
const MOST_BYTES: usize = 32 << 20;

/// How long the gateway may take nothing from us.
const STALL: Duration = Duration::from_secs(20);

/// How long a farewell may take. The next dial waits for it, and for nothing else of the old socket.
const FAREWELL: Duration = Duration::from_millis(250);

/// The stream of bytes below a socket.
pub trait Bytes: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Bytes for S {}

/// One socket.
pub(crate) struct Socket<S> {
    stream: WebSocketStream<S>,
    outbox: VecDeque<Message>,
    /// Bytes in the outbox.
    waiting: usize,
    /// Whether a message is on its way.
    flushing: bool,
    /// How many were taken.
    taken: u64,
    /// How many had been taken when it was looked last, and since when that has not changed.
    seen: (u64, Instant),
}

/// What came in.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A text.
    Text(String),
    /// Bytes that are no text; here they mean nothing.
    Binary(tokio_tungstenite::tungstenite::Bytes),
    /// A sign of life.
    Alive,
    /// The end.
    Ended(End),
}

/// More waits than a link may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Full;

impl<S: Bytes> Socket<S> {
    fn new(stream: WebSocketStream<S>, now: Instant) -> Self {
        Self { stream, outbox: VecDeque::new(), waiting: 0, flushing: false, taken: 0, seen: (0, now) }
    }

    /// Lets a text wait to be written.
    ///
    /// # Errors
    /// When too much waits already.
    pub(crate) fn say(&mut self, text: String) -> Result<(), Full> {
        if self.outbox.len() >= MOST_FRAMES || self.waiting + text.len() > MOST_BYTES {
            return Err(Full);
        }
        self.waiting += text.len();
        self.outbox.push_back(Message::text(text));
        Ok(())
    }

    /// Lets a ping wait to be written.
    pub(crate) fn ping(&mut self) {
        self.outbox.push_back(Message::Ping(tokio_tungstenite::tungstenite::Bytes::new()));
    }

    /// When it is given up for taking nothing, if something is on its way.
    pub(crate) fn stalls_at(&mut self, now: Instant) -> Option<Instant> {
        let is_busy = self.flushing || !self.outbox.is_empty();
        if self.seen.0 != self.taken || !is_busy {
            self.seen = (self.taken, now);
        }
        is_busy.then(|| self.seen.1 + STALL)
    }

    /// Writes what it can, and gives what comes in. Pongs leave on the way.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        if let Poll::Ready(Err(error)) = self.write(cx) {
            return Poll::Ready(Incoming::Ended(end(&error)));
        }
        let message = match self.stream.poll_next_unpin(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(message) => message,
        };
        Poll::Ready(match message {
            None => Incoming::Ended(End::Closed { code: None, reason: String::new() }),
            Some(Err(error)) => Incoming::Ended(end(&error)),
            Some(Ok(Message::Text(text))) => Incoming::Text(text.as_str().to_owned()),
            Some(Ok(Message::Binary(bytes))) => Incoming::Binary(bytes),
            // A frame by itself is never read; the library says so.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Incoming::Alive,
            Some(Ok(Message::Close(frame))) => Incoming::Ended(closed(frame)),
        })
    }

    fn write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            if self.flushing {
                match self.stream.poll_flush_unpin(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Ready(Ok(())) => {
                        self.flushing = false;
                        self.taken += 1;
                    }
                }
            }
            let Some(message) = self.outbox.pop_front() else { return Poll::Ready(Ok(())) };
            self.waiting -= if message.is_text() { message.len() } else { 0 };
            self.flushing = true;
            self.stream.start_send_unpin(message)?;
        }
    }

    /// Says what still waits, and goodbye; then it is gone, whether the other side agrees or not.
    pub(crate) async fn close(mut self, code: u16) {
        let farewell = async {
            std::future::poll_fn(|cx| self.write(cx)).await?;
            let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
            self.stream.close(Some(frame)).await?;
            while self.stream.next().await.is_some() {}
            Ok::<_, Error>(())
        };
        // Neither a refusal nor silence changes anything: the socket is dropped.
        if !matches!(timeout(FAREWELL, farewell).await, Ok(Ok(()))) {
            tracing::debug!(code, "the gateway did not say goodbye");
        }
    }
}

fn closed(frame: Option<CloseFrame>) -> End {
    match frame {
        Some(frame) => End::Closed { code: Some(frame.code.into()), reason: frame.reason.as_str().to_owned() },
        None => End::Closed { code: None, reason: String::new() },
    }
}

/// What an error of the stream means.
fn end(error: &Error) -> End {
    match error {
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            End::Closed { code: None, reason: String::new() }
        }
        Error::Capacity(_)
        | Error::Protocol(_)
        | Error::WriteBufferFull(_)
        | Error::Utf8(_)
        | Error::AttackAttempt
        | Error::Url(_)
        | Error::Http(_)
        | Error::HttpFormat(_) => End::Broken(error.to_string()),
    }
}
