//! One client for every market place: no proxy, no redirect, no cookie, and an end to every answer.

mod line;
mod resolve;

use std::{io::Read, sync::Arc, time::Duration};

use flate2::read::GzDecoder;
use reqwest::{
    StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, DATE, HeaderMap, RETRY_AFTER, USER_AGENT},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::{
    BoxFuture, Endpoint,
    venue::Get,
    wire::{Broken, Line, Reply, Wire},
};
use resolve::Guarded;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);

/// Who asks.
const NAME: &str = concat!("engram/", env!("CARGO_PKG_VERSION"));

/// Requests and sockets of one market place over the network.
pub(crate) struct Http {
    client: reqwest::Client,
    tls: Arc<ClientConfig>,
    rest: Endpoint,
    stream: Option<Endpoint>,
    used_header: Option<&'static str>,
}

impl Http {
    /// # Errors
    /// When the cryptography compiled in cannot do what TLS needs, which the tests rule out.
    pub(crate) fn new(
        rest: Endpoint,
        stream: Option<Endpoint>,
        used_header: Option<&'static str>,
    ) -> Result<Self, Broken> {
        let forbidden = |error: &dyn std::error::Error| Broken::Forbidden(error.to_string());
        // Whom the browsers trust, built in: a system without certificates can ask a market place too.
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| forbidden(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .pool_max_idle_per_host(2)
            .dns_resolver(Guarded { endpoint: rest.clone() })
            .tls_backend_preconfigured(tls.clone())
            .build()
            .map_err(|error| forbidden(&error))?;
        Ok(Self { client, tls: Arc::new(tls), rest, stream, used_header })
    }

    async fn ask(&self, get: &Get) -> Result<Reply, Broken> {
        let mut url = self.rest.at(&get.path);
        if !get.query.is_empty() {
            url.query_pairs_mut().extend_pairs(get.query.iter().map(|(name, value)| (*name, value.as_str())));
        }
        let request = self
            .client
            .get(url)
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "gzip")
            .header(USER_AGENT, NAME);
        let mut response = request.send().await.map_err(|error| broken(&error))?;
        let status = response.status();
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            return Err(Broken::Nonsense(format!("status {}, a redirect, which is not followed", status.as_u16())));
        }
        let mut reply = self.head(status.as_u16(), response.headers());
        let is_packed = match response.headers().get(CONTENT_ENCODING).map(reqwest::header::HeaderValue::as_bytes) {
            None | Some(b"identity" | b"") => false,
            Some(b"gzip" | b"x-gzip") => true,
            Some(_) => return Err(Broken::Nonsense("an encoding that was not asked for".to_owned())),
        };
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
            if body.len() + chunk.len() > get.most {
                return Err(Broken::TooLarge(get.most));
            }
            body.extend_from_slice(&chunk);
        }
        reply.body = if is_packed { unpacked(&body, get.most)? } else { body };
        Ok(reply)
    }

    fn head(&self, status: u16, headers: &HeaderMap) -> Reply {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let date_ms = text(DATE.as_str()).and_then(http_date);
        // As a date it is told by the same clock as the answer's own.
        let until = |told: &str| u64::try_from(http_date(told)? - date_ms?).ok().map(Duration::from_millis);
        let retry_after = text(RETRY_AFTER.as_str())
            .and_then(|told| told.parse().map(Duration::from_secs).ok().or_else(|| until(told)));
        let used = self.used_header.and_then(text).and_then(|used| used.parse().ok());
        Reply { status, retry_after, used, date_ms, body: Vec::new() }
    }
}

impl Wire for Http {
    fn get<'a>(&'a self, get: &'a Get) -> BoxFuture<'a, Result<Reply, Broken>> {
        Box::pin(self.ask(get))
    }

    fn socket<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Box<dyn Line>, Broken>> {
        Box::pin(async move {
            let Some(stream) = &self.stream else { return Err(Broken::Forbidden("it has no stream".to_owned())) };
            line::open(stream, path, &self.tls).await
        })
    }
}

/// An answer's bytes, and no more than may be: a few packed ones can hold very many.
fn unpacked(packed: &[u8], most: usize) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    let read = GzDecoder::new(packed).take(most as u64 + 1).read_to_end(&mut body);
    match read {
        Ok(_) if body.len() > most => Err(Broken::TooLarge(most)),
        Ok(_) => Ok(body),
        Err(error) => Err(Broken::Unreachable(format!("its answer broke off: {error}"))),
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, ms UTC.
fn http_date(text: &str) -> Option<i64> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(jiff::Timestamp::as_millisecond)
}

fn broken(error: &reqwest::Error) -> Broken {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let text = causes.last().map_or_else(|| error.to_string(), ToString::to_string);
    if text == resolve::Inside.to_string() { Broken::Forbidden(text) } else { Broken::Unreachable(text) }
}

#[cfg(test)]
mod tests;
