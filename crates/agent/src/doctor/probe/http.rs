//! One request, without a token, a cookie or a body.

use std::{net::SocketAddr, time::Duration};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time};

use crate::doctor::reach::Http;

/// From the call to the end of the answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// More than any answer that is read here takes.
const MOST_BYTES: usize = 1 << 20;

/// Most bytes of an answer's head.
const HEAD: usize = 16 * 1024;

/// Asks for a path.
pub(super) async fn get(at: SocketAddr, path: &str) -> Http {
    time::timeout(PATIENCE, exchange(at, path)).await.unwrap_or(Http::Silent(PATIENCE))
}

async fn exchange(at: SocketAddr, path: &str) -> Http {
    let failed = |why: &dyn std::fmt::Display| Http::Failed(why.to_string());
    let stream = match TcpStream::connect(at).await {
        Ok(stream) => stream,
        Err(error) => return failed(&error),
    };
    let mut http = http1::Builder::new();
    http.max_buf_size(HEAD);
    let (mut sender, connection) = match http.handshake(TokioIo::new(stream)).await {
        Ok(both) => both,
        Err(error) => return failed(&error),
    };
    let request = Request::get(path)
        .header(header::HOST, at.to_string())
        .header(header::USER_AGENT, concat!("engram/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new());
    let request = match request {
        Ok(request) => request,
        Err(error) => return failed(&error),
    };
    let asking = async {
        let answer = match sender.send_request(request).await {
            Ok(answer) => answer,
            // What closes without a word, or says something else, is no server of ours.
            Err(error) if error.is_parse() || error.is_incomplete_message() => return Http::Other,
            Err(error) => return failed(&error),
        };
        let code = answer.status().as_u16();
        match Limited::new(answer.into_body(), MOST_BYTES).collect().await {
            Ok(body) => Http::Answered { code, body: body.to_bytes().to_vec() },
            Err(error) => failed(&error),
        }
    };
    tokio::pin!(asking, connection);
    tokio::select! {
        biased;
        answer = &mut asking => answer,
        // It ends with the answer, or has said why.
        _ = &mut connection => asking.await,
    }
}
