//! Where a secret is looked for, and where it is kept.

use std::{
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

use super::{Keychain, Secret, SecretFault, SecretName, file};

/// Longest secret, characters.
const MOST: usize = 4096;

/// A secret, and where it came from.
pub struct Found {
    /// The secret.
    pub secret: Secret,
    /// From where.
    pub origin: SecretOrigin,
}

/// Where a secret came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretOrigin {
    /// A file that a variable names.
    NamedFile(&'static str, PathBuf),
    /// A credential that the system's service manager hands over.
    Credential(PathBuf),
    /// An environment variable.
    Variable(&'static str),
    /// The key store of this system.
    Keychain,
    /// A file of our own, chosen by its owner.
    OwnFile(PathBuf),
    /// The settings file, where it should not be.
    Settings,
}

/// Reads the environment.
type LookUp = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Where secrets are looked for, the first that has one wins: a named file, the service manager, a variable, the key
/// store, a file of our own, the settings.
pub struct Vault {
    look_up: Box<LookUp>,
    keychain: Option<Keychain>,
    folder: Option<PathBuf>,
    in_settings: Option<Secret>,
}

impl Vault {
    /// `look_up` reads the environment; `folder` is that of the settings, for files of our own; `in_settings` is the
    /// gateway's token where the settings hold one. Without a key store none is asked.
    pub fn new(
        look_up: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static,
        keychain: Option<Keychain>,
        folder: Option<&Path>,
        in_settings: Option<&Secret>,
    ) -> Self {
        Self {
            look_up: Box::new(look_up),
            keychain,
            folder: folder.map(|folder| folder.join("secrets")),
            in_settings: in_settings.cloned(),
        }
    }

    /// The secret, if anybody has it. Waits for disk and key store.
    ///
    /// # Errors
    /// When a place that was named cannot be used, or two of them differ. A key store that is not there or locked is an
    /// error only where nobody else has the secret.
    pub fn find(&self, name: SecretName) -> Result<Option<Found>, SecretFault> {
        if let Some(named) = self.named(name)? {
            return Ok(Some(named));
        }
        let chain = self.keychain.as_ref().map_or(Ok(None), |chain| chain.get(name));
        if let Ok(Some(secret)) = chain {
            return Ok(Some(Found { secret, origin: SecretOrigin::Keychain }));
        }
        if let Some(path) = self.own(name)
            && let Some(secret) = file::read_if_there(&path)?
        {
            return Ok(Some(Found { secret, origin: SecretOrigin::OwnFile(path) }));
        }
        if let Some(secret) = self.in_settings.clone().filter(|_| name == SecretName::GatewayToken) {
            return Ok(Some(Found { secret, origin: SecretOrigin::Settings }));
        }
        match chain {
            // A system without a key store simply has no secret in it.
            Err(SecretFault::NoKeychain(_)) | Ok(_) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Every value of a secret, wherever it is and whether it would be used: for whoever must hide them all. A place that
    /// cannot be read has none.
    pub fn all(&self, name: SecretName) -> Vec<Secret> {
        let said = |variable: &str| (self.look_up)(variable).filter(|value| !value.is_empty());
        let named = said(name.file_variable()).map(PathBuf::from);
        let credential = said("CREDENTIALS_DIRECTORY").map(|folder| PathBuf::from(folder).join(credential_of(name)));
        let files = [named, credential, self.own(name)].into_iter().flatten();
        let files = files.filter_map(|path| file::read(&path).ok());
        let variable = said(name.variable()).map(|value| Secret::new(value.to_string_lossy().trim()));
        let chain = self.keychain.as_ref().and_then(|chain| chain.get(name).ok().flatten());
        let settings = self.in_settings.clone().filter(|_| name == SecretName::GatewayToken);
        files.chain(variable).chain(chain).chain(settings).collect()
    }

    /// Keeps a secret in the key store of this system.
    ///
    /// # Errors
    /// When it is no secret, or the store cannot be used: then nothing is kept anywhere.
    pub fn keep(&self, name: SecretName, secret: &Secret) -> Result<(), SecretFault> {
        judged(name, secret)?;
        let none = || SecretFault::NoKeychain("it is switched off".to_owned());
        self.keychain.as_ref().ok_or_else(none)?.keep(name, secret)
    }

    /// Keeps a secret in a file that only its owner may read: plain text, for systems without a key store.
    ///
    /// # Errors
    /// When it is no secret, or the file cannot be written.
    pub fn keep_in_file(&self, name: SecretName, secret: &Secret) -> Result<PathBuf, SecretFault> {
        judged(name, secret)?;
        let path = self.own(name).ok_or(SecretFault::NoFolder(name.name()))?;
        file::write(&path, secret)?;
        Ok(path)
    }

    /// Forgets a secret in the key store and in the file of our own.
    ///
    /// # Errors
    /// When one of them cannot be used.
    pub fn forget(&self, name: SecretName) -> Result<(), SecretFault> {
        if let Some(path) = self.own(name) {
            file::delete(&path)?;
        }
        match self.keychain.as_ref().map_or(Ok(()), |chain| chain.forget(name)) {
            Err(SecretFault::NoKeychain(_)) | Ok(()) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    fn own(&self, name: SecretName) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(name.name()))
    }

    /// What somebody named for this very run.
    fn named(&self, name: SecretName) -> Result<Option<Found>, SecretFault> {
        let said = |variable: &str| (self.look_up)(variable).filter(|value| !value.is_empty());
        let mut all: Vec<Found> = Vec::new();
        if let Some(path) = said(name.file_variable()).map(PathBuf::from) {
            let secret = file::read(&path)?;
            all.push(Found { secret, origin: SecretOrigin::NamedFile(name.file_variable(), path) });
        }
        let credential = said("CREDENTIALS_DIRECTORY").map(|folder| PathBuf::from(folder).join(credential_of(name)));
        if let Some(path) = credential
            && let Some(secret) = file::read_if_there(&path)?
        {
            all.push(Found { secret, origin: SecretOrigin::Credential(path) });
        }
        if let Some(value) = said(name.variable()) {
            let secret = Secret::new(value.to_string_lossy().trim());
            all.push(Found { secret, origin: SecretOrigin::Variable(name.variable()) });
        }
        let first = all.first();
        let other = first.and_then(|first| all.iter().find(|found| found.secret.expose() != first.secret.expose()));
        if let (Some(first), Some(other)) = (first, other) {
            let (one, other) = (first.origin.to_string(), other.origin.to_string());
            return Err(SecretFault::Differ { name: name.name(), one, other });
        }
        all.into_iter().next().map(|found| judged(name, &found.secret).map(|()| found)).transpose()
    }
}

/// Its name among systemd's credentials.
const fn credential_of(name: SecretName) -> &'static str {
    match name {
        SecretName::GatewayToken => "engram-token",
        SecretName::LmStudioToken => "lmstudio-token",
    }
}

fn judged(name: SecretName, secret: &Secret) -> Result<(), SecretFault> {
    let text = secret.expose();
    let length = secret.length();
    let fits = (1..=MOST).contains(&length) && !text.chars().any(|letter| letter.is_control() || letter == ' ');
    if fits { Ok(()) } else { Err(SecretFault::NotASecret { name: name.name(), length }) }
}

impl fmt::Display for SecretOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NamedFile(variable, path) => write!(f, "{variable} ({})", path.display()),
            Self::Credential(path) => write!(f, "the credential {}", path.display()),
            Self::Variable(variable) => write!(f, "environment variable {variable}"),
            Self::Keychain => f.write_str("the key store"),
            Self::OwnFile(path) => write!(f, "{}", path.display()),
            Self::Settings => f.write_str("the settings file"),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("keychain", &self.keychain).field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found").field("origin", &self.origin).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
