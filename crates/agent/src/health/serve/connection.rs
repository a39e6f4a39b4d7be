//! One connection: one request, one answer.

use std::{convert::Infallible, sync::atomic::Ordering, time::Duration};

use http_body_util::Full;
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, time};

use super::Serve;
use crate::health::answer::{self, Asked, Known, Reply};

/// How long a request may take, from its connection to the end of its answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most bytes of a request's head; the least that hyper takes.
const HEAD: usize = 8 * 1024;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

impl Serve {
    pub(super) async fn connection(self, stream: TcpStream) {
        let service = service_fn(move |request: Request<Incoming>| {
            let answered = self.answer(&request);
            async move { Ok::<_, Infallible>(answered) }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(HEAD).keep_alive(false);
        let served = time::timeout(PATIENCE, http.serve_connection(TokioIo::new(stream), service)).await;
        // Whoever asks badly is answered by hyper, and is no news.
        match served {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::trace!(%error, "a health request went wrong"),
            Err(_) => tracing::trace!("a health request took too long"),
        }
    }

    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let health = self.watched.health.borrow().clone();
        let headers = request.headers();
        let all = |name: &HeaderName| headers.get_all(name).iter().map(|value| value.to_str().ok()).collect();
        let asked = Asked {
            method: request.method().as_str(),
            path: request.uri().path(),
            is_absolute: request.uri().authority().is_some(),
            hosts: all(&header::HOST),
            has_origin: headers.contains_key(header::ORIGIN),
            fetch_sites: all(&FETCH_SITE),
        };
        let age = self.watched.beat.age((self.watched.clock)());
        let metrics = self.metrics.load(Ordering::Relaxed);
        response(answer::to(&asked, Known { health: &health, age, port: self.port, metrics }))
    }
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = StatusCode::from_u16(reply.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if reply.code == 405 {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}
