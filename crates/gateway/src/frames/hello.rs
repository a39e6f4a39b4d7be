//! hello-ok: on which terms we are in.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde::Deserialize;

use super::loose::{loose, millis};
use crate::SecretText;

/// The tick both gateways use, and what counts where a gateway tells none.
const USUAL_TICK: Duration = Duration::from_secs(30);

/// Ticks outside this range are drawn into it.
const TICKS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(5));

/// `maxPayload` of `ClawdBot`, and what counts where a gateway tells none.
const USUAL_PAYLOAD: u64 = 524_288;

/// Payload limits outside this range are drawn into it.
const PAYLOADS: (u64, u64) = (65_536, super::LONGEST as u64);

/// What the gateway grants. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Which protocol is spoken, 3 or 4; none in the classic dialect.
    pub protocol: Option<u64>,
    /// The gateway's version, as it says; `ClawdBot` says `dev`.
    pub version: Option<String>,
    /// What may be asked for.
    methods: Arc<BTreeSet<String>>,
    /// How often it ticks; none in the classic dialect.
    pub tick: Option<Duration>,
    /// Longest frame it takes from us, bytes.
    pub longest: usize,
}

impl Terms {
    /// The terms of the classic dialect: none are told.
    pub fn classic() -> Self {
        Self { protocol: None, version: None, methods: Arc::default(), tick: None, longest: USUAL_PAYLOAD as usize }
    }

    /// Whether a method may be asked for. This is how features are told, never by the version.
    pub fn offers(&self, method: &str) -> bool {
        self.methods.contains(method)
    }
}

/// hello-ok: terms, and perhaps a token of our own.
#[expect(missing_debug_implementations, reason = "it holds a token")]
pub struct Granted {
    /// On which terms.
    pub terms: Terms,
    /// A token for this device and role, valid without the shared one.
    pub device_token: Option<SecretText>,
}

impl<'de> Deserialize<'de> for Granted {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawHello::deserialize(deserializer)?;
        let policy = raw.policy.unwrap_or_default();
        let payload = policy.max_payload.filter(|bytes| *bytes >= 1.0).map_or(USUAL_PAYLOAD, |bytes| bytes as u64);
        let auth = raw.auth.unwrap_or_default();
        Ok(Self {
            terms: Terms {
                protocol: Some(raw.protocol),
                version: raw.server.unwrap_or_default().version.map(|version| super::shown(&version)),
                methods: Arc::new(raw.features.unwrap_or_default().methods.unwrap_or_default()),
                tick: Some(policy.tick_interval_ms.unwrap_or(USUAL_TICK).clamp(TICKS.0, TICKS.1)),
                longest: payload.clamp(PAYLOADS.0, PAYLOADS.1) as usize,
            },
            device_token: auth.device_token.filter(|token| !token.expose().is_empty()),
        })
    }
}

#[derive(Deserialize)]
struct RawHello {
    protocol: u64,
    #[serde(default, deserialize_with = "loose")]
    server: Option<RawServer>,
    #[serde(default, deserialize_with = "loose")]
    features: Option<RawFeatures>,
    #[serde(default, deserialize_with = "loose")]
    auth: Option<RawAuth>,
    #[serde(default, deserialize_with = "loose")]
    policy: Option<RawPolicy>,
}

#[derive(Default, Deserialize)]
struct RawServer {
    #[serde(default)]
    version: Option<String>,
}

#[derive(Default, Deserialize)]
struct RawFeatures {
    #[serde(default, deserialize_with = "loose")]
    methods: Option<BTreeSet<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAuth {
    #[serde(default, deserialize_with = "loose")]
    device_token: Option<SecretText>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPolicy {
    #[serde(default, deserialize_with = "loose")]
    max_payload: Option<f64>,
    #[serde(default, deserialize_with = "millis")]
    tick_interval_ms: Option<Duration>,
}

/// Terms out of a hello-ok, for the tests of the link.
#[cfg(test)]
pub(crate) fn hear_terms(hello: &str) -> Terms {
    serde_json::from_str::<Granted>(hello).unwrap().terms
}
