//! The certificate that a gateway shows, for a person to compare.

use std::time::Duration;

use gateway::{
    dial,
    link::DialFault,
    tls::{Fingerprint, Presented, TlsFault, Trust},
};
use tokio::time;

use super::offer;
use crate::Settings;

/// What a gateway showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its certificate and its key.
    pub presented: Presented,
    /// Whether one of them is pinned already.
    pub is_pinned: bool,
    /// Whether anything is pinned.
    pub has_pins: bool,
}

/// Asks the gateway for its certificate. Nothing else is said to it.
///
/// # Errors
/// In words, when none is shown.
pub async fn look(settings: &Settings, within: Duration) -> Result<Shown, String> {
    if !settings.gateway.tls {
        return Err(
            "The settings call this gateway without encryption. Run: engram config set gateway.tls true".to_owned()
        );
    }
    let address = offer::address(settings).map_err(|fault| fault.to_string())?;
    // No certificate has this sum, so none is believed and each is told of.
    let trust = Trust::new(&[Fingerprint([0; 32])]).map_err(|fault| fault.to_string())?;
    let dialled = time::timeout(within, dial(address.clone(), false, trust)).await;
    let presented = match dialled {
        Ok(Err(DialFault::Tls(TlsFault::NotPinned(presented)))) => presented,
        Ok(Err(fault)) => return Err(format!("{}: {fault}.", address.origin())),
        Ok(Ok(_)) | Err(_) => return Err(format!("{} showed no certificate in time.", address.origin())),
    };
    let pins = offer::pins(settings);
    let is_pinned = pins.contains(&presented.certificate) || pins.contains(&presented.key);
    Ok(Shown { presented, is_pinned, has_pins: !pins.is_empty() })
}

/// A fingerprint that a person typed, in any of the usual forms.
///
/// # Errors
/// In words, when it is none.
pub fn typed(text: &str) -> Result<String, String> {
    text.parse::<Fingerprint>().map(|pin| pin.to_string()).map_err(|fault| format!("{fault}."))
}
