//! Why a secure channel was refused.

use std::{fmt, str::FromStr};

use data_encoding::HEXLOWER;

/// SHA-256 of a certificate or of a public key, both in DER. Its text is 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// What a gateway showed us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Of the leaf certificate: what `OpenClaw` shows as its fingerprint.
    pub certificate: Fingerprint,
    /// Of the public key inside: what outlives a renewal.
    pub key: Fingerprint,
}

/// Why a secure channel was refused. Nothing was said on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// Nobody vouches for the certificate. A person may compare the fingerprint and pin it.
    #[error("nobody vouches for the gateway's certificate; its fingerprint is {}", .0.certificate)]
    Untrusted(Presented),
    /// It is not the one that was pinned.
    #[error("the gateway's certificate is not the pinned one; its fingerprint is {}", .0.certificate)]
    NotPinned(Presented),
    /// Its time is over.
    #[error("the gateway's certificate has expired")]
    Expired,
    /// Its time has not come; perhaps this machine's clock is wrong.
    #[error("the gateway's certificate is not valid yet; is this machine's clock right?")]
    NotYetValid,
    /// It is for another name.
    #[error("the gateway's certificate is for another name")]
    WrongName,
    /// What answers does not speak TLS; perhaps it is `ws://`.
    #[error("what answers speaks no TLS; perhaps the address begins with ws://")]
    NotTls,
    /// Something else.
    #[error("the secure channel was refused: {0}")]
    Other(String),
}

/// A text that is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 64 hex digits, perhaps with colons between and `sha256:` before them")]
pub struct NoFingerprint;

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        let text = text.trim().to_ascii_lowercase();
        let digits = text.strip_prefix("sha256:").unwrap_or(&text);
        let pairs: Vec<_> = digits.split(':').collect();
        // Colons stand between every two digits, or nowhere.
        if pairs.len() > 1 && pairs.iter().any(|pair| pair.len() != 2) {
            return Err(NoFingerprint);
        }
        let bytes = HEXLOWER.decode(pairs.concat().as_bytes()).map_err(|_| NoFingerprint)?;
        bytes.try_into().map(Self).map_err(|_| NoFingerprint)
    }
}
