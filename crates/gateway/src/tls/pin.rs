//! Judges a certificate.

use std::sync::Arc;

use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use sha2::{Digest, Sha256};

use super::{Fingerprint, Presented, TlsFault};

/// Judges a certificate by pins, or by the usual authorities where there are none.
#[derive(Debug)]
pub(super) struct Judge {
    pub(super) pins: Vec<Fingerprint>,
    pub(super) authorities: Arc<WebPkiServerVerifier>,
    pub(super) provider: Arc<CryptoProvider>,
}

fn presented(leaf: &CertificateDer<'_>) -> Result<Presented, Error> {
    let sum = |bytes: &[u8]| Fingerprint(Sha256::digest(bytes).into());
    let key = ParsedCertificate::try_from(leaf)?.subject_public_key_info();
    Ok(Presented { certificate: sum(leaf), key: sum(&key) })
}

fn refused(fault: TlsFault) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(fault))))
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let presented = presented(leaf)?;
        if !self.pins.is_empty() {
            let fits = self.pins.contains(&presented.certificate) || self.pins.contains(&presented.key);
            return if fits {
                Ok(ServerCertVerified::assertion())
            } else {
                Err(refused(TlsFault::NotPinned(presented)))
            };
        }
        let error = match self.authorities.verify_server_cert(leaf, intermediates, name, ocsp, now) {
            Ok(verified) => return Ok(verified),
            Err(error) => error,
        };
        #[expect(clippy::wildcard_enum_match_arm, reason = "what else is wrong with it is told in rustls' words")]
        Err(match error {
            Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
                refused(TlsFault::Expired)
            }
            Error::InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => {
                refused(TlsFault::NotYetValid)
            }
            Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            ) => refused(TlsFault::WrongName),
            // `Other` is a certificate that its own maker marked as an authority.
            Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::Other(_)) => {
                refused(TlsFault::Untrusted(presented))
            }
            other => other,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
