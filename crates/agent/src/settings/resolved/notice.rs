//! What the trader should know about settings that are allowed.

use serde_json::Value;

use crate::settings::{Key, Origin};

/// One thing worth saying once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The key.
    pub path: &'static str,
    /// What there is to say, in whole sentences.
    pub what: String,
}

/// Waits of our own, seconds: a longest wait and a ping beyond them notice a dead gateway later.
const LONGEST_WAIT: f64 = 30.0;
const PING: f64 = 10.0;

impl Notice {
    pub(super) fn of(key: &Key, value: &Value, origin: &Origin) -> Option<Self> {
        let beyond = |ours: f64| value.as_f64().is_some_and(|set| set > ours);
        let what = match (key.path, origin) {
            ("gateway.token", Origin::File(place)) => format!(
                "The gateway's token stands in {}, readable by whoever reads that file. `engram secret keep \
                 gateway-token` keeps it in the key store of this system; then delete it there.",
                place.file
            ),
            ("gateway.allow_unencrypted", _) if value.as_str().is_some_and(|text| !text.is_empty()) => format!(
                "Unencrypted links to {} are allowed ({origin}): whoever is on the way reads the gateway's token and every \
                 answer. `gateway.tls` and `engram gateway pin` end that.",
                value.as_str().unwrap_or_default()
            ),
            ("gateway.max_reconnect_delay", _) if beyond(LONGEST_WAIT) => format!(
                "The longest wait is {value} s ({origin}), so the gateway may be found again up to {value} s after it is \
                 back, instead of {LONGEST_WAIT} s."
            ),
            ("gateway.ping_interval", _) if beyond(PING) => format!(
                "The gateway is pinged after {value} s of silence ({origin}), so a dead line is noticed within {} s \
                 instead of 20 s.",
                value.as_f64().unwrap_or(PING) + 10.0
            ),
            ("platforms.telegram.bot_token" | "platforms.telegram.allowed_users", _) if is_set(value) => format!(
                "{} ({origin}) is neither used nor stored: Engram has no Telegram link, your gateway has Telegram \
                 channels. Delete it from there.",
                key.path
            ),
            _ => return None,
        };
        Some(Self { path: key.path, what })
    }
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
