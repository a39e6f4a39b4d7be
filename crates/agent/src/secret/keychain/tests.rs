use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use keyring_core::{CredentialStore, Error, mock};

use super::{Keychain, Secret, SecretFault, SecretName};

const TOKEN: SecretName = SecretName::GatewayToken;

fn on(store: &Arc<CredentialStore>) -> Keychain {
    let store = Arc::clone(store);
    Keychain::new(move || Ok(Arc::clone(&store)), Duration::from_secs(5))
}

#[test]
fn a_secret_is_kept_found_and_forgotten() {
    let store: Arc<CredentialStore> = mock::Store::new().unwrap();
    let chain = on(&store);
    assert!(chain.get(TOKEN).unwrap().is_none());
    chain.keep(TOKEN, &Secret::new("a-token")).unwrap();
    assert_eq!(chain.get(TOKEN).unwrap().unwrap().expose(), "a-token");
    assert!(chain.get(SecretName::LmStudioToken).unwrap().is_none());
    chain.forget(TOKEN).unwrap();
    chain.forget(TOKEN).unwrap();
    assert!(chain.get(TOKEN).unwrap().is_none());
}

#[test]
fn a_store_that_is_not_there_or_denies_is_told_apart() {
    let broken = |error: fn() -> Error| Keychain::new(move || Err(error()), Duration::from_secs(5));
    let absent = broken(|| Error::PlatformFailure("no bus\nat all".into()));
    assert_eq!(absent.get(TOKEN).err(), Some(SecretFault::NoKeychain("no bus".to_owned())));
    let locked = broken(|| Error::NoStorageAccess("prompt".into()));
    assert_eq!(locked.keep(TOKEN, &Secret::new("x")).err(), Some(SecretFault::Locked));
    let canary = broken(|| Error::BadEncoding(b"canary".to_vec()));
    assert!(!canary.get(TOKEN).err().unwrap().to_string().contains("canary"));
}

#[test]
fn a_store_that_never_answers_is_left_after_its_time() {
    let (_held, never) = mpsc::channel::<()>();
    let never = Arc::new(std::sync::Mutex::new(never));
    let hanging = move || {
        // For as long as the test lives.
        assert!(never.lock().unwrap().recv().is_err());
        Err(Error::NoDefaultStore)
    };
    let chain = Keychain::new(hanging, Duration::from_millis(30));
    assert_eq!(chain.get(TOKEN).err(), Some(SecretFault::Slow(0)));
}
