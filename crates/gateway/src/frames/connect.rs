//! The first frames: the gateway's challenge, and who we say we are.

use serde::{Deserialize, Serialize};

use crate::{SecretText, secret::on_the_wire};

/// What the gateway wants signed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawChallenge")]
pub struct Challenge {
    /// Said once, signed once.
    pub nonce: String,
    /// The gateway's clock, milliseconds since 1970. It is signed instead of ours, so ours may be wrong.
    pub at: u64,
    /// Whether it names capabilities, as `OpenClaw` does and `ClawdBot` does not.
    pub names_capabilities: bool,
}

#[derive(Deserialize)]
struct RawChallenge {
    nonce: String,
    ts: u64,
    #[serde(default)]
    capabilities: Option<serde::de::IgnoredAny>,
}

impl TryFrom<RawChallenge> for Challenge {
    type Error = &'static str;

    fn try_from(raw: RawChallenge) -> Result<Self, Self::Error> {
        if raw.nonce.is_empty() || raw.nonce.len() > 256 {
            return Err("a nonce of 1 to 256 bytes is missing");
        }
        // It stands between bars in the signed text, so a bar in it would say something else.
        if raw.nonce.contains('|') {
            return Err("a nonce with a bar cannot be signed");
        }
        Ok(Self { nonce: raw.nonce, at: raw.ts, names_capabilities: raw.capabilities.is_some() })
    }
}

/// Parameters of `connect`. Both gateways refuse keys they do not know, so there are no others.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_debug_implementations, reason = "it holds a token")]
pub struct Connect {
    /// Lowest protocol we speak.
    pub min_protocol: u64,
    /// Highest protocol we speak.
    pub max_protocol: u64,
    /// What we are.
    pub client: Client,
    /// `node` or `operator`.
    pub role: &'static str,
    /// Rights asked for. Always sent: an absent list means every right to some gateways.
    pub scopes: Vec<String>,
    /// Capabilities offered.
    pub caps: Vec<String>,
    /// Commands offered, by a node.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
    /// The secret, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// Language of the answers.
    pub locale: &'static str,
    /// Name and version.
    pub user_agent: String,
    /// Which device, signed; none by whoever holds the shared token and is here for one task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
}

/// What connects. Ids and modes are closed lists; these stand on both gateways'.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// `node-host` or `gateway-client`.
    pub id: &'static str,
    /// Name for people; the gateway keeps the one of the first pairing.
    pub display_name: String,
    /// The product's version.
    pub version: String,
    /// `linux`, `macos` or `windows`; the same for life.
    pub platform: String,
    /// The same for life.
    pub device_family: String,
    /// `node`, `ui` or `backend`.
    pub mode: &'static str,
    /// The device id.
    pub instance_id: String,
}

/// The secret. One field of the two.
#[derive(Clone, Serialize)]
#[expect(missing_debug_implementations, reason = "it holds a token")]
pub struct Auth {
    /// The shared token, or a device token.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_the_wire")]
    pub token: Option<SecretText>,
    /// The shared password.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_the_wire")]
    pub password: Option<SecretText>,
}

/// Which device, and its signature over the challenge.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_debug_implementations, reason = "a signature is as good as a token while its challenge is open")]
pub struct Device {
    /// Hex of the hash of the public key.
    pub id: String,
    /// The public key, base64url.
    pub public_key: String,
    /// The signature, base64url.
    pub signature: String,
    /// The challenge's time.
    pub signed_at: u64,
    /// The challenge's nonce.
    pub nonce: String,
}
