//! Values taken if they have the right kind, and as absent if not.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// A value of the right kind; anything else is as if it were absent.
pub(super) fn loose<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).ok())
}

/// Milliseconds that are a number above zero; anything else is as if it were absent. Too many are the most there are.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let told: Option<f64> = loose(deserializer)?;
    Ok(told.filter(|ms| *ms > 0.0).map(|ms| Duration::try_from_secs_f64(ms / 1000.0).unwrap_or(Duration::MAX)))
}
