#![expect(clippy::disallowed_methods, reason = "makes files of secrets, and looks at their rights")]

use std::{ffi::OsString, fs, path::Path, sync::Arc, time::Duration};

use keyring_core::{CredentialStore, Error, mock};

use super::{Keychain, Secret, SecretFault, SecretName, SecretOrigin, Vault};

const TOKEN: SecretName = SecretName::GatewayToken;

struct World {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, OsString)>,
    keychain: Option<Keychain>,
    in_settings: Option<Secret>,
}

impl World {
    fn new() -> Self {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let keychain = Keychain::new(move || Ok(Arc::clone(&store)), Duration::from_secs(5));
        let folder = tempfile::tempdir().unwrap();
        Self { folder, variables: Vec::new(), keychain: Some(keychain), in_settings: None }
    }

    fn vault(&self) -> Vault {
        let variables = self.variables.clone();
        let look_up =
            move |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        Vault::new(look_up, self.keychain.clone(), Some(self.folder.path()), self.in_settings.as_ref())
    }

    fn file(&self, name: &str, text: &str, mode: u32) -> OsString {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        private(&path, mode);
        path.into()
    }

    fn found(&self) -> (String, SecretOrigin) {
        let found = self.vault().find(TOKEN).unwrap().unwrap();
        (found.secret.expose().to_owned(), found.origin)
    }

    fn refused(&self) -> String {
        self.vault().find(TOKEN).map(|_| ()).unwrap_err().to_string()
    }
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) {}

#[test]
fn every_value_can_be_had_by_whoever_hides_them() {
    let mut world = World::new();
    world.variables.push(("CLAWDBOT_TOKEN", "by-variable".into()));
    let file = world.file("named", "by-file\n", 0o600);
    world.variables.push(("ENGRAM_TOKEN_FILE", file));
    world.in_settings = Some(Secret::new("by-settings"));
    world.vault().keep(TOKEN, &Secret::new("by-store")).unwrap();
    world.vault().keep_in_file(TOKEN, &Secret::new("by-own-file")).unwrap();
    let all: Vec<_> = world.vault().all(TOKEN).iter().map(|secret| secret.expose().to_owned()).collect();
    assert_eq!(all, ["by-file", "by-own-file", "by-variable", "by-store", "by-settings"]);
    assert!(world.refused().contains("set twice"), "though none of them would be used");
    assert!(world.vault().all(SecretName::LmStudioToken).is_empty());
}

#[test]
fn what_is_named_for_this_run_beats_what_is_kept() {
    let mut world = World::new();
    assert!(world.vault().find(TOKEN).unwrap().is_none());
    world.in_settings = Some(Secret::new("of-settings"));
    assert_eq!(world.found(), ("of-settings".to_owned(), SecretOrigin::Settings));
    let own = world.vault().keep_in_file(TOKEN, &Secret::new("of-file")).unwrap();
    assert_eq!(world.found(), ("of-file".to_owned(), SecretOrigin::OwnFile(own)));
    world.vault().keep(TOKEN, &Secret::new("of-chain")).unwrap();
    assert_eq!(world.found(), ("of-chain".to_owned(), SecretOrigin::Keychain));
    world.variables.push(("CLAWDBOT_TOKEN", "of-variable".into()));
    assert_eq!(world.found(), ("of-variable".to_owned(), SecretOrigin::Variable("CLAWDBOT_TOKEN")));
    world.variables.clear();
    world.vault().forget(TOKEN).unwrap();
    assert_eq!(world.found().1, SecretOrigin::Settings);
}

#[test]
fn a_named_file_is_read_without_its_line_end_and_must_be_private() {
    let mut world = World::new();
    let path = world.file("token", "from-file\r\n", 0o600);
    world.variables.push(("ENGRAM_TOKEN_FILE", path.clone()));
    assert_eq!(
        world.found(),
        ("from-file".to_owned(), SecretOrigin::NamedFile("ENGRAM_TOKEN_FILE", path.clone().into()))
    );
    if cfg!(unix) {
        for mode in [0o640, 0o604, 0o660] {
            private(Path::new(&path), mode);
            assert!(world.refused().contains("chmod 600"), "{mode:o}");
        }
        private(Path::new(&path), 0o400);
        assert_eq!(world.found().0, "from-file");
    }
    fs::remove_file(&path).unwrap();
    assert!(world.refused().contains("is not there"));
    world.file("token", "\n", 0o600);
    assert!(world.refused().contains("is empty"));
    world.file("token", "two words", 0o600);
    assert!(world.refused().contains("printable"));
}

#[test]
fn a_credential_of_the_service_manager_is_found() {
    let mut world = World::new();
    world.file("engram-token", "from-systemd", 0o400);
    world.variables.push(("CREDENTIALS_DIRECTORY", world.folder.path().into()));
    assert_eq!(world.found().0, "from-systemd");
    assert!(matches!(world.found().1, SecretOrigin::Credential(_)));
}

#[test]
fn two_different_secrets_are_an_error_that_tells_neither() {
    let mut world = World::new();
    let path = world.file("token", "canary-one", 0o600);
    world.variables.extend([("ENGRAM_TOKEN_FILE", path), ("CLAWDBOT_TOKEN", "canary-two".into())]);
    let told = world.refused();
    assert!(
        told.contains("ENGRAM_TOKEN_FILE") && told.contains("CLAWDBOT_TOKEN") && !told.contains("canary"),
        "{told}"
    );
}

#[test]
fn a_broken_key_store_is_told_only_where_nobody_else_has_the_secret() {
    let mut world = World::new();
    world.keychain = Some(Keychain::new(|| Err(Error::NoStorageAccess("no".into())), Duration::from_secs(5)));
    assert!(world.refused().contains("locked"));
    // Never silently into a file instead.
    assert_eq!(world.vault().keep(TOKEN, &Secret::new("t")).err(), Some(SecretFault::Locked));
    assert!(!world.folder.path().join("secrets").exists());
    world.vault().keep_in_file(TOKEN, &Secret::new("t")).unwrap();
    assert_eq!(world.found().0, "t");
    world.keychain = Some(Keychain::new(|| Err(Error::PlatformFailure("no bus".into())), Duration::from_secs(5)));
    fs::remove_dir_all(world.folder.path().join("secrets")).unwrap();
    assert!(world.vault().find(TOKEN).unwrap().is_none());
    let told = world.vault().keep(TOKEN, &Secret::new("t")).unwrap_err().to_string();
    assert!(told.contains("ENGRAM_TOKEN_FILE"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_file_of_ours_is_private_and_no_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let world = World::new();
    let path = world.vault().keep_in_file(TOKEN, &Secret::new("t")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let elsewhere = world.file("elsewhere", "stolen", 0o600);
    fs::remove_file(&path).unwrap();
    symlink(elsewhere, &path).unwrap();
    assert!(world.refused().contains("link"));
}
