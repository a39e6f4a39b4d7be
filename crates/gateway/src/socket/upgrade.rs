//! From a stream of bytes to a socket: one request, one answer. Redirects are not followed, cookies not kept, and there
//! is no `Origin`: with one, a gateway takes us for a page in a browser.

use std::time::{Duration, Instant};

use tokio_tungstenite::{
    client_async_with_config,
    tungstenite::{
        Error,
        client::IntoClientRequest,
        error::{ProtocolError, SubProtocolError},
        handshake::client::Request,
        http::{HeaderMap, HeaderValue, header},
        protocol::WebSocketConfig,
    },
};

use super::{Bytes, Socket};
use crate::{SecretText, address::Address, frames::LONGEST, link::DialFault};

/// What is asked for.
pub(crate) struct Upgrade {
    /// Where.
    pub(crate) address: Address,
    /// What only the classic dialect says.
    pub(crate) classic: Option<ClassicHeaders>,
    /// Name and version.
    pub(crate) user_agent: String,
}

/// What only the classic dialect says: it has no frames for it.
pub(crate) struct ClassicHeaders {
    pub(crate) subprotocol: Option<String>,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) token: Option<SecretText>,
}

/// Asks for a socket.
pub(crate) async fn upgrade<S: Bytes>(stream: S, asked: &Upgrade, now: Instant) -> Result<Socket<S>, DialFault> {
    let request = request(asked)?;
    match client_async_with_config(request, stream, Some(limits())).await {
        Ok((stream, _)) => Ok(Socket::new(stream, now)),
        Err(error) => Err(fault(&error)),
    }
}

/// How much is read at once, and that nothing is held back that could be written.
pub(super) fn limits() -> WebSocketConfig {
    WebSocketConfig::default().write_buffer_size(0).max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST))
}

fn request(asked: &Upgrade) -> Result<Request, DialFault> {
    let unusable = |what: &str| DialFault::NoWebSocket(format!("{what} cannot stand in a request"));
    let value = |name: &str, text: &str| HeaderValue::from_str(text).map_err(|_| unusable(name));
    let mut request = asked.address.to_string().into_client_request().map_err(|_| unusable("the address"))?;
    let headers = request.headers_mut();
    let Some(classic) = &asked.classic else {
        headers.insert(header::USER_AGENT, value("the name", &asked.user_agent)?);
        return Ok(request);
    };
    headers.insert(header::USER_AGENT, HeaderValue::from_static("Engram-Agent/1.0"));
    headers.insert("X-Agent-ID", value("the id", &classic.id)?);
    headers.insert("X-Agent-Version", value("the version", &classic.version)?);
    if let Some(subprotocol) = &classic.subprotocol {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, value("the subprotocol", subprotocol)?);
    }
    if let Some(token) = &classic.token {
        let mut bearer = value("the token", &format!("Bearer {}", token.expose()))?;
        bearer.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, bearer);
    }
    Ok(request)
}

/// Why there is no socket.
fn fault(error: &Error) -> DialFault {
    match error {
        Error::Http(answer) => {
            DialFault::Http { status: answer.status().as_u16(), retry_after: seconds(answer.headers()) }
        }
        Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(SubProtocolError::NoSubProtocol)) => {
            DialFault::NoSubprotocol
        }
        Error::Io(error) => DialFault::Unreachable(error.to_string()),
        Error::ConnectionClosed | Error::AlreadyClosed | Error::Protocol(ProtocolError::HandshakeIncomplete) => {
            DialFault::Unreachable("it hung up".to_owned())
        }
        Error::Tls(_)
        | Error::Capacity(_)
        | Error::Protocol(_)
        | Error::WriteBufferFull(_)
        | Error::Utf8(_)
        | Error::AttackAttempt
        | Error::Url(_)
        | Error::HttpFormat(_) => DialFault::NoWebSocket(error.to_string()),
    }
}

/// `Retry-After` in seconds. As a date it is not understood, and the usual wait counts.
fn seconds(headers: &HeaderMap) -> Option<Duration> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
