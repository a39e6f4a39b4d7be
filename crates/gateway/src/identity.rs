//! Who we are to a gateway: a key that is made once and kept, and its signature over the challenge.

#[cfg(test)]
mod tests;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    SecretText,
    frames::{Challenge, Device},
};

/// A device's key. One per role: a gateway refuses a second role for the same key. Losing it means a new pairing.
/// It cannot be printed, and is wiped when dropped.
///
/// ```compile_fail
/// format!("{:?}", gateway::identity::Identity::from_seed(&[7; 32]));
/// ```
/// ```compile_fail
/// gateway::identity::Identity::from_seed(&[7; 32]).clone();
/// ```
/// ```
/// assert_eq!(gateway::identity::Identity::from_seed(&[7; 32]).device_id().len(), 64);
/// ```
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub struct Identity {
    key: SigningKey,
    id: String,
}

/// The form of the signed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What both gateways take.
    V2,
    /// What `OpenClaw` alone takes: platform and device family are signed as well.
    V3,
}

/// What is signed beside the challenge: exactly what `connect` says.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it holds a token")]
pub struct Claim<'a> {
    /// `client.id`.
    pub client: &'a str,
    /// `client.mode`.
    pub mode: &'a str,
    /// `role`.
    pub role: &'a str,
    /// `scopes`, in the order sent.
    pub scopes: &'a [String],
    /// `auth.token`; with a password, and without any secret, none.
    pub token: Option<&'a SecretText>,
    /// `client.platform`.
    pub platform: &'a str,
    /// `client.deviceFamily`.
    pub device_family: &'a str,
}

impl Identity {
    /// The key that was kept.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let id = HEXLOWER.encode(&Sha256::digest(key.verifying_key().as_bytes()));
        Self { key, id }
    }

    /// The 32 bytes to keep, and to keep secret.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    /// The device id: hex of the hash of the public key. It is the node's id, too.
    pub fn device_id(&self) -> &str {
        &self.id
    }

    /// Signs a challenge.
    pub fn sign(&self, form: Form, claim: Claim<'_>, challenge: &Challenge) -> Device {
        let text = self.text(form, claim, challenge);
        Device {
            id: self.id.clone(),
            public_key: BASE64URL_NOPAD.encode(self.key.verifying_key().as_bytes()),
            signature: BASE64URL_NOPAD.encode(&self.key.sign(text.as_bytes()).to_bytes()),
            signed_at: challenge.at,
            nonce: challenge.nonce.clone(),
        }
    }

    /// What is signed. It holds the token, so it is wiped.
    fn text(&self, form: Form, claim: Claim<'_>, challenge: &Challenge) -> Zeroizing<String> {
        let Claim { client, mode, role, scopes, token, platform, device_family } = claim;
        let (id, at, nonce) = (&self.id, challenge.at, &challenge.nonce);
        let (scopes, token) = (scopes.join(","), token.map_or("", SecretText::expose));
        let version = match form {
            Form::V2 => "v2",
            Form::V3 => "v3",
        };
        let common = Zeroizing::new(format!("{version}|{id}|{client}|{mode}|{role}|{scopes}|{at}|{token}|{nonce}"));
        match form {
            Form::V2 => common,
            Form::V3 => {
                let plain = |text: &str| text.trim().to_lowercase();
                Zeroizing::new(format!("{}|{}|{}", *common, plain(platform), plain(device_family)))
            }
        }
    }
}
