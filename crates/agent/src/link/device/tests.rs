#![expect(clippy::disallowed_methods, reason = "it looks at the files of the device")]

use std::fs;

use gateway::{DeviceToken, SecretText, address::Address};

use super::Device;
use crate::Secret;

fn address(host: &str) -> Address {
    Address::new(false, host, 18_789, "/").unwrap()
}

#[test]
fn a_device_is_the_same_for_life_and_its_files_are_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let id = || Device::of(folder.path(), "node").unwrap().identity().device_id().to_owned();
    let first = id();
    for _ in 0..20 {
        assert_eq!(id(), first);
    }
    let other = Device::of(folder.path(), "operator").unwrap().identity().device_id().to_owned();
    assert_ne!(other, first, "each role has its own");
    let elsewhere = tempfile::tempdir().unwrap();
    assert_ne!(Device::of(elsewhere.path(), "node").unwrap().identity().device_id(), first);
    #[cfg(unix)]
    for (path, rights) in [("device", 0o700), ("device/node.key", 0o600)] {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(fs::metadata(folder.path().join(path)).unwrap().mode() & 0o777, rights, "{path}");
    }
}

#[test]
fn a_key_that_was_damaged_is_named_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    Device::of(folder.path(), "node").unwrap();
    let key = folder.path().join("device/node.key");
    for text in ["", "zz", &"ab".repeat(31), &"ab".repeat(33)] {
        fs::write(&key, text).unwrap();
        let refused = Device::of(folder.path(), "node").map(drop).unwrap_err();
        assert!(refused.contains("node.key is no device key") && refused.contains("pair Engram anew"), "{refused}");
        assert_eq!(fs::read_to_string(&key).unwrap(), text);
    }
}

#[test]
fn a_token_goes_back_to_the_gateway_that_issued_it_and_to_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::of(folder.path(), "node").unwrap();
    let here = address("127.0.0.1");
    assert!(device.token(&here).is_none());
    device.keep(&DeviceToken::Keep(SecretText::new("issued")), here.origin()).unwrap();
    let again = Device::of(folder.path(), "node").unwrap();
    assert!(again.token(&here).is_some_and(|token| token.expose() == "issued"));
    assert!(again.token(&address("localhost")).is_none());
    device.keep(&DeviceToken::Unchanged, here.origin()).unwrap();
    assert!(device.token(&here).is_some());
    device.keep(&DeviceToken::Forget, here.origin()).unwrap();
    device.keep(&DeviceToken::Forget, here.origin()).unwrap();
    assert!(device.token(&here).is_none());
}

#[test]
fn a_users_token_is_for_the_gateway_it_was_first_used_at() {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::of(folder.path(), "node").unwrap();
    let (ours, other) = (Secret::new("CANARY-0123456789"), Secret::new("ANOTHER-0123456789"));
    let (here, there) = ("ws://localhost:18789", "wss://gateway.example.com:443");
    for _ in 0..2 {
        assert_eq!(device.bound(&ours, here).unwrap(), None);
    }
    // The settings name another gateway: it is withheld, for both roles, however often it is asked.
    for role in ["node", "operator", "node"] {
        let device = Device::of(folder.path(), role).unwrap();
        assert_eq!(device.bound(&ours, there).unwrap().as_deref(), Some(here));
    }
    let kept = fs::read_to_string(folder.path().join("device/bound")).unwrap();
    assert!(!kept.contains("CANARY") && kept.starts_with(here), "{kept}");
    // A person says so, or gives another token.
    device.bind(&ours, there).unwrap();
    assert_eq!(device.bound(&ours, there).unwrap(), None);
    assert_eq!(device.bound(&other, here).unwrap(), None);
    assert_eq!(device.bound(&other, there).unwrap().as_deref(), Some(here));
}
