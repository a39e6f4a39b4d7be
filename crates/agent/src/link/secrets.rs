//! Which secrets a link may use: the user's token, for the one gateway it was given for, and what the gateway issued.

use std::sync::Arc;

use gateway::{Credentials, Given, Handle, SecretText};
use tokio::{runtime, sync::watch};

use super::device::Device;
use crate::{
    Secret, Vault,
    secret::{Found, SecretName, SecretOrigin},
};

/// Gives a link its token once it is found, wants the link, and keeps what the gateway issues.
pub(super) struct Keeping {
    pub(super) device: Device,
    pub(super) vault: Arc<Vault>,
    pub(super) given: watch::Sender<Credentials>,
    /// Why a token was not offered.
    pub(super) tell: Option<watch::Sender<Option<String>>>,
    pub(super) runtime: runtime::Handle,
}

/// The token for a gateway, or why it is not for this one.
pub(super) fn given(vault: &Vault, device: &Device, origin: &str) -> Result<Option<Given>, String> {
    let found = vault.find(SecretName::GatewayToken).map_err(|fault| {
        tracing::warn!("the gateway's token cannot be had: {fault}");
        fault.to_string()
    })?;
    let Some(Found { secret, origin: from }) = found else { return Ok(None) };
    // Whoever sets a variable or a file for it sets the gateway's address as well. What lies in a store stays there when
    // the address is changed, by whomever.
    let is_stored = match from {
        SecretOrigin::Keychain | SecretOrigin::OwnFile(_) => true,
        SecretOrigin::NamedFile(..)
        | SecretOrigin::Credential(_)
        | SecretOrigin::Variable(_)
        | SecretOrigin::Settings => false,
    };
    if is_stored && let Some(bound) = device.bound(&secret, origin).map_err(|error| error.to_string())? {
        return Err(format!("The token that is kept was given for {bound}, and is not offered to {origin}."));
    }
    Ok(Some(of_secret(&secret)))
}

pub(super) fn of_secret(secret: &Secret) -> Given {
    Given::Token(SecretText::new(secret.expose()))
}

impl Keeping {
    pub(super) async fn run(self, handle: Handle) {
        let Self { device, vault, given: secrets, tell, runtime } = self;
        let (looks, origin) = (device.clone(), secrets.borrow().origin.to_string());
        let found = runtime.spawn_blocking(move || given(&vault, &looks, &origin)).await;
        let token = match found {
            Ok(Ok(token)) => token,
            Ok(Err(why)) => {
                tracing::warn!("{why}");
                if let Some(tell) = &tell {
                    tell.send_replace(Some(why));
                }
                None
            }
            Err(_) => None,
        };
        secrets.send_modify(|held| held.given = token);
        let mut issued = handle.device_token();
        if handle.enable().await.is_err() {
            return;
        }
        drop(handle);
        while issued.changed().await.is_ok() {
            let token = issued.borrow_and_update().clone();
            let (device, origin) = (device.clone(), secrets.borrow().origin.clone());
            let kept = runtime.spawn_blocking(move || device.keep(&token, &origin)).await;
            if let Ok(Err(error)) = kept {
                tracing::warn!("the token that the gateway issued cannot be kept: {error}");
            }
        }
    }
}
