//! How a gateway says no.

use std::time::Duration;

use serde::Deserialize;

use super::loose::{loose, millis};

/// A request that was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The class of it, `INVALID_REQUEST` and the like.
    #[serde(default)]
    pub code: String,
    /// In words. Fit to be shown only through [`shown`](super::shown).
    #[serde(default)]
    pub message: String,
    /// When it may be tried again, from now.
    #[serde(default, deserialize_with = "millis", rename = "retryAfterMs")]
    pub retry_after: Option<Duration>,
    /// What exactly; empty where the gateway gives no details.
    #[serde(default, deserialize_with = "detailed")]
    pub details: Details,
}

/// What exactly was refused. `ClawdBot` gives hardly any of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The cause, `PAIRING_REQUIRED` and the like.
    #[serde(default, deserialize_with = "loose")]
    pub code: Option<String>,
    /// Why, in one word: `not-paired`, `startup-sidecars` and the like.
    #[serde(default, deserialize_with = "loose")]
    pub reason: Option<String>,
    /// What the owner approves.
    #[serde(default, deserialize_with = "loose")]
    pub request_id: Option<String>,
    /// Whether we shall not dial until a person says so.
    #[serde(default, deserialize_with = "loose")]
    pub pause_reconnect: Option<bool>,
    /// What the gateway would do next.
    #[serde(default, deserialize_with = "loose")]
    pub recommended_next_step: Option<String>,
    /// The protocol it wants.
    #[serde(default, deserialize_with = "loose")]
    pub expected_protocol: Option<u64>,
    /// When it may be tried again, from now, where it stands here.
    #[serde(default, deserialize_with = "millis", rename = "retryAfterMs")]
    pub retry_after: Option<Duration>,
}

fn detailed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Details, D::Error> {
    Ok(loose(deserializer)?.unwrap_or_default())
}

impl Refusal {
    /// When it may be tried again, wherever the gateway said it.
    pub fn again_after(&self) -> Option<Duration> {
        self.retry_after.or(self.details.retry_after)
    }

    /// Whether it means that our commands are not approved yet. It says retryable, and is not.
    pub fn is_unapproved(&self) -> bool {
        self.details.code.as_deref() == Some("PAIRING_CHANGED")
    }
}
