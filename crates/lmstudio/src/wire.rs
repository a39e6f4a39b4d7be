//! Requests to one origin: no proxy, no redirect, no token for anybody else, and an end to every reply.

mod broken;
mod resolve;

use std::{sync::Arc, time::Duration};

use futures_util::{
    future::BoxFuture,
    stream::{self, BoxStream, StreamExt},
};
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    Bearer, Origin, Patience, clean,
    fault::{Asked, Class, Fault, Timer, is_error},
    origin::{Reach, Remote},
};
use resolve::Guarded;

/// Most bytes of a reply that is read whole.
pub(crate) const MOST_BODY: usize = 1 << 20;

/// Most bytes of an inventory.
const MOST_LIST: usize = 4 << 20;

/// The server closes an idle connection after 5 s: one that is older than this may be closing.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);

/// Bytes as they come. Dropping it closes the connection, which is how a server is told to stop.
pub(crate) type Bytes = BoxStream<'static, Result<Vec<u8>, Fault>>;

/// A reply whose body has not been read.
pub(crate) struct Reply {
    pub status: u16,
    /// It is a stream of events.
    pub is_stream: bool,
    pub retry_after: Option<Duration>,
    pub body: Bytes,
}

/// One origin, and how it is spoken to.
#[derive(Clone)]
pub(crate) struct Wire {
    http: reqwest::Client,
    origin: Origin,
    bearer: Option<Bearer>,
    reply: Duration,
}

impl Wire {
    /// # Errors
    /// When the origin may not be dialled, or this system has no certificates to check it with.
    pub(crate) fn new(
        origin: Origin,
        bearer: Option<Bearer>,
        remote: Remote,
        patience: &Patience,
    ) -> Result<Self, Fault> {
        if origin.reach() == Reach::Remote && remote == Remote::Refused {
            return Err(Fault::new(Class::Forbidden, format!("{origin} is another machine, and prompts stay here.")));
        }
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .connect_timeout(patience.connect)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(IDLE_CONNECTION)
            .dns_resolver(Guarded { remote })
            .tls_backend_preconfigured(tls(&origin)?)
            .build()
            .map_err(|error| Fault::new(Class::Forbidden, clean::line(&error.to_string(), 300)))?;
        let bearer = bearer.filter(|bearer| bearer.is_for(&origin));
        Ok(Self { http, origin, bearer, reply: patience.reply })
    }

    pub(crate) const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether both send the same token, or none.
    pub(crate) fn has_token_of(&self, other: &Self) -> bool {
        match (&self.bearer, &other.bearer) {
            (Some(one), Some(other)) => one.is_same(other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// What a reply is judged by, on a path that LM Studio has had in every version or not.
    pub(crate) fn asked(&self, path_is_known: bool) -> Asked {
        Asked { with_token: self.bearer.is_some(), path_is_known }
    }

    /// A JSON document.
    pub(crate) async fn get(&self, path: &'static str, asked: Asked) -> Result<Value, Fault> {
        let reply = self.send(Method::GET, path, None);
        self.within(self.reply, document(reply, MOST_LIST, asked)).await
    }

    /// What a server answers to a JSON document. It is sent once: what it starts may have begun.
    pub(crate) async fn post(
        &self,
        path: &'static str,
        body: String,
        within: Duration,
        asked: Asked,
    ) -> Result<Value, Fault> {
        let reply = self.send_once(Method::POST, path, Some(body));
        self.within(within, document(reply, MOST_BODY, asked)).await
    }

    /// Sends, and returns as soon as the head of the reply is there.
    pub(crate) fn open(&self, path: &'static str, body: String) -> BoxFuture<'static, Result<Reply, Fault>> {
        let wire = self.clone();
        Box::pin(async move { wire.send(Method::POST, path, Some(body)).await })
    }

    /// A fault without the token, should a server have repeated it.
    pub(crate) fn redacted(&self, fault: Fault) -> Fault {
        match &self.bearer {
            Some(bearer) => Fault { text: bearer.redacted(&fault.text), ..fault },
            None => fault,
        }
    }

    async fn within<T>(&self, time: Duration, reply: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let late = || Fault::new(Class::TimedOut(Timer::Total), format!("No whole reply within {time:?}."));
        timeout(time, reply).await.unwrap_or_else(|_| Err(late())).map_err(|fault| self.redacted(fault))
    }

    /// One that was reset before it was answered is sent once more: the server may just have closed an idle connection.
    async fn send(&self, method: Method, path: &'static str, body: Option<String>) -> Result<Reply, Fault> {
        let first = self.send_once(method.clone(), path, body.clone()).await;
        match first {
            Err(fault) if fault.class == Class::Truncated => self.send_once(method, path, body).await,
            Ok(_) | Err(_) => first,
        }
    }

    async fn send_once(&self, method: Method, path: &'static str, body: Option<String>) -> Result<Reply, Fault> {
        let mut request = self.http.request(method, self.origin.at(path)).header(ACCEPT, "application/json");
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        if let Some(bearer) = &self.bearer {
            let mut value = HeaderValue::from_str(&bearer.header())
                .map_err(|_| Fault::new(Class::BadToken, "It holds a character that cannot be sent."))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.send().await.map_err(|error| broken::fault(&error, &self.origin))?;
        if response.status().is_redirection() && response.status() != StatusCode::NOT_MODIFIED {
            return Err(redirected(&response));
        }
        Ok(reply(response, self.origin.clone()))
    }
}

async fn document(
    reply: impl Future<Output = Result<Reply, Fault>>,
    most: usize,
    asked: Asked,
) -> Result<Value, Fault> {
    let reply = reply.await?;
    let (status, retry_after) = (reply.status, reply.retry_after);
    judged(status, &whole(reply.body, most).await?, retry_after, asked)
}

/// Reads a JSON document that is no error.
///
/// # Errors
/// For everything else, whatever its status.
pub(crate) fn judged(status: u16, text: &str, retry_after: Option<Duration>, asked: Asked) -> Result<Value, Fault> {
    match serde_json::from_str::<Value>(text) {
        Ok(value) if (200..300).contains(&status) && !is_error(&value) => Ok(value),
        Ok(_) | Err(_) => Err(Fault::of_reply(status, text, retry_after, asked)),
    }
}

/// A body to its end.
///
/// # Errors
/// When it breaks off, or is larger than this.
pub(crate) async fn whole(mut body: Bytes, most: usize) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > most {
            return Err(Fault::new(Class::TooLarge, format!("More than {most} bytes.")));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn reply(response: Response, origin: Origin) -> Reply {
    let header = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_stream = header(CONTENT_TYPE).is_some_and(|kind| kind.trim().starts_with("text/event-stream"));
    let retry_after = header(RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok()).map(Duration::from_secs);
    let status = response.status().as_u16();
    let body = stream::unfold(Some(response), move |response| {
        let origin = origin.clone();
        async move {
            let mut response = response?;
            match response.chunk().await {
                Ok(chunk) => Some((Ok(chunk?.to_vec()), Some(response))),
                Err(error) => Some((Err(broken::fault(&error, &origin)), None)),
            }
        }
    });
    Reply { status, is_stream, retry_after, body: body.boxed() }
}

fn redirected(response: &Response) -> Fault {
    let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("elsewhere");
    let text = clean::line(&format!("It redirects to {to}, which is not followed."), 300);
    Fault { status: Some(response.status().as_u16()), ..Fault::new(Class::NotLmStudio, text) }
}

/// Certificates are read from the system only where they are needed: a plain origin works on a system without any.
fn tls(origin: &Origin) -> Result<ClientConfig, Fault> {
    let none = |error: rustls::Error| {
        Fault::new(Class::Forbidden, clean::line(&format!("{origin} cannot be checked: {error}"), 300))
    };
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(none)?;
    let trusted = if origin.is_plain() {
        builder.with_root_certificates(RootCertStore::empty())
    } else {
        builder.with_platform_verifier().map_err(none)?
    };
    Ok(trusted.with_no_client_auth())
}
