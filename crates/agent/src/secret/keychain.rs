//! The key store of this system: asked on a thread of its own, because it may wait for a person for ever.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use super::{Secret, SecretFault, SecretName};

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Under which name the entries stand.
const SERVICE: &str = "engram";

/// Opens the store; called on the thread that uses it.
type Open = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

/// The way to the key store. Opening it waits until something is asked.
#[derive(Clone)]
pub struct Keychain {
    open: Arc<Open>,
    patience: Duration,
}

impl Keychain {
    /// The store of this system.
    pub fn of_system() -> Self {
        Self { open: Arc::new(system), patience: PATIENCE }
    }

    /// Another store, and how long it may take.
    pub fn new(
        open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
        patience: Duration,
    ) -> Self {
        Self { open: Arc::new(open), patience }
    }

    /// The secret, if it is there.
    ///
    /// # Errors
    /// When the store cannot be used, or does not answer in 5 s.
    pub fn get(&self, name: SecretName) -> Result<Option<Secret>, SecretFault> {
        let got = self.ask(name, |entry| entry.get_password().map(Zeroizing::new));
        match got {
            Ok(secret) => Ok(Some(Secret::new(&secret))),
            Err(Trouble::None) => Ok(None),
            Err(Trouble::Fault(fault)) => Err(fault),
        }
    }

    /// Keeps a secret, in place of the one that was there.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn keep(&self, name: SecretName, secret: &Secret) -> Result<(), SecretFault> {
        let secret = secret.clone();
        self.ask(name, move |entry| entry.set_password(secret.expose())).or_else(Trouble::into_fault)
    }

    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn forget(&self, name: SecretName) -> Result<(), SecretFault> {
        self.ask(name, Entry::delete_credential).or_else(Trouble::into_fault)
    }

    /// Asks on another thread. One that gets no answer is left to wait there, and its answer is dropped.
    fn ask<T: Send + 'static>(
        &self,
        name: SecretName,
        question: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, Trouble> {
        let (tell, answer) = mpsc::sync_channel(1);
        let open = Arc::clone(&self.open);
        let asking = move || {
            let entry = open().and_then(|store| store.build(SERVICE, name.name(), None));
            // Nobody may be listening any more.
            drop(tell.send(entry.and_then(|entry| question(&entry))));
        };
        let started = thread::Builder::new().name("key store".to_owned()).spawn(asking);
        started.map_err(|error| Trouble::Fault(SecretFault::Failed(error.to_string())))?;
        match answer.recv_timeout(self.patience) {
            Ok(answer) => answer.map_err(|error| Trouble::of(error, name)),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(Trouble::Fault(SecretFault::Slow(self.patience.as_secs()))),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(Trouble::Fault(SecretFault::Failed("it stopped in the middle of its work".to_owned())))
            }
        }
    }
}

/// What an error means here.
enum Trouble {
    /// There is no such entry.
    None,
    Fault(SecretFault),
}

impl Trouble {
    fn of(error: Error, name: SecretName) -> Self {
        Self::Fault(match error {
            Error::NoEntry => return Self::None,
            Error::NoStorageAccess(_) => SecretFault::Locked,
            Error::PlatformFailure(cause) => SecretFault::NoKeychain(short(&cause.to_string())),
            Error::NoDefaultStore => SecretFault::NoKeychain("none is known for this system".to_owned()),
            Error::Ambiguous(_) => SecretFault::Ambiguous(name.name()),
            // The bytes of these are the secret itself.
            Error::BadEncoding(_) | Error::BadDataFormat(..) => SecretFault::Failed("its entry is not text".to_owned()),
            // New kinds of trouble may come.
            other @ (Error::BadStoreFormat(_)
            | Error::TooLong(..)
            | Error::Invalid(..)
            | Error::NotSupportedByStore(_)
            | _) => SecretFault::Failed(short(&other.to_string())),
        })
    }

    fn into_fault(self) -> Result<(), SecretFault> {
        match self {
            Self::None => Ok(()),
            Self::Fault(fault) => Err(fault),
        }
    }
}

fn short(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches('.').chars().take(120).collect()
}

#[cfg(all(unix, not(target_vendor = "apple")))]
fn system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_vendor = "apple")]
fn system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keychain").field("patience", &self.patience).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
