//! The secure channel: whom we believe to be the gateway.
//!
//! Without a pin, the usual authorities vouch, and the name must fit. With pins, one of them must fit and nothing else
//! counts: a gateway makes its own certificate, without a name in it, marked as an authority. Either way the gateway must
//! prove that it holds the key.

mod fault;
mod pin;
#[cfg(test)]
mod tests;

use std::{io, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, InvalidMessage, OtherError, RootCertStore, client::WebPkiServerVerifier,
    crypto::ring, pki_types::ServerName,
};

pub use fault::{Fingerprint, NoFingerprint, Presented, TlsFault};
use pin::Judge;

use crate::{address::Host, link::DialFault};

/// Pins that count at once: the old one and the new one while a certificate is changed.
pub const MOST_PINS: usize = 2;

/// How a secure channel is made. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Trust {
    config: Arc<ClientConfig>,
}

impl Trust {
    /// Trusts the pins alone if there are any, of certificates or of keys; else the usual authorities. Of more than two
    /// the first two count.
    ///
    /// # Errors
    /// When the cryptography compiled in cannot do what TLS needs, which the tests rule out.
    pub fn new(pins: &[Fingerprint]) -> Result<Self, rustls::Error> {
        Self::with(pins, RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    fn with(pins: &[Fingerprint], roots: RootCertStore) -> Result<Self, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
        let pins = pins.iter().copied().take(MOST_PINS).collect();
        let judge = Judge { pins, authorities, provider: Arc::clone(&provider) };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge))
            .with_no_client_auth();
        Ok(Self { config: Arc::new(config) })
    }

    /// What makes the channel.
    pub(crate) fn connector(&self) -> tokio_rustls::TlsConnector {
        Arc::clone(&self.config).into()
    }
}

/// The name a certificate must be for.
pub(crate) fn server_name(host: &Host) -> Result<ServerName<'static>, DialFault> {
    match host {
        Host::Ip(ip) => Ok(ServerName::from(*ip)),
        Host::Name(name) => ServerName::try_from(name.clone())
            .map_err(|_| TlsFault::Other(format!("{name} is no name for a certificate")).into()),
    }
}

/// Why the channel was refused, out of what the stream said.
pub(crate) fn fault(error: &io::Error) -> DialFault {
    let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return DialFault::Unreachable(error.to_string());
    };
    let said = || crate::frames::shown(&tls.to_string());
    #[expect(clippy::wildcard_enum_match_arm, reason = "what else rustls says is told in its own words")]
    let fault = match tls {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(told))) => {
            told.downcast_ref::<TlsFault>().cloned().unwrap_or_else(|| TlsFault::Other(said()))
        }
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => TlsFault::NotTls,
        _ => TlsFault::Other(said()),
    };
    fault.into()
}
