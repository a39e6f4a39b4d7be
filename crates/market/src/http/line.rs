//! One socket: texts in, texts out. What is no text is a sign of life.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

use super::{CONNECT, resolve};
use crate::{
    BoxFuture, Endpoint,
    wire::{Broken, Line},
};

/// Most bytes of one message: a snapshot of many candles fits.
const MOST: usize = 4 << 20;

/// How long the upgrade may take.
const UPGRADE: Duration = Duration::from_secs(10);

struct Socket<S>(WebSocketStream<S>);

pub(super) async fn open(at: &Endpoint, path: &str, tls: &Arc<ClientConfig>) -> Result<Box<dyn Line>, Broken> {
    let late = |_| Broken::Unreachable("no socket in time".to_owned());
    timeout(CONNECT + UPGRADE, dial(at, path, tls)).await.map_err(late)?
}

async fn dial(at: &Endpoint, path: &str, tls: &Arc<ClientConfig>) -> Result<Box<dyn Line>, Broken> {
    let unreachable = |error: std::io::Error| Broken::Unreachable(error.to_string());
    let host = at.host().trim_matches(['[', ']']);
    let found = resolve::admitted(at, host, at.port()).await.map_err(|error| match error.get_ref() {
        Some(inside) if inside.is::<resolve::Inside>() => Broken::Forbidden(inside.to_string()),
        Some(_) | None => unreachable(error),
    })?;
    let stream = TcpStream::connect(found.as_slice()).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    if at.is_plain() {
        return upgraded(at, path, stream).await;
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|error| Broken::Forbidden(error.to_string()))?;
    let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await.map_err(unreachable)?;
    upgraded(at, path, stream).await
}

async fn upgraded<S>(at: &Endpoint, path: &str, stream: S) -> Result<Box<dyn Line>, Broken>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let request = at.at(path).as_str().into_client_request().map_err(|error| Broken::Forbidden(error.to_string()))?;
    let config = WebSocketConfig::default().max_message_size(Some(MOST)).max_frame_size(Some(MOST));
    let (socket, _) = client_async_with_config(request, stream, Some(config))
        .await
        .map_err(|error| Broken::Unreachable(error.to_string()))?;
    Ok(Box::new(Socket(socket)))
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Line for Socket<S> {
    fn say<'a>(&'a mut self, text: &'a str) -> BoxFuture<'a, Result<(), Broken>> {
        Box::pin(async move {
            self.0.send(Message::text(text)).await.map_err(|error| Broken::Unreachable(error.to_string()))
        })
    }

    fn hear(&mut self) -> BoxFuture<'_, Result<String, Broken>> {
        Box::pin(async move {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => Ok(text.as_str().to_owned()),
                // Its pong leaves with what is written next, at the latest with the flush here.
                Some(Ok(Message::Ping(_))) => {
                    self.0.flush().await.map_err(|error| Broken::Unreachable(error.to_string()))?;
                    Ok(String::new())
                }
                Some(Ok(Message::Binary(_) | Message::Pong(_) | Message::Frame(_))) => Ok(String::new()),
                Some(Ok(Message::Close(_))) | None => Err(Broken::Unreachable("it hung up".to_owned())),
                Some(Err(error)) => Err(Broken::Unreachable(error.to_string())),
            }
        })
    }
}
