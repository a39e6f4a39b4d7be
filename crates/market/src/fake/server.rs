//! The market place on a port of this computer.

use std::{io, net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};

use super::{socket, world::World};
use crate::{Endpoint, VenueName};

/// A market place that listens, until it is dropped.
#[derive(Debug)]
pub struct Served {
    at: SocketAddr,
    venue: VenueName,
    task: JoinHandle<()>,
}

impl Served {
    /// Listens on a port of its own.
    ///
    /// # Errors
    /// When there is none.
    pub async fn start(world: World) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let at = listener.local_addr()?;
        let venue = world.inner().venue;
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let world = world.clone();
                tokio::spawn(async move {
                    if let Err(error) = connection(stream, world).await {
                        tracing::trace!(%error, "a connection ended");
                    }
                });
            }
        });
        Ok(Self { at, venue, task })
    }

    /// Where it is asked, such as `http://127.0.0.1:4711`.
    pub fn address(&self) -> String {
        format!("http://{}", self.at)
    }

    /// The same as rows of the settings' table `market.endpoints`.
    pub fn rows(&self) -> String {
        let venue = self.venue;
        format!("\"{venue}\" = \"{}\", \"{venue}-stream\" = \"ws://{}\"", self.address(), self.at)
    }

    /// The same for requests.
    pub fn rest(&self) -> Endpoint {
        Endpoint::parse(&self.address()).unwrap()
    }

    /// The same for its stream.
    pub fn stream(&self) -> Endpoint {
        Endpoint::parse(&format!("ws://{}", self.at)).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(stream: TcpStream, world: World) -> io::Result<()> {
    // What comes first is looked at and left, so that whoever answers reads it from the beginning.
    let mut head = [0; 2_048];
    let length = stream.peek(&mut head).await?;
    let text = String::from_utf8_lossy(&head[..length]).to_ascii_lowercase();
    if text.contains("upgrade: websocket") {
        return web_socket(stream, world).await;
    }
    requests(stream, world).await
}

async fn requests(mut stream: TcpStream, world: World) -> io::Result<()> {
    let mut read = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        };
        let head = String::from_utf8_lossy(&read.drain(..end).collect::<Vec<_>>()).into_owned();
        let target = head.split(' ').nth(1).unwrap_or("/").to_owned();
        let answer = world.answer(&target);
        tokio::time::sleep(answer.wait.min(Duration::from_mins(10))).await;
        if answer.resets {
            return stream.set_zero_linger();
        }
        let date = jiff::Timestamp::from_millisecond(answer.date_ms).unwrap_or_default();
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT");
        let mut lines = format!(
            "HTTP/1.1 {} X\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            answer.status,
            answer.body.len()
        );
        if let Some(seconds) = answer.retry_after {
            lines += &format!("Retry-After: {seconds}\r\n");
        }
        if let Some(used) = answer.used {
            lines += &format!("X-MBX-USED-WEIGHT-1M: {used}\r\n");
        }
        if answer.status == 302 {
            lines += "Location: http://127.0.0.1:1/elsewhere\r\n";
        }
        stream.write_all(lines.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
        stream.write_all(&answer.body).await?;
        stream.flush().await?;
    }
}

async fn web_socket(stream: TcpStream, world: World) -> io::Result<()> {
    let mut path = String::new();
    #[expect(clippy::result_large_err, reason = "the library's own type")]
    let look = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        path = request.uri().to_string();
        Ok(response)
    };
    if world.inner().refuses_sockets {
        return Ok(());
    }
    let socket = accept_hdr_async(stream, look).await.map_err(io::Error::other)?;
    let (mut writer, mut reader) = socket.split();
    let (to_venue, from_client) = mpsc::channel(64);
    let (to_client, mut from_venue) = mpsc::channel::<String>(1_024);
    let speaking = tokio::spawn(socket::speak(world, path, from_client, to_client));
    loop {
        tokio::select! {
            heard = reader.next() => match heard {
                Some(Ok(Message::Text(text))) => if to_venue.send(text.as_str().to_owned()).await.is_err() { break },
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            said = from_venue.recv() => match said {
                Some(text) => if writer.send(Message::text(text)).await.is_err() { break },
                // Abruptly: without a word.
                None => break,
            },
        }
    }
    speaking.abort();
    Ok(())
}
